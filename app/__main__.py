"""``python3 -m app ...``: prepares the machine, then hands over to app.cli.

Standard library only. The text must parse on Python 3.6, so that an old Python gets as far as
``refuse_old_python``. Whatever is printed here goes to stderr, without colours.
"""

import contextlib
import ctypes
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

OLDEST_PYTHON = (3, 11)


def refuse_old_python(version: "tuple[int, ...]", executable: str) -> None:
    """End the program with one clear line when Python is older than 3.11."""
    if version[:2] >= OLDEST_PYTHON:
        return
    names = ["python3.14", "python3.13", "python3.12", "python3.11"]
    newer = [name for name in names if shutil.which(name)]
    advice = f"Jalankan: {newer[0]} -m app" if newer else "Pasang Python 3.11 atau lebih baru."
    shown = ".".join(str(part) for part in version)
    sys.stderr.write(f"Matang memerlukan Python 3.11+; {executable} adalah {shown}. {advice}\n")
    raise SystemExit(1)


refuse_old_python(sys.version_info[:3], sys.executable)  # an old Python runs no line below this one

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "matang-stamp"  # "3.11 <digest of lock> ...", written last: a broken set-up is seen
UNFINISHED = VENV / "matang-unfinished"  # there while packages are being installed
ONE_START = ROOT / ".venv.lock"
RUNTIME_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"  # holds everything requirements.lock holds
# An old pip trusts its own list only; networks that read TLS put their certificate here.
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

TEST_COMMANDS = {"test", "check", "sbom"}
PDF_COMMANDS = {"demo", "doctor", "report", "serve", "test", "worker"}
OPTIONS_WITH_VALUE = {"--data", "--db"}
PANGO_PACKAGES = ["libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"]
# Loaded by name: ctypes.util.find_library needs ldconfig or gcc and fails in slim images.
PANGO_LIBRARIES = [
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
]


def main() -> None:
    """Prepare what the command needs, then run it inside .venv."""
    arguments = without_no_apt(sys.argv[1:])
    if not is_set_up_elsewhere():
        try:
            prepare(command_of(arguments))
        except KeyboardInterrupt:
            fail("Dibatalkan. Jalankan lagi untuk melanjutkan.")
        if not is_inside_venv():
            enter_venv(arguments)
    sys.argv[1:] = arguments
    from app.cli import main as run_command

    sys.exit(run_command())


def without_no_apt(arguments: list[str]) -> list[str]:
    """Take --no-apt out of the arguments and remember it for the whole run."""
    if "--no-apt" in arguments:
        os.environ["MATANG_NO_APT"] = "1"
    return [argument for argument in arguments if argument != "--no-apt"]


def command_of(arguments: list[str]) -> str:
    """Name the command: "serve" without one, "help" when only help is asked for."""
    if "--help" in arguments:
        return "help"
    rest = iter(arguments)
    for argument in rest:
        if argument in OPTIONS_WITH_VALUE:
            next(rest, None)
        elif not argument.startswith("-"):
            return argument
    return "serve"


def is_set_up_elsewhere() -> bool:
    """Tell whether there is nothing to set up: done by this very process, or a container."""
    if os.environ.pop("MATANG_READY", "") == str(os.getpid()) or not RUNTIME_LOCK.exists():
        return True
    if os.environ.get("MATANG_SKIP_SETUP") != "1":
        return False
    if not importlib.util.find_spec("typer"):
        fail(f"MATANG_SKIP_SETUP=1, tetapi paket Python belum terpasang untuk {sys.executable}.")
    return True


def prepare(command: str) -> None:
    """Make .venv, its packages and the PDF libraries ready for the command; quick when they are."""
    lock = TEST_LOCK if command in TEST_COMMANDS else RUNTIME_LOCK
    if is_installed(lock) and not missing_debian_packages(command, lock):
        return
    with only_one_start():
        install_debian_packages(command, lock)
        if not is_installed(lock):
            make_venv()
            install(lock)


# What is there


def is_inside_venv() -> bool:
    """Tell whether this very Python is the one of .venv."""
    return VENV.exists() and Path(sys.prefix).resolve() == VENV.resolve()


