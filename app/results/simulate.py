"""What levels would amount to: the stateless simulation behind `score` and POST /score."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from app.errors import Fault, InvalidInput
from app.questionnaires.schema import Instrument
from app.scoring import Branch, LevelsFaulty, ScoreSheet, compiled, grade, rank, score, two_places


class SimulationView(BaseModel):
    """A score sheet as the contract shows it: published numbers as text with two decimals.

    exact: the unrounded index as "numerator/denominator".
    """

    model_config = ConfigDict(frozen=True)

    instrument: str
    index: str
    exact: str
    grade: str
    domains: dict[str, str]
    aspects: dict[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency in a simulated ranking."""

    agency: str
    place: int | None
    index: Decimal
    exact: Fraction
    grade: str


def simulate(
    instrument: Instrument, levels: Mapping[str, int], agency_type: str | None = None
) -> SimulationView:
    """Score one row of levels.

    levels: code -> level for every indicator that applies to `agency_type` (None: all apply).
    Raises InvalidInput; its `faults` name every code that is unknown, missing, out of range or
    not applicable.
    """
    try:
        sheet = score(instrument.tree(agency_type), levels)
    except LevelsFaulty as error:
        raise _refusal(instrument, agency_type, error) from error
    return SimulationView(
        instrument=instrument.id,
        index=str(sheet.published),
        exact=ratio(sheet.total),
        grade=grade(sheet.published, instrument.grade_bounds()),
        domains=_published(sheet, (domain.code for domain in instrument.domains), instrument.top),
        aspects=_published(sheet, (aspect.code for aspect in instrument.aspects()), instrument.top),
    )


def standings(
    instrument: Instrument, tree: Branch, rows: Mapping[str, Sequence[int]]
) -> Iterator[Standing]:
    """Rank many agencies, best first.

    rows: agency code -> levels in the order of `tree.leaves()`, complete and in range.
    """
    means = compiled(tree)
    bounds = instrument.grade_bounds()
    for place in rank((agency, means.published(row)) for agency, row in rows.items()):
        index = means.published(rows[place.code])
        exact = means.exact(rows[place.code])
        yield Standing(place.code, place.place, index, exact, grade(index, bounds))


def ratio(value: Fraction) -> str:
    """Write an exact number as "numerator/denominator"."""
    return f"{value.numerator}/{value.denominator}"


def does_not_apply(agency_type: str) -> str:
    """Say why a level is refused that is known but not asked."""
    return f"indikator ini tidak berlaku untuk jenis OPD {agency_type}; hapus"


def _published(sheet: ScoreSheet, codes: Iterable[str], top: int) -> dict[str, str]:
    groups = sheet.groups
    return {code: str(two_places(groups[code], top)) for code in codes if code in groups}


def _refusal(instrument: Instrument, agency_type: str | None, error: LevelsFaulty) -> InvalidInput:
    absent: set[str] = set()
    if agency_type is not None:
        absent = {indicator.code for indicator in instrument.not_applicable(agency_type)}
    faults = [
        Fault(
            fault.code,
            does_not_apply(agency_type or "") if fault.code in absent else fault.message,
        )
        for fault in error.faults
    ]
    return InvalidInput(f"Ada {len(faults)} tingkat yang belum benar.", faults)
