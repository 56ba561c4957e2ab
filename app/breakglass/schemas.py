"""Shapes of break-glass."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.texts import Reason


class BreakGlassInput(BaseModel):
    """Why an admin has to look at the content of one OPD."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Reason


class BreakGlassView(BaseModel):
    """One opening: whose, why, until when."""

    model_config = ConfigDict(frozen=True)

    id: str
    submission_id: str
    by: str
    reason: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None


class SentAnswer(BaseModel):
    """One indicator as it was sent, with its evidence (id, title, file_name, url, citation)."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    level: int
    level_name: str
    explanation: str
    evidence: list[dict[str, Any]]
