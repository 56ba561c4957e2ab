"""Shapes of instruments at the doors."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.questionnaires.schema import Instrument

PUBLISHED, PACKAGED, DRAFT, PROPOSED = "published", "packaged", "draft", "proposed"


class InstrumentBrief(BaseModel):
    """An instrument in one line.

    state: published; packaged (came with the program, not in published.lock); draft; proposed.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    version: str
    indicators: int
    levels: int
    sha256: str
    state: str


class DraftView(InstrumentBrief):
    """An uploaded instrument that two people have not published yet."""

    imported_at: datetime
    proposed_at: datetime | None = None


class ConfirmInput(BaseModel):
    """The digest of what the second person saw, so that nothing else is published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def brief(instrument: Instrument, sha256: str, state: str) -> InstrumentBrief:
    """Say an instrument in one line."""
    return InstrumentBrief(
        id=instrument.id,
        title=instrument.title,
        version=instrument.version,
        indicators=len(instrument.indicators()),
        levels=instrument.top,
        sha256=sha256,
        state=state,
    )
