"""A small sample: the answers are alike. Times need the whole campaign."""

from pathlib import Path

import pytest

from tests.campaigns.campaign import Options
from tests.campaigns.login_timing import fill, p_value, plan, tried
from tests.serving import Server


def test_unknown_known_and_disabled_accounts_get_one_answer(tmp_path: Path) -> None:
    fill(tmp_path / "data", 1)

    with Server(tmp_path / "data") as server:
        answers = list(tried(server.port, plan(4, Options("", tmp_path).seed)))

    assert {answer.kind for answer in answers} == {"known", "unknown", "disabled"}
    assert {(answer.status, answer.body) for answer in answers} == {(422, answers[0].body)}


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ((1, 2, 3, 4, 5), (6, 7, 8, 9, 10), "0.009"),  # U = 0, z = 2.611
        ((1, 4, 5, 8), (2, 3, 6, 7), "1.000"),  # U = 8, the mean
    ],
)
def test_mann_whitney_by_hand(one: tuple[float], other: tuple[float], wanted: str) -> None:
    assert f"{p_value(one, other):.3f}" == wanted
