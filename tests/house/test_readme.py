"""The README is true: every symbol and path it names exists, every command it lists runs."""

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from app import cli
from tests.house.source import ROOT

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
SYMBOL = re.compile(r"(?P<path>[\w/.-]+): (?P<name>\w+)(\[(?P<owner>\w+)\.(?P<member>\w+)\])?")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
CONTRACT = {
    "agency", "audit", "backup", "check", "demo", "doctor", "instrument", "migrate", "openapi",
    "period", "recompute", "report", "restore", "score", "serve", "test", "token", "user", "worker",
}  # fmt: skip
ADDED = {"sbom"}  # the contract grows by adding


def section(heading: str) -> str:
    return TEXT.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]


def rows(heading: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def answers() -> list[str]:
    """What the table answers, one by one."""
    return [code for row in rows("Where is …?") for code in CODE.findall(row[1])]


@pytest.mark.parametrize("answer", answers())
def test_where_is_what_the_table_says(answer: str) -> None:
    found = SYMBOL.fullmatch(answer)
    path = ROOT / (found["path"] if found else answer)

    assert path.exists()
    if found:
        assert symbol(path, found) is not None


def symbol(path: Path, found: re.Match[str]) -> Any:
    """Import the module of a path and take what is named; `RULES[Permission.X]` too."""
    module = importlib.import_module(
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    )
    value = getattr(module, found["name"])
    if found["owner"]:
        value = value[getattr(getattr(module, found["owner"]), found["member"])]
    return value


def test_the_table_has_the_questions_newcomers_ask() -> None:
    assert len(rows("Where is …?")) >= 15


def test_both_commands_come_first() -> None:
    head = TEXT[:1200]

    assert "python3 -m app demo" in head
    assert "python3 -m app test" in head


def test_every_command_is_listed_and_none_else() -> None:
    cli.add_heavy_commands()
    known = set(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]  # a group has them

    listed = {row[0].strip("`").split()[0] for row in rows("Commands") if row[0].startswith("`")}

    assert listed == known
    assert known == CONTRACT | ADDED


@pytest.mark.parametrize("target", sorted(set(LINK.findall(TEXT))))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_tells_why_and_what_follows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith(f"# {path.stem[:4]} ")
    assert "State: " in text
    for heading in ("## Context", "## Decision", "## Consequences"):
        assert heading in text
    assert len(text.splitlines()) <= 60, "one page"


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_path_named_in_a_decision_exists() -> None:
    """In backticks, with a slash, without a placeholder."""
    named = {
        code
        for path in DECISIONS
        for code in CODE.findall(path.read_text(encoding="utf-8"))
        if re.fullmatch(r"(app|tests|docs|questionnaires|alembic)/[\w./-]+", code)
    }

    missing = {name for name in named if not (ROOT / name).exists()}

    assert named
    assert missing == set()
