"""From a view to a whole document: sections, charts, filled template, attached result.

`evaluation` and `ranking` give what `pdf.render` needs. Nothing is read and the clock is never
asked: equal views give equal HTML, and so equal bytes.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import segno
from markupsafe import Markup

from app.reports import charts, words
from app.reports.city_views import CompactAgency, RankingReportView, RankingRow
from app.reports.emblem import EMBLEM
from app.reports.press import Attachment
from app.reports.views import (
    DocumentMeta,
    DomainScore,
    EvaluationReportView,
    GroupScore,
    IndicatorResult,
    InstrumentView,
    PageSize,
)
from app.templating import render

PAPER: Final = {"A4": (210, 297), "F4": (215, 330)}
COVER_MARGINS_MM: Final = 39
DOTS: Final = "……………………………………"
RESULT_NAME: Final = "hasil.json"
EXTREMES: Final = 5


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to print."""

    html: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the contents: `label` is "1 " or "Lampiran A. "."""

    anchor: str
    label: str
    title: str


def evaluation(view: EvaluationReportView) -> Document:
    """Set the Laporan Hasil Evaluasi of one agency."""
    html = render(
        "reports/evaluation.html",
        view=view,
        sections=_sections(_evaluation_sections(view)),
        charts=_evaluation_charts(view),
        by_domain=_by_domain(view),
        risen=[item for item in view.indicators if _moved(item) > 0],
        fallen=[item for item in view.indicators if _moved(item) < 0],
        **_frame(view.document),
    )
    return Document(html, (_result(view),))


def ranking(view: RankingReportView) -> Document:
    """Set the Laporan Peringkat."""
    html = render(
        "reports/ranking.html",
        view=view,
        sections=_sections(_ranking_sections(view)),
        charts=_ranking_charts(view),
        extremes=_extremes(view.rows),
        sparklines=_sparklines(view.rows),
        agency_charts={agency.row.code: _agency_chart(agency, view) for agency in view.agencies},
        **_frame(view.document),
    )
    return Document(html, (_result(view),))


def machine_readable(view: EvaluationReportView | RankingReportView) -> bytes:
    """Give the result as canonical JSON: keys sorted, numbers that must stay exact as text."""
    content = {"schema": "matang/hasil/1", "kind": _kind(view), **view.model_dump(mode="json")}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    return text.encode() + b"\n"


def _kind(view: EvaluationReportView | RankingReportView) -> str:
    return "evaluation" if isinstance(view, EvaluationReportView) else "ranking"


def _result(view: EvaluationReportView | RankingReportView) -> Attachment:
    return Attachment(RESULT_NAME, machine_readable(view), "Hasil evaluasi yang terbaca mesin")


def _frame(document: DocumentMeta) -> dict[str, object]:
    """Give what every document shows whatever it reports."""
    day = document.dated_on
    return {
        "words": words,
        "page_css": page_css(document.page_size),
        "emblem": EMBLEM,
        "qr": qr(document.authenticity.url),
        "dots": DOTS,
        "day_words": words.date_in_words(day) if day else "",
    }


def page_css(size: PageSize) -> Markup:
    """Give the rules that depend on the paper."""
    width, height = PAPER[size]
    paper = Markup("@page {{ size: {}mm {}mm }} .cover {{ height: {}mm }}")
    return paper.format(width, height, height - COVER_MARGINS_MM)


def qr(url: str) -> Markup:
    """Draw a QR code; the picture says what it leads to."""
    code = segno.make(url, error="m", micro=False)
    drawn = code.svg_inline(
        border=0, omitsize=True, svgclass=None, lineclass=None, title=f"QR: {url}"
    )
    return Markup(drawn)  # noqa: S704  made by segno, which escapes the title


def _sections(titles: Iterable[tuple[str, str]]) -> dict[str, Section]:
    """Number the sections; those whose anchor starts with "lampiran:" become annexes A, B."""
    sections: dict[str, Section] = {}
    number, letter = 0, ord("A")
    for anchor, title in titles:
        if anchor.startswith("lampiran:"):
            label, letter = f"Lampiran {chr(letter)}. ", letter + 1
        else:
            number += 1
            label = f"{number}. "
        name = anchor.removeprefix("lampiran:")
        sections[name] = Section(name, label, title)
    return sections


def _evaluation_sections(view: EvaluationReportView) -> list[tuple[str, str]]:
    group_names = " dan ".join(name.lower() for name in view.instrument.group_names)
    wanted = (
        (True, "cara", "Dasar dan cara penilaian"),
        (True, "domain", f"Hasil menurut {group_names}"),
        (True, "indikator", "Hasil setiap indikator"),
        (bool(view.recommendations), "rekomendasi", "Rekomendasi"),
        (_has_past(view), "perbandingan", "Perbandingan dengan tahun sebelumnya"),
        (True, "pengesahan", "Pengesahan"),
        (bool(view.not_applicable), "lampiran:tidak-berlaku", "Indikator yang tidak berlaku"),
        (bool(view.objections), "lampiran:keberatan", "Keberatan dan keputusannya"),
    )
    return [(anchor, title) for is_wanted, anchor, title in wanted if is_wanted]


def _ranking_sections(view: RankingReportView) -> list[tuple[str, str]]:
    names = view.instrument.group_names
    column = names[1].lower() if len(names) > 1 else "indikator"
    wanted = (
        (True, "peringkat", "Peringkat perangkat daerah"),
        (True, "peta", f"Nilai setiap perangkat daerah menurut {column}"),
        (True, "sebaran", f"Sebaran dan {names[0].lower()}"),
        (bool(view.weak_aspects), "lemah", f"{names[-1]} yang lemah di seluruh kota"),
        (bool(view.most_improved), "naik", "Perangkat daerah yang paling meningkat"),
        (True, "cara", "Cara penilaian"),
        (True, "pengesahan", "Pengesahan"),
        (bool(view.agencies), "lampiran:opd", "Satu halaman setiap perangkat daerah"),
    )
    return [(anchor, title) for is_wanted, anchor, title in wanted if is_wanted]


def _has_past(view: EvaluationReportView) -> bool:
    return any(past.index is not None for past in view.history if past.year < view.year)


def _moved(item: IndicatorResult) -> int:
    return 0 if item.previous is None else item.final - item.previous


def _by_domain(
    view: EvaluationReportView,
) -> list[tuple[DomainScore, list[IndicatorResult]]]:
    groups = [
        (domain, [item for item in view.indicators if item.domain_code == domain.code])
        for domain in view.domains
    ]
    return [(domain, indicators) for domain, indicators in groups if indicators]


def _evaluation_charts(view: EvaluationReportView) -> dict[str, Markup]:
    top = view.instrument.levels[-1].level
    group = view.instrument.group_names[0].lower()
    axes = [_axis(domain) for domain in view.domains if domain.score is not None]
    title = f"Nilai {view.agency.short_name} menurut {group} dibandingkan dengan rata-rata kota"
    return {
        "ruler": charts.ruler(
            _bands(view.instrument), _marks(view), title=_place_of(view), highest=top
        ),
        "groups": _profile(axes, title, top),
        "domains": charts.bars(axes, title=title, highest=top),
        "slope": _slope(view) if _has_past(view) else Markup(""),
    }


def _ranking_charts(view: RankingReportView) -> dict[str, Markup]:
    counts = [charts.Count(item.name, item.count, item.previous) for item in view.distribution]
    top = view.instrument.levels[-1].level
    marks = [charts.Mark("Rata-rata kota", view.city.index)]
    if view.city.target is not None:
        marks.append(charts.Mark("Target", view.city.target))
    title = f"Rata-rata {view.document.city} pada skala predikat"
    return {
        "ruler": charts.ruler(_bands(view.instrument), marks, title=title, highest=top),
        "distribution": charts.distribution(
            counts, title="Banyaknya perangkat daerah menurut predikat", unit="OPD"
        ),
        "domains": charts.bars(
            [_axis(group) for group in view.domains],
            title=f"Rata-rata kota menurut {view.instrument.group_names[0].lower()}",
            highest=top,
        ),
    }


def _extremes(rows: Sequence[RankingRow]) -> list[tuple[str, Sequence[RankingRow]]]:
    """Give the best and the lowest five, never one agency in both."""
    count = min(EXTREMES, len(rows) // 2)
    if not count:
        return [("Hasil", rows)]
    return [("Indeks tertinggi", rows[:count]), ("Indeks terendah", rows[-count:])]


def _sparklines(rows: Sequence[RankingRow]) -> dict[str, Markup]:
    if not any(sum(value is not None for value in row.series) > 1 for row in rows):
        return {}
    return {
        row.code: charts.sparkline(row.series, title=f"Tren indeks {row.short_name}")
        for row in rows
    }


def _agency_chart(agency: CompactAgency, view: RankingReportView) -> Markup:
    title = f"Nilai {agency.row.short_name} menurut {view.instrument.group_names[0].lower()}"
    axes = [_axis(group) for group in agency.domains if group.score is not None]
    return _profile(axes, title, view.instrument.levels[-1].level)


def _profile(axes: Sequence[charts.Axis], title: str, top: int) -> Markup:
    """Draw a radar, or bars where there are too few groups for one."""
    draw = charts.radar if len(axes) > 2 else charts.bars
    return draw(axes, title=title, highest=top)


def _axis(group: GroupScore) -> charts.Axis:
    return charts.Axis(group.name, group.score, group.city, group.previous)


def _bands(instrument: InstrumentView) -> list[charts.Band]:
    return [charts.Band(grade.name, grade.lowest) for grade in instrument.grades]


def _marks(view: EvaluationReportView) -> list[charts.Mark]:
    now = view.standing
    marks = [charts.Mark(view.agency.short_name, now.index)]
    return [*marks, charts.Mark("Rata-rata kota", now.city_index)]


def _place_of(view: EvaluationReportView) -> str:
    return f"Letak {view.agency.short_name} pada skala predikat"


def _slope(view: EvaluationReportView) -> Markup:
    years = [past.year for past in view.history]
    own = charts.Trend(view.agency.short_name, tuple(past.index for past in view.history))
    city = charts.Trend("Rata-rata kota", tuple(p.city for p in view.history), own=False)
    trends = [trend for trend in (own, city) if any(v is not None for v in trend.values)]
    return charts.slope(trends, years, title="Indeks dari tahun ke tahun")


__all__ = ["Document", "Section", "evaluation", "machine_readable", "qr", "ranking"]
