"""The grammar of the house: what a room may hold, how long things may be, where code may lie."""

import ast
from pathlib import Path

import pytest

from tests.house.source import (
    APP,
    NO_ROOMS,
    ROOMS,
    ROOT,
    TEMPLATES,
    functions,
    modules,
    short,
    templates,
    tree,
)

FILE_MAX = 400
TEMPLATE_MAX = 120
FUNCTION_MAX = 30

GRAMMAR = {"__init__", "models", "schemas", "queries", "actions"}
FORBIDDEN = {
    "common", "core", "data", "domain", "handler", "handlers", "helper", "helpers", "manager",
    "misc", "process", "service", "services", "tools", "util", "utils",
}  # fmt: skip

# Doors that show more than one room, or none. Everything else there is named after its room.
OF_NO_ROOM = {
    "api": {
        "__init__": "builds /api/v1",
        "assignments": "who scores what in a round: assessments, by rule and by table",
        "board": "how far a round is: assessments, of all OPDs at once",
        "calibration": "how far the institutions of assessments agree",
        "desk": "assessments beside saving: looking, the claim as own level, by indicator",
        "evidence": "the files of submissions: upload, download, archive",
        "health": "is the program alive",
        "imports": "a table of answers comes into submissions",
        "instruments": "questionnaires, under the name users know",
        "judgement_imports": "a workbook of levels comes into assessments",
        "links": "where the values of an answer lead, for the description",
        "pleno": "one pleno of assessments: who took part, its Berita Acara",
        "snippets": "assessors' kept sentences, a part of assessments",
        "users": "the admin's half of accounts",
        "visits": "interviews and visits: between submissions and assessments",
        "worksheets": "the filled form of reports, as its OPD takes it away",
    },
    "pages": {
        "__init__": "builds the HTML door",
        "assignments": "who scores what in a round: assessments, by rule and by table",
        "board": "how far a round is: assessments, of all OPDs at once",
        "calibration": "how far the institutions of assessments agree",
        "evidence": "the second half of submissions' page: library, upload, download",
        "evidence_items": "one item of it: its uses, checks by a person, the viewer",
        "guide": "help and privacy",
        "home": "what waits for me, from every room",
        "imports": "a table of answers comes into submissions",
        "instruments": "questionnaires, under the name users know",
        "judgement_imports": "a workbook of levels comes into assessments",
        "links": "setting a password by a link, without a log-in",
        "moderation": "the coordinator's half of assessments",
        "pleno": "one pleno of it: who took part, its Berita Acara",
        "ranking": "the whole round's half of results",
        "rounds": "builds the view of a period with its results",
        "session": "signing in, second factor, first admin",
        "snippets": "assessors' kept sentences, a part of assessments",
        "users": "the admin's half of accounts",
        "verify": "the public check of a printed document",
        "visits": "interviews and visits: between submissions and assessments",
        "worksheets": "the filled form of reports, as its OPD takes it away",
    },
    "templates": {
        "calibration": "how far the institutions of assessments agree",
        "components": "one macro per file",
        "errors": "one page per status",
        "guide": "help and privacy",
        "home": "what waits for me",
        "instruments": "questionnaires, under the name users know",
        "layouts": "the frames",
        "mails": "letters sent by e-mail, plain text",
        "moderation": "the coordinator's half of assessments",
        "session": "signing in",
        "verify": "the public check of a printed document",
    },
    "tests": {
        "api": "the JSON door",
        "browser": "a real Chromium",
        "campaigns": "long runs, `test --campaign NAME`, each with a sample in the suite",
        "commands": "the command line",
        "demo": "the play",
        "house": "tests about the code",
        "journeys": "whole years",
        "pages": "the HTML door",
        "permissions": "the law's table",
        "vendor": "what others wrote",
        "web": "what both doors share",
    },
}

