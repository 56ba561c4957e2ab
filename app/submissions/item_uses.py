"""Says which indicators an item of the library serves, and which it may serve still."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from app.errors import NotFound
from app.submissions import evidence_library, queries
from app.submissions.evidence_schemas import ItemView, ServedGroup, ServedView
from app.submissions.models import Submission


def item_view(
    session: Session, submission: Submission, evidence_id: str, now: datetime
) -> ItemView:
    """Give one item of this library; NotFound for any other."""
    items = evidence_library.items(session, submission.id)
    item = next((each for each in items if each.id == evidence_id), None)
    if item is None:
        raise NotFound
    citations = evidence_library.citations(session, submission.id)
    instrument = queries.instrument_of(session, submission)
    return ItemView(
        standing=queries.submission_view(session, submission, now),
        item=item,
        link=evidence_library.checks_of([item], now).get(item.id),
        uses=tuple(
            ServedView(
                code=code,
                name=instrument.indicator(code).short_name,
                citation=citations[item.id, code],
            )
            for code in item.codes
        ),
        groups=_groups(session, submission, item.codes),
    )


def _groups(
    session: Session, submission: Submission, used: Collection[str]
) -> tuple[ServedGroup, ...]:
    """Give the domains with the indicators that are open and do not use the item yet."""
    opened = queries.open_codes(session, submission)
    applicable = set(queries.codes_of(session, submission))
    free = (applicable if opened is None else applicable & opened) - set(used)
    groups = []
    for domain in queries.instrument_of(session, submission).domains:
        mine = tuple(
            ServedView(code=each.code, name=each.short_name)
            for each in domain.all_indicators()
            if each.code in free
        )
        groups.append(ServedGroup(code=domain.code, name=domain.name, indicators=mine))
    return tuple(group for group in groups if group.indicators)
