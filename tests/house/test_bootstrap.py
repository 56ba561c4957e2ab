"""The set-up behind ``python3 -m app``: old Pythons, stamps, locks, rights."""

import ast
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from app import __main__ as bootstrap

PACKAGE = Path(bootstrap.__file__).parent
BEFORE_THE_PYTHON_IS_KNOWN = (PACKAGE / "__init__.py", PACKAGE / "__main__.py")


class Tools:
    """Stands for pip, apt and sudo: notes what is run and answers as told."""

    def __init__(self, failing: str = "") -> None:
        self.failing = failing
        self.commands: list[str] = []

    def __call__(self, command: list[str]) -> tuple[int, str]:
        line = " ".join(command)
        self.commands.append(line)
        return (1, "tidak bisa") if self.failing and self.failing in line else (0, "3.11")


@pytest.fixture
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two lock files and an empty .venv."""
    venv = tmp_path / ".venv"
    venv.mkdir()
    places = {
        "VENV": venv,
        "STAMP": venv / "matang-stamp",
        "UNFINISHED": venv / "matang-unfinished",
        "ONE_START": tmp_path / ".venv.lock",
        "RUNTIME_LOCK": tmp_path / "requirements.lock",
        "TEST_LOCK": tmp_path / "requirements-test.lock",
    }
    for name, path in places.items():
        monkeypatch.setattr(bootstrap, name, path)
    bootstrap.RUNTIME_LOCK.write_text("typer==1\n")
    bootstrap.TEST_LOCK.write_text("typer==1\npytest==1\n")
    monkeypatch.setattr(bootstrap, "venv_version", lambda: "3.11")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    return tmp_path


# Old Pythons


@pytest.mark.parametrize("path", BEFORE_THE_PYTHON_IS_KNOWN, ids=lambda path: path.name)
def test_what_an_old_python_reads_parses_on_3_6(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_runs_only_imports_and_the_refusal() -> None:
    statements = ast.parse((PACKAGE / "__main__.py").read_text(encoding="utf-8")).body
    refusal = next(
        number
        for number, statement in enumerate(statements)
        if ast.unparse(statement).startswith("refuse_old_python(")
    )

    functions = [each.name for each in statements[:refusal] if isinstance(each, ast.FunctionDef)]
    others = {type(each).__name__ for each in statements[:refusal]} - {"FunctionDef"}

    assert functions == ["refuse_old_python"]
    assert others <= {"Expr", "Import", "ImportFrom", "If", "Assign"}


def test_the_bootstrap_imports_the_standard_library_only() -> None:
    tree = ast.parse((PACKAGE / "__main__.py").read_text(encoding="utf-8"))

    imported = {
        (alias.name if isinstance(node, ast.Import) else str(node.module)).partition(".")[0]
        for statement in tree.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert imported - {"app"} <= sys.stdlib_module_names


def test_python_3_10_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    with pytest.raises(SystemExit) as ended:
        bootstrap.refuse_old_python((3, 10, 12), "/usr/bin/python3")

    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "Matang memerlukan Python 3.11+; /usr/bin/python3 adalah 3.10.12. "
        "Pasang Python 3.11 atau lebih baru.\n"
    )


def test_the_refusal_names_a_newer_python_that_is_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name == "python3.12" else None)

    with pytest.raises(SystemExit):
        bootstrap.refuse_old_python((3, 6, 8), "/usr/bin/python3")

    assert capsys.readouterr().err.endswith("Jalankan: python3.12 -m app\n")


def test_python_3_11_is_accepted() -> None:
    bootstrap.refuse_old_python((3, 11, 0), "/usr/bin/python3")


# What the command needs


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", "serve"),
        ("demo --no-serve", "demo"),
        ("--data /srv/matang instrument list", "instrument"),
        ("--db sqlite:///x.db --data=/srv score a b", "score"),
        ("demo --help", "help"),
        ("--json", "serve"),
    ],
)
def test_the_command_is_found_behind_the_global_options(line: str, command: str) -> None:
    assert bootstrap.command_of(line.split()) == command


def test_no_apt_is_taken_out_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATANG_NO_APT", "")

    rest = bootstrap.without_no_apt(["demo", "--no-apt", "--port", "8001"])

    assert rest == ["demo", "--port", "8001"]
    assert os.environ["MATANG_NO_APT"] == "1"


@pytest.mark.parametrize(
    ("command", "packages"),
    [
        ("score", []),
        ("check", []),
        ("serve", bootstrap.PANGO_PACKAGES),
        ("test", bootstrap.PANGO_PACKAGES),
    ],
)
def test_only_commands_that_make_pdf_need_pango(
    command: str, packages: list[str], empty_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.write_stamp(bootstrap.TEST_LOCK)
    monkeypatch.setattr(bootstrap, "missing_pango", lambda: ["libpango-1.0.so.0"])

    assert bootstrap.missing_debian_packages(command, empty_place / "requirements.lock") == packages


# The stamp


@pytest.mark.usefixtures("empty_place")
def test_without_a_stamp_nothing_counts_as_installed() -> None:
    assert not bootstrap.is_installed(bootstrap.RUNTIME_LOCK)


@pytest.mark.usefixtures("empty_place")
def test_the_test_packages_include_those_to_run() -> None:
    bootstrap.write_stamp(bootstrap.TEST_LOCK)

    assert bootstrap.is_installed(bootstrap.TEST_LOCK)
    assert bootstrap.is_installed(bootstrap.RUNTIME_LOCK)


@pytest.mark.usefixtures("empty_place")
def test_the_packages_to_run_do_not_include_those_to_test() -> None:
    bootstrap.write_stamp(bootstrap.RUNTIME_LOCK)

    assert bootstrap.is_installed(bootstrap.RUNTIME_LOCK)
    assert not bootstrap.is_installed(bootstrap.TEST_LOCK)


@pytest.mark.usefixtures("empty_place")
def test_a_changed_lock_file_asks_for_another_installation() -> None:
    bootstrap.write_stamp(bootstrap.RUNTIME_LOCK)

    bootstrap.RUNTIME_LOCK.write_text("typer==2\n")

    assert not bootstrap.is_installed(bootstrap.RUNTIME_LOCK)


@pytest.mark.usefixtures("empty_place")
@pytest.mark.parametrize("version", ["3.13", ""], ids=["other", "broken"])
def test_another_python_in_venv_asks_for_another_installation(
    version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.write_stamp(bootstrap.RUNTIME_LOCK)

    monkeypatch.setattr(bootstrap, "venv_version", lambda: version)

    assert not bootstrap.is_installed(bootstrap.RUNTIME_LOCK)


@pytest.mark.usefixtures("empty_place")
def test_a_failed_installation_leaves_no_stamp_and_is_repaired_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "run", Tools(failing="pip install"))
    with pytest.raises(SystemExit):
        bootstrap.install(bootstrap.RUNTIME_LOCK)
    stamped_after_failure = bootstrap.STAMP.exists()

    second = Tools()
    monkeypatch.setattr(bootstrap, "run", second)
    bootstrap.install(bootstrap.RUNTIME_LOCK)

    assert not stamped_after_failure
    assert [line for line in second.commands if "pip install --force-reinstall" in line]
    assert bootstrap.is_installed(bootstrap.RUNTIME_LOCK)
    assert not bootstrap.UNFINISHED.exists()


@pytest.mark.usefixtures("empty_place")
def test_packages_are_installed_by_hash_and_nothing_beside_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tools = Tools()
    monkeypatch.setattr(bootstrap, "run", tools)

    bootstrap.install(bootstrap.RUNTIME_LOCK)

    installing = next(line for line in tools.commands if " install " in line)
    assert installing.endswith(f"--require-hashes --no-deps -r {bootstrap.RUNTIME_LOCK}")


# Two starts


def test_a_second_start_waits_for_the_first(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("a") as first, (tmp_path / "lock").open("a") as second:
        held = bootstrap.take_lock(first)
        refused = bootstrap.take_lock(second)
        first.close()
        freed = bootstrap.take_lock(second)

    assert (held, refused, freed) == (True, False, True)


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "ONE_START", tmp_path / "no such folder" / ".venv.lock")

    with pytest.raises(SystemExit) as ended, bootstrap.only_one_start():
        pass

    assert ended.value.code == 1
    assert f"Folder {tmp_path} tidak dapat ditulisi" in capsys.readouterr().err


# Rights


def test_without_rights_the_exact_line_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MATANG_NO_APT", raising=False)
    monkeypatch.setattr(bootstrap, "rights_prefix", lambda: None)

    done = bootstrap.apt_install(["libpangoft2-1.0-0"])

    assert not done
    assert capsys.readouterr().err == (
        "[siapkan] Paket sistem belum ada. Pasang sendiri:\n"
        "[siapkan]   sudo apt-get update && "
        "sudo apt-get install -y --no-install-recommends libpangoft2-1.0-0\n"
    )


def test_with_passwordless_sudo_the_lists_are_refreshed_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tools = Tools()
    monkeypatch.delenv("MATANG_NO_APT", raising=False)
    monkeypatch.setattr(bootstrap, "run", tools)
    monkeypatch.setattr(bootstrap, "rights_prefix", lambda: ["sudo", "-n"])

    assert bootstrap.apt_install(["fonts-dejavu-core"])

    assert [re.sub(r".* (update|install .*)$", r"\1", line) for line in tools.commands] == [
        "update",
        "install -y --no-install-recommends fonts-dejavu-core",
    ]
    assert all(line.startswith("sudo -n env DEBIAN_FRONTEND=") for line in tools.commands)


@pytest.mark.parametrize(
    ("command", "no_apt", "ends"),
    [("serve", "", True), ("serve", "1", False), ("doctor", "", False)],
)
def test_without_pango_only_no_apt_and_doctor_go_on(
    command: str, no_apt: str, *, ends: bool, empty_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.write_stamp(bootstrap.RUNTIME_LOCK)
    monkeypatch.setenv("MATANG_NO_APT", no_apt)
    monkeypatch.setattr(bootstrap, "rights_prefix", lambda: None)
    monkeypatch.setattr(bootstrap, "missing_pango", lambda: ["libpango-1.0.so.0"])

    try:
        bootstrap.install_debian_packages(command, empty_place / "requirements.lock")
    except SystemExit as refused:
        ended = refused.code == 1
    else:
        ended = False

    assert ended == ends
