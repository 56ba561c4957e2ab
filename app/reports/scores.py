"""One agency's figures as views: groups beside the city's, indicators with their next step."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.questionnaires.schema import AGENCY_TYPES, Aspect, Domain, Indicator
from app.reports import advice
from app.reports.standings import Scored, Standings, Years
from app.reports.views import (
    DomainScore,
    EvidenceCitation,
    GroupScore,
    Highlight,
    IndicatorResult,
    InstrumentView,
    NotApplicable,
    Recommendation,
    YearIndex,
)
from app.scoring import compiled
from app.scoring.rounding import hundredths

NO_REASON_SAME = "Tingkat yang disepakati sama dengan penilaian mandiri."
NO_REASON_OTHER = "Tingkat ini disepakati dalam pleno berdasarkan bukti yang disampaikan."


def domains(scored: Scored, years: Years) -> tuple[DomainScore, ...]:
    """Give every domain, with those of its aspects that apply."""
    weights = group_weights(scored)
    return tuple(
        DomainScore(
            **_group(domain, scored, years, weights),
            aspects=tuple(
                GroupScore(**_group(aspect, scored, years, weights))
                for aspect in domain.aspects
                if aspect.code in scored.groups
            ),
        )
        for domain in scored.instrument.domains
    )


def group_weights(scored: Scored) -> dict[str, Decimal]:
    """Give every group's percent of the group above it, inapplicable ones left out."""
    return {branch.code: percent(branch.weight) for branch in scored.tree.branches()}


def percent(weight: Fraction) -> Decimal:
    """Write a percentage with two decimals, half up."""
    return hundredths(weight.numerator, weight.denominator)


def _group(
    group: Domain | Aspect, scored: Scored, years: Years, weights: Mapping[str, Decimal]
) -> dict[str, Any]:
    score = scored.score(group.code)
    before = years.before(scored.row.agency_id)
    previous = before.score(group.code) if before else None
    return {
        "code": group.code,
        "name": group.name,
        "weight": weights.get(group.code, Decimal(0)),
        "score": score,
        "city": years.now.mean(group.code),
        "previous": previous,
        "change": change(score, previous),
    }


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Give the difference of two published figures; None when one is missing."""
    return None if now is None or before is None else now - before


def smallest(found: tuple[DomainScore, ...]) -> list[GroupScore]:
    """List what strengths and gaps are named from: the aspects, or the domains without any."""
    aspects = [aspect for domain in found for aspect in domain.aspects]
    return aspects or [GroupScore(**each.model_dump(exclude={"aspects"})) for each in found]


def highlights(
    scored: Scored, found: tuple[DomainScore, ...]
) -> tuple[tuple[Highlight, ...], tuple[Highlight, ...]]:
    """Give strengths and gaps."""
    groups = smallest(found)
    return advice.strengths(groups), advice.gaps(groups, top=scored.instrument.top)


def indicator(
    item: Indicator,
    scored: Scored,
    before: Scored | None,
    told: tuple[Mapping[str, Any], str, str | None],
) -> IndicatorResult:
    """Give one indicator; `told` is the claim of the snapshot, the agreed reason, the objection."""
    claim, reason, objection = told
    final = scored.levels[item.code]
    cell, gain = item.level(final), scored.gains.get(item.code)
    aspect = scored.instrument.aspect_of(item.code)
    unsaid = NO_REASON_SAME if claim.get("level") == final else NO_REASON_OTHER
    return IndicatorResult(
        **item.model_dump(include={"code", "name", "short_name"}),
        domain_code=scored.instrument.domain_of(item.code).code,
        aspect_code=aspect.code if aspect else None,
        share=percent(share(scored, item.code) * 100),
        claim=claim.get("level"),
        by_institution=(),
        final=final,
        level_name=scored.instrument.level_name(final),
        previous=before.levels.get(item.code) if before else None,
        criterion=cell.criterion,
        reason=reason or unsaid,
        evidence=_cited(claim),
        next_level=None if gain is None else final + 1,
        next_step=cell.recommendation,
        gain=None if gain is None else advice.four_places(gain),
        objection=objection,
    )


def _cited(claim: Mapping[str, Any]) -> tuple[EvidenceCitation, ...]:
    return tuple(
        EvidenceCitation(title=proof["title"], citation=proof["citation"])
        for proof in claim.get("evidence", ())
    )


def share(scored: Scored, code: str) -> Fraction:
    """Give the part of the index that one indicator carries."""
    parts = compiled(scored.tree)
    return parts.share(parts.codes.index(code))


def recommendations(
    scored: Scored, indicators: tuple[IndicatorResult, ...], instrument: InstrumentView
) -> tuple[Recommendation, ...]:
    """List the steps that raise the index most."""
    return advice.recommendations(indicators, scored.gains, scored.total, instrument.grades)


def history(years: Years, agency_id: str) -> tuple[YearIndex, ...]:
    """Give an agency's indices year by year beside the city's, this year last."""
    return tuple(_year(each, each.scored.get(agency_id)) for each in (*years.earlier, years.now))


def _year(standings: Standings, scored: Scored | None) -> YearIndex:
    return YearIndex(
        year=standings.year,
        index=scored.index if scored else None,
        grade=scored.row.grade if scored else None,
        city=standings.index,
    )


def left_out(scored: Scored) -> tuple[NotApplicable, ...]:
    """Give the indicators that do not apply to this kind of agency, and why."""
    return tuple(
        NotApplicable(code=item.code, name=item.short_name, reason=_why_not(item))
        for item in scored.instrument.not_applicable(scored.row.agency_type)
    )


def _why_not(item: Indicator) -> str:
    kinds = [AGENCY_TYPES[kind] for kind in item.applies_to or ()]
    if kinds == [AGENCY_TYPES["walidata"]]:
        return "Menyangkut tugas walidata, jadi hanya dinilai pada walidata."
    return f"Hanya berlaku bagi perangkat daerah jenis: {', '.join(kinds)}."
