"""Which institutions' advice may this reader see? Never the OPD; an institution after its own."""

from collections.abc import Sequence

from app.objections.models import Recommendation
from app.permissions import OF_AN_AGENCY, Actor


def own_advice(actor: Actor, given: Sequence[Recommendation]) -> Recommendation | None:
    """Give what the reader's own institution advised."""
    return next((row for row in given if row.institution == actor.institution), None)


def seen_by(
    actor: Actor, given: Sequence[Recommendation], *, is_decided: bool
) -> Sequence[Recommendation]:
    """Give the advice the reader may see: never the OPD; an institution once its own is in."""
    if actor.role in OF_AN_AGENCY:
        return ()
    is_free = actor.institution is None or is_decided or own_advice(actor, given) is not None
    return given if is_free else ()
