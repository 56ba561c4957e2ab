"""Fills the evidence library and ties its items to indicators."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.queries import ids_of_agency
from app.errors import Conflict, Fault, NotFound
from app.files.actions import Received, RefusedFile, mark, store
from app.files.inspector import FileRefused
from app.files.models import ScanState, StoredFile
from app.files.personal_data import found, together
from app.files.storage import Storage
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.notices.actions import tell
from app.permissions import Actor, Permission
from app.submissions import earlier_evidence, queries, visits
from app.submissions.actions import ensure_editable, ensure_window
from app.submissions.evidence_schemas import ManyUsesInput
from app.submissions.models import Evidence, EvidenceUse, Submission
from app.submissions.schemas import CitationInput, LinkInput, LinkUseInput, UseInput
from app.submissions.states import EDITABLE, SUBMIT, State, advance
from app.templating import ukuran


class QuotaFull(Conflict):
    """The OPD's evidence of this period would be more than it may be."""


def ensure_may_upload(session: Session, submission: Submission, now: datetime) -> None:
    """Raise unless evidence may be added now: draft, returned, or objected within its window."""
    if State(submission.state) not in EDITABLE | {State.OBJECTION}:
        advance(State(submission.state), SUBMIT)
    ensure_window(session, submission, now)


def upload_evidence(
    session: Session,
    actor: Actor,
    submission: Submission,
    storage: Storage,
    given: tuple[Received, str],
    now: datetime,
) -> Evidence:
    """Take a received file into the OPD's library; `given` is the file and its title.

    The same bytes uploaded again give the item that is there already; bytes of an earlier year
    keep their age and take no room. Raises QuotaFull. The submission must be locked, or two
    uploads at once could pass the quota together.
    """
    ensure_may_upload(session, submission, now)
    item = keep_file(session, actor, submission, storage, given, now)
    after = f"sha256:{item.file_sha256}"
    entry = Entry(Permission.EVIDENCE_UPLOAD, "evidence", item.id, submission.id, after=after)
    record(session, actor, entry, now)
    return item


def keep_file(
    session: Session,
    actor: Actor,
    submission: Submission,
    storage: Storage,
    given: tuple[Received, str],
    now: datetime,
) -> Evidence:
    """Put a received file into the library without a line of its own: the caller writes it."""
    received, title = given
    sha256 = received.incoming.sha256
    same = _same_bytes(session, submission, sha256)
    since = earlier_evidence.first_upload(session, submission, sha256)
    if same is None and since is None:
        _ensure_quota(session, submission, received)
    store(session, storage, received, now)
    item = same or _new_item(actor, submission, received, title, now)
    item.first_uploaded_at = item.first_uploaded_at or since
    session.add(item)
    session.flush()
    return item


def _new_item(
    actor: Actor, submission: Submission, received: Received, title: str, now: datetime
) -> Evidence:
    return Evidence(
        submission_id=submission.id,
        title=title or received.name,
        file_sha256=received.incoming.sha256,
        file_name=received.name,
        uploaded_by=actor.user_id,
        uploaded_at=now,
        personal=together(received.personal, found(f"{received.name}\n{title}")),
    )


def _same_bytes(session: Session, submission: Submission, sha256: str) -> Evidence | None:
    query = select(Evidence).where(
        Evidence.submission_id == submission.id,
        Evidence.file_sha256 == sha256,
        col(Evidence.removed_at).is_(None),
    )
    return session.exec(query).first()


def _ensure_quota(session: Session, submission: Submission, received: Received) -> None:
    query = (
        select(sa.func.coalesce(sa.func.sum(col(StoredFile.size_bytes)), 0))
        .join(Evidence, col(Evidence.file_sha256) == col(StoredFile.sha256))
        .where(Evidence.submission_id == submission.id, col(Evidence.removed_at).is_(None))
        .where(col(Evidence.first_uploaded_at).is_(None))
    )
    used, limit = int(session.exec(query).one()), received.entrance.quota_bytes
    if used + received.incoming.size_bytes > limit:
        raise QuotaFull(
            f"Berkas '{received.name}' ({ukuran(received.incoming.size_bytes)}) tidak muat: "
            f"{ukuran(used)} dari kuota {ukuran(limit)} bukti dukung OPD pada periode ini sudah "
            "terpakai. Hapus berkas yang tidak dipakai lalu unggah lagi."
        )


