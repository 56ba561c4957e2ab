"""What the trail says of every row, held against the rows themselves and against anchors."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.journal.anchors import loss
from app.journal.chain import GENESIS
from app.journal.digests import UNSEALED_COLUMNS, key_of, row_digest

SEAL = "journal.seal"
Key = tuple[str, str]


class Ledger:
    """Watches lines go by; remembers each row's newest digest, and what differs from an anchor."""

    def __init__(self, anchors: Mapping[int, str]) -> None:
        """anchors: hashes (or their beginnings) by line number."""
        self.anchors = anchors
        self.seq, self.hash = 0, GENESIS
        self.fault: str | None = None
        self._newest: dict[Key, tuple[str, int]] = {}
        self._births: dict[Key, str] = {}
        self._faults: list[tuple[int, str]] = []

    def watched(self, lines: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Hand the lines on; each is noted after whoever takes them has found it good."""
        for line in lines:
            yield line
            self.seq, self.hash = line["seq"], line["hash"]
            if not self.fault:
                self.fault = self._differs() or self._note(line)

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
            for table, key, digest in json.loads(line["changes"]):
                self._newest[table, key] = digest, self.seq
                if (table, "anchor") in UNSEALED_COLUMNS:
                    self._births.setdefault((table, key), address)
        except (ValueError, TypeError):
            return f"Baris {self.seq}: daftar perubahannya tidak terbaca."
        return None

    def fault_of_end(self) -> str | None:
        """Say that the trail ends before the newest anchor: data older than what is outside."""
        return loss(self.seq, self.anchors)

    def compare(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Hold every row of a table against its newest line; what is left has lost its row."""
        for row in rows:
            key = table.name, key_of(table, row)
            digest, seq = self._newest.pop(key, ("", 0))
            if not digest:
                self._blame(seq, key, "ada tanpa baris jejak audit")
            elif digest != row_digest(table, row):
                self._blame(seq, key, "berubah tanpa baris jejak audit")
            elif self._births.get(key) and row["anchor"] != self._births[key]:
                self._blame(seq, key, "memuat jangkar yang bukan barisnya")

    def fault_of_rows(self) -> str | None:
        """Name the first line whose row is not as it says; None when every row is."""
        for key, (digest, seq) in self._newest.items():
            if digest:
                self._blame(seq, key, "hilang tanpa baris jejak audit")
        return min(self._faults)[1] if self._faults else None

    def _blame(self, seq: int, key: Key, what: str) -> None:
        line = f"Baris {seq}: data" if seq else "Data"
        self._faults.append((seq, f"{line} {' '.join(key)} {what}."))
