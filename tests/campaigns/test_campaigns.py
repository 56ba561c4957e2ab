"""Every campaign says what it shows and can be asked for by name."""

import subprocess
import sys

from tests.campaigns.__main__ import found
from tests.serving import ROOT


def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.campaigns", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_list_names_every_campaign_with_one_sentence() -> None:
    answer = ask("LIST")

    names = [line.split()[0] for line in answer.stdout.splitlines()]
    assert (answer.returncode, names) == (0, list(found()))
    assert all(len(line.split()) > 3 for line in answer.stdout.splitlines())


def test_an_unknown_campaign_is_wrong_usage() -> None:
    answer = ask("nothing-of-that-name")

    assert (answer.returncode, answer.stdout) == (2, "")
