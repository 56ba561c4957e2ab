"""Fills the places of a phrase with what belongs to one OPD, one indicator and one year."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from app.demo.agencies import DemoAgency
from app.demo.choosing import chosen, whole
from app.demo.documents import article_place, papers, review_place, step_place
from app.demo.holdings import HOLDINGS
from app.demo.topics import TOPICS

_SENTENCE_START = re.compile(r"(?:^|[.?!] )[a-z]")
_PHRASES = (
    "subject",
    "ruled",
    "finding",
    "advice",
    "improved",
    "gap",
    "question",
    "answer",
    "start",
)


def filled(phrase: str, words: Mapping[str, str]) -> str:
    """Fill every place of a phrase, then give every sentence its capital letter."""
    text = phrase.format_map(words)
    return _SENTENCE_START.sub(lambda found: found[0][:-1] + found[0][-1].upper(), text)


@lru_cache(maxsize=8192)
def words(agency: DemoAgency, code: str, year: int) -> Mapping[str, str]:
    """Give the words for every place that phrases and text pools may name."""
    plain = {**_facts(agency, code, year), **_citations(agency, code, year)}
    topic = TOPICS[code]
    phrases = {name: getattr(topic, name).format_map(plain) for name in _PHRASES}
    proof, place = topic.proofs[0]
    paper = papers(agency, year)[proof]
    cited = {"proof": paper.title, "proof_place": place.format_map(plain)}
    return MappingProxyType({**plain, **phrases, **cited})


def _facts(agency: DemoAgency, code: str, year: int) -> dict[str, str]:
    held = HOLDINGS[agency.code]
    first = chosen(range(4), agency.code, code)
    keys = (agency.code, code, year)
    return {
        "opd": agency.short_name,
        "code_number": code,
        "data": held.datasets[first],
        "other": held.datasets[(first + 1) % 4],
        "activity": held.activity,
        "unit": held.unit,
        "second": held.second,
        "field": held.field,
        "system": held.system,
        "user": held.user,
        "source": held.source,
        "code": held.code,
        "n": str(whole(7, 28, *keys, "n")),
        "share": str(whole(72, 88, *keys, "share")),
        "days": str(whole(8, 21, *keys, "days")),
        "month": chosen(("Januari", "Februari", "Maret"), *keys),
        "year": str(year),
        "last": str(year - 1),
    }


def _citations(agency: DemoAgency, code: str, year: int) -> dict[str, str]:
    shelf = papers(agency, year)
    return {
        "sop": f"{shelf['sop'].title} Nomor {shelf['sop'].number}",
        "sop_short": shelf["sop"].title,
        "sop_place": step_place(code),
        "perwali": shelf["perwali"].title,
        "perwali_place": article_place(code),
        "sk": shelf["sk"].title,
        "review1": shelf["reviu1"].dated,
        "review2": shelf["reviu2"].dated,
        "review_place": review_place(code),
    }