def venv_python() -> str:
    """Path of the Python in .venv, there or not."""
    return str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def digest(lock: Path) -> str:
    """Digest of a lock file: another text, another installation."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_installed(lock: Path) -> bool:
    """Tell whether .venv works and holds what the lock file says."""
    try:
        recorded = STAMP.read_text().split()
    except OSError:
        return False
    return digest(lock) in recorded[1:] and recorded[0] == venv_version()


def venv_version() -> str:
    """Version of the Python in .venv as "3.11"; empty when missing, broken or too old."""
    script = "import sys; v = sys.version_info[:2]; print('%d.%d' % v if v >= (3, 11) else '')"
    status, output = run([venv_python(), "-I", "-S", "-c", script])
    return output.strip() if status == 0 else ""


def venv_has_pip() -> bool:
    """Tell whether pip runs in .venv; uv makes environments without it."""
    return run([venv_python(), "-I", "-m", "pip", "--version"])[0] == 0


def missing_pango() -> list[str]:
    """Shared libraries WeasyPrint needs and this machine lacks; looked for on Linux only."""
    return [name for name in PANGO_LIBRARIES if sys.platform == "linux" and not can_load(name)]


def can_load(library: str) -> bool:
    """Tell whether the dynamic loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# Debian packages


def missing_debian_packages(command: str, lock: Path) -> list[str]:
    """Debian packages this machine still lacks for the command."""
    packages = []
    if not (is_installed(lock) or can_make_venv()):
        packages += ["python{}.{}-venv".format(*sys.version_info[:2]), "ca-certificates"]
    if command in PDF_COMMANDS and missing_pango():
        packages += PANGO_PACKAGES
    return packages


def can_make_venv() -> bool:
    """Tell whether packages can be installed without asking the system for anything."""
    importlib.invalidate_caches()
    there = shutil.which("uv") or importlib.util.find_spec("ensurepip")
    return bool(there) or (bool(venv_version()) and venv_has_pip())


def install_debian_packages(command: str, lock: Path) -> None:
    """Install what is missing, or end with the line to type; PDF may be done without."""
    missing = missing_debian_packages(command, lock)
    if not missing or (apt_install(missing) and not missing_debian_packages(command, lock)):
        return
    may_go_on = command == "doctor" or os.environ.get("MATANG_NO_APT") == "1"
    if may_go_on and set(missing) <= set(PANGO_PACKAGES):
        say("Dilanjutkan tanpa PDF.")
        return
    if set(missing) <= set(PANGO_PACKAGES):
        say("Atau tanpa PDF: tambahkan --no-apt.")
    raise SystemExit(1)


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages as root or by passwordless sudo; otherwise print the exact line."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    rights = rights_prefix()
    if rights is None or os.environ.get("MATANG_NO_APT") == "1":
        say("Paket sistem belum ada. Pasang sendiri:")
        say(f"  sudo apt-get update && sudo {line}")
        return False
    say(f"Memasang paket sistem: {' '.join(packages)}")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run([*apt, "-o", "DPkg::Lock::Timeout=300", "-qq", "update"])
    status, output = run([*apt, "-o", "DPkg::Lock::Timeout=300", *line.split()[1:]])
    if status:
        say_tail(output)
        say(f"apt-get gagal. Coba sendiri: sudo apt-get update && sudo {line}")
    return status == 0


def rights_prefix() -> list[str] | None:
    """What to put before apt-get: nothing as root, sudo when it asks no password, else None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if run(["sudo", "-n", "true"])[0] == 0 else None


# Python packages


def make_venv() -> None:
    """Make .venv unless it works; a broken one is replaced."""
    uv = shutil.which("uv")
    if venv_version() and (uv or venv_has_pip()):
        return
    say("Membuat lingkungan Python .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    python = getattr(sys, "_base_executable", sys.executable)
    if uv and run([uv, "venv", "--python", python, str(VENV)])[0] == 0:
        return
    status, output = run([python, "-m", "venv", str(VENV)])
    if status:
        say_tail(output)
        fail("Lingkungan Python .venv tidak dapat dibuat.")


def install(lock: Path) -> None:
    """Install the packages of a lock file, each checked against its hash; write the stamp last."""
    say(f"Memasang paket Python dari {lock.name} (sekali saja, 1-3 menit)")
    again = UNFINISHED.exists()
    UNFINISHED.touch()
    uv = shutil.which("uv")
    wanted = ["--require-hashes", "--no-deps", "-r", str(lock)]
    if not (uv and install_with_uv(uv, wanted, again=again)):
        install_with_pip(wanted, again=again)
    UNFINISHED.unlink()
    write_stamp(lock)


def install_with_uv(uv: str, wanted: list[str], *, again: bool) -> bool:
    """Install with uv; False lets pip try, which also reads pip's own configuration."""
    if not venv_version():
        return False
    repair = ["--reinstall"] if again else []
    status, output = run([uv, "pip", "install", "--python", venv_python(), *repair, *wanted])
    if status:
        say_tail(output)
        say("uv gagal; dicoba dengan pip.")
    return status == 0


