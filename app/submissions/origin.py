"""Whose answers does an offline form hold, and as of when? Told by a sheet that people do not see.

Source: ux.md 3.8, item 7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import Fault, InvalidInput
from app.questionnaires import queries as instruments
from app.submissions import queries
from app.submissions.models import Submission

SHEET = "asal"
MARK = ("matang", "templat-isian", "1")
TEXT_MAX = 200
DAMAGED = "lembar tersembunyi templat ini rusak; unduh templat lagi, lalu salin isinya ke sana"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a form was made for; `versions` says which version of each answer stands in it."""

    submission_id: str
    agency: str
    year: str
    instrument_id: str
    instrument_sha256: str
    versions: Mapping[str, int]


def origin_now(session: Session, submission: Submission) -> Origin:
    """Give what a form made now belongs to."""
    period, agency = (
        queries.period_of(session, submission),
        queries.agency_of(session, submission),
    )
    return Origin(
        submission.id,
        agency.name,
        str(period.year),
        period.instrument_id,
        instruments.digest(session, period.instrument_id),
        {view.code: view.version for view in queries.answer_views(session, submission)},
    )


def lines(origin: Origin) -> list[tuple[str, ...]]:
    """Give the rows of the hidden sheet."""
    return [
        MARK,
        ("isian", origin.submission_id),
        ("opd", origin.agency),
        ("tahun", origin.year),
        ("instrumen", origin.instrument_id, origin.instrument_sha256),
        *((code, str(version)) for code, version in origin.versions.items()),
    ]


def read(found: Sequence[Sequence[str]]) -> Origin | None:
    """Read the hidden sheet; None when there is none. Raises InvalidInput when it is damaged."""
    if not found:
        return None
    rows = [[cell[:TEXT_MAX] for cell in row if cell] for row in found]
    try:
        mark, (_, submission_id), (_, agency), (_, year), (_, instrument, sha256), *answers = rows
        versions = {code: int(version) for code, version in answers}
    except ValueError as error:
        raise _refused("Templat rusak.", DAMAGED) from error
    if tuple(mark) != MARK:
        raise _refused("Templat rusak.", DAMAGED)
    return Origin(submission_id, agency, year, instrument, sha256, versions)


def ensure_belongs(session: Session, submission: Submission, origin: Origin) -> None:
    """Raise InvalidInput, saying whose form it is, unless it was made for this submission."""
    own = origin_now(session, submission)
    if origin.submission_id != own.submission_id:
        message = (
            f"templat {origin.agency} tahun {origin.year}, bukan {own.agency} tahun {own.year}; "
            "unduh templat dari halaman Isi di Excel ini, lalu isi yang itu"
        )
        raise _refused("Templat ini untuk isian lain.", message)
    same = (own.instrument_id, own.instrument_sha256)
    if (origin.instrument_id, origin.instrument_sha256) != same:
        message = (
            f"dibuat untuk instrumen {origin.instrument_id} versi lain; unduh templat lagi, "
            "lalu salin isinya ke sana"
        )
        raise _refused("Instrumennya sudah berbeda.", message)
    if set(origin.versions) != set(own.versions):
        raise _refused("Templat rusak.", DAMAGED)


def _refused(sentence: str, fault: str) -> InvalidInput:
    return InvalidInput(f"{sentence} Tidak ada yang diubah.", [Fault("berkas", fault)])
