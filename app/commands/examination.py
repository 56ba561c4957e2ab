"""`doctor`: the invariants of stored data (reliability.md 1.3), and the surroundings.

| Invariant | Here, or where else |
|---|---|
| 1, 4 | "Hasil tersimpan", by the program's engine; the second implementation is `tests/scoring` |
| 2 | "Bobot instrumen", "Tingkat dalam skala" |
| 3 | "Peringkat" |
| 5 | not visible in data: campaign `states`, `tests/results/test_rounds.py` |
| 6 | "Riwayat keadaan" and "Langkah dan barisnya" |
| 7, 8 | "Rantai jejak audit" (against an anchor: `audit verify --anchor`) |
| 9 | "Berkas", "Berkas sisa" |
| 10, 11 | "Potret kiriman", "Bukti kirim"; what readers see: `tests/pages/test_blindness.py` |
| 12 | "Versi jawaban", "Versi penilaian" |
| 13 | "Satu hasil terkini"; one submission: the unique key refuses a second |
| 14 | "Penilai tanpa benturan", "Kedua instansi lengkap", "Nilai yang disepakati" |
| 15 | not visible in data: `tests/assessments/test_scoring_blind.py`, campaign `oracle` |
| 16 | "Dua orang", "Langkah terkonfirmasi" |
| 17 | "Tindakan pada tahapnya": every write in a state that allows it, in the trail's order |
| 18 | "Dokumen", "Angka dalam dokumen"; the public page: `tests/pages/test_embargo.py` |
| 19 | "Rantai jejak audit"; the columns themselves hold UTC only |
| 20 | "Perpanjangan tenggat" |
| 21 | not visible in data: campaigns `states` and `oracle`, `tests/journal/test_refusals.py` |
| 22 | "Sesi masuk" |
| 23, 24 | need a second instance: `tests/commands/test_safekeeping.py`, campaign `states` |
| 25 | "Pekerjaan" |
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice

import sqlalchemy as sa
from sqlmodel import Session, select

from app.commands.checks import documents, people, scores, states, trail
from app.commands.surroundings import Surroundings
from app.errors import AppError
from app.files.models import StoredFile
from app.files.queries import damaged
from app.files.storage import Storage
from app.files.sweeping import LEFT_BEHIND_AFTER, orphans
from app.journal import queries as journal
from app.periods.models import Period
from app.questionnaires import queries as instruments

FREE_MIN_MIB = 500
FAULTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One check with its outcome in words."""

    check: str
    is_ok: bool
    detail: str


Check = Callable[[Session], Iterable[str]]


def examine(surroundings: Surroundings, now: datetime) -> list[Finding]:
    """Run every check; a check that cannot run is a finding, not an end."""
    with surroundings.database.reading() as session:
        found = examine_data(session, surroundings.storage, now)
        found.append(_files(surroundings, session))
        found.append(_left_behind(surroundings, session, now))
        found.append(_clock(session, now))
    return [*found, *_environment(surroundings)]


def examine_data(session: Session, storage: Storage, now: datetime) -> list[Finding]:
    """Run the checks that need rows alone, and documents: each in its own name."""
    needing: dict[str, Check] = {
        "Angka dalam dokumen": partial(documents.attached, storage=storage),
        "Sesi masuk": partial(people.sign_ins, now=now),
    }
    found = [_run(name, check, session) for name, check in (DATA_CHECKS | needing).items()]
    return [*_trail(session), *found]


def _run(name: str, check: Check, session: Session) -> Finding:
    try:
        faults = list(islice(check(session), FAULTS_SHOWN))
    except (AppError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        faults = [f"tidak dapat diperiksa: {error}"]
    finally:
        session.expunge_all()
    return _finding(name, faults)


def _finding(name: str, faults: list[str]) -> Finding:
    return Finding(name, not faults, "; ".join(faults) if faults else "sesuai")


def _trail(session: Session) -> list[Finding]:
    """Read the trail once, in order: its chain, and what its lines say of steps and acts."""
    walker = trail.Walker(session)

    def chain(session: Session) -> Iterable[str]:
        fault = journal.fault(session, hear=walker.hear)
        return [fault] if fault else []

    found = _run("Rantai jejak audit", chain, session)
    faults = walker.end()
    return [found, *(_finding(name, faults[name]) for name in trail.NAMES)]


def _instruments(session: Session) -> Iterable[str]:
    for name in instruments.changed(session):
        yield f"instrumen unggahan {name} berubah"
    for period in session.exec(select(Period)):
        if instruments.digest(session, period.instrument_id) != period.instrument_digest:
            yield f"instrumen periode {period.year} berubah"


DATA_CHECKS: dict[str, Check] = {
    "Riwayat keadaan": states.histories,
    "Versi jawaban": states.answer_versions,
    "Versi penilaian": states.judgement_versions,
    "Potret kiriman": states.snapshots,
    "Instrumen periode": _instruments,
    "Bobot instrumen": scores.weights,
    "Tingkat dalam skala": scores.levels,
    "Kedua instansi lengkap": scores.both_scored,
    "Nilai yang disepakati": scores.agreed,
    "Hasil tersimpan": scores.results,
    "Satu hasil terkini": scores.one_current,
    "Peringkat": scores.places,
    "Dua orang": people.two_people,
    "Langkah terkonfirmasi": people.confirmed_steps,
    "Dokumen": documents.made,
    "Pekerjaan": documents.jobs,
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
