"""What the trail says of every row, held against the rows themselves and against anchors."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.journal.anchors import loss
from app.journal.chain import GENESIS
from app.journal.digests import UNSEALED_COLUMNS, key_name, row_digest

SEAL = "journal.seal"
ANCHORED = [table for table, column in UNSEALED_COLUMNS if column == "anchor"]
Change = tuple[str, str, str]
Hear = Callable[[dict[str, Any], Sequence[Change]], None]
"""Somebody else who wants to hear each line, with what it says was changed."""


def nobody(_line: dict[str, Any], _changes: Sequence[Change]) -> None:
    """Listen to nothing."""


class Ledger:
    """Watches lines go by; remembers each row's newest digest, and what differs from an anchor."""

    def __init__(self, anchors: Mapping[int, str], hear: Hear = nobody) -> None:
        """anchors: hashes (or their beginnings) by line number."""
        self.anchors, self.hear = anchors, hear
        self.seq, self.hash = 0, GENESIS
        self.fault: str | None = None
        self._newest: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        self._births: dict[str, dict[str, str]] = {table: {} for table in ANCHORED}
        self._faults: list[tuple[int, str]] = []

    def watched(self, lines: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Hand the lines on; each is noted after whoever takes them has found it good."""
        for line in lines:
            yield line
            self.seq, self.hash = line["seq"], line["hash"]
            said = self._differs() or self._note(line)
            self.fault = self.fault or said

    def _differs(self) -> str | None:
        known = self.anchors.get(self.seq)
        if known is None or self.hash.startswith(known):
            return None
        return f"Baris {self.seq}: tidak sama dengan jangkar {known[:16]}…"

    def _note(self, line: dict[str, Any]) -> str | None:
        if not line["changes"]:
            return None
        address = "" if line["action"] == SEAL else f"{self.seq}:{self.hash}"
        try:
            changes = json.loads(line["changes"])
            for table, key, digest in changes:
                self._newest[table][key] = digest, self.seq
                if table in self._births:
                    self._births[table].setdefault(key, address)
        except (ValueError, TypeError):
            return f"Baris {self.seq}: daftar perubahannya tidak terbaca."
        self.hear(line, changes)
        return None

    def fault_of_end(self) -> str | None:
        """Say that the trail ends before the newest anchor: data older than what is outside."""
        return loss(self.seq, self.anchors)

    def compare(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Hold every row of a table against its newest line; what is left has lost its row."""
        name, newest = key_name(table), self._newest[table.name]
        births = self._births.get(table.name, {})
        for row in rows:
            key = str(row[name])
            digest, seq = newest.pop(key, ("", 0))
            if not digest:
                self._blame(seq, (table.name, key), "ada tanpa baris jejak audit")
            elif digest != row_digest(table, row):
                self._blame(seq, (table.name, key), "berubah tanpa baris jejak audit")
            elif births.get(key) and row["anchor"] != births[key]:
                self._blame(seq, (table.name, key), "memuat jangkar yang bukan barisnya")

    def fault_of_rows(self) -> str | None:
        """Name the first line whose row is not as it says; None when every row is."""
        for table, newest in self._newest.items():
            for key, (digest, seq) in newest.items():
                if digest:
                    self._blame(seq, (table, key), "hilang tanpa baris jejak audit")
        return min(self._faults)[1] if self._faults else None

    def _blame(self, seq: int, row: tuple[str, str], what: str) -> None:
        line = f"Baris {seq}: data" if seq else "Data"
        self._faults.append((seq, f"{line} {' '.join(row)} {what}."))
