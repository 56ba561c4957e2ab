"""What every campaign takes and gives."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What a campaign runs with. `size`: cells, cycles, rounds ...; None means the whole of it."""

    postgres_url: str
    folder: Path
    size: int | None = None
    seed: int = 1


@dataclass(frozen=True)
class Closing:
    """The closing figure in words, and whether it is what it must be."""

    figure: str
    holds: bool
