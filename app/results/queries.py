"""Reads of results and rankings."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.agencies.models import Agency
from app.assessments import queries as assessments
from app.errors import NotFound
from app.periods import queries as periods
from app.periods.models import Period
from app.permissions import Institution
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Aspect, Domain, Instrument
from app.results.compute import mean, published
from app.results.models import Result
from app.results.preview import preview
from app.results.schemas import (
    AdviceRow,
    EarlierView,
    GroupView,
    IndicatorResultView,
    RankingRow,
    RankingView,
    ResultView,
)
from app.scoring import gains, grade, rank
from app.submissions import queries as submissions
from app.submissions.models import Submission

SHOWN = {"revision", "stage", "index", "exact", "grade", "place", "of", "sha256", "made_at"}
PROVISIONAL, FINAL, PUBLISHED, REPLACED = "provisional", "final", "published", "replaced"


def current(session: Session, submission_id: str) -> Result | None:
    """Give the newest revision, when there is one."""
    return session.exec(
        select(Result).where(Result.submission_id == submission_id, col(Result.is_current))
    ).first()


def public(session: Session, submission_id: str) -> Result | None:
    """Give the revision that is public now, when there is one."""
    query = select(Result).where(Result.submission_id == submission_id, Result.stage == PUBLISHED)
    return session.exec(query.order_by(col(Result.revision).desc()).limit(1)).first()


def revisions(session: Session, submission_id: str) -> list[Result]:
    """Give every revision, oldest first."""
    query = select(Result).where(Result.submission_id == submission_id)
    return list(session.exec(query.order_by(col(Result.revision))))


def result_view(
    session: Session,
    submission: Submission,
    *,
    only_public: bool = False,
    with_scores: bool = False,
) -> ResultView:
    """Give a submission's result; NotFound when there is none to be seen.

    only_public: the published revision, else the newest, in the pleno a preview.
    with_scores: both institutions' levels.
    """
    row = public(session, submission.id) if only_public else _newest(session, submission)
    if row is None:
        raise NotFound
    instrument = submissions.instrument_of(session, submission)
    agency = submissions.agency_of(session, submission)
    left_out = instrument.not_applicable(submission.agency_type)
    return ResultView(
        submission_id=submission.id,
        period=submissions.period_of(session, submission).year,
        agency_code=agency.code,
        agency_name=agency.name,
        **row.model_dump(include=SHOWN),
        domains=_groups(instrument.domains, row, instrument),
        aspects=_groups(instrument.aspects(), row, instrument),
        indicators=_indicators(session, submission, row, instrument, with_scores=with_scores),
        not_applicable=tuple(item.code for item in left_out),
        instrument=instrument.id,
    )


def _newest(session: Session, submission: Submission) -> Result | None:
    return current(session, submission.id) or preview(session, submission)


def _groups(
    groups: Iterable[Domain | Aspect], row: Result, instrument: Instrument
) -> tuple[GroupView, ...]:
    return tuple(_group(group, row, instrument) for group in groups if group.code in row.groups)


def _group(group: Domain | Aspect, row: Result, instrument: Instrument) -> GroupView:
    exact = row.groups[group.code]
    return GroupView(
        code=group.code,
        name=group.name,
        weight=str(group.weight),
        score=str(published(exact, instrument.top)),
        exact=exact,
    )


def _indicators(
    session: Session,
    submission: Submission,
    row: Result,
    instrument: Instrument,
    *,
    with_scores: bool,
) -> tuple[IndicatorResultView, ...]:
    claims = submissions.claims(session, submission.id)
    frozen: Mapping[str, Any] = row.sheet.get("reasons", {})
    shown = Institution if with_scores else ()
    scores = {each: assessments.judgements(session, submission.id, each) for each in shown}
    return tuple(
        IndicatorResultView(
            code=item.code,
            name=item.name,
            claim=claims.get(item.code, {}).get("level"),
            final=row.levels[item.code],
            reason=frozen.get(item.code, ""),
            **{
                institution.value: judged[item.code].level
                for institution, judged in scores.items()
                if item.code in judged
            },
        )
        for item in instrument.applicable(submission.agency_type)
    )


def results_of(session: Session, period: Period, *, only_public: bool) -> dict[str, Result]:
    """Give the period's results by submission: the public ones, or the newest of all."""
    query = select(Result).where(Result.period_id == period.id)
    query = (
        query.where(Result.stage == PUBLISHED)
        if only_public
        else query.where(col(Result.is_current))
    )
    return {row.submission_id: row for row in session.exec(query.order_by(col(Result.revision)))}


