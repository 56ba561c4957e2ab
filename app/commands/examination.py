"""`doctor`: the invariants of stored data (reliability.md 1.3), and the surroundings."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.commands.surroundings import Surroundings
from app.errors import AppError
from app.files.models import StoredFile
from app.files.queries import damaged
from app.files.sweeping import LEFT_BEHIND_AFTER, orphans
from app.journal import queries as journal
from app.periods.models import Period, Proposal
from app.questionnaires import queries as instruments
from app.questionnaires.models import ImportedInstrument
from app.results.models import Result
from app.results.recomputing import recomputed
from app.submissions.models import Answer, AnswerRevision, Move, Snapshot, Submission
from app.submissions.snapshot_actions import content_hash
from app.submissions.states import replay

FREE_MIN_MIB = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One check with its outcome in words."""

    check: str
    is_ok: bool
    detail: str


def examine(surroundings: Surroundings, now: datetime) -> list[Finding]:
    """Run every check; a check that cannot run is a finding, not an end."""
    with surroundings.database.reading() as session:
        found = [_run(name, check, session) for name, check in DATA_CHECKS.items()]
        found.append(_files(surroundings, session))
        found.append(_left_behind(surroundings, session, now))
        found.append(_clock(session, now))
    return [*found, *_environment(surroundings)]


def _run(name: str, check: Callable[[Session], list[str]], session: Session) -> Finding:
    try:
        faults = check(session)
    except (AppError, ValueError, KeyError) as error:
        faults = [f"tidak dapat diperiksa: {error}"]
    return Finding(name, not faults, "; ".join(faults[:5]) if faults else "sesuai")


def _chain(session: Session) -> list[str]:
    fault = journal.fault(session)
    return [fault] if fault else []


def _results(session: Session) -> list[str]:
    return [
        f"hasil {result.id} berbeda saat dihitung ulang"
        for result, is_same in recomputed(session)
        if not is_same
    ]


def _states(session: Session) -> list[str]:
    labels: dict[str, list[str]] = {}
    for move in session.exec(select(Move).order_by(col(Move.submission_id), col(Move.number))):
        labels.setdefault(move.submission_id, []).append(move.transition)
    rows = session.exec(select(Submission)).all()
    return [
        f"isian {row.id}: riwayat tidak sampai ke {row.state}"
        for row in rows
        if _end(labels.get(row.id, [])) != row.state
    ]


def _end(labels: list[str]) -> str:
    try:
        return str(replay(labels) or "")
    except (AppError, KeyError, ValueError):
        return ""


def _snapshots(session: Session) -> list[str]:
    rows = session.exec(select(Snapshot)).all()
    return [
        f"potret {row.id} berubah setelah dikirim"
        for row in rows
        if content_hash(row.content) != row.sha256
    ]


def _versions(session: Session) -> list[str]:
    newest = sa.select(
        col(AnswerRevision.answer_id), sa.func.max(col(AnswerRevision.version)).label("newest")
    )
    newest = newest.group_by(col(AnswerRevision.answer_id))
    sub = newest.subquery()
    query = (
        sa.select(col(Answer.id))
        .join(sub, sub.c.answer_id == Answer.id, isouter=True)
        .where(sa.or_(sub.c.newest.is_(None), sub.c.newest != Answer.version))
    )
    return [
        f"jawaban {answer_id}: versi tidak ada dalam riwayat"
        for answer_id in session.execute(query).scalars()
    ]


def _two_people(session: Session) -> list[str]:
    query = select(Proposal).where(Proposal.confirmed_by == Proposal.proposed_by)
    alone = select(ImportedInstrument).where(
        ImportedInstrument.published_by == ImportedInstrument.proposed_by
    )
    found = [f"usulan {row.id} dikonfirmasi pengusulnya sendiri" for row in session.exec(query)]
    return found + [f"instrumen {row.id} terbit oleh satu orang" for row in session.exec(alone)]


def _one_current(session: Session) -> list[str]:
    query = (
        sa.select(col(Result.submission_id))
        .where(col(Result.is_current))
        .group_by(col(Result.submission_id))
        .having(sa.func.count() != 1)
    )
    return [
        f"isian {each} memiliki lebih dari satu hasil terkini"
        for each in session.execute(query).scalars()
    ]


def _instruments(session: Session) -> list[str]:
    periods = session.exec(select(Period)).all()
    faults = [f"instrumen unggahan {name} berubah" for name in instruments.changed(session)]
    return faults + [
        f"instrumen periode {p.year} berubah"
        for p in periods
        if instruments.digest(session, p.instrument_id) != p.instrument_digest
    ]


DATA_CHECKS: dict[str, Callable[[Session], list[str]]] = {
    "Rantai jejak audit": _chain,
    "Hasil tersimpan": _results,
    "Riwayat keadaan": _states,
    "Potret kiriman": _snapshots,
    "Versi jawaban": _versions,
    "Dua orang": _two_people,
    "Satu hasil terkini": _one_current,
    "Instrumen periode": _instruments,
}


def _files(surroundings: Surroundings, session: Session) -> Finding:
    bad = list(damaged(session, surroundings.storage))
    number = session.exec(select(sa.func.count()).select_from(StoredFile)).one()
    return Finding("Berkas", not bad, "; ".join(bad[:5]) if bad else f"{number} berkas utuh")


def _left_behind(surroundings: Surroundings, session: Session, now: datetime) -> Finding:
    """Look for bytes without a row and temporary files; both are normal while an upload runs."""
    before = now - LEFT_BEHIND_AFTER
    orphaned = len(orphans(session, surroundings.storage, before))
    temporary = len(surroundings.storage.unfinished(before))
    detail = f"{orphaned} berkas tanpa catatan, {temporary} berkas sementara lebih tua dari 1 jam"
    return Finding("Berkas sisa", not orphaned and not temporary, detail)


def _clock(session: Session, now: datetime) -> Finding:
    newest = journal.lines(session, limit=1)
    is_ok = not newest or newest[0].at <= now
    return Finding("Jam", is_ok, "sesuai" if is_ok else "jam mundur terhadap jejak audit")


def _environment(surroundings: Surroundings) -> list[Finding]:
    import ctypes.util  # noqa: PLC0415

    free = shutil.disk_usage(surroundings.settings.data).free >> 20
    has_pango = (
        _loads("libpangoft2-1.0.so.0") or ctypes.util.find_library("pangoft2-1.0") is not None
    )
    pango = (
        "tersedia"
        if has_pango
        else "belum ada: sudo apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0"
    )
    return [
        Finding("Ruang disk", free >= FREE_MIN_MIB, f"{free} MiB bebas"),
        Finding("Pustaka PDF (Pango)", has_pango, pango),
        Finding("Basis data", is_ok=True, detail=surroundings.database.engine.dialect.name),
    ]


def _loads(soname: str) -> bool:
    import ctypes  # noqa: PLC0415

    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
