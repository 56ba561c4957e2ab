"""A sample of the campaign `states`: a few sequences of the whole life against the law's model."""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.campaigns.states import wish
from tests.submissions.machine import RoundMachine
from tests.submissions.staging import Almanac, stage_on

SEQUENCES, STEPS = 4, 20


@pytest.fixture(scope="session")
def almanac(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Almanac:
    """Rounds at different times of the year, each made once a process."""
    return Almanac(tmp_path_factory.mktemp("almanac"), sqlite_template)


def test_a_sample_of_lives_goes_as_the_law_says(
    almanac: Almanac, database_url: str, tmp_path: Path
) -> None:
    with stage_on(database_url, tmp_path / "data", almanac) as stage:
        machine = type("Sample", (RoundMachine,), {"stage": stage})
        run_state_machine_as_test(
            machine, settings=settings(wish(SEQUENCES, STEPS), derandomize=True)
        )
