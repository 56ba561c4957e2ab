"""The command line. What is imported here is light; commands import heavy things themselves."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.commands import check, instrument, sbom, scores, tests
from app.errors import AppError

LIGHT = frozenset({"instrument", "score", "test", "check", "sbom"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The options that stand before the command."""

    data: Path | None
    db: str


app = typer.Typer(
    name="matang",
    help="Matang: evaluasi kematangan pengelolaan data perangkat daerah.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(instrument.app, name="instrument")
app.command("score")(scores.score)
app.command("test", context_settings=tests.PASS_ON)(tests.test)
app.command("check")(check.check)
app.command("sbom")(sbom.sbom)


@app.callback(invoke_without_command=True)
def choose(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="folder data (bawaan: data/)")] = None,
    db: Annotated[str, typer.Option(help="alamat basis data (bawaan: SQLite di folder data)")] = "",
) -> None:
    """Matang: evaluasi kematangan pengelolaan data perangkat daerah. Tanpa perintah: serve."""
    context.obj = Chosen(data, db)
    if context.invoked_subcommand is None:
        from app.commands.serving import serve  # noqa: PLC0415

        serve(context)


def add_heavy_commands() -> None:
    """Register the commands that need the database and the web."""
    from app.commands import demonstration, keeping, registers, serving  # noqa: PLC0415

    app.command("serve")(serving.serve)
    app.command("worker")(serving.worker)
    app.command("migrate")(serving.migrate)
    app.command("openapi")(serving.openapi)
    app.command("demo")(demonstration.demo)
    app.command("report")(keeping.report)
    app.command("backup")(keeping.backup)
    app.command("restore")(keeping.restore)
    app.command("doctor")(keeping.doctor)
    app.command("recompute")(keeping.recompute)
    app.add_typer(keeping.audit_app, name="audit")
    app.add_typer(registers.agency_app, name="agency")
    app.add_typer(registers.user_app, name="user")
    app.add_typer(registers.token_app, name="token")
    app.add_typer(registers.period_app, name="period")


def main() -> int:
    """Run the command of sys.argv; a refusal is one line a fault on stderr and status 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a real stream
    if not LIGHT & set(sys.argv[1:2]):
        add_heavy_commands()
    try:
        app(prog_name="python3 -m app")
    except AppError as refused:
        lines = [f"{fault.place}: {fault.message}" for fault in refused.faults]
        typer.echo("\n".join(lines or [refused.message]), err=True)
        return 1
    except OSError as error:
        typer.echo(f"{error.filename or 'Berkas'}: {error.strerror or error}", err=True)
        return 1
    return 0
