"""A small sample of the campaign `backups`."""

from pathlib import Path

from tests.campaigns import backups
from tests.campaigns.campaign import Options


def test_backups_taken_under_load_restore_clean(postgres_url: str, tmp_path: Path) -> None:
    closing = backups.run(Options(postgres_url, tmp_path, size=2))

    assert closing.holds, closing.figure
