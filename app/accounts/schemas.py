"""Shapes of accounts."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from app.permissions import OF_AN_AGENCY, Institution, Role
from app.texts import LINE_MAX, Line, Name

ROLE_NAMES = {
    Role.OPERATOR: "Operator OPD",
    Role.HEAD: "Kepala OPD",
    Role.ASSESSOR: "Penilai",
    Role.MODERATOR: "Koordinator",
    Role.LEADERSHIP: "Pimpinan",
    Role.ADMIN: "Admin",
    Role.AUDITOR: "Auditor",
}
INSTITUTION_NAMES = {Institution.DISKOMINFO: "Diskominfo", Institution.BPS: "BPS"}

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)

Email = Annotated[Line, Field(pattern=r"^([^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+)?$")]
Username = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._\-@]{1,63}$")]


class AccountInput(BaseModel):
    """What an admin says about an account. `agency` is the OPD's code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    role: Role
    agency: Line = ""
    institution: Institution | None = None
    email: Email = ""

    @model_validator(mode="after")
    def place_fits_role(self) -> Self:
        """OPD accounts need their OPD; assessors need their institution."""
        if self.role in OF_AN_AGENCY and not self.agency:
            msg = "akun operator dan kepala OPD harus menyebut kode OPD"
            raise ValueError(msg)
        if self.role is Role.ASSESSOR and self.institution is None:
            msg = "akun penilai harus menyebut instansi: diskominfo atau bps"
            raise ValueError(msg)
        return self


class UserInput(AccountInput):
    """A new account as entered or imported."""

    username: Username
    password: SecretStr | None = None


class SuccessorInput(BaseModel):
    """The person who takes over an OPD account; role and OPD stay as they were."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: Username
    name: Name
    email: Line = ""


class LoginInput(BaseModel):
    """Name and password as typed; `next` is the page asked for before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: Annotated[str, Field(max_length=LINE_MAX)]
    password: Annotated[SecretStr, Field(max_length=LINE_MAX)]
    next: Annotated[str, Field(max_length=LINE_MAX)] = ""


class CodeInput(BaseModel):
    """A one-time or recovery code; `secret` while a second factor is being set up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(max_length=40)]
    secret: Annotated[str, Field(pattern=r"^([A-Z2-7]{32})?$")] = ""
    next: Annotated[str, Field(max_length=LINE_MAX)] = ""


class NewPasswordInput(BaseModel):
    """A password chosen for the first time, typed twice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    password: Annotated[SecretStr, Field(max_length=LINE_MAX)]
    password_again: Annotated[SecretStr, Field(max_length=LINE_MAX)]

    @field_validator("password_again")
    @classmethod
    def same(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Refuse a slip of the finger."""
        if value != info.data.get("password"):
            msg = "Kedua kata sandi tidak sama"
            raise ValueError(msg)
        return value


class FirstAdminInput(NewPasswordInput):
    """The first account, made with the code shown where the program runs."""

    code: Line
    name: Name
    username: Username
    email: Email = ""


class ForgottenInput(BaseModel):
    """Who asks for a new password: a username or an e-mail address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: Name


class OwnPasswordInput(BaseModel):
    """The own password, asked for once more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    current_password: Annotated[SecretStr, Field(max_length=LINE_MAX)]


class PasswordInput(BaseModel):
    """Changing one's own password needs the old one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    old: Annotated[SecretStr, Field(max_length=LINE_MAX)]
    new: Annotated[SecretStr, Field(max_length=LINE_MAX)]


class ConfirmationInput(BaseModel):
    """The password again, or the code of the second factor where the account has one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    confirmation: Annotated[SecretStr, Field(max_length=LINE_MAX)]


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
    has_password: bool
    has_second_factor: bool

    @property
    def role_name(self) -> str:
        """Give the role in words."""
        return ROLE_NAMES[Role(self.role)]


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

    @property
    def device(self) -> str:
        """Name the browser and its system, as far as its own words tell."""
        browser = next((name for sign, name in BROWSERS if sign in self.browser), "")
        system = next((name for sign, name in SYSTEMS if sign in self.browser), "")
        return " di ".join(part for part in (browser, system) if part) or "Peramban tidak dikenal"


class TokenView(BaseModel):
    """One's own token, without its secret."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    label: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class GrantRow(BaseModel):
    """A privileged role that waits for the auditor."""

    model_config = ConfigDict(frozen=True)

    id: str
    username: str
    name: str
    role: str
    role_name: str
    proposed_by: str
    proposed_at: datetime


class PasswordForm(BaseModel):
    """Changing one's own password, as the page asks for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    current_password: Annotated[SecretStr, Field(max_length=LINE_MAX)]
    new_password: Annotated[SecretStr, Field(max_length=LINE_MAX)]


class MailChoice(BaseModel):
    """Whether the inbox comes by mail too; an unticked box sends nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by_mail: bool = False
