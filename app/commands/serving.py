"""`serve`, `worker`, `migrate`, `openapi`."""

import json
import os
import resource
import socket
import threading
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.accounts.actions import make_setup_code
from app.clock import utc_now
from app.commands.surroundings import open_data, settings_for
from app.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

KEEP_ALIVE_SECONDS = 75
FILES_BESIDE = 200
"""Open files that are no client's connection: database, evidence, pipes to the PDF engine."""


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="alamat yang didengar")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="porta", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="banyaknya proses web", min=1, max=64)] = 1,
) -> None:
    """Jalankan server web; pekerjaan latar ikut berjalan bila workers = 1."""
    run_server(settings_for(context.obj.data, context.obj.db), host, port, workers)


def run_server(settings: Settings, host: str, port: int, workers: int = 1) -> None:
    """Serve until stopped. On an empty data folder shows the one-time code for the first admin."""
    import uvicorn  # noqa: PLC0415  (other commands start without it)

    from app.main import create_app  # noqa: PLC0415

    if not _is_free(host, port):
        typer.echo(f"Porta {port} sedang dipakai. Pilih yang lain dengan --port.", err=True)
        raise typer.Exit(1)
    surroundings = open_data(settings)
    with surroundings.database.transaction() as session:
        code = make_setup_code(session)
    typer.echo(f"Matang berjalan di http://{host}:{port}", err=True)
    if code:
        typer.echo(
            f"Belum ada admin. Buka http://{host}:{port}/awal dan masukkan kode: {code}", err=True
        )
    if workers > 1:
        _announce_settings(settings)
    _allow_open_files(settings.total_connections + FILES_BESIDE)
    uvicorn.run(
        "app.commands.serving:app_of_a_worker" if workers > 1 else create_app(settings),
        factory=workers > 1,
        workers=workers,
        host=host,
        port=port,
        **manners(settings),
    )


def manners(settings: Settings) -> dict[str, Any]:
    """Give how uvicorn treats its clients: how long, how many, and whose word it takes."""
    from app.web.connections import protocol  # noqa: PLC0415

    return {
        "log_level": "warning",
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "http": protocol(settings),
        "ws": "none",
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies or None,
        "server_header": False,
    }


def _allow_open_files(wanted: int) -> None:
    """Raise this process's bound of open files, which is 1,024 on many machines, where it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _announce_settings(settings: Settings) -> None:
    """Hand what the command line changed to the worker processes, through their environment."""
    os.environ["MATANG_DATA"] = str(settings.data)
    os.environ["MATANG_DATABASE_URL"] = settings.database_url


def app_of_a_worker() -> "FastAPI":
    """Make the program in one of several web processes; `worker` runs the jobs apart."""
    from app.main import create_app  # noqa: PLC0415

    return create_app(Settings(), runs_jobs=False)


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def worker(
    context: typer.Context,
    concurrency: Annotated[int, typer.Option(help="banyaknya pekerja", min=1, max=16)] = 1,
) -> None:
    """Jalankan pekerjaan latar saja, sampai dihentikan."""
    from app.worker import Runner  # noqa: PLC0415

    surroundings = open_data(settings_for(context.obj.data, context.obj.db))
    runners = [
        Runner(surroundings.database, surroundings.storage, surroundings.settings, utc_now)
        for _ in range(concurrency)
    ]
    for runner in runners:
        runner.start()
    typer.echo("Pekerja berjalan. Hentikan dengan Ctrl+C.", err=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        for runner in runners:
            runner.stop()


def migrate(context: typer.Context) -> None:
    """Mutakhirkan skema basis data."""
    open_data(settings_for(context.obj.data, context.obj.db))
    typer.echo("Skema basis data sudah mutakhir.")


def openapi() -> None:
    """Cetak dokumen OpenAPI."""
    from app.main import create_app  # noqa: PLC0415

    app = create_app(Settings(database_url="sqlite://"), runs_jobs=False)
    typer.echo(json.dumps(app.openapi(), ensure_ascii=False, indent=1))
