"""How a line is hashed, and how a chain is checked. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

GENESIS = "0" * 64
FIELDS = (
    "seq", "at", "actor_id", "actor_name", "role", "institution", "agency_id", "address",
    "session_digest", "request_id", "action", "outcome", "object_type", "object_id",
    "submission_id", "before", "after", "reason", "prev",
)  # fmt: skip


def line_hash(line: Mapping[str, object]) -> str:
    """Give SHA-256 over the line's canonical JSON (sorted keys, `at` as UTC microseconds).

    `changes` counts only where there are any: lines from before it existed keep their hash.
    """
    at = line["at"]
    assert isinstance(at, datetime)  # noqa: S101  (callers pass rows of JournalLine)
    plain = {name: line[name] for name in FIELDS}
    plain["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    if line["changes"]:
        plain["changes"] = line["changes"]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
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