def take_in(
    session: Session,
    actor: Actor,
    submission: Submission,
    storage: Storage,
    given: tuple[Sequence[Received | RefusedFile], UseInput],
    now: datetime,
) -> tuple[list[Evidence], list[Fault]]:
    """Take several files and use them for one indicator, when the second of `given` names one.

    One refused file does not stop the others: gives what was taken, and why the rest was not.
    """
    arrivals, use = given
    taken: list[Evidence] = []
    faults: list[Fault] = []
    for arrival in arrivals:
        if isinstance(arrival, RefusedFile):
            faults.append(Fault(arrival.name, arrival.refusal.message))
            continue
        try:
            item = upload_evidence(session, actor, submission, storage, (arrival, ""), now)
        except (FileRefused, QuotaFull) as refusal:
            faults.append(Fault(arrival.name, refusal.message))
            continue
        taken.append(item)
        if use.code and (use.citation or _use_of(session, item.id, use.code) is None):
            citation = CitationInput(citation=use.citation)
            attach(session, actor, submission, (use.code, item.id, citation), now)
    return taken, faults


def add_link(
    session: Session, actor: Actor, submission: Submission, given: LinkInput, now: datetime
) -> Evidence:
    """Take a link into the OPD's library."""
    ensure_may_upload(session, submission, now)
    item = Evidence(
        submission_id=submission.id,
        title=given.title,
        url=given.url,
        personal=found(given.title),
        uploaded_by=actor.user_id,
        uploaded_at=now,
    )
    session.add(item)
    session.flush()
    entry = Entry(
        Permission.EVIDENCE_UPLOAD, "evidence", item.id, submission.id, after=digest(given.url)
    )
    record(session, actor, entry, now)
    return item


def use_link(
    session: Session, actor: Actor, submission: Submission, given: LinkUseInput, now: datetime
) -> Evidence:
    """Take a link into the library and use it for the indicator that is named, if any."""
    item = add_link(session, actor, submission, given, now)
    if given.code:
        citation = CitationInput(citation=given.citation)
        attach(session, actor, submission, (given.code, item.id, citation), now)
    return item


def attach(
    session: Session,
    actor: Actor,
    submission: Submission,
    use: tuple[str, str, CitationInput],
    now: datetime,
) -> None:
    """Use an evidence item for an indicator; repeating it changes the citation.

    use: code, evidence id, citation.
    """
    code, evidence_id, given = use
    ensure_may_upload(session, submission, now)
    _ensure_attachable(session, submission, code)
    item = own_item(session, submission, evidence_id)
    row = _use_of(session, item.id, code)
    if row is None:
        row = EvidenceUse(
            submission_id=submission.id, code=code, evidence_id=item.id, attached_at=now
        )
    row.citation = given.citation
    session.add(row)
    session.flush()
    after = f"{code} {digest(given.citation)}"
    record(
        session,
        actor,
        Entry(Permission.EVIDENCE_UPLOAD, "evidence", item.id, submission.id, after=after),
        now,
    )


def attach_to_many(
    session: Session,
    actor: Actor,
    submission: Submission,
    use: tuple[str, ManyUsesInput],
    now: datetime,
) -> None:
    """Use an item for several indicators, each with its own citation: all or none."""
    evidence_id, given = use
    for each in given.uses:
        citation = CitationInput(citation=each.citation)
        attach(session, actor, submission, (each.code, evidence_id, citation), now)


