"""A few real documents, made by the child process. Slow ones are made once a module."""

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from app.reports import documents, pdf
from app.reports.pdf import ForeignAsset, Limits, Press, RenderFailed, asset_path
from app.reports.press import Printed
from app.templating import angka
from tests.reports.ranked import RankedCity

SMALL = '<!doctype html><html lang="id"><head><title>t</title></head><body>{}</body></html>'
VIEW = RankedCity().evaluation("12")


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press() as warm:
        yield warm


@pytest.fixture(scope="module")
def printed(press: Press) -> Printed:
    document = documents.evaluation(VIEW)
    return press.print(document.html, document.attachments)


@pytest.fixture(scope="module")
def reader(printed: Printed) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(printed.pdf))


def text_of(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def test_the_report_has_twelve_to_sixteen_pages_and_no_complaints(printed: Printed) -> None:
    assert 12 <= printed.pages <= 16
    assert printed.warnings == ()


def test_name_index_grade_and_place_stand_on_cover_and_summary(reader: pypdf.PdfReader) -> None:
    now = VIEW.standing
    for page in reader.pages[:2]:
        text = text_of(page)
        for said in (VIEW.agency.name, angka(now.index), now.grade, str(now.place)):
            assert said in text


def test_every_page_says_its_number_and_the_documents(reader: pypdf.PdfReader) -> None:
    last = len(reader.pages)
    for number, page in enumerate(reader.pages[1:], start=2):
        assert f"Halaman {number} dari {last}" in text_of(page)
        assert f"Nomor {VIEW.document.number}" in text_of(page)


def test_the_document_is_tagged_indonesian_titled_and_bookmarked(reader: pypdf.PdfReader) -> None:
    root: Any = reader.trailer["/Root"]

    assert reader.metadata is not None
    assert root["/Lang"] == "id"
    assert root["/MarkInfo"]["/Marked"]
    assert (
        reader.metadata.title
        == "Laporan Hasil Evaluasi Dinas Pekerjaan Umum dan Penataan Ruang Tahun 2026"
    )
    assert "2. Hasil menurut domain dan aspek" in [
        entry.title for entry in reader.outline if not isinstance(entry, list)
    ]


def test_all_fonts_are_ours_and_embedded(reader: pypdf.PdfReader) -> None:
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for font in resources["/Font"].values()
    ]

    assert fonts
    for font in fonts:
        assert "/FontFile2" in font or "/FontFile3" in font
        assert re.search(r"\+Source-S(ans-3|erif-4)", font["/FontName"])


def test_the_result_travels_inside(reader: pypdf.PdfReader) -> None:
    (content,) = reader.attachments["hasil.json"]

    assert content == documents.machine_readable(VIEW)


def test_another_process_makes_the_same_bytes(printed: Printed) -> None:
    document = documents.evaluation(VIEW)

    assert pdf.render(document.html, attachments=document.attachments) == printed.pdf


def test_a_provisional_ranking_on_f4_says_so_on_every_page(press: Press) -> None:
    view = RankedCity(provisional=True, page_size="F4").ranking()
    made = press.print(documents.ranking(view).html)
    pages = pypdf.PdfReader(io.BytesIO(made.pdf)).pages

    assert made.warnings == ()
    assert all("SEMENTARA" in text_of(page) for page in pages)
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [215, 330]
    everything = " ".join(text_of(page) for page in pages)
    for row in view.rows:
        assert f"{angka(row.index)} {row.grade}" in everything
    assert everything.count("tidak menyampaikan") >= len(view.not_submitted)


@pytest.mark.parametrize(
    "asked",
    [
        '<link rel="attachment" href="file:///etc/passwd">',
        '<img alt="" src="file:///etc/passwd">',
        '<img alt="" src="asset:/static/../settings.py">',
        '<style>@import url("http://127.0.0.1:9/x.css")</style>',
        '<img alt="" src="data:image/png;base64,AAAA">',
        '<img alt="" src="/etc/passwd">',
    ],
)
def test_nothing_but_packaged_assets_is_read(press: Press, asked: str) -> None:
    with pytest.raises(RenderFailed, match="di luar paket aplikasi"):
        press.print(SMALL.format(asked))


@pytest.mark.parametrize(
    "url",
    ["asset:/reports/../../settings.py", "asset:/reports/%2e%2e/%2e%2e/db.py", "asset:/other/x",
     "asset:/reports/", "file:/static/app.css", "asset:/static/nothing.css"],
)  # fmt: skip
def test_an_asset_address_never_leaves_its_folder(url: str) -> None:
    with pytest.raises(ForeignAsset):
        asset_path(url)


def test_a_link_out_of_the_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out.css").symlink_to("/etc/passwd")
    monkeypatch.setattr(pdf, "SERVED", (tmp_path, tmp_path))

    with pytest.raises(ForeignAsset):
        asset_path("asset:/static/out.css")


def test_our_own_stylesheet_is_an_asset() -> None:
    assert asset_path("asset:/reports/report.css") == pdf.STYLESHEET


def test_a_document_beyond_its_time_is_stopped_and_the_press_goes_on() -> None:
    with Press(Limits(seconds=2)) as strict:
        strict.print(SMALL.format("<p>a</p>"))
        started = time.monotonic()
        with pytest.raises(RenderFailed, match="tidak selesai dalam 2 detik"):
            strict.print(SMALL.format("<table>" + "<tr><td>a<td>b<td>c" * 20_000 + "</table>"))

        assert time.monotonic() - started < 8
        assert strict.print(SMALL.format("<p>b</p>")).pages == 1


def test_a_document_beyond_its_memory_is_stopped_and_the_press_goes_on() -> None:
    with Press(Limits(seconds=60, memory_mib=400)) as strict:
        with pytest.raises(RenderFailed, match="memori"):
            strict.print(SMALL.format("<p>" + "x" * 150_000_000))

        assert strict.print(SMALL.format("<p>b</p>")).pages == 1


def test_a_document_the_engine_cannot_lay_out_is_named_and_the_press_goes_on(press: Press) -> None:
    with pytest.raises(RenderFailed, match="tidak dapat disusun"):
        press.print(SMALL.format("<div>" * 3000))

    assert press.print(SMALL.format("<p>b</p>")).pages == 1


def test_fifty_thousand_marks_and_ten_thousand_letters_are_tamed_before_the_engine(
    press: Press,
) -> None:
    given = VIEW.model_dump()
    for item in given["indicators"][:6]:
        item["reason"] = "x" + "\u0301" * 50_000
        item["criterion"] = "kata " * 2_000
    hostile = documents.evaluation(type(VIEW).model_validate(given))

    made = press.print(hostile.html, hostile.attachments)

    assert made.pages <= 17


def test_the_child_sees_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATANG_SECRET_FILE", "/secret")

    with Press() as own:
        own.print(SMALL.format("<p>a</p>"))
        environ = Path(f"/proc/{own._child.pid}/environ").read_bytes()

    assert b"MATANG" not in environ
