"""The builders against a city driven through two years by the real actions."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import Database
from app.errors import Conflict, NotFound
from app.journal.models import JournalLine
from app.journal.record import Entry, record
from app.reports import documents, evaluation, minutes, ranking, receipt, worksheet
from app.reports.actions import want_evaluation
from app.reports.city_views import RankingReportView
from app.reports.filled_form import sent_form
from app.reports.models import Report
from app.reports.press import Press
from app.reports.views import EvaluationReportView
from app.results.models import Result
from app.results.queries import current
from app.settings import Settings
from app.submissions.queries import newest_snapshot
from tests.reports import driven as d

SETTINGS = Settings(_env_file=None, base_url="https://matang.contoh.go.id")
INSTRUMENTS = ("sdi-ringkas-2026", "epss-opd-2026")
RANKING_QUERIES = 7
PEOPLE = ("Yusuf Hidayat", "Nur Aini", "Tri Handoko", "Maya Sartika", "Eko Prasetyo")


@dataclass
class Year:
    """A finalised year; `provisional` is Dinkes's report from before the objection."""

    driven: d.Driven
    objected: str
    provisional: EvaluationReportView

    @property
    def database(self) -> Database:
        return self.driven.database


@pytest.fixture(scope="module", params=INSTRUMENTS)
def year(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Year]:
    path = tmp_path_factory.mktemp("year") / "matang.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield finalised_year(database, request.param)
    database.engine.dispose()


def finalised_year(database: Database, instrument: str) -> Year:
    driven = d.found(database, instrument)
    d.to_announced(driven, d.LAST)
    d.to_final(driven, d.LAST)
    d.to_published(driven, d.LAST)
    d.to_announced(driven, d.THIS, absent=(d.BAKESBANGPOL,))
    with database.transaction() as session:
        row = driven.submission(session, d.THIS, d.DINKES)
        result = current(session, row.id)
        assert result is not None
        period = driven.period(session, d.THIS)
        report, _ = want_evaluation(session, period, row, (result, ""), driven.now)
        record(session, None, Entry("test", "report", report.id), driven.now)
        provisional = evaluation.build(session, report, SETTINGS)
    objected = d.object_and_decide(driven, d.THIS)
    d.to_final(driven, d.THIS)
    return Year(driven, objected, provisional)


def report_of(session: Session, driven: d.Driven, code: str = "") -> Report:
    period = driven.period(session, d.THIS)
    query = select(Report).where(
        Report.period_id == period.id, col(Report.is_provisional).is_(False)
    )
    if code:
        query = query.where(Report.submission_id == driven.submission(session, d.THIS, code).id)
    else:
        query = query.where(Report.kind == "ranking")
    return session.exec(query.order_by(col(Report.revision))).first() or pytest.fail("no report")


def evaluation_of(year: Year, code: str) -> EvaluationReportView:
    with year.database.reading() as session:
        return evaluation.build(session, report_of(session, year.driven, code), SETTINGS)


def ranking_of(year: Year) -> RankingReportView:
    with year.database.reading() as session:
        return ranking.build(session, report_of(session, year.driven), SETTINGS)


def results_of(year: Year, when: int) -> dict[str, Result]:
    """Give the current results of a year by agency code, free of their session."""
    found = {}
    with year.database.reading() as session:
        for code in d.CODES:
            row = current(session, year.driven.submission(session, when, code).id)
            if row is not None:
                session.expunge(row)
                found[code] = row
    return found


# The evaluation report


@pytest.mark.parametrize("code", [d.DINKES, d.DISKOMINFO, d.INSPEKTORAT])
def test_evaluation_says_what_the_result_row_says(year: Year, code: str) -> None:
    view = evaluation_of(year, code)

    row, before = results_of(year, d.THIS)[code], results_of(year, d.LAST)[code]
    standing = view.standing
    assert (str(standing.index), standing.exact, standing.grade) == (
        row.index,
        row.exact,
        row.grade,
    )
    assert (standing.place, standing.of) == (row.place, 4)
    assert {item.code: item.final for item in view.indicators} == row.levels
    assert (str(standing.previous_index), standing.previous_place) == (before.index, before.place)
    assert standing.change == Decimal(row.index) - Decimal(before.index)
    assert view.document.authenticity.result_sha256 == row.sha256


def test_evaluation_is_anchored_at_the_line_that_finalised_it(year: Year) -> None:
    view = evaluation_of(year, d.DINKES)

    seq, _, digest = view.document.authenticity.anchor.partition(":")
    with year.driven.database.reading() as session:
        line = session.get_one(JournalLine, int(seq))
    assert (line.action, line.hash) == ("result.finalise_confirm", digest)
    assert f"Jangkar jejak audit: {seq}:{digest}" in documents.evaluation(view).html


