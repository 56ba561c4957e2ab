"""What no module of the program does: each of it has let strangers in elsewhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import APP, calls, dotted, modules, short, tree

IMPORTS = {"pickle", "marshal", "shelve", "dill", "xml.etree", "telnetlib", "imp"}
NO_RANDOM = APP / "demo"  # plays the same city again from a seed; decides nothing
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load",
    "yaml.unsafe_load", "yaml.full_load", "tempfile.mktemp", "hashlib.md5", "hashlib.sha1",
    "md5", "sha1",
}  # fmt: skip
STATEMENTS = ("text", "sa.text", "sqlalchemy.text", ".exec_driver_sql", "exec_driver_sql")
PATTERNS = ("re.compile", "re.match", "re.search", "re.fullmatch", "re.sub", "re.split",
            "re.findall", "re.finditer")  # fmt: skip
TEMPLATES = (".from_string", "from_string", "Template", "jinja2.Template")
WRITTEN_OUT = {"app/files/pdf_contents.py": "a pattern of the names in our own table"}


@pytest.fixture(params=modules(), ids=short)
def module(request: pytest.FixtureRequest) -> ast.Module:
    return tree(request.param)


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_fixed(node: ast.expr) -> bool:
    """Tell whether a text is written out: a literal, a constant's name, or such joined with +."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add) and is_fixed(node.left) and is_fixed(node.right)
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.Name) and node.id.lstrip("_").isupper()
    )


def test_nothing_runs_or_unpacks_what_it_reads(module: ast.Module) -> None:
    assert set(imported(module)) & IMPORTS == set()
    assert {name for name, _ in calls(module)} & CALLS == set()


def test_no_command_goes_through_a_shell(module: ast.Module) -> None:
    through = [
        ast.unparse(call)
        for _, call in calls(module)
        for keyword in call.keywords
        if keyword.arg == "shell"
    ]

    assert through == []


@pytest.mark.parametrize("path", modules(), ids=short)
def test_chance_comes_from_secrets(path: Path) -> None:
    names = {name.partition(".")[0] for name in imported(tree(path))}

    assert "random" not in names or NO_RANDOM in path.parents


@pytest.mark.parametrize("path", modules(), ids=short)
def test_statements_and_patterns_are_written_out(path: Path) -> None:
    found = made_up(tree(path))

    assert (found == []) == (short(path) not in WRITTEN_OUT)


def made_up(module: ast.Module) -> list[str]:
    """Give the statements and patterns that are put together from something else."""
    return [
        ast.unparse(call)
        for name, call in calls(module)
        if (name in {*STATEMENTS, *PATTERNS} or name.endswith(".exec_driver_sql"))
        and call.args
        and not is_fixed(call.args[0])
    ]


@pytest.mark.parametrize(
    "line",
    [
        'sa.text(f"SELECT {name}")',
        'text("SELECT %s" % name)',
        'connection.exec_driver_sql("SELECT " + name)',
        "re.compile(given)",
        're.search(f"^{given}", line)',
    ],
)
def test_a_statement_that_is_put_together_would_be_noticed(line: str) -> None:
    assert made_up(ast.parse(line)) == [ast.unparse(ast.parse(line))]


def test_templates_come_from_files_only(module: ast.Module) -> None:
    assert [name for name, _ in calls(module) if name.endswith(TEMPLATES)] == []


def test_every_template_environment_escapes(module: ast.Module) -> None:
    made = [call for name, call in calls(module) if name.rpartition(".")[2] == "Environment"]

    escaped = [
        call
        for call in made
        if any(
            keyword.arg == "autoescape" and ast.unparse(keyword.value) == "True"
            for keyword in call.keywords
        )
    ]

    assert made == escaped


def test_nothing_is_decided_by_what_the_request_calls_our_host(module: ast.Module) -> None:
    """`request.url` and `base_url` of a request are made of its Host header (CVE-2026-48710)."""
    asked = {
        dotted(node)
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and node.attr in {"url", "base_url", "url_for"}
        and dotted(node.value).rpartition(".")[2] in {"request", "_request"}
    }

    assert asked == set()
