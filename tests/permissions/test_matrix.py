"""The whole table of app/permissions.py equals the law's matrices, cell by cell, purely."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.permissions import (
    CYCLE_RULES,
    OPEN_TO_OUTSIDERS,
    RULES,
    STATES,
    Actor,
    Institution,
    Permission,
    Role,
    Verdict,
    decide,
    holds,
)

ORACLE = Path(__file__).parent / "oracle"
OWN, OTHER, DISKOMINFO = "opd-own", "opd-other", "opd-diskominfo"
P = Permission

# The actors of reliability.md section 2; None is nobody signed in.
ACTORS: dict[str, Actor | None] = {
    "anon": None,
    "verifier": None,
    "disabled": None,
    "op_own": Actor("op_own", "", Role.OPERATOR, OWN),
    "op_other": Actor("op_other", "", Role.OPERATOR, OTHER),
    "head_own": Actor("head_own", "", Role.HEAD, OWN),
    "head_other": Actor("head_other", "", Role.HEAD, OTHER),
    "dk_assigned": Actor("dk_assigned", "", Role.ASSESSOR, DISKOMINFO, Institution.DISKOMINFO),
    "dk_unassigned": Actor("dk_unassigned", "", Role.ASSESSOR, DISKOMINFO, Institution.DISKOMINFO),
    "dk_conflict": Actor("dk_conflict", "", Role.ASSESSOR, OWN, Institution.DISKOMINFO),
    "bps_assigned": Actor("bps_assigned", "", Role.ASSESSOR, None, Institution.BPS),
    "bps_unassigned": Actor("bps_unassigned", "", Role.ASSESSOR, None, Institution.BPS),
    "moderator": Actor("moderator", "", Role.MODERATOR),
    "leadership": Actor("leadership", "", Role.LEADERSHIP),
    "admin": Actor("admin", "", Role.ADMIN),
    "auditor": Actor("auditor", "", Role.AUDITOR),
}
OUTSIDERS = ("op_other", "head_other", "dk_unassigned", "dk_conflict", "bps_unassigned")
PUBLIC = frozenset({P.REPORT_VERIFY})
STRANGER = ACTORS["op_other"]

CYCLE_ROLES = {
    "op": Role.OPERATOR,
    "head": Role.HEAD,
    "dk": Role.ASSESSOR,
    "bps": Role.ASSESSOR,
    "moderator": Role.MODERATOR,
    "leadership": Role.LEADERSHIP,
    "admin": Role.ADMIN,
    "auditor": Role.AUDITOR,
}
WITHOUT_ROUTE = frozenset(
    {"impersonate", "audit.delete", "audit.edit", "snapshot.delete", "evidence.purge_submitted"}
)
ADDED = frozenset(
    {
        P.PLAN_READ,
        P.PLAN_SAVE,
        P.WORK_DELEGATE,
        P.COMMENT_READ,
        P.COMMENT_WRITE,
        P.PERIOD_OPEN,
        P.DIRECTORY_READ,
        P.OWN_NOTICES,
        P.CONFLICT_DECLARE,
        P.ROLE_HAND_OVER,
        P.EXERCISE_READ,
        P.EXERCISE_LEAD,
        P.EXERCISE_SCORE,
        P.EXERCISE_DISCUSS,
        P.SNIPPET_KEEP,
    }
)


@dataclass(frozen=True)
class Stand:
    """A stand-in for a submission of the own OPD."""

    state: str
    window_open: bool
    agency_id: str = OWN
    assessor_ids: frozenset[str] = field(default=frozenset({"dk_assigned", "bps_assigned"}))


def cells(name: str) -> Iterator[dict[str, str]]:
    path = ORACLE / name
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(text.decode().splitlines())


def outcome(actor: Actor | None, permission: Permission, subject: Stand) -> str:
    """Give the cell as the law writes it."""
    if actor is None and permission not in PUBLIC:
        return "401"
    assert STRANGER is not None
    verdict = decide(actor or STRANGER, permission, subject)
    return "409" if verdict is Verdict.WINDOW_CLOSED else verdict.value


def test_every_cell_of_the_submission_matrix_is_decided_as_the_law_says() -> None:
    wrong, seen = [], 0
    for cell in cells("permission_matrix.csv.gz"):
        for is_open in {"any": (True, False), "open": (True,), "closed": (False,)}[cell["window"]]:
            subject = Stand(cell["state"], is_open)
            found = outcome(ACTORS[cell["actor"]], Permission(cell["action"]), subject)
            if found != cell["expected"]:
                wrong.append((cell, found))
        seen += 1

    assert (seen, wrong) == (10_208, [])


def test_every_cell_of_the_cycle_matrix_is_decided_as_the_law_says() -> None:
    wrong, seen = [], 0
    for cell in cells("cycle_matrix.csv"):
        found = cycle_outcome(cell["role"], cell["action"])
        wrong += [(cell, found)] if found != cell["expected"] else []
        seen += 1

    assert (seen, wrong) == (300, [])


def cycle_outcome(role: str, action: str) -> str:
    if action in WITHOUT_ROUTE:  # no such permission, hence no route: 404 for all
        return "404" if action not in set(Permission) else "a permission exists"
    if role not in CYCLE_ROLES:
        return "401"
    actor = Actor("someone", "", CYCLE_ROLES[role])
    return "allow" if holds(actor, Permission(action)) else "403"


def test_the_tables_hold_the_laws_actions_and_the_declared_additions_and_no_other() -> None:
    law = {cell["action"] for cell in cells("permission_matrix.csv.gz")}
    law |= {cell["action"] for cell in cells("cycle_matrix.csv")}

    assert {p.value for p in Permission} == (law - WITHOUT_ROUTE) | {p.value for p in ADDED}
    assert set(RULES) | set(CYCLE_RULES) == set(Permission)
    assert set(RULES) & set(CYCLE_RULES) == set()


def test_every_row_has_one_letter_for_each_state() -> None:
    odd = [
        (permission, row)
        for permission, rows in RULES.items()
        for row in rows
        if len(row) != len(STATES) or set(row) - set("YWcfn")
    ]

    assert odd == []


@given(
    actor=st.sampled_from(OUTSIDERS),
    permission=st.sampled_from(sorted(RULES)),
    state=st.sampled_from(STATES),
    is_open=st.booleans(),
)
def test_outsiders_never_get_anything_but_what_is_published(
    actor: str, permission: Permission, state: str, *, is_open: bool
) -> None:
    outsider = ACTORS[actor]
    assert outsider is not None

    verdict = decide(outsider, permission, Stand(state, is_open))

    is_public = permission in OPEN_TO_OUTSIDERS and state in {"PUBLISHED", "CORRECTION"}
    assert verdict is (Verdict.ALLOWED if is_public else Verdict.HIDDEN)


@given(
    actor=st.sampled_from([name for name, actor in ACTORS.items() if actor]),
    permission=st.sampled_from(sorted(RULES)),
    state=st.sampled_from(STATES),
)
def test_an_open_window_never_takes_away_and_gives_only_what_the_closed_one_delays(
    actor: str, permission: Permission, state: str
) -> None:
    person = ACTORS[actor]
    assert person is not None

    shut = decide(person, permission, Stand(state, window_open=False))
    open_ = decide(person, permission, Stand(state, window_open=True))

    assert open_ is (Verdict.ALLOWED if shut is Verdict.WINDOW_CLOSED else shut)
