"""Many admins save the settings from the same version: one is kept, the others are told."""

from collections.abc import Callable

from sqlmodel import Session

from app.errors import Stale
from app.letterheads import actions, queries
from app.letterheads.schemas import LetterheadInput
from tests.crowd import CROWD, all_at_once
from tests.play import Play

Stage = Callable[[str], Play]


def test_of_fifty_saves_from_one_version_one_is_kept_and_the_others_are_told(play: Stage) -> None:
    scene = play("DRAFT")
    admin, now = scene.city.actors["admin"], scene.app.state.clock()
    with scene.database.transaction() as session:
        actions.save(session, admin, LetterheadInput(city="Kota Contoh"), 0, now)

    def save(session: Session, number: int) -> bool:
        queries.newest(session)
        actions.save(session, admin, LetterheadInput(place=f"Contoh {number}"), 1, now)
        return True

    found = all_at_once(scene.database, save)

    assert (found.count(True), found.count(Stale)) == (1, CROWD - 1)
    assert [row["version"] for row in scene.rows()["letterhead"]] == [1, 2]
