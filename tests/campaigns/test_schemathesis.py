"""A small sample of what is asked from the description of the API; the whole runs by its name."""

import os
from pathlib import Path

from tests.campaigns import schemathesis
from tests.campaigns.campaign import Options


def test_a_few_chains_and_cases_are_answered_as_described(tmp_path: Path) -> None:
    options = Options(os.environ["MATANG_TEST_POSTGRES_URL"], tmp_path)

    found = schemathesis.ask_on_both(options, ("koordinator",), 240)

    closing = schemathesis.closing(found)
    assert closing.holds, (closing.figure, found.faults)
