"""A small sample of the upload campaign: the real program, a few files at once, some cut."""

from pathlib import Path

from tests.campaigns import uploads
from tests.campaigns.campaign import Options


def test_a_few_uploads_at_once_and_cut_ones_leave_nothing_and_take_little(tmp_path: Path) -> None:
    closing = uploads.run(Options("", tmp_path, size=3))

    assert closing.holds, closing.figure
