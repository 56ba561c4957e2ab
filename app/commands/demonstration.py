"""`demo`: two years of Kota Kediri, their PDFs, and the program to look at them."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.clock import utc_now
from app.commands.surroundings import Surroundings, open_data, settings_for
from app.errors import AppError

DATA = Path("data/demo")
ALL = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """One account as printed."""

    username: str
    password: str
    role: str
    opd: str


def demo(
    context: typer.Context,
    *,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="selesai setelah semua tertulis")
    ] = False,
    opd: Annotated[int, typer.Option(help="banyaknya OPD", min=1, max=ALL)] = ALL,
    out: Annotated[Path | None, typer.Option(help="folder PDF (bawaan: data/demo/laporan)")] = None,
    seed: Annotated[int, typer.Option(help="benih angka acak")] = 3571,
    port: Annotated[int, typer.Option(help="porta", min=1, max=65535)] = 8000,
) -> None:
    """Mainkan dua tahun evaluasi Kota Kediri, tulis semua PDF, lalu layani di http://127.0.0.1:8000."""
    from app.commands.serving import run_server  # noqa: PLC0415
    from app.demo.run import play  # noqa: PLC0415

    settings = settings_for(context.obj.data or DATA, context.obj.db)
    settings = settings.model_copy(
        update={"totp": "off", "demo": True, "base_url": f"http://127.0.0.1:{port}"}
    )
    around = open_data(settings)
    past = play(around, (opd, seed), utc_now(), lambda text: typer.echo(text, err=True))
    number = _write(around, past, out or settings.data / "laporan")
    typer.echo(f"{number} PDF di {out or settings.data / 'laporan'}", err=True)
    _print_accounts(settings.data / "accounts.csv")
    if not no_serve:
        typer.echo("Mode demo: verifikasi dua langkah (TOTP) dimatikan.", err=True)
        run_server(settings, "127.0.0.1", port)


def _write(around: Surroundings, year: int, out: Path) -> int:
    from app.reports.batch import write_all  # noqa: PLC0415

    count = 0
    for kind in ("evaluation", "ranking"):
        for path, fault in write_all(around, (kind, year, ""), out):
            if fault:
                raise AppError(f"{path.name}: {fault}")
            count += 1
    return count


def _print_accounts(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        rows = [
            Shown(row["username"], row["password"], row["role"], row["opd"])
            for row in csv.DictReader(file)
        ]
    typer.echo(f"Akun (semua di {path}):")
    seen: set[str] = set()
    for row in rows:
        key = row.role + row.username.rstrip("0123456789") if row.role == "assessor" else row.role
        if key not in seen:
            seen.add(key)
            typer.echo(f"  {row.username:24} {row.password:20} {row.role:10} {row.opd}")
