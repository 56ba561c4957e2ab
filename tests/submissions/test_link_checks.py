"""Links: who opened them when, and what may keep others from opening them."""

from datetime import timedelta

import pytest

from app.submissions.link_checks import INTRANET, PLAIN, SHARING, hint, standing
from tests.conftest import START


@pytest.mark.parametrize(
    ("days", "expected"), [(None, "unchecked"), (0, "fresh"), (30, "fresh"), (30.001, "old")]
)
def test_a_look_lasts_30_days(days: float | None, expected: str) -> None:
    checked_at = None if days is None else START - timedelta(days=days)

    assert standing(checked_at, START) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://data.kedirikota.go.id/a", ""),
        ("http://data.kedirikota.go.id/a", PLAIN),
        ("https://192.168.1.5/berkas", INTRANET),
        ("http://10.0.0.1", INTRANET),
        ("https://[::1]/", INTRANET),
        ("https://8.8.8.8/", ""),
        ("https://simpeg/", INTRANET),
        ("https://arsip.dinkes.local/x", INTRANET),
        ("https://DRIVE.google.com/file/d/1", SHARING),
        ("https://[rusak", ""),
        ("https://", INTRANET),
    ],
)
def test_what_others_may_not_open_gets_a_hint(url: str, expected: str) -> None:
    assert hint(url) == expected
