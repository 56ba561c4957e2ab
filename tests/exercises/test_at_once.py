"""Many at the same moment: one person in many windows, and a closing in between."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from app.errors import Conflict, Stale
from app.exercises import actions, queries
from app.exercises.schemas import ExerciseInput, SampleInput, ScoreInput
from tests.crowd import CROWD, all_at_once
from tests.play import Play

Stage = Callable[[str], Play]
GIVEN = (ScoreInput(level=3), 0)


@pytest.fixture
def scene(play: Stage) -> Play:
    return play("DRAFT")


@pytest.fixture
def opened(scene: Play) -> str:
    leader, now = scene.city.actors["koordinator"], scene.app.state.clock()
    with scene.database.transaction() as session:
        given = ExerciseInput(title="Latihan", codes=["101"])
        row = actions.prepare(session, leader, given, now)
        sample = SampleInput(claim=3, explanation="Sudah berjalan.")
        actions.write_sample(session, leader, row, "101", (sample, 1), now)
        actions.open_up(session, leader, row, now)
        return row.id


def test_of_fifty_first_levels_of_one_person_one_is_kept(scene: Play, opened: str) -> None:
    actor, now = scene.city.actors["penilai.dk1"], scene.app.state.clock()

    def score(session: Session, _: int) -> bool:
        row = queries.get(session, opened, actor, lock=True)
        actions.score(session, actor, row, "101", GIVEN, now)
        return True

    found = all_at_once(scene.database, score)

    assert (found.count(True), found.count(Stale)) == (1, CROWD - 1)
    assert [row["version"] for row in scene.rows()["exercise_score"]] == [1]


def test_fifty_closings_close_once_and_no_level_comes_after(scene: Play, opened: str) -> None:
    leader, now = scene.city.actors["koordinator"], scene.app.state.clock()
    scorer = scene.city.actors["penilai.bps1"]

    def either(session: Session, number: int) -> str:
        actor = scorer if number % 2 else leader
        row = queries.get(session, opened, actor, lock=True)
        if actor is leader:
            actions.close(session, actor, row, now)
            return "closed"
        actions.score(session, actor, row, "101", GIVEN, now)
        return "scored"

    found = all_at_once(scene.database, either)

    assert found.count("closed") == 1
    assert found.count("scored") <= 1
    assert set(found) <= {"closed", "scored", Conflict, Stale}
    assert len(scene.rows()["exercise_score"]) == found.count("scored")
