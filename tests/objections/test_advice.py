"""Which advice a reader sees, whatever was advised."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.objections.advice import seen_by
from app.objections.models import Recommendation
from app.permissions import OF_AN_AGENCY, Actor, Institution, Role

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ADVISED = st.sets(st.sampled_from(list(Institution)))


def advice(institutions: set[Institution]) -> list[Recommendation]:
    return [
        Recommendation(item_id="1", institution=each, level=3, reason="Ada.", by="1", at=NOW)
        for each in sorted(institutions)
    ]


@given(ADVISED, st.sampled_from(sorted(OF_AN_AGENCY)), st.booleans())
def test_the_opd_never_sees_any(given_by: set[Institution], role: Role, decided: bool) -> None:  # noqa: FBT001
    assert list(seen_by(Actor("1", "", role), advice(given_by), is_decided=decided)) == []


@given(ADVISED, st.sampled_from(list(Institution)), st.booleans())
def test_an_institution_sees_all_once_its_own_is_in_or_it_is_decided(
    given_by: set[Institution],
    own: Institution,
    decided: bool,  # noqa: FBT001
) -> None:
    rows = advice(given_by)

    seen = seen_by(Actor("1", "", Role.ASSESSOR, institution=own), rows, is_decided=decided)

    assert list(seen) == (rows if decided or own in given_by else [])


@given(ADVISED, st.sampled_from([Role.MODERATOR, Role.AUDITOR]), st.booleans())
def test_who_decides_or_audits_sees_all(
    given_by: set[Institution],
    role: Role,
    decided: bool,  # noqa: FBT001
) -> None:
    rows = advice(given_by)

    assert list(seen_by(Actor("1", "", role), rows, is_decided=decided)) == rows
