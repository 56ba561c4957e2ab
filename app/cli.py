"""The command line. What is imported here is light; commands import heavy things themselves."""

import sys

import typer

from app.commands import check, instrument, scores, tests
from app.errors import AppError

app = typer.Typer(
    name="matang",
    help="Matang: evaluasi kematangan pengelolaan data perangkat daerah.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(instrument.app, name="instrument")
app.command("score")(scores.score)
app.command("test", context_settings=tests.PASS_ON)(tests.test)
app.command("check")(check.check)


def main() -> int:
    """Run the command of sys.argv; a refusal is one line a fault on stderr and status 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a real stream
    try:
        app(prog_name="python3 -m app")
    except AppError as refused:
        lines = [f"{fault.place}: {fault.message}" for fault in refused.faults]
        typer.echo("\n".join(lines or [refused.message]), err=True)
        return 1
    return 0
