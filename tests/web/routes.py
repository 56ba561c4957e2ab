"""Every method of every address of the running program, with a filled-in address to ask for."""

import re
from collections.abc import Iterator, Mapping

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
NOTHING = "0123456789abcdef"


def declared(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Give (method, path pattern) of every route; static files apart."""
    for context in iter_route_contexts(app.routes):
        for method in sorted(context.methods or ()):
            yield method, context.path or ""


def filled(path: str, names: Mapping[str, str] | None = None) -> str:
    """Put names into a path pattern; what is not named becomes an id that nothing has."""
    given = {"year": "2026", "code": "101", "instrument_id": "epss-2023"} | dict(names or {})
    return re.sub(r"\{(\w+)\}", lambda found: given.get(found[1], NOTHING), path)