def _ensure_attachable(session: Session, submission: Submission, code: str) -> None:
    if code not in queries.codes_of(session, submission):
        raise NotFound
    opened = queries.open_codes(session, submission)
    if opened is not None and code not in opened:
        raise Conflict("Indikator ini tidak termasuk yang dibuka kembali, jadi buktinya tetap.")


def own_item(session: Session, submission: Submission, evidence_id: str) -> Evidence:
    """Give an item of this library; NotFound for a removed one and for any other."""
    item = session.get(Evidence, evidence_id)
    if item is None or item.submission_id != submission.id or item.removed_at:
        raise NotFound
    return item


def _use_of(session: Session, evidence_id: str, code: str) -> EvidenceUse | None:
    return session.exec(
        select(EvidenceUse).where(EvidenceUse.evidence_id == evidence_id, EvidenceUse.code == code)
    ).first()


def detach(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    evidence_id: str,
    now: datetime,
) -> None:
    """Stop using an evidence item for an indicator; the item stays in the library."""
    ensure_editable(session, submission, code, now)
    item = own_item(session, submission, evidence_id)
    row = _use_of(session, item.id, code)
    if row is None:
        raise NotFound
    session.delete(row)
    session.flush()
    record(
        session,
        actor,
        Entry(Permission.EVIDENCE_DELETE, "evidence", item.id, submission.id, before=code),
        now,
    )


def remove_evidence(
    session: Session, actor: Actor, submission: Submission, evidence_id: str, now: datetime
) -> None:
    """Take an item out of the library and off every indicator; sent snapshots keep theirs."""
    if State(submission.state) not in EDITABLE:
        advance(State(submission.state), SUBMIT)
    ensure_window(session, submission, now)
    item = own_item(session, submission, evidence_id)
    opened = queries.open_codes(session, submission)
    uses = session.exec(select(EvidenceUse).where(EvidenceUse.evidence_id == item.id)).all()
    if opened is not None and any(use.code not in opened for use in uses):
        raise Conflict(
            "Bukti ini dipakai indikator yang tidak dibuka kembali, jadi tidak dapat dihapus."
        )
    if visits.wishes_answered_with(session, item.id):
        raise Conflict("Bukti ini diserahkan atas permintaan penilai, jadi tidak dapat dihapus.")
    for use in uses:
        session.delete(use)
    item.removed_at = now
    session.add(item)
    before = f"sha256:{item.file_sha256}" if item.file_sha256 else digest(item.url)
    record(
        session,
        actor,
        Entry(Permission.EVIDENCE_DELETE, "evidence", item.id, submission.id, before=before),
        now,
    )


def take_off_infected(session: Session, file: StoredFile, virus: str, now: datetime) -> list[str]:
    """Take an infected file off every library that has it and tell its OPD; gives the items."""
    query = select(Evidence).where(
        Evidence.file_sha256 == file.sha256, col(Evidence.removed_at).is_(None)
    )
    items = session.exec(query).all()
    for item in items:
        for use in session.exec(select(EvidenceUse).where(EvidenceUse.evidence_id == item.id)):
            session.delete(use)
        item.removed_at = now
        session.add(item)
        submission = queries.get(session, item.submission_id)
        text = (
            f"Berkas '{item.file_name}' dilepas dari perpustakaan: pemindai menemukan virus "
            f"({virus}). Unggah berkas yang bersih."
        )
        people = ids_of_agency(session, submission.agency_id)
        tell(session, people, text, f"/penilaian-mandiri/{submission.id}/bukti", now)
    return [item.id for item in items]


def note_scan(session: Session, sha256: str, virus: str, now: datetime) -> None:
    """Write down a scanner's verdict (virus: its name, "" for none) and act on it."""
    file = mark(session, sha256, ScanState.INFECTED if virus else ScanState.CLEAN)
    items = take_off_infected(session, file, virus, now) if virus else []
    after = " ".join([file.scan_state, virus[:100], *items]).strip()
    record(session, None, Entry("file.scan", "file", sha256, after=after), now)
