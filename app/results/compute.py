"""From agreed levels to a stored result, and back again to check it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.questionnaires.schema import Instrument
from app.scoring import grade, score, two_places

ENGINE_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a result stores: published and exact figures as text."""

    index: str
    exact: str
    grade: str
    groups: dict[str, str]
    sha256: str


def figures(
    instrument: Instrument, digest: str, agency_type: str, levels: Mapping[str, int]
) -> Figures:
    """Compute a result's figures from its levels; equal input gives equal text and hash."""
    sheet = score(instrument.tree(agency_type), levels)
    groups = {code: exact_text(value) for code, value in sheet.groups.items()}
    index, exact = str(sheet.published), exact_text(sheet.total)
    content = {
        "engine": ENGINE_VERSION,
        "instrument": digest,
        "type": agency_type,
        "levels": dict(levels),
        "exact": exact,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return Figures(
        index=index,
        exact=exact,
        grade=grade(sheet.published, instrument.grade_bounds()),
        groups=groups,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def exact_text(value: Fraction) -> str:
    """Write a fraction as n/d, lowest terms."""
    return f"{value.numerator}/{value.denominator}"


def published(exact: str, top: int) -> Decimal:
    """Give the two-decimal figure of a stored exact one."""
    return two_places(Fraction(exact), top)


def mean(values: list[str], top: int) -> Decimal | None:
    """Give the published mean of exact figures; None of nothing."""
    if not values:
        return None
    return two_places(sum((Fraction(value) for value in values), Fraction(0)) / len(values), top)
