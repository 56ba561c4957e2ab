"""A small sample of the races on one server for each database; the whole runs by its names."""

import os
from pathlib import Path

import pytest

from tests.campaigns import double_clicks, lost_updates, one_code, role_races
from tests.campaigns.role_races import RACES
from tests.campaigns.town import database_of, dice, settle

CHOSEN = {
    "sqlite": {"recall vs start"},
    "postgresql": {"extend vs lapse", "revoke vs save", "correct vs finalise"},  # once lost
}


@pytest.mark.parametrize("kind", CHOSEN)
def test_nothing_is_lost_doubled_or_out_of_order_when_two_act_at_once(
    kind: str, tmp_path: Path
) -> None:
    updates, roles = lost_updates.Found(), role_races.Found()
    codes, clicks = one_code.Found(), double_clicks.Found()
    races = tuple(race for race in RACES if race.name in CHOSEN[kind])

    with database_of(kind, os.environ["MATANG_TEST_POSTGRES_URL"]) as url:
        town = settle(tmp_path / "data", url)
        with town.server:
            lost_updates.play(town, len(lost_updates.CONTESTS), updates)
            role_races.play(town, races, (1, dice(1)), roles)
            one_code.play(town, (1, 3), codes)
            double_clicks.play(town, (1, double_clicks.FEW), clicks)

    closings = [
        lost_updates.closing(updates),
        role_races.closing(roles),
        one_code.closing(codes),
        double_clicks.closing(clicks),
    ]
    assert [closing.figure for closing in closings if not closing.holds] == []
