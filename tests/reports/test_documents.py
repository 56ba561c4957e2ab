import json
import re

import pytest

from app.reports import documents
from app.reports.views import EvaluationReportView, IndicatorResult
from tests.reports.examples import City
from tests.reports.ranked import RankedCity

HOSTILE = "<script>alert(1)</script><link rel=attachment href=file:///etc/passwd>"


@pytest.fixture(scope="module")
def city() -> RankedCity:
    return RankedCity()


def headings(html: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", found)
        for found in re.findall(r"<h2 id=[^>]*>(.*?)</h2>", html, flags=re.DOTALL)
    ]


def test_the_report_has_every_section_numbered(city: RankedCity) -> None:
    view = next(view for view in map(city.evaluation, city.scored) if view.objections)

    assert headings(documents.evaluation(view).html) == [
        "1. Dasar dan cara penilaian",
        "2. Hasil menurut domain dan aspek",
        "3. Hasil setiap indikator",
        "4. Rekomendasi",
        "5. Perbandingan dengan tahun sebelumnya",
        "6. Pengesahan",
        "Lampiran A. Indikator yang tidak berlaku",
        "Lampiran B. Keberatan dan keputusannya",
    ]


def test_sections_without_content_are_left_out_and_the_rest_renumbered(city: RankedCity) -> None:
    view = city.evaluation("12").model_copy(
        update={"recommendations": (), "history": (), "not_applicable": (), "objections": ()}
    )

    assert headings(documents.evaluation(view).html) == [
        "1. Dasar dan cara penilaian",
        "2. Hasil menurut domain dan aspek",
        "3. Hasil setiap indikator",
        "4. Pengesahan",
    ]


def test_an_instrument_without_aspects_and_with_four_levels_is_set_too(city: RankedCity) -> None:
    view = city.evaluation("12")
    flat = tuple(domain.model_copy(update={"aspects": ()}) for domain in view.domains[:2])
    instrument = view.instrument.model_copy(
        update={"group_names": ("Domain",), "levels": view.instrument.levels[:4]}
    )
    changed = {"domains": flat, "instrument": instrument, "strengths": (), "gaps": ()}

    html = documents.evaluation(view.model_copy(update=changed)).html

    assert "2. </span>Hasil menurut domain<" in html
    assert "Kekuatan" not in html


def hostile(view: EvaluationReportView, text: str) -> EvaluationReportView:
    given = view.model_dump()
    given["agency"]["name"] = text
    for item in given["indicators"]:
        item |= {"reason": text, "short_name": text, "evidence": [{"title": text}]}
    return EvaluationReportView.model_validate(given)


def test_markup_in_names_and_notes_stays_text(city: RankedCity) -> None:
    html = documents.evaluation(hostile(city.evaluation("12"), HOSTILE)).html

    assert "<script" not in html
    assert "<link" not in html
    assert html.count("&lt;script&gt;") > 99


def test_no_document_asks_for_anything_outside_itself(city: RankedCity) -> None:
    for document in (
        documents.evaluation(city.evaluation("12")),
        documents.ranking(city.ranking()),
    ):
        assert not re.findall(r"<(?:img|link|script|iframe|object|embed)\b", document.html)


def test_every_indicator_appears_once_with_its_code_and_next_step(city: RankedCity) -> None:
    view = city.evaluation("21")
    html = documents.evaluation(view).html

    assert re.findall(r'<article id="indicator-(\d+)"', html) == [i.code for i in view.indicators]
    assert len(view.indicators) == 38


def test_the_ranking_lists_ties_movement_and_those_who_did_not_submit(city: RankedCity) -> None:
    view = city.ranking()
    tied = [row for row in view.rows if row.tied]
    html = documents.ranking(view).html

    assert tied
    assert f'<td class="place">{tied[0].place}=</td>' in html
    assert html.count("tidak menyampaikan</td>") == len(view.not_submitted)
    assert len(re.findall(r'class="heat heat--\d"', html)) == (len(view.rows) + 1) * 19


def test_a_provisional_document_leaves_number_and_date_to_be_filled_in() -> None:
    html = documents.evaluation(City(provisional=True).evaluation("12")).html

    assert '<p class="watermark">SEMENTARA</p>' in html
    assert "Sementara, belum ditetapkan" in html
    assert html.count(documents.DOTS) >= 2


def test_the_attached_result_is_canonical_json_with_exact_numbers_as_text(city: RankedCity) -> None:
    view = city.evaluation("12")
    (attached,) = documents.evaluation(view).attachments
    content = json.loads(attached.content)

    assert attached.name == "hasil.json"
    assert content["standing"]["index"] == str(view.standing.index)
    assert content["standing"]["exact"] == view.standing.exact
    assert list(content) == sorted(content)


def test_equal_views_give_equal_documents() -> None:
    assert documents.evaluation(City().evaluation("12")) == documents.evaluation(
        City().evaluation("12")
    )


def test_the_level_is_drawn_as_dots(city: RankedCity) -> None:
    item: IndicatorResult = city.evaluation("12").indicators[0]

    html = documents.evaluation(city.evaluation("12")).html

    assert "●" * item.final + "○" * (5 - item.final) in html
