"""What may not be written anywhere in the program, whoever imports it."""

import ast
import re
from pathlib import Path

from tests.house.source import APP, calls, modules, short, tree

CLOCKS = (
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.localtime",
)
LOADERS = {"pickle", "marshal", "shelve", "dill"}
RUNS_TEXT = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
TAKES_SQL = re.compile(r"(sa\.|sqlalchemy\.)?text|.*\.exec_driver_sql")
IGNORE = re.compile(r"# (noqa|type: ignore)\b(?P<code>(: ?|\[)[A-Za-z0-9, -]+\]?)?")


def test_only_the_clock_asks_for_the_time() -> None:
    askers = {
        short(path) for path in modules() for name, _ in calls(tree(path)) if name.endswith(CLOCKS)
    }

    assert askers == {"app/clock.py"}


def test_sql_is_never_put_together_from_values() -> None:
    """A name from our own metadata may stand in a statement; nothing that came from outside can."""
    built = [
        f"{short(path)}:{call.lineno}"
        for path in modules()
        for name, call in calls(tree(path))
        if TAKES_SQL.fullmatch(name) and call.args and not is_fixed(call.args[0])
    ]

    assert built == []


def is_fixed(argument: ast.expr) -> bool:
    """Literals, names of constants, and a choice between two literals."""
    if isinstance(argument, ast.IfExp):
        return is_fixed(argument.body) and is_fixed(argument.orelse)
    return isinstance(argument, ast.Constant) or (
        isinstance(argument, ast.Name) and argument.id.isupper()
    )


def test_nothing_is_run_from_text() -> None:
    run = [
        f"{short(path)}:{call.lineno} {name}"
        for path in modules()
        for name, call in calls(tree(path))
        if name in RUNS_TEXT
    ]

    assert run == []


def test_no_shell_is_started() -> None:
    shells = [
        f"{short(path)}:{call.lineno}"
        for path in modules()
        for _, call in calls(tree(path))
        for keyword in call.keywords
        if keyword.arg == "shell" and not is_false(keyword.value)
    ]

    assert shells == []


def is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def test_nothing_is_unpickled() -> None:
    importers = [short(path) for path in modules() if imported(tree(path)) & LOADERS]

    assert importers == []


def imported(module: ast.Module) -> set[str]:
    """The first part of every imported name."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def test_every_exception_caught_has_a_name() -> None:
    """`except Exception` stands at the borders only: the worker's job, the PDF child's request."""
    wide = {
        short(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
    }

    assert wide - WIDE_BORDERS.keys() == set()


WIDE_BORDERS = {
    "app/files/inspecting.py": "a parser's surprise must not let the file in",
    "app/worker.py": "one failing job must not stop the rest",
    "app/reports/pdf.py": "one poisoned document must not stop the batch",
    "app/reports/batch.py": "one failing document must not stop the batch",
}


def test_an_ignored_rule_is_named() -> None:
    bare = [
        f"{short(path)}:{number}"
        for path in (*modules(), *modules(APP.parent / "tests"))
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if (found := IGNORE.search(line)) and not found["code"] and path != Path(__file__)
    ]

    assert bare == []


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")
