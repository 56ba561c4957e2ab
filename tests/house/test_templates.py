"""Templates compile, name what they take, and carry no style or script of their own."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from jinja2 import nodes

from app.templating import TEMPLATES, environment
from tests.house.source import templates

LAYOUTS = {"layouts/base.html", "layouts/plain.html", "layouts/print.html"}
ERROR_FRAME = "errors/error.html"
FOR_PAPER = ("reports/", "layouts/print.html")
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SAYS_WHAT_IT_TAKES = re.compile(r"\{# \S.*#\}|\{# \S")
EXTENDS = re.compile(r'\{%-? extends "(?P<name>[^"]+)"')
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE)

ALL = templates()


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def tree(name: str) -> nodes.Template:
    return environment.parse(source(name), name)


def references(name: str) -> Iterator[nodes.Expr]:
    """What stands behind extends, include, import and from."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in tree(name).find_all(kinds):
        yield node.template  # type: ignore[attr-defined]  # each of the four kinds has it


def parent(name: str) -> str:
    """The template it extends, or nothing; read as text, so that a broken one fails as one test."""
    found = EXTENDS.search(source(name))
    return found["name"] if found else ""


def blocks(name: str) -> set[str]:
    return {block.name for block in tree(name).find_all(nodes.Block)}


PAGES = [name for name in ALL if parent(name) in LAYOUTS and name not in {*LAYOUTS, ERROR_FRAME}]
FRAGMENTS = [
    name
    for name in ALL
    if name.rpartition("/")[2].startswith("_") and not name.startswith(FOR_PAPER)
]
COMPONENTS = [name for name in ALL if name.startswith("components/")]


def test_there_is_something_to_check() -> None:
    assert len(ALL) > 80
    assert len(PAGES) > 10


@pytest.mark.parametrize("name", ALL)
def test_it_compiles(name: str) -> None:
    environment.get_template(name)


@pytest.mark.parametrize("name", ALL)
def test_what_it_refers_to_is_literal_and_exists(name: str) -> None:
    given = list(references(name))

    literal = [node.value for node in given if isinstance(node, nodes.Const)]

    assert len(literal) == len(given), "the name of a template is written out, never computed"
    assert set(literal) - set(ALL) == set()


@pytest.mark.parametrize("name", ALL)
def test_everything_imported_is_used(name: str) -> None:
    imported = {
        alias[1] if isinstance(alias, tuple) else alias
        for node in tree(name).find_all(nodes.FromImport)
        for alias in node.names
    }

    used = {node.name for node in tree(name).find_all(nodes.Name)}

    assert imported - used == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_a_title(name: str) -> None:
    assert "title" in blocks(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_first_what_it_takes(name: str) -> None:
    assert source(name).startswith(("{# view:", "{# no view #}"))


@pytest.mark.parametrize("name", sorted(set(ALL) - set(PAGES) - set(COMPONENTS)))
def test_every_other_template_says_so_too(name: str) -> None:
    assert SAYS_WHAT_IT_TAKES.match(source(name))


@pytest.mark.parametrize("name", ALL)
def test_no_style_of_its_own(name: str) -> None:
    """The CSP refuses it; on paper the one sheet is put in by app/reports/pdf.py."""
    text = COMMENT.sub("", source(name))
    if name == "layouts/print.html":
        text = text.replace("<style>{{ page_css }}</style>", "", 1)

    assert INLINE_STYLE.findall(text) == []


@pytest.mark.parametrize("name", ALL)
def test_no_script_of_its_own(name: str) -> None:
    assert INLINE_SCRIPT.findall(COMMENT.sub("", source(name))) == []


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_marked_safe(name: str) -> None:
    """Markup is made by functions that escape what they are given, never by a filter."""
    marked = [node.name for node in tree(name).find_all(nodes.Filter) if node.name == "safe"]

    assert marked == []


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_one_macro_of_its_own_name(name: str) -> None:
    macros = [macro.name for macro in tree(name).find_all(nodes.Macro)]

    assert macros[-1:] == [name.removeprefix("components/").removesuffix(".html")]


class Roots(HTMLParser):
    """Collects the elements that stand in nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.roots: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.depth:
            self.roots.append({key: value or "" for key, value in attrs})
        self.depth += tag not in VOID

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag not in VOID


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_is_one_element(name: str) -> None:
    """So that htmx may put it in the place of its forerunner."""
    parser = Roots()
    parser.feed(JINJA.sub("", source(name)))

    assert parser.depth == 0, "an element is not closed in every branch"
    assert len(parser.roots) == 1
