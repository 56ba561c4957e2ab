"""What the house tests read: the program's own files, and snapshots that are easy to refresh."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
TEMPLATES = APP / "templates"

# A room has tables or decides something; doors, commands and the demo's play are not rooms.
ROOMS = (
    "accounts", "agencies", "assessments", "backups", "breakglass", "comments", "delegations",
    "exercises", "files", "followups", "jobs", "journal", "letterheads", "notices", "objections",
    "periods", "questionnaires", "reports", "results", "scoring", "submissions",
)  # fmt: skip
NO_ROOMS = ("api", "commands", "demo", "pages", "static", "templates", "web")

WRITE = "MATANG_WRITE_SNAPSHOTS"
HOW_TO_WRITE = f"{WRITE}=1 python3 -m app test tests/house -k snapshot, then read the difference"


def modules(folder: Path = APP) -> list[Path]:
    """Every Python file below `folder`, in order."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def templates() -> list[str]:
    """Every template, by the name the environment knows it under."""
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


@cache
def tree(path: Path) -> ast.Module:
    """The file, parsed once per run."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """The path as a person names it."""
    return path.relative_to(ROOT).as_posix()


def functions(module: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(module: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name it was written as; other callees are named ''."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    """`session.commit` as written; what hangs on a call or an index begins with a dot."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def snapshot(path: Path, fresh: str) -> str:
    """What is kept in `path`; with MATANG_WRITE_SNAPSHOTS=1 `fresh` is written there first."""
    if os.environ.get(WRITE) == "1":
        path.write_text(fresh, encoding="utf-8")
    return path.read_text(encoding="utf-8") if path.exists() else ""
