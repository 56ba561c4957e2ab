"""The law's two matrices as cells. Source: reliability.md section 2, tests/permissions/oracle."""

import csv
import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ORACLE = Path(__file__).parent / "oracle"
NO_ROUTE = frozenset(
    {"impersonate", "audit.delete", "audit.edit", "snapshot.delete", "evidence.purge_submitted"}
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What must come of it when `actor` does `action`: allow, or the status of the refusal."""

    actor: str
    action: str
    state: str
    window: str
    expected: str

    @property
    def is_of_the_period_level(self) -> bool:
        """Tell whether it stands in the matrix without states."""
        return not self.state


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read a matrix of the law."""
    path = ORACLE / name
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(text.decode().splitlines())


def submission_cells() -> list[Cell]:
    """Give the 10,208 cells of actor, action, state and window."""
    return [Cell(**row) for row in rows("permission_matrix.csv.gz")]


def period_cells() -> list[Cell]:
    """Give the 300 cells of role and action."""
    return [
        Cell(row["role"], row["action"], "", "any", row["expected"])
        for row in rows("cycle_matrix.csv")
    ]


def sample(cells: Sequence[Cell], size: int, seed: int) -> list[Cell]:
    """Choose about `size` cells so that each outcome of each action comes before any second time.

    The same seed gives the same cells; another one other actors, states and windows.
    """
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.action, cell.expected), []).append(cell)
    chance = random.Random(seed)  # noqa: S311 - a choice that can be repeated
    for group in groups.values():
        chance.shuffle(group)
    found: list[Cell] = []
    while len(found) < min(size, len(cells)):
        found += [group.pop() for group in groups.values() if group]
    return found