# Who may add, change or delete rows outside of `actions` and `*_actions`, and why.
WRITERS = {
    "app/accounts/sessions.py": "a sign-in is opened, touched and revoked as one thing",
    "app/accounts/quotas.py": "counts uses whether the request succeeds or not",
    "app/accounts/throttle.py": "counts attempts whether the sign-in succeeds or not",
    "app/backups/restoring.py": "restore puts back rows as they were",
    "app/jobs/queue.py": "enqueue, claim, finish: the queue is a table",
    "app/journal/record.py": "the only writer of the audit trail",
    "app/web/identity.py": "notes when a sign-in was last seen",
    "app/web/routing.py": "keeps an Idempotency-Key with its answer",
}


def test_every_folder_of_the_program_is_a_room_or_a_door() -> None:
    folders = {path.name for path in APP.iterdir() if path.is_dir()} - {"__pycache__"}

    assert folders == {*ROOMS, *NO_ROOMS}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_keeps_the_grammar(room: str) -> None:
    names = {path.stem for path in (APP / room).glob("*.py")}

    rule_files = {name for name in names - GRAMMAR if not name.endswith("_actions")}
    nameless = [
        name
        for name in sorted(rule_files)
        if not ast.get_docstring(tree(APP / room / f"{name}.py"))
    ]

    assert names & FORBIDDEN == set()
    assert nameless == [], "a rule file says in its first line which question it answers"


def test_nothing_in_the_program_has_an_empty_name() -> None:
    """`utils` and its kin say nothing; the demo's files are named after topics of the rubric."""
    named = [
        short(path)
        for path in modules()
        if {path.stem, path.parent.name} & FORBIDDEN and APP / "demo" not in path.parents
    ]

    assert named == []


@pytest.mark.parametrize("door", ["api", "pages"])
def test_a_door_is_named_after_its_room(door: str) -> None:
    names = {path.stem for path in (APP / door).glob("*.py")}

    assert names - set(ROOMS) - OF_NO_ROOM[door].keys() == set()


def test_templates_are_named_after_their_room() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}

    assert folders - set(ROOMS) - OF_NO_ROOM["templates"].keys() == set()


def test_tests_mirror_the_program() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()} - {"__pycache__"}

    assert folders - set(ROOMS) - OF_NO_ROOM["tests"].keys() == set()


def test_only_actions_write() -> None:
    found = {short(path) for path in modules() if writes(tree(path))}

    outside = {path for path in found if not path.endswith("actions.py")} - WRITERS.keys()

    assert len(found) > 15
    assert outside == set(), "a write belongs into the room's actions"


def writes(module: ast.AST) -> bool:
    """Session verbs by name; statements by `sa.insert`, `sa.update`, `sa.delete`."""
    verbs = {"add", "add_all", "delete", "merge"}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if owner in {"session", "own"} and node.func.attr in verbs:
                return True
            if owner == "sa" and node.func.attr in {"insert", "update", "delete"}:
                return True
    return False


def test_no_file_is_longer_than_a_person_reads() -> None:
    long = {short(path): length(path) for path in modules() if length(path) > FILE_MAX}

    assert long == {}, "split by noun, not by number"


def test_no_template_is_longer_than_two_screens() -> None:
    long = {name: length(TEMPLATES / name) for name in templates()}

    assert {name: lines for name, lines in long.items() if lines > TEMPLATE_MAX} == {}


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_function_is_longer_than_thirty_lines() -> None:
    """Lines with code: docstrings, blank lines and comments do not count."""
    long = {
        f"{short(path)}: {function.name}": lines
        for path in modules()
        for function in functions(tree(path))
        if (lines := code_lines(path, function)) > FUNCTION_MAX
    }

    assert long == {}, "a function that needs 'and' in its name is two"


def code_lines(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    words: set[int] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and (
            ast.get_docstring(node) is not None
        ):
            words |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    numbers = range(function.lineno, (function.end_lineno or 0) + 1)
    texts = (lines[number - 1].strip() for number in numbers if number not in words)
    return sum(bool(text) and not text.startswith("#") for text in texts)


def test_the_installed_alembic_wins() -> None:
    """With an `__init__.py`, ./alembic would hide the installed package of that name."""
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_no_code_lies_at_the_top_level() -> None:
    assert [path.name for path in ROOT.glob("*.py")] == []
