"""Tables of accounts and log-ins. Secrets are stored hashed only."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class User(SQLModel, table=True):
    """One account with one role. `agency_id`: own OPD, or an assessor's home OPD.

    by_mail: wants notices by mail too.
    """

    __tablename__ = "user_account"

    id: str = Field(default_factory=new_id, primary_key=True)
    username: str = Field(unique=True)
    name: str
    email: str = ""
    role: str
    agency_id: str | None = Field(default=None, foreign_key="agency.id")
    institution: str | None = None
    password_hash: str = ""
    totp_secret: str = ""
    totp_last_step: int = 0
    by_mail: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    is_active: bool = True
    created_at: datetime
    changed_at: datetime


class LoginSession(SQLModel, table=True):
    """One sign-in; the cookie holds a random token, the table its SHA-256."""

    __tablename__ = "login_session"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    second_factor_at: datetime | None = None
    confirmed_at: datetime | None = None
    revoked_at: datetime | None = None
    address: str = ""
    browser: str = ""


class ApiToken(SQLModel, table=True):
    """One token for scripts; shown once, stored hashed."""

    __tablename__ = "api_token"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    label: str
    token_hash: str = Field(unique=True)
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class LoginAttempt(SQLModel, table=True):
    """One counted try (a failed log-in or code, a request) under the key of its limit."""

    __tablename__ = "login_attempt"

    id: str = Field(default_factory=new_id, primary_key=True)
    key: str = Field(index=True)
    at: datetime = Field(index=True)


class RoleGrant(SQLModel, table=True):
    """A privileged role asked for by one admin, confirmed by the auditor."""

    __tablename__ = "role_grant"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    role: str
    proposed_by: str = Field(foreign_key="user_account.id")
    proposed_at: datetime
    confirmed_by: str | None = Field(default=None, foreign_key="user_account.id")
    confirmed_at: datetime | None = None


class SetupCode(SQLModel, table=True):
    """The one-time code for making the first admin on an empty data folder."""

    __tablename__ = "setup_code"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code_hash: str
    used_at: datetime | None = None


class AccountLink(SQLModel, table=True):
    """An invitation or a reset: one link, used once, stored hashed; `binding`: see links.py."""

    __tablename__ = "account_link"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    purpose: str
    token_hash: str = Field(unique=True)
    binding: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """One way in without the phone, used once, stored hashed."""

    __tablename__ = "recovery_code"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    code_hash: str
    created_at: datetime
    used_at: datetime | None = None
