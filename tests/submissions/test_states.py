"""The state machine of reliability.md 1.1: every edge once, and no edge from anywhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.submissions import queries
from app.submissions.states import (
    BY_LABEL,
    OPEN,
    TRANSITIONS,
    State,
    Transition,
    WrongState,
    advance,
    replay,
)
from tests.conftest import Clock
from tests.factories import YEAR
from tests.permissions.cells import (
    Prepare,
    all_closed,
    all_judged,
    assigned,
    documents_made,
    finalise_proposed,
    publish_proposed,
    reopen_proposed,
)
from tests.permissions.table import OBJECT, REOPEN, RETURN, UNLOCK
from tests.play import Play, changed

Stage = Callable[[str], Play]
S, Y = "/api/v1/submissions/{s}", f"/api/v1/periods/{YEAR}"
STATES = pytest.mark.parametrize("state", list(State))


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda each: each.label)
def test_an_edge_starts_at_its_sources_and_nowhere_else(transition: Transition) -> None:
    found = {state for state in State if _allows(state, transition)}

    assert found == transition.sources


def _allows(state: State, transition: Transition) -> bool:
    try:
        return advance(state, transition) is transition.target
    except WrongState:
        return False


def test_the_table_is_the_laws() -> None:
    law = {
        1: ("", "D"), 2: ("D", "S"), 3: ("S", "D"), 4: ("D", "L"), 5: ("L", "D"), 6: ("S", "U"),
        7: ("U", "R"), 8: ("R", "U"), 9: ("R", "U"), 10: ("U", "M"), 11: ("M", "U"),
        13: ("M", "P"), 14: ("P", "O"), 15: ("O", "P"), 17: ("PO", "F"), 18: ("F", "B"),
        19: ("FB", "X"), 20: ("X", "F"),
    }  # fmt: skip
    letter = dict(zip(State, "DSURMPOFBXL", strict=True))

    found = {
        each.number: ({letter[state] for state in each.sources}, letter[each.target])
        for each in TRANSITIONS
    }

    assert found == {number: (set(sources), to) for number, (sources, to) in law.items()}


@given(st.lists(st.sampled_from(TRANSITIONS[1:]), max_size=12))
def test_replay_walks_allowed_edges_and_stops_at_the_first_forbidden_one(
    steps: list[Transition],
) -> None:
    state: State | None = State.DRAFT
    for step in steps:
        state = step.target if state in step.sources else None
        if state is None:
            break

    labels = [OPEN.label, *(step.label for step in steps)]

    if state is None:
        with pytest.raises(WrongState):
            replay(labels)
    else:
        assert replay(labels) is state


def test_a_life_begins_with_its_opening_and_only_once() -> None:
    assert replay([]) is None
    with pytest.raises(WrongState):
        replay([OPEN.label, OPEN.label])


@STATES
def test_the_kept_moves_lead_to_the_state(play: Stage, state: State) -> None:
    scene = play(state)

    with scene.database.reading() as session:
        labels = [move.transition for move in queries.moves(session, scene.submission_id)]

    assert replay(labels) is state


# What a person sends to walk an edge: (who, address, body, what stands ready before).
Step = tuple[str, str, Any, Prepare | None]
STEPS: dict[str, tuple[State, Step]] = {
    "T3 recall": (State.SUBMITTED, ("kepala.dinkes", f"{S}/recall", None, None)),
    "T5 extend": (
        State.LAPSED,
        (
            "admin",
            f"{Y}/extend",
            {"agency": "1.01", "until": "2026-08-01T00:00:00+07:00", "reason": "Banjir."},
            None,
        ),
    ),
    "T6 start": (State.SUBMITTED, ("koordinator", f"{S}/start", None, assigned)),
    "T7 return": (State.UNDER_ASSESSMENT, ("koordinator", f"{S}/return", RETURN, None)),
    "T8 resend": (State.RETURNED, ("kepala.dinkes", f"{S}/resend", None, None)),
    "T11 unlock": (State.MODERATION, ("koordinator", f"{S}/judgements/unlock", UNLOCK, None)),
    "T13 announce": (State.MODERATION, ("koordinator", f"{Y}/announce", None, all_closed)),
    "T14 file": (State.PROVISIONAL, ("kepala.dinkes", f"{S}/objections", OBJECT, None)),
    "T15 withdraw": (State.OBJECTION, ("kepala.dinkes", f"{S}/objection/withdraw", None, None)),
    "T17 finalise": (State.PROVISIONAL, ("admin", f"{Y}/finalise", None, finalise_proposed)),
    "T18 publish": (State.FINAL, ("koordinator", f"{Y}/publish", None, publish_proposed)),
    "T19 reopen": (State.PUBLISHED, ("admin", f"{Y}/reopen", None, reopen_proposed)),
    "T20 refinalise": (State.CORRECTION, ("admin", f"{Y}/finalise", None, finalise_proposed)),
}
# T1 and T2 are walked by the draft and submitted scenes, T4 and T9 by the clock (test_deadlines),
# T10 by the second lock below.


@pytest.mark.parametrize("label", STEPS)
def test_an_edge_is_walked_from_its_source_with_one_move(
    play: Stage, clock: Clock, label: str
) -> None:
    state, step = STEPS[label]
    scene = play(state)
    prepare(scene, step, clock)
    before = len(moves(scene))

    response = walk(scene, step)

    assert response in {200, 201}
    assert moves(scene)[before:] == [(label, state.value, BY_LABEL[label].target.value)]
    assert scene.state() == BY_LABEL[label].target


def test_the_second_institutions_lock_begins_the_pleno(play: Stage) -> None:
    scene = play(State.MODERATION)
    scene.client("koordinator").post(
        S.format(s=scene.submission_id) + "/judgements/unlock", json=UNLOCK
    )
    before = len(moves(scene))

    walk(scene, ("penilai.bps1", f"{S}/judgements/lock", None, None))

    assert moves(scene)[before:] == [("T10 moderate", "UNDER_ASSESSMENT", "MODERATION")]


def test_one_institutions_lock_alone_moves_nothing(play: Stage, clock: Clock) -> None:
    scene = play(State.UNDER_ASSESSMENT)
    prepare(scene, ("", "", None, all_judged), clock)

    status = walk(scene, ("penilai.dk1", f"{S}/judgements/lock", None, None))

    assert (status, scene.state()) == (200, "UNDER_ASSESSMENT")


PROPOSALS: dict[str, tuple[State, Step]] = {
    "finalise": (State.PROVISIONAL, ("koordinator", f"{Y}/finalise", None, None)),
    "publish": (State.FINAL, ("admin", f"{Y}/publish", None, None)),
    "reopen": (State.FINAL, ("koordinator", f"{Y}/reopen", REOPEN, None)),
}


@STATES
def test_every_edge_is_refused_from_every_other_state_and_changes_nothing(
    play: Stage, clock: Clock, state: State
) -> None:
    scene = play(state)
    prepare(scene, ("", "", None, documents_made if state is State.FINAL else None), clock)
    submit = ("kepala.dinkes", f"{S}/submit", None, None)
    asked = STEPS | PROPOSALS | {"T2 submit": (State.DRAFT, submit)}
    sources = {label: edge.sources for label, edge in BY_LABEL.items()}
    sources["T8 resend"] = sources["T2 submit"] = frozenset({State.DRAFT, State.RETURNED})
    sources["T5 extend"] = frozenset({State.DRAFT, State.LAPSED})  # a draft only gets more time
    sources["T17 finalise"] = sources["T20 refinalise"] = frozenset()  # nothing is proposed
    sources |= {
        "finalise": BY_LABEL["T17 finalise"].sources | {State.CORRECTION},
        "publish": BY_LABEL["T18 publish"].sources,
        "reopen": BY_LABEL["T19 reopen"].sources,
    }
    before = scene.rows()

    statuses = {
        label: walk(scene, step)
        for label, (_, step) in asked.items()
        if state not in sources[label]
    }

    assert statuses == dict.fromkeys(statuses, 409)
    assert changed(before, scene.rows()) == set()


def prepare(scene: Play, step: Step, clock: Clock) -> None:
    if step[3]:
        with scene.database.transaction() as session:
            step[3](session, scene, clock)


def walk(scene: Play, step: Step) -> int:
    who, address, body, _ = step
    return scene.client(who).post(address.format(s=scene.submission_id), json=body).status_code


def moves(scene: Play) -> list[tuple[str, str, str]]:
    with scene.database.reading() as session:
        return [
            (move.transition, move.from_state, move.to_state)
            for move in queries.moves(session, scene.submission_id)
        ]