def test_evaluation_carries_claim_evidence_and_reason(year: Year) -> None:
    view = evaluation_of(year, d.INSPEKTORAT)

    claimed = d.levels_of(year.driven, d.THIS, d.INSPEKTORAT, claimed=True)
    assert {item.code: item.claim for item in view.indicators} == claimed
    proofs = {(p.title, p.citation) for item in view.indicators for p in item.evidence}
    assert proofs == {("Peraturan Wali Kota tentang Satu Data", "Pasal 5, halaman 4")}
    assert {item.reason for item in view.indicators} == {
        "Bukti mendukung tingkat ini, belum lebih.",
        "Disepakati setelah pasal penetapannya dibaca bersama.",
    }


def test_evaluation_names_no_assessor_and_no_single_score(year: Year) -> None:
    for code in (d.DINKES, d.DISKOMINFO, d.INSPEKTORAT):
        view = evaluation_of(year, code)

        text = documents.evaluation(view).html + documents.machine_readable(view).decode()

        assert [secret for secret in (*PEOPLE, d.NOTE) if secret in text] == []
        assert view.institutions == ()
        assert {item.by_institution for item in view.indicators} == {()}


def test_the_walidata_is_told_of_its_substitute_by_institution(year: Year) -> None:
    view = evaluation_of(year, d.DISKOMINFO)

    assert [(item.name, item.institution) for item in view.substitutes] == [("", "Inspektorat")]
    assert [item.role for item in view.assessors] == ["Penilai pengganti", "Penilai"]
    assert view.not_applicable == ()
    assert evaluation_of(year, d.DINKES).substitutes == ()


def test_left_out_indicators_have_their_reason(year: Year) -> None:
    reasons = {item.reason for item in evaluation_of(year, d.DINKES).not_applicable}

    assert reasons == {"Menyangkut tugas walidata, jadi hanya dinilai pada walidata."}


def test_a_decided_objection_is_told_with_both_levels(year: Year) -> None:
    view = evaluation_of(year, d.DINKES)

    [item] = view.objections
    before = d.levels_of(year.driven, d.THIS, d.DINKES)[year.objected]
    assert (item.code, item.claim, item.decision) == (year.objected, d.OBJECTION, d.DECISION)
    assert (item.before, item.after) == (before, before + 1)
    assert evaluation_of(year, d.INSPEKTORAT).objections == ()


def test_a_provisional_report_has_no_place_and_says_so(year: Year) -> None:
    view = year.provisional

    html = documents.evaluation(view).html

    assert (view.standing.place, view.standing.of, view.objections) == (None, None, ())
    assert "SEMENTARA" in html
    assert "disusun saat penetapan" in html
    assert "None" not in html
    assert [phase.name for phase in view.phases][-1] == "Hasil sementara dan masa sanggah"


