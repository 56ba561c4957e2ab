"""Writes of delegations: give, take back, hand all one's own to a colleague."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.accounts import queries as accounts
from app.accounts.models import User
from app.clock import in_wib
from app.delegations import queries
from app.delegations.models import Delegation
from app.delegations.schemas import AssigneeInput, DelegationInput, ScopeInput
from app.errors import Conflict, Fault, InvalidInput
from app.journal.record import about_submission, record
from app.notices.actions import tell
from app.permissions import Actor, Permission
from app.submissions.filling import window
from app.submissions.models import Submission
from app.submissions.queries import instrument_of
from app.templating import tanggal

Held = Collection[tuple[Delegation, User]]
NONE_CHOSEN = "Pilih paling sedikit satu indikator atau satu domain."
NONE_HELD = "Indikator yang dipilih belum diserahkan kepada siapa pun, jadi tidak ada yang ditarik."
NOTHING_MINE = "Tidak ada bagian Anda yang dapat diserahkan pada isian ini."


def delegate(
    session: Session, actor: Actor, submission: Submission, given: DelegationInput, now: datetime
) -> None:
    """Let someone of the OPD take care of indicators; what others had of them passes over.

    Raises InvalidInput for nobody of this OPD, no indicator, or a day outside today .. the
    window's last.
    """
    codes = _chosen(session, submission, given)
    person = _colleague(session, submission, given.assignee)
    _ensure_due(session, submission, given, now)
    held = queries.held(session, submission.id)
    before = [held[code] for code in codes if code in held]
    change: dict[str, Any] = {
        "assignee_id": person.id,
        "due_on": given.due_on,
        "given_by": actor.user_id,
        "given_at": now,
    }
    for code in codes:
        if code in held:
            session.add(held[code][0].sqlmodel_update(change))
        else:
            session.add(Delegation(submission_id=submission.id, code=code, **change))
    until = f", paling lambat {tanggal(given.due_on)}" if given.due_on else ""
    text = f"{actor.name} menyerahkan {_counted(codes)} kepada Anda{until}."
    _tell(session, actor, submission, ([person.id], text), now)
    lost = [pair for pair in before if pair[1].id != person.id]
    words = ("mengalihkan", f" kepada {person.name}")
    _tell_losers(session, actor, submission, (lost, words), now)
    after = f"{person.username} {given.due_on or '-'} {','.join(codes)}"
    _record(session, actor, submission, (_words(before), after), now)


def withdraw(
    session: Session, actor: Actor, submission: Submission, given: ScopeInput, now: datetime
) -> None:
    """Take indicators back: nobody in particular takes care of them any more."""
    codes = _chosen(session, submission, given)
    held = queries.held(session, submission.id)
    before = [held[code] for code in codes if code in held]
    if not before:
        raise InvalidInput(NONE_HELD, [Fault("codes", NONE_HELD)])
    for row, _ in before:
        session.delete(row)
    _tell_losers(session, actor, submission, (before, ("menarik kembali", "")), now)
    _record(session, actor, submission, (_words(before), ""), now)


def hand_over(
    session: Session, actor: Actor, submission: Submission, given: AssigneeInput, now: datetime
) -> None:
    """Hand everything the actor takes care of here to a colleague; days and givers stay."""
    person = _colleague(session, submission, given.assignee)
    mine = [pair for pair in queries.held(session, submission.id).values()
            if pair[0].assignee_id == actor.user_id]  # fmt: skip
    if not mine or person.id == actor.user_id:
        raise Conflict(NOTHING_MINE)
    before, codes = _words(mine), [row.code for row, _ in mine]
    pass_on(session, (row for row, _ in mine), person.id)
    text = f"{actor.name} menyerahkan seluruh bagiannya ({_counted(codes)}) kepada "
    _tell(session, actor, submission, ([person.id], f"{text}Anda."), now)
    givers = {row.given_by for row, _ in mine} - {person.id}
    _tell(session, actor, submission, (sorted(givers), f"{text}{person.name}."), now)
    after = f"{person.username} {','.join(codes)}"
    _record(session, actor, submission, (before, after), now)


def pass_on(session: Session, rows: Iterable[Delegation], user_id: str) -> None:
    """Let someone else take care of these."""
    for row in rows:
        row.assignee_id = user_id
        session.add(row)


def _chosen(session: Session, submission: Submission, given: ScopeInput) -> list[str]:
    """Give the chosen codes in the instrument's order; InvalidInput for none or an unknown one."""
    instrument = instrument_of(session, submission)
    known = [item.code for item in instrument.applicable(submission.agency_type)]
    domains = {each.code: each for each in instrument.domains}
    unknown = {*given.codes, *given.domains} - {*known, *domains}
    if unknown or not (given.codes or given.domains):
        named = ", ".join(f"'{code}'" for code in sorted(unknown))
        message = f"Kode {named} tidak ada pada isian ini." if unknown else NONE_CHOSEN
        raise InvalidInput(message, [Fault("codes", message)])
    wanted = set(given.codes)
    for code in given.domains:
        wanted |= {item.code for item in domains[code].all_indicators()}
    return [code for code in known if code in wanted]


def _colleague(session: Session, submission: Submission, username: str) -> User:
    people = accounts.colleagues(session, submission.agency_id)
    found = next((user for user in people if user.username == username), None)
    if found is None:
        message = f"'{username}' bukan akun aktif OPD ini. Pilih nama dari daftar."
        raise InvalidInput(message, [Fault("assignee", message)])
    return found


def _ensure_due(
    session: Session, submission: Submission, given: DelegationInput, now: datetime
) -> None:
    """Raise InvalidInput for a day before today, or after the last one of the OPD's window."""
    if given.due_on is None:
        return
    message, limit = "", window(session, submission, now)
    if given.due_on < in_wib(now).date():
        message = "Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."
    elif limit and given.due_on > (last := in_wib(limit.closes_at).date()):
        message = f"Paling lambat {tanggal(last)}, hari terakhir isian ini dapat diubah."
    if message:
        raise InvalidInput(message, [Fault("due_on", message)])


def _counted(codes: Sequence[str]) -> str:
    return f"indikator {codes[0]}" if len(codes) == 1 else f"{len(codes)} indikator"


def _words(rows: Held) -> str:
    return " ".join(f"{row.code}={user.username}" for row, user in rows)


def _tell_losers(
    session: Session,
    actor: Actor,
    submission: Submission,
    message: tuple[Held, tuple[str, str]],
    now: datetime,
) -> None:
    """Tell each person once what he need not take care of any more."""
    rows, (verb, to) = message
    for user_id in sorted({user.id for _, user in rows}):
        codes = [row.code for row, user in rows if user.id == user_id]
        text = f"{actor.name} {verb} {_counted(codes)} dari Anda{to}."
        _tell(session, actor, submission, ([user_id], text), now)


def _tell(
    session: Session,
    actor: Actor,
    submission: Submission,
    message: tuple[Iterable[str], str],
    now: datetime,
) -> None:
    """Tell people what happened to their share, unless they did it themselves."""
    people, text = message
    link = f"/penilaian-mandiri/{submission.id}?bagian=saya"
    tell(session, [each for each in people if each != actor.user_id], text, link, now)


def _record(
    session: Session, actor: Actor, submission: Submission, change: tuple[str, str], now: datetime
) -> None:
    entry = about_submission(submission.id, Permission.WORK_DELEGATE, *change)
    record(session, actor, entry, now)
