"""Where anyone could look: every address of the program, with every id there is; what it says."""

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urldefrag, urljoin

import pypdf
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from tests.pages.reading import Page
from tests.permissions.rehearsal import Answer
from tests.play import Rows

PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
WORD = re.compile(r"qz[0-9a-f]{10}zq")
PRINTED = (".pdf", "/berita-acara")
"""Printed when asked, which takes a second; no more is in it than on its page."""
QUERIES = {
    "action": ("answer.save",),
    "cursor": ("1",),
    "keadaan": ("semua", "belum", "selesai", "DRAFT"),
    "state": ("DRAFT", "FINAL"),
    "status": ("DRAFT",),
    "period": ("2026",),
    "view": ("own", "full", "published"),
    "tampilan": ("sendiri", "lengkap", "terbit"),
    "tampil": ("1",),
    "ubah": ("101",),
    "indikator": ("101",),
    "bagian": ("saya", "terlambat", "belum-dibagi"),
    "code": ("101",),
    "agency": ("1.01",),
    "opd": ("1.01",),
    "peran": ("assessor",),
    "tindakan": ("answer.save",),
    "sebelum": ("9999",),
    "limit": ("200",),
}


@dataclass(frozen=True, slots=True)
class Known:
    """Every id of a scene by the name of the path's parameter."""

    ids: Mapping[str, Sequence[str]]
    items: Sequence[str]

    def of(self, path: str, name: str) -> Sequence[str]:
        """Give what may stand for a parameter of this path; an agency's, a document's, or an
        indicator's code share a name."""
        if name != "code":
            return self.ids[name]
        if path.startswith(("/opd", "/api/v1/agencies")):
            return self.ids["agency"]
        return self.ids["document"] if "/v/" in path or "verify" in path else self.items


def known(rows: Rows, items: Sequence[str], most: int = 99) -> Known:
    """Read the ids of a scene, at most so many of a kind."""

    def column(table: str, name: str = "id") -> list[str]:
        return [str(row[name]) for row in rows[table]][:most] or ["0123456789abcdef"]

    usernames = ("operator.dinkes", "penilai.dk1", "walikota")
    return Known(
        {
            "submission_id": column("submission"),
            "evidence_id": column("evidence"),
            "report_id": column("report"),
            "job_id": column("job"),
            "plan_id": column("action_plan"),
            "proof_id": column("plan_proof"),
            "comment_id": column("comment"),
            "exercise_id": column("exercise"),
            "snippet_id": column("snippet")[:4],
            "question_id": column("clarification"),
            "visit_id": column("visit"),
            "grant_id": column("role_grant"),
            "token_id": column("api_token")[:2],
            "session_id": column("login_session")[:2],
            "instrument_id": [*column("period", "instrument_id"), *column("imported_instrument")],
            "year": column("period", "year"),
            "username": usernames[:most],
            "token": ["0" * 43],
            "agency": column("agency", "code"),
            "document": column("report", "code"),
        },
        items,
    )


@dataclass(frozen=True, slots=True)
class Address:
    """A method and a path that the program knows."""

    method: str
    path: str
    route: Any


def addresses(app: FastAPI, ids: Known, methods: Iterable[str] = ("GET",)) -> Iterator[Address]:
    """Give every address of the program with every known id, and with every filter."""
    wanted = set(methods)
    for context in iter_route_contexts(app.routes):
        if not isinstance(context.original_route, APIRoute) or context.path is None:
            continue
        for method in sorted(wanted & set(context.methods or ())):
            for path in filled(context.path, ids):
                yield Address(method, path, context.original_route)
                if method == "GET":
                    yield from filtered(path, context.original_route)


def filled(path: str, ids: Known) -> Iterator[str]:
    """Put every combination of ids into a path."""
    names = PARAMETER.findall(path)
    for values in itertools.product(*(ids.of(path, name) for name in names)):
        by_name = dict(zip(names, values, strict=True))
        yield PARAMETER.sub(lambda found: quote(by_name[found[1]]), path)  # noqa: B023


def filtered(path: str, route: APIRoute) -> Iterator[Address]:
    """Give a path with each of its filters."""
    for name in query_names(route.dependant):
        for value in QUERIES.get(name, ()):
            yield Address("GET", f"{path}?{name}={value}", route)


def query_names(dependant: Dependant) -> list[str]:
    """Name the query parameters of a route and of its guards."""
    own = [each.alias for each in dependant.query_params]
    return own + [name for each in dependant.dependencies for name in query_names(each)]


def is_printed(path: str) -> bool:
    """Tell whether a PDF is made when this address is asked."""
    return path.split("?", maxsplit=1)[0].endswith(PRINTED)


def links(address: str, answer: Answer) -> Iterator[str]:
    """Give the addresses of this site that an answer names."""
    found = [answer.header("location")]
    if answer.header("content-type").startswith("text/html"):
        found += Page(answer.body.decode()).links
    elif "json" in answer.header("content-type"):
        found += re.findall(r'"(/[^"\s]+)"', answer.body.decode(errors="replace"))
    for link in filter(None, found):
        target = urldefrag(urljoin(address, link)).url
        if target.startswith("/") and not target.startswith("/static"):
            yield target


def words_in(answer: Answer) -> set[str]:
    """Give every word in the headers, the body, and in what is packed into it."""
    found = {word for _, value in answer.headers for word in WORD.findall(value)}
    return found | set(words_of(answer.body))


def words_of(content: bytes) -> Iterator[str]:
    """Give the words in bytes; archives and PDFs are opened."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from WORD.findall(name)
                yield from words_of(archive.read(name))
        return
    yield from WORD.findall(content.decode("utf-8", errors="replace"))
    if content.startswith(b"%PDF") and b"%%EOF" in content:  # scenes stand in with one line
        yield from printed_words(content)


def printed_words(content: bytes) -> Iterator[str]:
    """Give the words a PDF prints, whatever the line breaks, and those of its attachments."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = (page.extract_text() for page in reader.pages)
    text = re.sub(r"[\s\u00ad\u2010-]", "", "".join(pages))
    yield from WORD.findall(text + str(reader.metadata))
    for attached in reader.attachments.values():
        for each in attached:
            yield from words_of(each)
