"""What would the rule assign in a round, what can it not, and why? Writes nothing."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.accounts.schemas import INSTITUTION_NAMES
from app.assessments.assignment_schemas import (
    LoadView,
    Mode,
    ProposalView,
    ProposedPerson,
    ProposedRow,
    ProposedSide,
)
from app.assessments.distribution import Duty, spread
from app.assessments.eligibility import Assessor, Obstacle, is_substitute
from app.assessments.queries import SubmissionSubject
from app.assessments.rosters import Roster
from app.periods.models import Period
from app.permissions import Actor, Institution, Permission, allows
from app.submissions.models import Submission
from app.submissions.states import State

ONLY_ONE = "hanya ia yang tidak berhalangan"
FOR_BALANCE = "agar beban tetap merata"
NOBODY = "Belum ada akun penilai {} yang aktif."
NO_SUBSTITUTE = "Belum ada penilai pengganti dari OPD lain."
ALL_HINDERED = "Semua penilai {} berhalangan: {}."
COUNTED = {
    Obstacle.OWN: "{} dari OPD ini",
    Obstacle.DECLARED: "{} menyatakan benturan kepentingan",
    Obstacle.UNKNOWN_HOME: "{} belum tercatat OPD asalnya",
}


@dataclass(frozen=True, slots=True)
class _Side:
    """One institution of one OPD: who stays, and whether the rule has to find someone."""

    row: Submission
    code: str
    institution: Institution
    kept: tuple[Assessor, ...]
    free: tuple[Assessor, ...]
    last_year: frozenset[str]
    is_open: bool

    @property
    def duty(self) -> Duty:
        return Duty(self.code, tuple(person.username for person in self.free), self.last_year)


def may_be_assigned(actor: Actor, row: Submission) -> bool:
    """Tell whether the law lets this actor change who scores a submission now."""
    subject = SubmissionSubject(row.agency_id, row.state, (), window_open=False)
    return allows(actor, Permission.ASSIGNMENT_SET, subject)


def proposal(roster: Roster, actor: Actor, period: Period, mode: Mode) -> ProposalView:
    """Give what the rule would assign. Equal rosters give equal proposals."""
    sides = [
        _side(roster, actor, row, institution, mode)
        for row in roster.rows
        if State(row.state) is not State.LAPSED
        for institution in Institution
    ]
    chosen = {institution: _chosen(roster, sides, institution) for institution in Institution}
    rows = tuple(_rows(roster, sides, chosen))
    return ProposalView(
        year=period.year,
        mode=mode,
        rows=rows,
        loads=_loads(roster, sides, chosen),
        changes=sum(row.is_changed for row in rows),
        impossible=sum(bool(side.impossible) for row in rows for side in row.sides),
        repeats=sum(each.repeats for row in rows for side in row.sides for each in side.people),
        seen=_mark(rows),
    )


def _side(
    roster: Roster, actor: Actor, row: Submission, institution: Institution, mode: Mode
) -> _Side:
    present = roster.of(row, institution)
    fit = tuple(
        person
        for person in present
        if person.id in roster.people and not roster.obstacle(person, row)
    )
    can_change = may_be_assigned(actor, row)
    is_anew = mode is Mode.ANEW and (row.id, institution) not in roster.begun
    is_open = can_change and (is_anew or not fit)
    pool = roster.pool(row, institution)
    return _Side(
        row,
        roster.agencies[row.agency_id].code,
        institution,
        kept=() if is_open else (fit if can_change else present),
        free=tuple(person for person in pool if not roster.obstacle(person, row)),
        last_year=roster.last_year.get((row.agency_id, institution), frozenset()),
        is_open=is_open,
    )


def _chosen(roster: Roster, sides: list[_Side], institution: Institution) -> dict[str, Assessor]:
    """Give the person whom the rule finds for each OPD's code that an institution has open."""
    own = [side for side in sides if side.institution == institution]
    loads = Counter(person.username for side in own for person in side.kept)
    found = spread([side.duty for side in own if side.is_open], loads)
    by_name = {person.username: person for person in roster.people.values()}
    return {code: by_name[username] for code, username in found.items()}


def _rows(
    roster: Roster, sides: list[_Side], chosen: dict[Institution, dict[str, Assessor]]
) -> Iterator[ProposedRow]:
    by_row: dict[str, list[_Side]] = {}
    for side in sides:
        by_row.setdefault(side.row.id, []).append(side)
    for own in by_row.values():
        row, agency = own[0].row, roster.agencies[own[0].row.agency_id]
        shown = tuple(_shown(roster, side, chosen[side.institution].get(side.code)) for side in own)
        before = {person.username for side in own for person in roster.of(row, side.institution)}
        after = {person.username for side in shown for person in side.people}
        yield ProposedRow(
            submission_id=row.id,
            agency_code=agency.code,
            agency_name=agency.name,
            sides=shown,
            is_changed=bool(after) and before != after,
        )


def _shown(roster: Roster, side: _Side, found: Assessor | None) -> ProposedSide:
    before = {person.id for person in roster.of(side.row, side.institution)}
    people = side.kept if not side.is_open else (found,) if found else ()
    return ProposedSide(
        institution=side.institution,
        people=tuple(
            ProposedPerson(
                username=person.username,
                name=person.name,
                is_new=person.id not in before,
                repeats=person.username in side.last_year,
                note=_why_again(side) if side.is_open and person.username in side.last_year else "",
            )
            for person in people
        ),
        impossible=_why_not(roster, side) if side.is_open and not found else "",
        is_substitute=is_substitute(side.institution, roster.assessed(side.row)),
    )


def _why_again(side: _Side) -> str:
    return FOR_BALANCE if side.duty.has_others else ONLY_ONE


def _why_not(roster: Roster, side: _Side) -> str:
    name = INSTITUTION_NAMES[side.institution]
    pool = roster.pool(side.row, side.institution)
    if not pool:
        return NOBODY.format(name)
    is_for_stand_in = is_substitute(side.institution, roster.assessed(side.row))
    counts = Counter(found for person in pool if (found := roster.obstacle(person, side.row)))
    if is_for_stand_in and Obstacle.DECLARED not in counts:
        return NO_SUBSTITUTE
    reasons = ", ".join(COUNTED[each].format(number) for each, number in sorted(counts.items()))
    return ALL_HINDERED.format(name, reasons)


def _loads(
    roster: Roster, sides: list[_Side], chosen: dict[Institution, dict[str, Assessor]]
) -> tuple[LoadView, ...]:
    before = Counter(p.id for side in sides for p in roster.of(side.row, side.institution))
    after = Counter(person.id for side in sides for person in side.kept)
    after += Counter(person.id for found in chosen.values() for person in found.values())
    return tuple(
        LoadView(
            username=person.username,
            name=person.name,
            institution=person.institution,
            before=before[person.id],
            after=after[person.id],
        )
        for person in roster.people.values()
    )


def _mark(rows: tuple[ProposedRow, ...]) -> str:
    """Give a short mark of what would be assigned, for ETag, If-Match and the page's form."""
    lines = (
        f"{row.submission_id} {side.institution} {' '.join(each.username for each in side.people)}"
        for row in rows
        for side in row.sides
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def usernames(row: ProposedRow) -> list[str]:
    """Give who would score an OPD, of both institutions."""
    return [person.username for side in row.sides for person in side.people]
