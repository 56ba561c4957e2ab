"""The register of agencies: what two admins change at the same moment."""

from collections.abc import Callable

from sqlmodel import Session

from app.agencies import actions
from app.agencies.queries import by_code
from app.agencies.schemas import AgencyInput
from tests.commands.test_doctor import ailing
from tests.crowd import meanwhile
from tests.play import Play

Stage = Callable[[str], Play]
GIVEN = AgencyInput(code="1.03", name="Inspektorat Daerah", short_name="Itda", type="inspektorat")


def test_a_new_name_and_a_new_standing_at_once_are_both_kept_as_journalled(play: Stage) -> None:
    scene = play("DRAFT")
    one, other = scene.city.actors["admin"], scene.city.actors["admin2"]
    now = scene.app.state.clock()

    def rename(session: Session) -> None:
        actions.change(session, other, by_code(session, "1.03"), GIVEN, now)

    with scene.database.transaction() as session:
        agency = by_code(session, "1.03")
        second = meanwhile(scene.database, rename)
        actions.set_active(session, one, agency, now, is_active=False)
    second.join()

    (row,) = [each for each in scene.rows()["agency"] if each["code"] == "1.03"]
    assert (row["name"], row["is_active"]) == ("Inspektorat Daerah", False)
    assert ailing(scene) == set()
