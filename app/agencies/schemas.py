"""Shapes of the register."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.questionnaires.schema import AGENCY_TYPES
from app.texts import Line, Name


class AgencyForm(BaseModel):
    """What may be changed of an agency's entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    short_name: Name
    type: str
    head_name: Line = ""
    head_title: Line = ""

    @field_validator("type")
    @classmethod
    def known_type(cls, value: str) -> str:
        """Refuse a type that no instrument knows."""
        if value not in AGENCY_TYPES:
            msg = "harus salah satu dari: " + ", ".join(AGENCY_TYPES)
            raise ValueError(msg)
        return value


class AgencyInput(AgencyForm):
    """An agency as entered or imported."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]{0,31}$")]


class AgencyView(BaseModel):
    """An agency as listed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    code: str
    name: str
    short_name: str
    type: str
    head_name: str
    head_title: str
    is_active: bool

    @property
    def type_label(self) -> str:
        """Give the type in words."""
        return AGENCY_TYPES[self.type]
