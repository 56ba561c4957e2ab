"""One word per concept: rooms, tables and addresses have their line in docs/glossary.md."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import SQLModel

from app.db import all_models
from app.main import create_app
from app.permissions import Institution, Role
from app.settings import Settings
from tests.house.source import ROOMS, ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
NAME = re.compile(r"`([^`]+)`")


def words(heading: str) -> set[str]:
    """What stands in backticks in the first cells of one section's table."""
    text = GLOSSARY.read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split(f"## {heading}", 1)[1], flags=re.MULTILINE)[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")]
    return {name for cell in cells for name in NAME.findall(cell)}


def tables() -> set[str]:
    all_models()
    return {mapper.class_.__name__ for mapper in SQLModel._sa_registry.mappers}


def test_every_room_has_an_entry() -> None:
    assert words("Rooms") == set(ROOMS)


def test_every_table_has_an_entry() -> None:
    assert len(tables()) > 30
    assert words("Tables") == tables()


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every fixed part of every page's address."""
    settings = Settings(_env_file=None, data=tmp_path_factory.mktemp("glossary"))
    app = create_app(settings, runs_jobs=False)
    paths = {str(context.path) for context in iter_route_contexts(app.routes)}
    app.state.database.engine.dispose()
    return {
        re.sub(r"\.\w+$", "", part)
        for path in paths
        if not path.startswith("/api/")
        for part in path.split("/")
        if part and "{" not in part
    }


def test_page_addresses_use_words_of_the_glossary(segments: set[str]) -> None:
    assert len(segments) > 30
    assert segments - words("Words of page addresses") == set()


def test_the_glossary_lists_no_address_that_is_gone(segments: set[str]) -> None:
    assert words("Words of page addresses") - segments == set()


@pytest.mark.parametrize("name", [*Role, *Institution])
def test_every_role_has_an_entry(name: Role | Institution) -> None:
    text = GLOSSARY.read_text(encoding="utf-8")

    assert f"`{type(name).__name__}.{name.name}`" in text or f"`{type(name).__name__}`" in text
