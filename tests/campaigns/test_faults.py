"""A small sample of each fault campaign, so that none rots; the whole runs by its name."""

import importlib
import os
from pathlib import Path

import pytest

from tests.campaigns.campaign import Options

SAMPLES = {
    "kill9": 1,
    "kill9_steps": 1,
    "kill9_pdf": 1,
    "power_cut": 1,
    "disk_full": 1,
    "disk_read_only": 1,
    "io_error": 1,
    "locked": 1,
    "postgres_restart": 1,
    "deadlines": 1,
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_of_the_campaign_holds(name: str, tmp_path: Path) -> None:
    campaign = importlib.import_module(f"tests.campaigns.{name}")
    if lacking := getattr(campaign, "missing", str)():
        pytest.skip(lacking)

    closing = campaign.run(Options(os.environ["MATANG_TEST_POSTGRES_URL"], tmp_path, SAMPLES[name]))

    assert closing.holds, closing.figure