def ranking(session: Session, period: Period, *, only_public: bool) -> RankingView:
    """Give a period's ranking, those who did not submit last. Source: product.md section 2."""
    instrument = instruments.get(session, period.instrument_id)
    found = results_of(session, period, only_public=only_public)
    rows = session.execute(
        sa.select(col(Submission.id), Agency)
        .join(Agency, col(Agency.id) == col(Submission.agency_id))
        .where(col(Submission.period_id) == period.id)
    ).all()
    earlier = _previous(session, period)
    agencies = {agency.code: (submission_id, agency) for submission_id, agency in rows}
    entries = [
        (
            code,
            published(found[submission_id].exact, instrument.top)
            if submission_id in found
            else None,
        )
        for code, (submission_id, _) in agencies.items()
    ]
    lines = tuple(
        _row(place.code, place.place, agencies[place.code], (found, earlier, instrument))
        for place in rank(entries)
    )
    return _with_city(period, instrument, lines, found, earlier)


def _previous(session: Session, period: Period) -> dict[str, Result]:
    before = periods.before(session, period)
    if before is None:
        return {}
    query = (
        select(Result, Submission.agency_id)
        .join(Submission, col(Submission.id) == col(Result.submission_id))
        .where(Result.period_id == before.id, Result.stage == PUBLISHED)
    )
    return {agency_id: row for row, agency_id in session.exec(query)}


def _row(
    code: str,
    place: int | None,
    pair: tuple[str, Agency],
    known: tuple[dict[str, Result], dict[str, Result], Instrument],
) -> RankingRow:
    submission_id, agency = pair
    found, earlier, instrument = known
    row, before = found.get(submission_id), earlier.get(agency.id)
    groups = (
        {key: str(published(exact, instrument.top)) for key, exact in row.groups.items()}
        if row
        else {}
    )
    return RankingRow(
        place=place,
        agency_code=code,
        agency_name=agency.name,
        agency_short_name=agency.short_name,
        agency_type=agency.type,
        submission_id=submission_id,
        index=row.index if row else None,
        grade=row.grade if row else "",
        previous_index=before.index if before else None,
        previous_place=before.place if before else None,
        groups=groups,
    )


def _with_city(
    period: Period,
    instrument: Instrument,
    lines: tuple[RankingRow, ...],
    found: dict[str, Result],
    earlier: dict[str, Result],
) -> RankingView:
    city = mean([row.exact for row in found.values()], instrument.top)
    before = mean([row.exact for row in earlier.values()], instrument.top)
    stages = {row.stage for row in found.values()}
    return RankingView(
        period=period.year,
        title=period.title,
        instrument=instrument.id,
        stage=PUBLISHED if stages == {PUBLISHED} else FINAL if stages == {FINAL} else PROVISIONAL,
        is_published=period.published_at is not None,
        city_index=str(city) if city is not None else None,
        city_grade=grade(city, instrument.grade_bounds()) if city is not None else "",
        city_groups=_city_groups(instrument, found),
        previous_city_index=str(before) if before is not None else None,
        target_index=period.target_index,
        counted=len(found),
        rows=lines,
    )


def _city_groups(instrument: Instrument, found: dict[str, Result]) -> dict[str, str]:
    codes = [part.code for part in instrument.domains]
    codes += [part.code for part in instrument.aspects()]
    means = {
        code: mean(
            [row.groups[code] for row in found.values() if code in row.groups], instrument.top
        )
        for code in codes
    }
    return {code: str(value) for code, value in means.items() if value is not None}


def earlier(session: Session, submission: Submission, code: str) -> EarlierView | None:
    """Give what the OPD claimed for this indicator the round before, and what was agreed.

    None in the first round, when the OPD was not scored, or when that instrument asked otherwise.
    """
    period = periods.before(session, submissions.period_of(session, submission))
    before = submissions.of_agency(session, period.id, submission.agency_id) if period else None
    row = public(session, before.id) if before else None
    if period is None or before is None or row is None or code not in row.levels:
        return None
    instrument, present = (
        instruments.get(session, period.instrument_id),
        submissions.instrument_of(session, submission),
    )
    if instrument.id not in {present.id, present.replaces}:
        return None
    claim, final = submissions.claims(session, before.id).get(code, {}), row.levels[code]
    reasons: Mapping[str, str] = row.sheet.get("reasons", {})
    return EarlierView(
        year=period.year,
        submission_id=before.id,
        claim=claim.get("level"),
        explanation=claim.get("explanation", ""),
        final=final,
        final_name=instrument.level_name(final),
        reason=reasons.get(code, ""),
        recommendation=instrument.indicator(code).level(final).recommendation,
    )


def advice(session: Session, submission: Submission) -> tuple[AdviceRow, ...]:
    """Give the next step of each indicator below its top, largest gain of the index first."""
    row = public(session, submission.id)
    if row is None:
        return ()
    instrument = submissions.instrument_of(session, submission)
    ordered = gains(instrument.tree(submission.agency_type), row.levels)
    found = [(instrument.indicator(gain.code), row.levels[gain.code]) for gain in ordered]
    return tuple(
        AdviceRow(
            code=item.code,
            name=item.short_name,
            level=level,
            recommendation=item.level(level).recommendation,
        )
        for item, level in found
    )
