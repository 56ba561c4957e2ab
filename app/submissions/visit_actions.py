"""Plans interviews and visits, keeps findings, reopens named indicators for evidence alone.

The working copy is never opened by this: in the assessment the law lets the OPD answer what it is
asked (clarification.answer), so evidence comes as the answer to a wish (decision 0029).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.accounts.queries import ids_of_agency
from app.clock import last_minute
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotFound, Stale
from app.files.actions import Received, RefusedFile
from app.files.inspector import FileRefused
from app.files.storage import Storage
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.notices.actions import tell
from app.permissions import Actor, Permission
from app.submissions import queries
from app.submissions.evidence_actions import QuotaFull, keep_file
from app.submissions.models import (
    BroughtEvidence,
    Clarification,
    Evidence,
    Submission,
    Visit,
)
from app.submissions.visit_schemas import KIND_NAMES, FindingInput, VisitInput, WishInput
from app.submissions.visits import brought
from app.templating import tanggal, waktu

FILES_PER_WISH = 20


class FileNotTaken(InvalidInput):
    """One of several files is not taken; the others go on."""


def plan_visit(
    session: Session, actor: Actor, submission: Submission, given: VisitInput, now: datetime
) -> Visit:
    """Plan an interview or visit and tell the OPD its day and place."""
    visit = Visit(
        submission_id=submission.id,
        institution=actor.institution or "",
        by=actor.user_id,
        at=now,
        **given.model_dump(include=set(VisitInput.model_fields)),
    )
    session.add(visit)
    session.flush()
    _announce(session, submission, visit, "direncanakan", now)
    _note(session, actor, visit, given, "", now)
    return visit


def change_visit(
    session: Session,
    actor: Actor,
    submission: Submission,
    visit: Visit,
    given: tuple[VisitInput, int],
    now: datetime,
) -> Visit:
    """Change a plan of the own institution; `given` names the version seen, Stale on another."""
    plan, seen = given
    _ensure_own(actor, visit)
    if seen != visit.version:
        raise Stale(
            "Rencana ini baru saja diubah orang lain. Muat ulang halaman lalu ulangi.",
            {"version": visit.version},
        )
    before = f"v{visit.version}"
    fields = plan.model_dump(include=set(VisitInput.model_fields))
    visit.sqlmodel_update(fields | {"version": seen + 1, "by": actor.user_id, "at": now})
    session.add(visit)
    session.flush()
    _announce(session, submission, visit, "diubah menjadi", now)
    _note(session, actor, visit, plan, before, now)
    return visit


def _ensure_own(actor: Actor, visit: Visit) -> None:
    if visit.institution != (actor.institution or ""):
        raise Forbidden("Rencana ini dibuat pihak lain, jadi hanya pihak itu yang mengubahnya.")


def _announce(
    session: Session, submission: Submission, visit: Visit, what: str, now: datetime
) -> None:
    text = f"{KIND_NAMES[visit.kind]} {what} {tanggal(visit.held_on)} di {visit.place}."
    people = ids_of_agency(session, submission.agency_id)
    tell(session, people, text, f"/penilaian-mandiri/{submission.id}", now)


def _note(
    session: Session, actor: Actor, visit: Visit, given: VisitInput, before: str, now: datetime
) -> None:
    after = f"v{visit.version} {visit.held_on} {digest(given.model_dump_json())}"
    action = Permission.CLARIFICATION_ASK
    record(
        session, actor, Entry(action, "visit", visit.id, visit.submission_id, before, after), now
    )


def note_finding(
    session: Session,
    actor: Actor,
    submission: Submission,
    visit: Visit,
    given: FindingInput,
    now: datetime,
) -> Clarification:
    """Keep what was found about one indicator; it stays with the own institution."""
    if given.code not in queries.codes_of(session, submission):
        raise InvalidInput("Indikator ini tidak ada.", [Fault("code", "Pilih indikator.")])
    row = _said(actor, submission, "interview", given.code, given.text, now)
    row.visit_id = visit.id
    session.add(row)
    session.flush()
    after, action = digest(given.text), Permission.CLARIFICATION_ASK
    record(session, actor, Entry(action, "clarification", row.id, submission.id, after=after), now)
    return row


def _said(
    actor: Actor, submission: Submission, kind: str, code: str, text: str, now: datetime
) -> Clarification:
    return Clarification(
        submission_id=submission.id,
        code=code,
        kind=kind,
        text=text,
        asked_by=actor.user_id,
        institution=actor.institution or "",
        asked_at=now,
    )


def wish_evidence(
    session: Session, actor: Actor, submission: Submission, given: WishInput, now: datetime
) -> list[Clarification]:
    """Reopen named indicators for evidence until a date, and tell the OPD."""
    known = queries.codes_of(session, submission)
    if unknown := [code for code in given.codes if code not in known]:
        raise InvalidInput("Ada indikator yang tidak dikenal.", [Fault("codes", unknown[0])])
    if given.until <= now:
        raise InvalidInput(
            "Batasnya sudah lewat.", [Fault("until", "Pilih tanggal yang masih akan datang.")]
        )
    rows = [
        _said(actor, submission, "evidence", code, given.text, now)
        for code in dict.fromkeys(given.codes)
    ]
    for row in rows:
        row.until = given.until
        session.add(row)
    session.flush()
    codes = ", ".join(row.code for row in rows)
    until = waktu(last_minute(given.until))
    text = f"Penilai meminta bukti tambahan untuk {codes}, paling lambat {until}."
    people = ids_of_agency(session, submission.agency_id)
    tell(session, people, text, f"/penilaian-mandiri/{submission.id}", now)
    after = f"{codes} until {given.until.isoformat()} {digest(given.text)}"
    action, first = Permission.CLARIFICATION_ASK, rows[0].id
    record(session, actor, Entry(action, "clarification", first, submission.id, after=after), now)
    return rows


def bring_evidence(
    session: Session,
    actor: Actor,
    submission: Submission,
    storage: Storage,
    given: tuple[str, Sequence[Received | RefusedFile]],
    now: datetime,
) -> tuple[Clarification, list[Fault]]:
    """Answer a wish with files, before its date; gives the wish and why files were refused.

    The files enter the library, but no indicator of the working copy and no snapshot.
    """
    wish_id, arrivals = given
    wish = wish_of(session, submission, wish_id, now)
    there = {item.id for item in brought(session, [wish.id]).get(wish.id, ())}
    faults: list[Fault] = []
    for arrival in arrivals:
        try:
            item = _kept(session, actor, submission, storage, (arrival, len(there)), now)
        except (FileRefused, QuotaFull, FileNotTaken) as refusal:
            faults.append(Fault(arrival.name, refusal.message))
            continue
        if item.id not in there:
            _tie(session, actor, wish, item.id, now)
            there.add(item.id)
    if len(faults) < len(arrivals):
        link = f"/penilaian/{submission.id}/indikator/{wish.code}#questions"
        tell(session, [wish.asked_by], f"Bukti tambahan untuk {wish.code} masuk.", link, now)
    return wish, faults


def _kept(
    session: Session,
    actor: Actor,
    submission: Submission,
    storage: Storage,
    given: tuple[Received | RefusedFile, int],
    now: datetime,
) -> Evidence:
    """Put a file into the library; `given` is the file and how many the wish has already."""
    arrival, count = given
    if isinstance(arrival, RefusedFile):
        raise FileNotTaken(arrival.refusal.message)
    if count >= FILES_PER_WISH:
        raise FileNotTaken(f"Satu permintaan dijawab dengan paling banyak {FILES_PER_WISH} berkas.")
    return keep_file(session, actor, submission, storage, (arrival, ""), now)


def wish_of(session: Session, submission: Submission, wish_id: str, now: datetime) -> Clarification:
    """Give a wish of this submission; NotFound for any other, Conflict once its date is over."""
    wish = session.get(Clarification, wish_id)
    if wish is None or wish.submission_id != submission.id or wish.kind != "evidence":
        raise NotFound
    if wish.until is None or now >= wish.until:
        until = f" {waktu(last_minute(wish.until))}" if wish.until else ""
        raise Conflict(f"Batas bukti tambahan{until} sudah lewat, jadi berkasnya tidak disimpan.")
    return wish


def _tie(
    session: Session, actor: Actor, wish: Clarification, evidence_id: str, now: datetime
) -> None:
    session.add(
        BroughtEvidence(clarification_id=wish.id, evidence_id=evidence_id, by=actor.user_id, at=now)
    )
    session.flush()
    after = f"{wish.code} evidence:{evidence_id}"
    entry = Entry(
        Permission.CLARIFICATION_ANSWER, "clarification", wish.id, wish.submission_id, after=after
    )
    record(session, actor, entry, now)
