"""Shapes of the letterhead at the doors."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.texts import Line


class LetterheadInput(BaseModel):
    """What documents carry; an empty field stands for the environment's value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    city: Line = ""
    unit: Line = ""
    address: Line = ""
    place: Line = ""
    page_size: Literal["", "A4", "F4"] = ""


class LetterheadForm(LetterheadInput):
    """The same as the page sends it, with the version seen."""

    version: Annotated[int, Field(ge=0)] = 0


class LetterheadView(BaseModel):
    """What was set (`version` 0: nothing yet), and what documents carry because of it."""

    model_config = ConfigDict(frozen=True)

    version: int
    chosen: LetterheadInput
    effective: LetterheadInput
