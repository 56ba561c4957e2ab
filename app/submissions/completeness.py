"""What is still missing before sending. Pure. Source: reliability.md T2, epss.md 3.1."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Fault

EXPLANATION_MIN = 10
EVIDENCE_FROM_LEVEL = 2
READY_SCANS = frozenset({"unscanned", "clean"})


@dataclass(frozen=True, slots=True)
class Filled:
    """One indicator as filled: `scans` are name and scan state of each attached file."""

    code: str
    level: int | None
    explanation: str
    evidence_count: int
    scans: tuple[tuple[str, str], ...] = ()


def gaps(row: Filled) -> list[str]:
    """Give what one indicator lacks, as short Indonesian sentences; empty when complete."""
    if row.level is None:
        return ["Tingkat kematangan belum dipilih."]
    missing = []
    if len(row.explanation.strip()) < EXPLANATION_MIN:
        missing.append(f"Penjelasan terlalu pendek (paling sedikit {EXPLANATION_MIN} huruf).")
    if row.level >= EVIDENCE_FROM_LEVEL and not row.evidence_count:
        missing.append(f"Tingkat {row.level} memerlukan paling sedikit satu bukti dukung.")
    missing += [_waiting(name, state) for name, state in row.scans if state not in READY_SCANS]
    return missing


def _waiting(name: str, state: str) -> str:
    if state == "infected":
        return f"Berkas '{name}' terinfeksi virus. Hapus lalu unggah yang bersih."
    return f"Berkas '{name}' masih menunggu pemindaian virus. Coba lagi sebentar."


def missing(rows: Iterable[Filled]) -> list[Fault]:
    """Give every gap of every indicator, in order."""
    return [Fault(row.code, gap) for row in rows for gap in gaps(row)]
