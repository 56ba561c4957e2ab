"""Shapes of action plans."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.texts import Name, Prose, Reason

STATE_NAMES = {
    "planned": "Direncanakan",
    "running": "Berjalan",
    "done": "Selesai",
    "dropped": "Dibatalkan",
}


class PlanInput(BaseModel):
    """One intended step."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Name
    what: Reason
    who: Name
    due_on: date
    state: Annotated[str, Field(pattern="^(planned|running|done|dropped)$")] = "planned"
    progress: Prose = ""


class PlanForm(PlanInput):
    """A changed step as the page sends it: with the version seen."""

    version: Annotated[int, Field(ge=1)] = 1


class ProofView(BaseModel):
    """What shows that a step was taken: a stored file, or a link when `url` is not empty."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    title: str
    file_name: str
    url: str
    added_at: datetime


class PlanView(BaseModel):
    """One intended step as listed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    code: str
    what: str
    who: str
    due_on: date
    state: str
    progress: str
    version: int
    updated_at: datetime
    proofs: tuple[ProofView, ...] = ()
