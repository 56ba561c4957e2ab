"""A sample of the campaign `journal`: each kind of tampering twice, on both databases."""

import os
from pathlib import Path

from tests.campaigns import journal
from tests.campaigns.campaign import Options


def test_every_kind_of_tampering_is_found_and_a_clean_trail_is_not_accused(tmp_path: Path) -> None:
    size = 2 * len(journal.KINDS)
    options = Options(os.environ["MATANG_TEST_POSTGRES_URL"], tmp_path, size)

    closing = journal.run(options)

    wanted = f"{2 * size}/{2 * size} found (sqlite {size}/{size}, postgresql {size}/{size})"
    assert closing.figure == f"{wanted}, 0 mutations: clean"
    assert closing.holds
