"""``test``: the whole suite, on SQLite and on a PostgreSQL database made for this run."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = "MATANG_TEST_POSTGRES_URL"
OWN_PARALLELISM = ("-n", "--numprocesses", "--dist", "--pdb", "--trace", "--collect-only", "--co")


PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}  # they are pytest's


def test(
    context: typer.Context,
    campaign: Annotated[
        str, typer.Option(help="jalankan satu kampanye panjang; LIST menyebut semuanya")
    ] = "",
) -> None:
    """Jalankan seluruh pengujian pada SQLite dan PostgreSQL; argumen diteruskan ke pytest."""
    from app.commands import postgres_for_tests  # noqa: PLC0415 - other commands start without it

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, let_pytest_end)
    with postgres_for_tests.fresh(os.environ.get(VARIABLE)) as url:
        if campaign:
            raise typer.Exit(run_program(["tests.campaigns", campaign, *context.args], url))
        parallelism = default_parallelism(context.args)
        raise typer.Exit(run_program(["pytest", *parallelism, *context.args], url))


def run_program(module: Sequence[str], url: str) -> int:
    """Runs a module as a program of its own, in the repository's folder; gives its status."""
    command = [sys.executable, "-m", *module]
    environment = {**os.environ, VARIABLE: url}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def default_parallelism(arguments: Sequence[str]) -> list[str]:
    """Gives ``-n 2``, unless the caller decided or names single files or tests."""
    decided = any(argument.startswith(OWN_PARALLELISM) for argument in arguments)
    single = any(".py" in argument for argument in arguments if not argument.startswith("-"))
    return [] if decided or single else ["-n", "2"]


def leave(_number: int, _frame: FrameType | None) -> None:
    """Ends in an orderly way, so that the database is removed."""
    raise SystemExit(143)


def let_pytest_end(_number: int, _frame: FrameType | None) -> None:
    """Ctrl+C reaches pytest too; it prints its summary, then the database is removed."""
