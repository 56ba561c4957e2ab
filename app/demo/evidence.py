"""The demo's evidence: a small library of real files for each OPD, and what indicators cite."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from app.demo import pictures, workbooks, written
from app.demo.agencies import DemoAgency
from app.demo.documents import KEYS, article_place, papers, review_place, step_place
from app.demo.levels import HIGHEST, codes_for
from app.demo.topics import TOPICS
from app.demo.wording import words

SECOND_PROOF = 0.5
REGULATION_TOO = 0.6
WITH_RULES, WITH_REVIEWS = 3, 4

_WORKS: Mapping[str, Callable[[DemoAgency, int], bytes]] = {
    "laporan": written.report,
    "data": workbooks.figures,
    "metadata": workbooks.metadata,
    "layar": pictures.screenshot,
    "surat": written.letter,
}


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file of an OPD's library."""

    title: str
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DemoEvidence:
    """One file as used for one indicator."""

    title: str
    file_name: str
    citation: str
    content: bytes


def library_for(
    agency: DemoAgency, year: int, claims: Mapping[str, int] | None = None
) -> list[DemoFile]:
    """Make the OPD's files of a year: 6 to 10, as many as the highest claim needs.

    claims: code -> level claimed; without it every indicator counts as reviewed.
    The regulation, the SOP and the decree have the same bytes in every year.
    """
    levels = claims or dict.fromkeys(codes_for(agency), WITH_REVIEWS)
    shelf = papers(agency, year)
    return [
        DemoFile(shelf[key].title, shelf[key].file_name, _content(key, agency, year, levels))
        for key in KEYS[: _count(max(levels.values()))]
    ]


def uses_for(
    agency: DemoAgency, code: str, level: int, year: int, rng: Random
) -> list[tuple[int, str]]:
    """List (place in the library, citation): none at level 1, at least two from level 3."""
    cited = _proofs(agency, code, year, rng) if level > 1 else {}
    if level >= WITH_RULES:
        cited["sop"] = step_place(code).capitalize()
        if rng.random() < REGULATION_TOO:
            cited["perwali"] = article_place(code)
    if level >= WITH_REVIEWS:
        place = review_place(code).capitalize()
        cited["reviu1"] = place
        cited["reviu2"] = f"{place} (sebelum dan sesudah)" if level == HIGHEST else place
    return [(KEYS.index(key), place) for key, place in cited.items()]


def evidence_for(
    agency: DemoAgency, code: str, level: int, year: int, rng: Random
) -> list[DemoEvidence]:
    """Give the files one indicator cites, with their bytes; for many indicators use the library."""
    library = library_for(agency, year)
    return [
        DemoEvidence(library[at].title, library[at].file_name, place, library[at].content)
        for at, place in uses_for(agency, code, level, year, rng)
    ]


def _count(highest: int) -> int:
    if highest >= WITH_REVIEWS:
        return len(KEYS)
    return KEYS.index("reviu1") if highest >= WITH_RULES else KEYS.index("perwali")


def _proofs(agency: DemoAgency, code: str, year: int, rng: Random) -> dict[str, str]:
    facts = words(agency, code, year)
    first, second = TOPICS[code].proofs
    cited = [first, second] if rng.random() < SECOND_PROOF else [first]
    places: dict[str, str] = {}
    for key, place in cited:
        places.setdefault(key, place.format_map(facts))
    return places


def _content(key: str, agency: DemoAgency, year: int, levels: Mapping[str, int]) -> bytes:
    if key == "perwali":
        return written.regulation()
    if key == "sop":
        return written.procedure(agency)
    if key == "sk":
        return written.decree(agency)
    if key in _WORKS:
        return _WORKS[key](agency, year)
    return written.minutes(agency, year, levels, second=key == "reviu2")
