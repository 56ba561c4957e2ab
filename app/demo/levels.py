"""Invented levels: a believable spread whose city mean moves from about 2,0 to about 2,5.

A true level comes from the OPD's strength, how hard the indicator is, a leaning of this OPD for
this indicator that stays from year to year, and a little chance. From it follow the optimistic
claim, the two institutions (same in about four cases of five) and the agreed level.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from app.demo.agencies import DemoAgency
from app.demo.choosing import share

SEED = 3571
LOWEST, HIGHEST = 1, 5
BASE = 0.05
LEANING = 1.1
CHANCE = 0.25
DISAGREEMENT = 0.2
OPTIMISM = ((-1, 0.01), (0, 0.62), (1, 0.32), (2, 0.05))
WALIDATA_ONLY = frozenset({"30401", "40302", "40304", "50301", "50302"})

# how much easier (above 0) or harder (below 0) than usual
EASE: Mapping[str, float] = MappingProxyType(
    {
        "10101": -0.10,
        "10201": 0.00,
        "10301": -0.45,
        "10401": 0.05,
        "20101": 0.10,
        "20102": 0.05,
        "20201": 0.00,
        "20301": 0.15,
        "20302": -0.30,
        "20401": 0.30,
        "20402": 0.40,
        "20403": 0.20,
        "20501": -0.10,
        "20502": -0.20,
        "30101": 0.20,
        "30102": 0.05,
        "30103": 0.10,
        "30201": 0.35,
        "30301": 0.15,
        "30302": -0.05,
        "30401": 0.20,
        "40101": 0.25,
        "40102": -0.20,
        "40103": -0.15,
        "40104": 0.00,
        "40201": -0.30,
        "40202": -0.20,
        "40301": 0.25,
        "40302": 0.20,
        "40303": 0.30,
        "40304": 0.10,
        "50101": 0.45,
        "50102": 0.30,
        "50103": -0.10,
        "50201": -0.15,
        "50301": 0.10,
        "50302": 0.15,
        "50303": -1.00,
    }
)


@dataclass(frozen=True, slots=True)
class DemoScores:
    """Four levels of one indicator: the OPD's claim, the two institutions', the agreed one."""

    claim: int
    diskominfo: int
    bps: int
    agreed: int


def codes_for(agency: DemoAgency) -> tuple[str, ...]:
    """List the indicators that apply to this OPD, in the order of the instrument."""
    return tuple(code for code in EASE if agency.type == "walidata" or code not in WALIDATA_ONLY)


def level_of(agency: DemoAgency, code: str, year_index: int, rng: Random) -> int:
    """Give the true level, 1..5. year_index: 0 the past year, 1 the present one."""
    leaning = LEANING * (share(agency.code, code) - 0.5)
    usual = BASE + agency.strength + agency.growth * year_index + EASE[code] + leaning
    return _bounded(rng.gauss(usual, CHANCE))


def scores_of(agency: DemoAgency, code: str, year_index: int, rng: Random) -> DemoScores:
    """Give claim, both institutions' levels and the agreed level, which lies between them."""
    level = level_of(agency, code, year_index, rng)
    diskominfo, bps = _judged(level, rng)
    return DemoScores(claimed(level, rng), diskominfo, bps, level)


def claimed(level: int, rng: Random) -> int:
    """Give what the OPD claims: about 0,4 above the true level on average."""
    steps, weights = zip(*OPTIMISM, strict=True)
    return _bounded(level + rng.choices(steps, weights)[0])


def _judged(level: int, rng: Random) -> tuple[int, int]:
    if rng.random() >= DISAGREEMENT:
        return level, level
    step = rng.choice((-1, 1))
    other = level + step if LOWEST <= level + step <= HIGHEST else level - step
    return (other, level) if rng.random() < 0.5 else (level, other)


def _bounded(level: float) -> int:
    return max(LOWEST, min(HIGHEST, round(level)))
