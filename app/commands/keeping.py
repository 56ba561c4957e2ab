"""`report`, `backup`, `restore`, `audit verify`, `audit export`, `doctor`, `recompute`."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.clock import utc_now
from app.commands.surroundings import Surroundings, open_data, settings_for
from app.errors import AppError, InvalidInput
from app.files.queries import damaged
from app.journal import anchors
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
    anchor: Annotated[
        str, typer.Option(help="berkas ekspor terdahulu, atau jangkar tercetak NOMOR:SIDIK")
    ] = "",
    key: Annotated[Path | None, typer.Option(help="kunci penandatangan berkas ekspor")] = None,
    files: Annotated[bool, typer.Option(help="baca juga semua berkas tersimpan")] = True,  # noqa: FBT002
) -> None:
    """Periksa jejak audit, data yang dicatatnya, dan berkas; sebut baris pertama yang rusak."""
    known = _known(anchor, key)
    opened = _open(context)
    with opened.database.reading() as session:
        fault = journal.fault(session, known)
        head = journal.head_hash(session)
        faults = [fault] if fault else []
        if files:
            faults += damaged(session, opened.storage)
    if faults:
        raise InvalidInput("\n".join(faults))
    typer.echo(f"Jejak audit utuh sampai {head}")


def _known(anchor: str, key: Path | None) -> dict[int, str]:
    file = Path(anchor)
    if not anchor or (anchors.PRINTED.match(anchor) and not file.exists()):
        if key is not None:
            raise InvalidInput("--key hanya untuk jangkar berupa berkas ekspor.")
        return anchors.printed(anchor) if anchor else {}
    if key is not None:
        _ensure_signed(file, key)
    with file.open(encoding="utf-8", newline="\n") as lines:
        return anchors.exported(lines, anchor)


def _ensure_signed(file: Path, key: Path) -> None:
    claimed = _signature_file(file).read_text("utf-8").partition(" ")[0].strip()
    if not anchors.is_signed(_chunks(file), key.read_bytes(), claimed):
        raise InvalidInput(f"{file} berubah setelah ditandatangani, atau kuncinya lain.")


def _signature_file(file: Path) -> Path:
    return file.with_name(file.name + ".hmac")


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while chunk := content.read(1 << 20):
            yield chunk


@audit_app.command("export")
def export(
    context: typer.Context,
    file: Path,
    sign_with: Annotated[
        Path | None,
        typer.Option(help="kunci, disimpan di luar server ini; tanda tangan ditulis ke FILE.hmac"),
    ] = None,
) -> None:
    """Tulis seluruh jejak audit sebagai JSON per baris."""
    key = sign_with.read_bytes() if sign_with else b""
    with (
        _open(context).database.reading() as session,
        file.open("w", encoding="utf-8", newline="\n") as out,
    ):
        count = 0
        for count, line in enumerate(journal.walk(session), start=1):  # noqa: B007
            out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    if sign_with:
        signed = anchors.signature(_chunks(file), key)
        _signature_file(file).write_text(f"{signed}  {file.name}\n", "utf-8")
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

    gc.disable()  # half a million rows and no cycle among them: the search is a twelfth of the time
    try:
        findings = examine(_open(context), utc_now())
    finally:
        gc.enable()
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
        raise InvalidInput(written.sentence)


def restore(
    context: typer.Context,
    file: Path,
    anchor: Annotated[
        str, typer.Option(help="berkas ekspor jejak audit, atau jangkar tercetak NOMOR:SIDIK")
    ] = "",
    key: Annotated[Path | None, typer.Option(help="kunci penandatangan berkas ekspor")] = None,
    *,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="pulihkan walau lebih lama dari jangkarnya")
    ] = False,
) -> None:
    """Pulihkan cadangan ke folder data yang kosong (--data)."""
    from app.backups.restoring import newest_line, read_backup  # noqa: PLC0415

    known = _known(anchor, key)
    newest = newest_line(file) if known else 0
    lost = anchors.loss(newest, known)
    if lost and not accept_loss:
        raise InvalidInput(
            f"{lost} Belum ada yang dipulihkan. Pakai cadangan yang lebih baru, "
            "atau ulangi dengan --accept-loss bila kehilangan itu diterima."
        )
    settings = settings_for(context.obj.data, context.obj.db)
    number = len(read_backup(file, settings)["sha256"])
    with _open(context).database.reading() as session:
        fault = journal.fault(session, {seq: known[seq] for seq in known if seq <= newest})
    if fault:
        raise AppError(fault)
    if lost:
        typer.echo(lost, err=True)
    typer.echo(f"{number} berkas dipulihkan ke {settings.data}")
