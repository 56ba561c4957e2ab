"""`report`, `backup`, `restore`, `audit verify`, `audit export`, `doctor`, `recompute`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.clock import utc_now
from app.commands.surroundings import Surroundings, open_data, settings_for
from app.errors import AppError, InvalidInput
from app.journal import queries as journal
from app.results.recomputing import recomputed

audit_app = typer.Typer(help="Jejak audit.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="satu dokumen JSON")]


def _open(context: typer.Context) -> Surroundings:
    opened = open_data(settings_for(context.obj.data, context.obj.db))
    context.call_on_close(opened.database.engine.dispose)
    return opened


def report(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="evaluation, ranking, minutes, worksheet, all")],
    period: Annotated[int, typer.Option(help="tahun periode")],
    out: Annotated[Path, typer.Option(help="folder tujuan")],
    opd: Annotated[str, typer.Option(help="kode OPD; kosong = semua")] = "",
) -> None:
    """Buat dokumen PDF sebuah periode dan cetak letaknya."""
    from app.reports.batch import KINDS, write_all  # noqa: PLC0415

    if kind not in {*KINDS, "all"}:
        typer.echo(
            f"Jenis dokumen tidak dikenal: {kind}. Yang dikenal: {', '.join(KINDS)}, all.", err=True
        )
        raise typer.Exit(2)
    surroundings = _open(context)
    failures = 0
    for path, fault in write_all(surroundings, (kind, period, opd), out):
        if fault:
            failures += 1
            typer.echo(f"{path.name}: {fault}", err=True)
        else:
            typer.echo(str(path))
    if failures:
        raise typer.Exit(1)


@audit_app.command("verify")
def verify(
    context: typer.Context,
    anchor: Annotated[Path | None, typer.Option(help="berkas ekspor terdahulu")] = None,
) -> None:
    """Periksa seluruh rantai jejak audit; sebut baris pertama yang rusak."""
    with _open(context).database.reading() as session:
        fault = journal.fault(session) or _against(anchor, journal.walk(session))
        head = journal.head_hash(session)
    if fault:
        raise InvalidInput(fault)
    typer.echo(f"Jejak audit utuh sampai {head}")


def _against(anchor: Path | None, lines: object) -> str:
    if anchor is None:
        return ""
    known = _anchored(anchor)
    present = {line["seq"]: line["hash"] for line in lines}  # type: ignore[attr-defined]
    for seq, value in known.items():
        if present.get(seq) != value:
            return f"Baris {seq}: tidak sama dengan jangkar {anchor}."
    return ""


def _anchored(anchor: Path) -> dict[int, str]:
    try:
        lines = map(json.loads, anchor.read_text("utf-8").rstrip("\n").split("\n"))
        return {line["seq"]: line["hash"] for line in lines}
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{anchor} bukan ekspor jejak audit.") from error


@audit_app.command("export")
def export(context: typer.Context, file: Path) -> None:
    """Tulis seluruh jejak audit sebagai JSON per baris."""
    with _open(context).database.reading() as session, file.open("w", encoding="utf-8") as out:
        count = 0
        for count, line in enumerate(journal.walk(session), start=1):  # noqa: B007
            out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    typer.echo(f"{count} baris ditulis ke {file}")


def recompute(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Hitung ulang semua hasil tersimpan dan bandingkan."""
    with _open(context).database.reading() as session:
        outcome = recomputed(session)
    wrong = [result.id for result, is_same in outcome if not is_same]
    if as_json:
        typer.echo(json.dumps({"results": len(outcome), "different": wrong}))
    else:
        typer.echo(f"{len(outcome)} hasil dihitung ulang, {len(wrong)} berbeda.")
    if wrong:
        raise typer.Exit(1)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Periksa data dan lingkungan."""
    from app.commands.examination import examine  # noqa: PLC0415

    findings = examine(_open(context), utc_now())
    if as_json:
        typer.echo(
            json.dumps(
                [{"check": f.check, "ok": f.is_ok, "detail": f.detail} for f in findings],
                ensure_ascii=False,
            )
        )
    else:
        for finding in findings:
            typer.echo(
                f"{'baik ' if finding.is_ok else 'RUSAK'}  {finding.check}: {finding.detail}"
            )
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(1)


def backup(context: typer.Context, file: Path) -> None:
    """Cadangkan basis data dan berkas ke satu ZIP, selagi server berjalan."""
    from app.backups.safekeeping import write_backup  # noqa: PLC0415

    written = write_backup(_open(context), file)
    typer.echo(f"{written.entries} berkas dicadangkan ke {file}")
    if written.lost:
        raise InvalidInput(
            f"Cadangan ditulis tanpa {len(written.lost)} berkas yang hilang atau rusak di "
            f"penyimpanan, mulai dari {written.lost[0]}. Jalankan doctor."
        )


def restore(context: typer.Context, file: Path) -> None:
    """Pulihkan cadangan ke folder data yang kosong (--data)."""
    from app.backups.restoring import read_backup  # noqa: PLC0415

    settings = settings_for(context.obj.data, context.obj.db)
    number = len(read_backup(file, settings)["sha256"])
    with _open(context).database.reading() as session:
        fault = journal.fault(session)
    if fault:
        raise AppError(fault)
    typer.echo(f"{number} berkas dipulihkan ke {settings.data}")
