"""Text that wants to be script, template or formula is shown as text, wherever it is shown."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from tests.conftest import Clock
from tests.pages.conftest import ON_ONE_DATABASE, PagesFor, TwoYears
from tests.pages.reading import crawl
from tests.play import Play, Rows, Scene, Scenery

PEOPLE = (
    "operator.dinkes", "kepala.dinkes", "penilai.dk1", "penilai.bps1", "koordinator", "walikota",
    "admin", "auditor",
)  # fmt: skip
INVOLVED = ("kepala.dinkes", "penilai.dk1", "koordinator")
FREE = frozenset(
    {
        "answer", "browser", "citation", "decision_reason", "explanation", "file_name",
        "head_name", "label", "name", "note", "progress", "reason", "short_name", "text", "title",
        "what", "who",
    }
)  # fmt: skip
RAW = "<script>alert("
BAD_STARTS = ("=", "+", "-", "@", "\t", "\r")


def poison(place: str) -> str:
    """Give a text that says where it comes from."""
    return f"=cmd|{RAW}'{place}')</script>\"{{{{7*7}}}}"


def poisoned(rows: Rows) -> Rows:
    """Give the rows with every text that a person may have written replaced."""
    return {
        table: [{name: spoilt(table, name, value) for name, value in row.items()} for row in lines]
        for table, lines in rows.items()
    }


def spoilt(table: str, name: str, value: Any) -> Any:
    if table.startswith("journal"):  # its own chain would say so
        return value
    if isinstance(value, Mapping):
        return {key: spoilt(table, key, each) for key, each in value.items()}
    if isinstance(value, list):
        return [spoilt(table, name, each) for each in value]
    return poison(f"{table}.{name}") if isinstance(value, str) and value and name in FREE else value


def faults_of(text: str) -> list[str]:
    """Give what is wrong with a page that shows poison: run as script, or as a template."""
    faults = ["script"] if RAW in text else []
    return faults + (["template"] if text.count("{{7*7}}") != text.count("=cmd|") else [])


def scene_of(name: str, prepared: TwoYears, scenery: Scenery) -> Scene:
    return prepared.scene if name == "two years" else scenery.at(name)


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("state", "people"), [("two years", PEOPLE), ("OBJECTION", INVOLVED), ("CORRECTION", INVOLVED)]
)
def test_hostile_text_stays_text_on_every_page_of_everyone(
    app: FastAPI,
    prepared: TwoYears,
    scenery: Scenery,
    clock: Clock,
    pages_for: PagesFor,
    state: str,
    people: tuple[str, ...],
) -> None:
    scene = scene_of(state, prepared, scenery)
    clock.now = scene.now
    Play(app, replace(scene, rows=poisoned(scene.rows)))

    pages = {
        (username, address): text
        for username in people
        for address, text in crawl(pages_for(username)).items()
        if not address.endswith(".csv")
    }

    hit = {place: text for place, text in pages.items() if "=cmd|" in text}
    assert len(hit) > 40
    assert {place: faults for place, text in hit.items() if (faults := faults_of(text))} == {}


@ON_ONE_DATABASE
def test_no_cell_of_a_table_to_download_begins_like_a_formula(
    app: FastAPI, prepared: TwoYears, clock: Clock, pages_for: PagesFor
) -> None:
    clock.now = prepared.scene.now
    Play(app, replace(prepared.scene, rows=poisoned(prepared.scene.rows)))

    table = pages_for("walikota").get("/api/v1/periods/2026/ranking.csv").text

    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row if "cmd|" in cell]
    assert len(cells) >= 3
    assert [cell for cell in cells if cell.startswith(BAD_STARTS)] == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("&lt;script&gt;alert(1) =cmd| {{7*7}}", []),
        ("<script>alert(1) =cmd| {{7*7}}", ["script"]),
        ("=cmd| 49", ["template"]),
    ],
)
def test_the_check_itself_finds_what_it_looks_for(text: str, faults: list[str]) -> None:
    assert faults_of(text) == faults
