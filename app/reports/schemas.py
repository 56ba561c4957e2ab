"""Shapes of documents."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.texts import Name, Year


class ReportInput(BaseModel):
    """A wish for a document. `agency` (its code) is needed for `evaluation`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, Field(pattern="^(evaluation|ranking)$")]
    period: Year
    agency: Name | None = None


class ReportRow(BaseModel):
    """A document as listed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    kind: str
    title: str
    number: str
    code: str
    revision: int
    state: str
    standing: str
    is_provisional: bool
    pages: int
    made_at: datetime | None
    error: str


class VerifyView(BaseModel):
    """What the public page says of a document.

    Of a receipt `revision` is the number of the sending and `sha256` the hash of what was sent.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    title: str
    number: str
    agency: str
    period: int
    index: str | None
    grade: str
    place: int | None
    revision: int
    made_at: datetime | None
    sha256: str
    standing: str
    standing_name: str
    is_receipt: bool = False