def test_means_of_the_city_are_exact_until_the_end(year: Year) -> None:
    view = evaluation_of(year, d.DINKES)

    rows = list(results_of(year, d.THIS).values())
    mean = sum(Fraction(row.exact) for row in rows) / len(rows)
    assert view.standing.city_index == Decimal(int(mean * 200 + 1) // 2) / 100
    assert [past.year for past in view.history] == [d.LAST, d.THIS]
    weights = [domain.weight for domain in view.domains]
    assert sum(weights) == 100


# The ranking


def test_ranking_lists_by_place_and_the_absent_last(year: Year) -> None:
    view = ranking_of(year)

    rows = results_of(year, d.THIS)
    expected = sorted((row.place, code, row.index) for code, row in rows.items())
    assert [(row.place, row.code, str(row.index)) for row in view.rows] == expected
    assert [(row.code, row.note) for row in view.not_submitted] == [
        (d.BAKESBANGPOL, "tidak menyampaikan")
    ]
    assert sum(count.count for count in view.distribution) == 4
    assert sum(count.previous or 0 for count in view.distribution) == 5
    assert [agency.row.code for agency in view.agencies] == [row.code for row in view.rows]


def test_ranking_gives_the_leadership_three_decisions(year: Year) -> None:
    view = ranking_of(year)

    assert len(view.actions) == 3
    assert "Bakesbangpol" in view.actions[0]
    assert view.weak_aspects[0].name in view.actions[1]
    scores = [item.city for item in view.weak_aspects]
    assert scores == sorted(scores)
    assert all(item.of * 2 >= len(view.rows) for item in view.weak_aspects)


def test_the_heat_map_has_a_cell_for_every_column(year: Year) -> None:
    view = ranking_of(year).heat_map

    groups = {group for group, _ in view.groups}
    assert {column.group for column in view.columns} == groups
    assert len(view.columns) > len(groups)
    assert {len(row.cells) for row in view.rows} == {len(view.columns)} == {len(view.city)}


def test_a_ranking_takes_seven_queries_whatever_the_city(year: Year) -> None:
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    with year.database.reading() as session:
        report_id = report_of(session, year.driven).id
    with year.database.reading() as session:
        report = session.get_one(Report, report_id)
        sa.event.listen(year.database.engine, "before_cursor_execute", note)
        ranking.build(session, report, SETTINGS)
        sa.event.remove(year.database.engine, "before_cursor_execute", note)

    assert len(seen) == RANKING_QUERIES


# Later changes


@pytest.mark.parametrize("instrument", INSTRUMENTS[:1])
def test_documents_say_the_same_after_a_correction(database: Database, instrument: str) -> None:
    year = finalised_year(database, instrument)
    before = evaluation_of(year, d.DINKES), ranking_of(year)

    d.correct(year.driven, d.THIS, d.DINKES)

    assert (evaluation_of(year, d.DINKES), ranking_of(year)) == before


@pytest.mark.parametrize("instrument", INSTRUMENTS[:1])
def test_a_correction_before_publication_publishes_only_the_newest(
    database: Database, instrument: str
) -> None:
    year = finalised_year(database, instrument)
    indicator = d.correct(year.driven, d.THIS, d.DINKES)

    d.to_published(year.driven, d.THIS)

    with database.reading() as session:
        row = year.driven.submission(session, d.THIS, d.DINKES)
        stages = session.exec(
            select(Result.stage, Result.levels)
            .where(Result.submission_id == row.id)
            .order_by(col(Result.revision))
        ).all()
    assert [stage for stage, _ in stages] == ["provisional", "final", "published"]
    assert stages[-1][1][indicator] == 1


# The sheets


def test_the_receipt_proves_the_sending(year: Year) -> None:
    with year.database.reading() as session:
        row = year.driven.submission(session, d.THIS, d.DINKES)
        snapshot = newest_snapshot(session, row.id)
        assert snapshot is not None
        proofs = (snapshot.sha256, snapshot.anchor, str(snapshot.code))
        view = receipt.view_of(session, snapshot, SETTINGS)
        html = receipt.receipt(session, snapshot, SETTINGS).html

    assert (view.snapshot, view.sha256, view.anchor, view.code) == (1, *proofs)
    assert view.indicators == len(d.levels_of(year.driven, d.THIS, d.DINKES))
    assert (view.sent_by, view.evidence) == ("Head 1.01", 1)
    assert [text for text in (*proofs, "WIB") if text not in html] == []


def test_the_worksheet_is_the_snapshot_and_needs_one(year: Year) -> None:
    with year.database.reading() as session:
        row = year.driven.submission(session, d.THIS, d.DINKES)
        view = worksheet.view_of(session, row, sent_form(session, row), SETTINGS)
        absent = year.driven.submission(session, d.THIS, d.BAKESBANGPOL)
        with pytest.raises(NotFound):
            worksheet.worksheet(session, absent, SETTINGS)

    filled = {answer.code: answer.level for group in view.groups for answer in group.answers}
    assert filled == d.levels_of(year.driven, d.THIS, d.DINKES, claimed=True)


def test_the_minutes_tell_what_the_pleno_agreed_not_what_was_decided_later(year: Year) -> None:
    with year.database.reading() as session:
        row = year.driven.submission(session, d.THIS, d.DINKES)
        view = minutes.view_of(session, row, SETTINGS)
        html = minutes.minutes(session, row, SETTINGS).html
        absent = year.driven.submission(session, d.THIS, d.BAKESBANGPOL)
        with pytest.raises(Conflict):
            minutes.minutes(session, absent, SETTINGS)

    assert {item.code: item.agreed for item in view.rows} == d.levels_of(
        year.driven, d.THIS, d.DINKES
    )
    assert [party.name for party in view.parties] == [
        "Yusuf Hidayat", "Maya Sartika", "Lestari Ningsih",
    ]  # fmt: skip
    assert "Pada hari ini Minggu tanggal satu bulan Juni tahun dua ribu dua puluh lima" in html


def test_every_kind_prints_without_a_warning(year: Year) -> None:
    with year.database.reading() as session, Press() as press:
        row = year.driven.submission(session, d.THIS, d.DISKOMINFO)
        snapshot = newest_snapshot(session, row.id)
        assert snapshot is not None
        made = {
            "provisional": documents.evaluation(year.provisional),
            "evaluation": documents.evaluation(evaluation_of(year, d.DISKOMINFO)),
            "ranking": documents.ranking(ranking_of(year)),
            "receipt": receipt.receipt(session, snapshot, SETTINGS),
            "worksheet": worksheet.worksheet(session, row, SETTINGS),
            "minutes": minutes.minutes(session, row, SETTINGS),
        }
        printed = {name: press.print(each.html, each.attachments) for name, each in made.items()}

    assert {name: each.warnings for name, each in printed.items()} == dict.fromkeys(made, ())
    assert printed["receipt"].pages == 1
    assert printed["evaluation"].pages <= 16
