"""Shapes of accounts."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from app.permissions import OF_AN_AGENCY, Institution, Role
from app.texts import Line, Name

Username = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._\-@]{1,63}$")]


class UserInput(BaseModel):
    """An account as entered or imported. `agency` is the OPD's code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: Username
    name: Name
    role: Role
    agency: Line = ""
    institution: Institution | None = None
    email: Line = ""
    password: SecretStr | None = None

    @model_validator(mode="after")
    def place_fits_role(self) -> "UserInput":
        """OPD accounts need their OPD; assessors need their institution."""
        if self.role in OF_AN_AGENCY and not self.agency:
            msg = "akun operator dan kepala OPD harus menyebut kode OPD"
            raise ValueError(msg)
        if self.role is Role.ASSESSOR and self.institution is None:
            msg = "akun penilai harus menyebut instansi: diskominfo atau bps"
            raise ValueError(msg)
        return self


class PasswordInput(BaseModel):
    """Changing one's own password needs the old one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    old: SecretStr
    new: SecretStr


class TokenInput(BaseModel):
    """A new token for scripts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Name
    days: Annotated[int, Field(strict=True, ge=1, le=366)] = 90


class UserView(BaseModel):
    """An account as the admin lists it."""

    model_config = ConfigDict(frozen=True)

    id: str
    username: str
    name: str
    email: str
    role: str
    agency: str
    institution: str
    is_active: bool
    has_second_factor: bool


class MeView(BaseModel):
    """The signed-in account."""

    model_config = ConfigDict(frozen=True)

    username: str
    name: str
    role: str
    agency: str
    institution: str


class SessionView(BaseModel):
    """One's own sign-in."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    created_at: datetime
    last_seen_at: datetime
    address: str
    browser: str


class TokenView(BaseModel):
    """One's own token, without its secret."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    label: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
