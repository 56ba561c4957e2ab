"""Whose levels does a workbook hold, and as of when? Told by a sheet that people do not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.assessments.scorings import Scoring, own_judgements
from app.errors import Fault, InvalidInput
from app.periods.models import Period
from app.permissions import Actor
from app.questionnaires import queries as instruments

SHEET = "asal"
MARK = ("matang", "templat-nilai", "1")
TEXT_MAX = 200
FOREIGN = "bukan templat nilai dari halaman ini; unduh templat, lalu salin isinya ke sana"
DAMAGED = "lembar tersembunyi templat ini rusak; unduh templat lagi, lalu salin isinya ke sana"
SOMEONE = "templat ini dibuat untuk penilai lain; unduh templat Anda sendiri"


@dataclass(frozen=True, slots=True)
class JudgementOrigin:
    """For whom a form was made, with what; `versions`: of each judgement that stands in it.

    submissions: id by agency code; versions: by submission and code, 0 for an unscored one.
    """

    user_id: str
    year: str
    instrument_id: str
    instrument_sha256: str
    submissions: Mapping[str, str]
    versions: Mapping[tuple[str, str], int]


def origin_now(
    session: Session, actor: Actor, period: Period, chosen: Sequence[Scoring]
) -> JudgementOrigin:
    """Give what a form for these submissions made now belongs to."""
    instrument = instruments.get(session, period.instrument_id)
    judged = own_judgements(session, actor, [each.submission.id for each in chosen])
    keys = [
        (each.submission.id, item.code)
        for each in chosen
        for item in instrument.applicable(each.submission.agency_type)
    ]
    return JudgementOrigin(
        actor.user_id,
        str(period.year),
        period.instrument_id,
        instruments.digest(session, period.instrument_id),
        {each.agency.code: each.submission.id for each in chosen},
        {key: judged[key].version if key in judged else 0 for key in keys},
    )


def lines(origin: JudgementOrigin) -> list[tuple[str, ...]]:
    """Give the rows of the hidden sheet."""
    return [
        MARK,
        ("penilai", origin.user_id),
        ("tahun", origin.year),
        ("instrumen", origin.instrument_id, origin.instrument_sha256),
        *(("opd", code, row) for code, row in origin.submissions.items()),
        *((row, code, str(version)) for (row, code), version in origin.versions.items()),
    ]


def read(found: Sequence[Sequence[str]]) -> JudgementOrigin:
    """Read the hidden sheet. Raises InvalidInput without one, and when it is damaged."""
    rows = [[cell[:TEXT_MAX] for cell in row if cell] for row in found]
    if not rows or tuple(rows[0]) != MARK:
        raise _refused("Berkas ini bukan templat nilai.", FOREIGN)
    try:
        _, (_, user_id), (_, year), (_, instrument, sha256), *rest = rows
        triples = [(first, second, third) for first, second, third in rest]
        versions = {(row, code): int(text) for row, code, text in triples if row != "opd"}
    except ValueError as error:
        raise _refused("Templat rusak.", DAMAGED) from error
    known = {code: row for kind, code, row in triples if kind == "opd"}
    if {row for row, _ in versions} != set(known.values()):
        raise _refused("Templat rusak.", DAMAGED)
    return JudgementOrigin(user_id, year, instrument, sha256, known, versions)


def ensure_belongs(session: Session, actor: Actor, period: Period, origin: JudgementOrigin) -> None:
    """Raise InvalidInput unless it was made for this assessor, round and instrument."""
    if origin.user_id != actor.user_id:
        raise _refused("Templat ini milik penilai lain.", SOMEONE)
    if origin.year != str(period.year):
        raise _refused(
            "Templat ini untuk periode lain.",
            f"templat tahun {origin.year}, bukan {period.year}; unduh templat lagi",
        )
    same = (period.instrument_id, instruments.digest(session, period.instrument_id))
    if (origin.instrument_id, origin.instrument_sha256) != same:
        raise _refused(
            "Instrumennya sudah berbeda.",
            f"dibuat untuk instrumen {origin.instrument_id} versi lain; unduh templat lagi",
        )


def _refused(sentence: str, fault: str) -> InvalidInput:
    return InvalidInput(f"{sentence} Tidak ada yang diubah.", [Fault("berkas", fault)])
