"""Evidence the OPD had in an earlier year, to be used again without a second upload."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import in_wib
from app.errors import NotFound
from app.files.models import ScanState
from app.periods.models import Period
from app.questionnaires.schema import Instrument
from app.submissions import evidence_library, queries
from app.submissions.ages import age_words, is_over_a_year
from app.submissions.evidence_schemas import EarlierItemView, EarlierLibraryView
from app.submissions.models import Evidence, Submission
from app.submissions.schemas import EvidenceView

SHOWN_MAX = 20
AT_INDICATOR_MAX = 8
NAMED_MAX = 3


class Wish(NamedTuple):
    """For which indicator something is looked for, and words of its title or name."""

    code: str = ""
    words: str = ""


def offered(
    session: Session,
    submission: Submission,
    here: Iterable[EvidenceView],
    wish: Wish,
    now: datetime,
) -> EarlierLibraryView | None:
    """Give what of the year before is not `here` yet, first what served the wish's indicator then.

    None when there is nothing to offer.
    """
    found = _year_before(session, submission)
    if found is None:
        return None
    before, period = found
    fresh = _not_here(evidence_library.items(session, before.id), here)
    if not fresh:
        return None
    instrument = queries.instrument_of(session, submission)
    is_same = period.instrument_id in {instrument.id, instrument.replaces}
    wanted = evidence_library.named(fresh, wish.words)
    views = _views(wanted, instrument if is_same else None, now)
    if wish.code and is_same:
        views = _for_code(views, wish.code, fresh, evidence_library.citations(session, before.id))
    first = views[: AT_INDICATOR_MAX if wish.code else SHOWN_MAX]
    more = len(views) - len(first)
    return EarlierLibraryView(year=period.year, items=tuple(first), total=len(fresh), more=more)


def _year_before(session: Session, submission: Submission) -> tuple[Submission, Period] | None:
    query = (
        select(Submission, Period)
        .join(Period, col(Period.id) == col(Submission.period_id))
        .where(*_earlier(submission))
    )
    return session.exec(query.order_by(col(Period.year).desc()).limit(1)).first()


def _earlier(submission: Submission) -> tuple[sa.ColumnElement[bool], ...]:
    """Give the conditions for submissions of the same OPD in the years before."""
    this_year = sa.select(col(Period.year)).where(col(Period.id) == submission.period_id)
    return (
        col(Submission.agency_id) == submission.agency_id,
        col(Period.year) < this_year.scalar_subquery(),
    )


def _not_here(items: Iterable[EvidenceView], here: Iterable[EvidenceView]) -> list[EvidenceView]:
    contents = {item.sha256 or item.url for item in here}
    return [
        item
        for item in items
        if (item.sha256 or item.url) not in contents and item.scan_state != ScanState.INFECTED
    ]


def _views(
    items: Iterable[EvidenceView], instrument: Instrument | None, now: datetime
) -> list[EarlierItemView]:
    today = in_wib(now).date()
    views = []
    for item in items:
        since = in_wib(item.first_uploaded_at or item.uploaded_at).date()
        views.append(
            EarlierItemView(
                **item.model_dump(include={"id", "title", "file_name", "url", "size_bytes"}),
                age=age_words(since, today),
                is_old=is_over_a_year(since, today),
                served=_served(item.codes, instrument),
            )
        )
    return views


def _served(codes: Collection[str], instrument: Instrument | None) -> str:
    """Name the indicators an item served; another instrument's codes mean nothing here."""
    indicators = instrument.indicators() if instrument else ()
    known = {item.code: item.short_name for item in indicators}
    names = [f"{code} {known[code]}" if code in known else code for code in codes]
    rest = len(names) - NAMED_MAX
    return ", ".join(names[:NAMED_MAX]) + (f", dan {rest} lainnya" if rest > 0 else "")


def _for_code(
    views: Iterable[EarlierItemView],
    code: str,
    items: Iterable[EvidenceView],
    citations: Mapping[tuple[str, str], str],
) -> list[EarlierItemView]:
    mine = {item.id for item in items if code in item.codes}
    marked = [
        view.model_copy(update={"is_for_this": True, "citation": citations[view.id, code]})
        if view.id in mine
        else view
        for view in views
    ]
    return sorted(marked, key=lambda view: not view.is_for_this)


def first_upload(session: Session, submission: Submission, sha256: str) -> datetime | None:
    """Give when the OPD uploaded these bytes in an earlier year; None when it did not."""
    since = sa.func.coalesce(col(Evidence.first_uploaded_at), col(Evidence.uploaded_at))
    query = (
        select(Evidence)
        .join(Submission, col(Submission.id) == col(Evidence.submission_id))
        .join(Period, col(Period.id) == col(Submission.period_id))
        .where(*_earlier(submission), Evidence.file_sha256 == sha256)
        .where(col(Evidence.removed_at).is_(None))
        .order_by(since)
    )
    oldest = session.exec(query.limit(1)).first()
    return (oldest.first_uploaded_at or oldest.uploaded_at) if oldest else None


def item_before(session: Session, submission: Submission, evidence_id: str) -> Evidence:
    """Give an item of the OPD's own earlier years; NotFound for any other."""
    query = (
        select(Evidence)
        .join(Submission, col(Submission.id) == col(Evidence.submission_id))
        .join(Period, col(Period.id) == col(Submission.period_id))
        .where(*_earlier(submission), Evidence.id == evidence_id)
        .where(col(Evidence.removed_at).is_(None))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found
