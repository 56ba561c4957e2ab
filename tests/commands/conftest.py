"""Runs the program: as a user does (`run`), or inside the tests because it is faster (`call`)."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli

ROOT = Path(__file__).parents[2]
PROGRAM = "import sys; from app.cli import main; sys.exit(main())"

Run = Callable[..., subprocess.CompletedProcess[str]]
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def run() -> Run:
    """Give a function that runs one command from the project's folder."""

    def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    return call


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs one command in this process, with the same answer as `run`."""

    def inside(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(sys, "argv", ["app", *map(str, arguments)])
        capsys.readouterr()
        try:
            status = cli.main()
        except SystemExit as done:
            status = int(done.code or 0)
        output = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, status, output.out, output.err)

    return inside


@pytest.fixture
def on(call: Run, tmp_path: Path, database_url: str) -> Command:
    """Give a function that runs a command on the data of the test's program."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        done = call("--data", tmp_path, "--db", database_url, *arguments)
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    return run