def install_with_pip(wanted: list[str], *, again: bool) -> None:
    """Install with pip, or end with what went wrong."""
    if not venv_has_pip():
        run([venv_python(), "-I", "-m", "ensurepip"])
    repair = ["--force-reinstall"] if again else []
    pip = [venv_python(), "-I", "-m", "pip", "install", *repair, *wanted]
    status, output = run(pip)
    if status and "CERTIFICATE_VERIFY_FAILED" in output and SYSTEM_CERTIFICATES.exists():
        status, output = run([*pip, "--cert", str(SYSTEM_CERTIFICATES)])
    if status == 0:
        return
    say_tail(output)
    if "DO NOT MATCH THE HASHES" in output:
        fail("Paket yang diunduh tidak sama dengan yang dicatat (hash). Jangan dipakai; laporkan.")
    say("Paket Python gagal dipasang. Periksa jaringan (HTTPS_PROXY, PIP_CERT, PIP_INDEX_URL)")
    fail("dan ruang disk, lalu jalankan lagi.")


def write_stamp(lock: Path) -> None:
    """Record which lock files are installed; the test lock includes the other one."""
    locks = [RUNTIME_LOCK, TEST_LOCK] if lock == TEST_LOCK else [lock]
    draft = STAMP.with_suffix(".new")
    draft.write_text(" ".join([venv_version(), *[digest(each) for each in locks]]) + "\n")
    draft.replace(STAMP)


def enter_venv(arguments: list[str]) -> NoReturn:
    """Go on as the Python of .venv."""
    command = [venv_python(), "-m", "app", *arguments]
    sys.stderr.flush()
    if os.name == "nt":
        raise SystemExit(subprocess.call(command))
    os.environ["MATANG_READY"] = str(os.getpid())  # exec keeps the number; children have another
    os.execv(command[0], command)


# Saying, running, waiting


def say(text: str) -> None:
    """Print one line about the set-up."""
    sys.stderr.write(f"[siapkan] {text}\n")
    sys.stderr.flush()


def say_tail(output: str) -> None:
    """Print the last lines of what a tool said, without its many tries."""
    lines = [line.strip() for line in output.splitlines() if "Retrying" not in line]
    for line in [line for line in lines if line][-3:]:
        say(f"  {line[:300]}")


def fail(text: str) -> NoReturn:
    """End with one line."""
    say(text)
    raise SystemExit(1)


def run(command: list[str]) -> tuple[int, str]:
    """Run a tool quietly; its exit status (127: not there) and what it said."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=quiet_environment(),
            check=False,
        )
    except OSError as error:
        return 127, str(error)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def quiet_environment() -> dict[str, str]:
    """Environment for the tools: no colours, no questions, the system's certificates, some home."""
    has_home = os.path.expanduser("~") != "~"  # noqa: PTH111 - Path.home() raises where there is none
    home = {} if has_home else {"HOME": tempfile.gettempdir()}
    pip = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
    uv = {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1", "UV_LINK_MODE": "copy"}
    return {**os.environ, **home, **pip, **uv, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def only_one_start() -> Iterator[None]:
    """Hold .venv.lock: two starts at once would install into the same folder."""
    try:
        handle = ONE_START.open("a")
    except OSError as error:
        fail(f"Folder {ROOT} tidak dapat ditulisi ({error.strerror}). Jalankan sebagai pemiliknya.")
    with handle:
        if not take_lock(handle):
            say("Persiapan lain sedang berjalan; menunggu.")
            while not take_lock(handle):
                time.sleep(0.5)
        yield


def take_lock(handle: IO[str]) -> bool:
    """Try to lock a file; it is freed when it closes. True too where the disk knows no locks."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


if __name__ == "__main__":
    main()
