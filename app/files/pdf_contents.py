"""What may be inside a PDF: pages, links and destinations; nothing that acts by itself.

Runs in the child process only. qpdf opens without recovery, so a cut or patched file is refused.
Every object of the file is looked at, also those no page refers to.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.files.refusals import Refused

ACTS: Final = {
    "JavaScript": "script", "Launch": "script", "SubmitForm": "script", "ImportData": "script",
    "Rendition": "script", "RichMediaExecute": "script", "GoToR": "script", "GoToE": "embedded",
    "Movie": "script", "Sound": "script",
}  # fmt: skip
MEDIA: Final = frozenset({"RichMedia", "Screen", "Movie", "Sound", "3D", "FileAttachment"})
KEYS: Final = {"EmbeddedFiles": "embedded", "XFA": "form", "JavaScript": "script", "JS": "script"}
DEPTH_MAX: Final = 100
_SUSPECT: Final = re.compile(
    rb"/(?:" + "|".join(sorted({*ACTS, *MEDIA, *KEYS, "AA", "EF"})).encode() + rb")(?![\w.#-])"
)


def check(path: Path) -> None:
    """Raise Refused unless the PDF is whole, open, and without anything active."""
    import pikepdf  # noqa: PLC0415  only the child may load it

    try:
        with pikepdf.open(path, attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            if not len(pdf.pages):
                raise Refused("no-page")
            for item in pdf.objects:
                _look(item)
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise Refused("damaged") from error


def _look(item: Any) -> None:
    """Search the object as text first: reading it name by name is slow, and seldom needed."""
    import pikepdf  # noqa: PLC0415

    content = item.stream_dict if isinstance(item, pikepdf.Stream) else item
    if isinstance(content, pikepdf.Object) and _SUSPECT.search(content.unparse(resolved=True)):
        for found in _dictionaries(content, 0):
            _judge(found)


def _dictionaries(item: Any, depth: int) -> Iterator[Any]:
    """Give the dictionary and those directly inside it; what it refers to has its own turn."""
    import pikepdf  # noqa: PLC0415

    if depth > DEPTH_MAX:
        raise Refused("heavy")
    if isinstance(item, pikepdf.Dictionary):
        yield item
        inner = [value for _, value in item.items()]
    else:
        inner = list(item) if isinstance(item, pikepdf.Array) else []
    for value in inner:
        is_own = isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect
        if is_own:
            yield from _dictionaries(value, depth + 1)


def _judge(found: Any) -> None:
    names = set(found.keys())
    act = ACTS.get(str(found.get("/S", ""))[1:])
    if act:
        raise Refused(act)
    if str(found.get("/Subtype", ""))[1:] in MEDIA:
        raise Refused("embedded")
    for key, reason in KEYS.items():
        if f"/{key}" in names and not _is_resource(found[f"/{key}"]):
            raise Refused(reason)
    if "/AA" in names and names & {"/Type", "/Subtype", "/FT"}:
        raise Refused("script")
    if "/EF" in names and names & {"/Type", "/F", "/UF"}:
        raise Refused("embedded")


def _is_resource(value: Any) -> bool:
    """Tell whether a font or picture was merely given such a name."""
    import pikepdf  # noqa: PLC0415

    if isinstance(value, pikepdf.Stream):
        return str(value.get("/Type", "")) == "/XObject"
    return isinstance(value, pikepdf.Dictionary) and str(value.get("/Type", "")) == "/Font"
