"""Why may this person not score this OPD? Pure; one answer for hand, rule and table.

Source: reliability.md: home or declared conflict (A3); Diskominfo itself is scored by a substitute
from another OPD, so for it the home of whoever speaks for Diskominfo must be known.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.permissions import Institution

WALIDATA = "walidata"


class Obstacle(StrEnum):
    """Each as it follows a person's name."""

    OWN = "berasal dari OPD ini"
    UNKNOWN_HOME = "belum tercatat OPD asalnya, padahal Diskominfo dinilai pengganti dari OPD lain"
    DECLARED = "menyatakan benturan kepentingan dengan OPD ini"


@dataclass(frozen=True, slots=True)
class Assessor:
    """An assessor, as far as this goes; `home`: the id of the own OPD, None when unknown."""

    id: str
    username: str
    name: str
    institution: str
    home: str | None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The OPD that is scored."""

    id: str
    type: str


def obstacle(person: Assessor, agency: Assessed, *, has_declared: bool) -> Obstacle | None:
    """Give what stands between a person and an OPD, None for nothing."""
    if person.home == agency.id:
        return Obstacle.OWN
    if has_declared:
        return Obstacle.DECLARED
    is_of_steward = person.institution == Institution.DISKOMINFO
    if is_of_steward and agency.type == WALIDATA and person.home is None:
        return Obstacle.UNKNOWN_HOME
    return None


def is_substitute(institution: str, agency: Assessed) -> bool:
    """Tell whether who scores this OPD for this institution does so in its place."""
    return agency.type == WALIDATA and institution == Institution.DISKOMINFO


def stewards(agencies: Iterable[Assessed]) -> frozenset[str]:
    """Give the ids of the walidata among the OPDs of a round."""
    return frozenset(agency.id for agency in agencies if agency.type == WALIDATA)


def stands_by(person: Assessor, walidata: Collection[str]) -> bool:
    """Tell whether a person is there for Diskominfo's own scoring only: its own home is elsewhere.

    walidata: their ids; where none takes part nobody stands by.
    """
    is_elsewhere = person.home is not None and person.home not in walidata
    return bool(walidata) and person.institution == Institution.DISKOMINFO and is_elsewhere
