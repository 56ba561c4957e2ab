"""How a line is hashed, and how a chain is checked. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import Any

GENESIS = "0" * 64
FIELDS = (
    "seq", "at", "actor_id", "actor_name", "role", "institution", "agency_id", "address",
    "session_digest", "request_id", "action", "outcome", "object_type", "object_id",
    "submission_id", "before", "after", "reason", "prev",
)  # fmt: skip
TEXTS = tuple(name for name in FIELDS if name not in {"seq", "at"})


def _form(*texts: str) -> tuple[Callable[..., str], Callable[[Mapping[str, object]], Any]]:
    """Give how a line with these texts is written out, and what takes them from it.

    The same bytes as json.dumps, five times as fast: a trail has hundreds of thousands of lines.
    """
    places = {name: place for place, name in enumerate((*texts, "at", "seq"))}
    members = (f'"{name}":{{{places[name]}}}' for name in sorted(places))
    return f"{{{{{','.join(members)}}}}}".format, itemgetter(*texts)


_SILENT, _CHANGING = _form(*TEXTS), _form(*TEXTS, "changes")


def line_hash(line: Mapping[str, object]) -> str:
    """Give SHA-256 over the line's canonical JSON (sorted keys, `at` as UTC microseconds).

    `changes` counts only where there are any: lines from before it existed keep their hash.
    """
    at = line["at"]
    assert isinstance(at, datetime)  # noqa: S101  (callers pass rows of JournalLine)
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    written, texts = _CHANGING if line["changes"] else _SILENT
    text = written(*map(quoted, texts(line)), quoted(moment), line["seq"])
    return hashlib.sha256(text.encode()).hexdigest()


def first_fault(lines: Iterable[Mapping[str, object]]) -> str | None:
    """Walk the chain in order; give an Indonesian sentence naming the first bad line, or None."""
    prev, at = GENESIS, None
    for seq, line in enumerate(lines, start=1):
        if line["seq"] != seq:
            return f"Baris {seq}: nomor urut terputus (berikutnya {line['seq']})."
        if line["prev"] != prev:
            return f"Baris {seq}: tidak menyambung ke baris sebelumnya."
        if line_hash(line) != line["hash"]:
            return f"Baris {seq}: isi berubah setelah ditulis."
        moment = line["at"]
        assert isinstance(moment, datetime)  # noqa: S101
        if at is not None and moment < at:
            return f"Baris {seq}: waktu mundur."
        prev, at = str(line["hash"]), moment
    return None


def digest(text: str) -> str:
    """Give the short digest that stands for a text in the trail: texts themselves stay out."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()[:32]
