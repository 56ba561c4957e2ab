"""A small sample of the races on one server for each database; the whole runs by its names."""

import os
from pathlib import Path

from tests.campaigns import double_clicks, lost_updates, one_code, role_races
from tests.campaigns.role_races import RACES
from tests.campaigns.town import database_of, dice, settle

ONCE_LOST = {"revoke vs save", "correct vs finalise"}


def test_of_two_saves_at_once_one_is_told_and_one_code_lets_one_in(tmp_path: Path) -> None:
    updates, codes = lost_updates.Found(), one_code.Found()
    town = settle(tmp_path / "data")

    with town.server:
        lost_updates.play(town, 4, updates)
        one_code.play(town, (1, 3), codes)

    closings = [lost_updates.closing(updates), one_code.closing(codes)]
    assert [closing.figure for closing in closings if not closing.holds] == []


def test_two_roles_at_once_and_double_clicks_end_as_one_after_the_other(tmp_path: Path) -> None:
    roles, clicks = role_races.Found(), double_clicks.Found()
    races = tuple(race for race in RACES if race.name in ONCE_LOST)

    with database_of("postgresql", os.environ["MATANG_TEST_POSTGRES_URL"]) as url:
        town = settle(tmp_path / "data", url)
        with town.server:
            role_races.play(town, races, (1, dice(1)), roles)
            double_clicks.play(town, (1, double_clicks.FEW), clicks)

    closings = [role_races.closing(roles), double_clicks.closing(clicks)]
    assert [closing.figure for closing in closings if not closing.holds] == []
