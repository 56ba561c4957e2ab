"""The results of one round as reports need them: read once, exact, by agency. Pure after the read.

A document stands on one instant (`as_of`): of each submission the newest revision made until then
counts. So a document made again later, after corrections, says the same as the first time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from sqlmodel import Session

from app.periods.models import Period
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Instrument
from app.reports import queries
from app.results.models import Result
from app.scoring import Branch, gains, grade, two_places

LONGEST_HISTORY = 4


@dataclass(frozen=True)
class Scored:
    """One agency's result. `levels`, `groups` and `total` are exact and as stored."""

    row: queries.ResultLine
    instrument: Instrument

    @cached_property
    def index(self) -> Decimal:
        """Give the published index."""
        return Decimal(self.row.index)

    @cached_property
    def total(self) -> Fraction:
        """Give the exact index."""
        return Fraction(self.row.exact)

    @cached_property
    def groups(self) -> Mapping[str, Fraction]:
        """Give the exact score of every group by code."""
        return {code: Fraction(text) for code, text in self.row.groups.items()}

    @property
    def levels(self) -> Mapping[str, int]:
        """Give the agreed level of every indicator by code."""
        return self.row.levels

    @property
    def tree(self) -> Branch:
        """Give the tree this agency was scored on."""
        return self.instrument.tree(self.row.agency_type)

    @cached_property
    def gains(self) -> Mapping[str, Fraction]:
        """Give what one more level of each indicator below its top adds to the index."""
        return {gain.code: gain.gain for gain in gains(self.tree, self.levels)}

    def score(self, code: str) -> Decimal | None:
        """Give the published score of a group; None when nothing of it applies."""
        return self._published.get(code)

    @cached_property
    def _published(self) -> Mapping[str, Decimal]:
        return {code: two_places(value, self.instrument.top) for code, value in self.groups.items()}


@dataclass(frozen=True)
class Standings:
    """One round: every agency with a result, and the city's means over them."""

    year: int
    instrument: Instrument
    scored: Mapping[str, Scored]
    """By agency id."""

    @cached_property
    def exact(self) -> Fraction | None:
        """Give the exact mean of the agencies' exact indices; None without any."""
        return _mean([each.total for each in self.scored.values()])

    @cached_property
    def index(self) -> Decimal | None:
        """Give the city's published index; None without any result."""
        return None if self.exact is None else two_places(self.exact, self.instrument.top)

    @cached_property
    def grade(self) -> str | None:
        """Give the city's predikat; None without any result."""
        return None if self.index is None else self.grade_of(self.index)

    def grade_of(self, index: Decimal) -> str:
        """Name the predikat of a published index."""
        return grade(index, self.instrument.grade_bounds())

    def mean(self, code: str) -> Decimal | None:
        """Give the city's published score of a group; None where nobody has it."""
        exact = self.means.get(code)
        return None if exact is None else two_places(exact, self.instrument.top)

    @cached_property
    def means(self) -> Mapping[str, Fraction]:
        """Give the exact mean of every group over the agencies that have it."""
        values: dict[str, list[Fraction]] = {}
        for each in self.scored.values():
            for code, value in each.groups.items():
                values.setdefault(code, []).append(value)
        return {code: sum(known, Fraction(0)) / len(known) for code, known in values.items()}

    def level_mean(self, code: str) -> Fraction | None:
        """Give the exact mean level of an indicator over the agencies that were asked it."""
        known = [each.levels[code] for each in self.scored.values() if code in each.levels]
        return _mean([Fraction(level) for level in known])

    def having(self, code: str) -> list[Scored]:
        """List the agencies to which something of a group applies."""
        return [each for each in self.scored.values() if code in each.groups]

    @cached_property
    def _places(self) -> Counter[int | None]:
        return Counter(each.row.place for each in self.scored.values())

    def is_tied(self, scored: Scored) -> bool:
        """Tell whether another agency has the same place."""
        return scored.row.place is not None and self._places[scored.row.place] > 1

    def in_order(self) -> list[Scored]:
        """List the agencies by place, within a tie by code; those without a place last."""
        return sorted(
            self.scored.values(),
            key=lambda each: (each.row.place is None, each.row.place or 0, each.row.code),
        )


@dataclass(frozen=True)
class Years:
    """A round and the published ones before it that it may be compared with, oldest first."""

    now: Standings
    earlier: tuple[Standings, ...]

    @property
    def previous(self) -> Standings | None:
        """Give the round of the year before; None when that year has none."""
        last = self.earlier[-1] if self.earlier else None
        return last if last and last.year == self.now.year - 1 else None

    def before(self, agency_id: str) -> Scored | None:
        """Give an agency's result of the year before, when there is one."""
        return self.previous.scored.get(agency_id) if self.previous else None


def read(
    session: Session, period: Period, as_of: datetime | None, own: Result | None = None
) -> Years:
    """Read a round as it stood at `as_of`, and the published rounds before it.

    as_of: None takes what is public now.
    own: the very revision a report is about, whatever else that submission has.
    """
    now = _standings(
        session, period, queries.result_lines(session, [period.id], as_of=as_of, own=own)
    )
    past = [
        each
        for each in queries.published_before(session, period)
        if is_comparable(instruments.get(session, each.instrument_id), now.instrument)
    ][-LONGEST_HISTORY:]
    lines = queries.result_lines(session, [each.id for each in past]) if past else []
    return Years(now, tuple(_standings(session, each, lines) for each in past))


def is_comparable(one: Instrument, other: Instrument) -> bool:
    """Tell whether figures of the two may stand side by side: same scale, same groups."""
    return one.top == other.top and _group_codes(one) == _group_codes(other)


def _group_codes(instrument: Instrument) -> list[str]:
    return [branch.code for branch in instrument.tree().branches()]


def _standings(session: Session, period: Period, lines: Sequence[queries.ResultLine]) -> Standings:
    instrument = instruments.get(session, period.instrument_id)
    own = (line for line in lines if line.period_id == period.id)
    scored = {line.agency_id: Scored(line, instrument) for line in own}
    return Standings(period.year, instrument, scored)


def _mean(values: Iterable[Fraction]) -> Fraction | None:
    known = list(values)
    return sum(known, Fraction(0)) / len(known) if known else None
