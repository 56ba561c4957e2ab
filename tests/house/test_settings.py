"""Every setting is described, has a default, and stands in `.env.example`."""

import re
from pathlib import Path

import pytest

from app.commands.surroundings import settings_for
from app.errors import Fault, InvalidInput
from app.settings import Settings
from tests.house.env_example import variable, written
from tests.house.source import APP, HOW_TO_WRITE, ROOT, modules, snapshot

EXAMPLE = ROOT / ".env.example"
INTERNAL = {"MATANG_READY"}  # the bootstrap tells itself, across one exec, that it is done
UNITS = ("_minutes", "_hours", "_mib", "_kib", "_seconds", "_connections")
NAME = re.compile(r"MATANG_[A-Z0-9_]*[A-Z0-9]")


def test_snapshot_of_the_settings_is_fresh() -> None:
    assert snapshot(EXAMPLE, written()) == written(), f".env.example is stale: {HOW_TO_WRITE}"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_described_and_has_a_default(name: str) -> None:
    field = Settings.model_fields[name]

    assert field.description
    assert not field.is_required(), "the program starts without any setting"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_number_has_its_unit_in_its_name(name: str) -> None:
    is_number = Settings.model_fields[name].annotation in {int, float}

    assert name.endswith(UNITS) == is_number


def test_every_variable_the_program_reads_is_in_the_example() -> None:
    named = {
        name for path in modules() for name in NAME.findall(path.read_text(encoding="utf-8"))
    } - INTERNAL

    assert named <= set(NAME.findall(EXAMPLE.read_text(encoding="utf-8")))


def test_the_example_names_nothing_else() -> None:
    example = set(NAME.findall(EXAMPLE.read_text(encoding="utf-8")))
    text = "".join(path.read_text(encoding="utf-8") for path in modules())

    unknown = {
        name
        for name in example - {variable(name) for name in Settings.model_fields}
        if name not in text
    }

    assert unknown == set()


def test_the_example_is_read_as_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)

    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_does_something(name: str) -> None:
    """A setting that is not read yet says so."""
    text = "".join(
        path.read_text(encoding="utf-8") for path in modules() if path != APP / "settings.py"
    )
    through = {"database_url": "url", "storage_url": "files", "mail_from": "sender"}
    is_read = re.search(rf"settings\.{through.get(name, name)}\b", text) is not None

    assert is_read or "not read yet" in (Settings.model_fields[name].description or "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MATANG_STORAGE_URL", "ftp://bukti", "bentuknya tidak sesuai"),
        ("MATANG_SESSION_HOURS", "dua belas", "harus bilangan bulat"),
        ("MATANG_PAGE_SIZE", "A3", "bukan pilihan yang tersedia"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    name: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(InvalidInput) as refused:
        settings_for(None, "")

    assert refused.value.faults == (Fault(name, sentence),)


def test_dot_env_itself_stays_out_of_git() -> None:
    assert ".env" in Path(ROOT / ".gitignore").read_text(encoding="utf-8").split()
