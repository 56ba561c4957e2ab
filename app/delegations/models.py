"""The table of delegations."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class Delegation(SQLModel, table=True):
    """Who takes care of one indicator: changed in place, deleted when taken back."""

    __table_args__ = (sa.UniqueConstraint("submission_id", "code"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    code: str
    assignee_id: str = Field(foreign_key="user_account.id", index=True)
    due_on: date | None = None
    given_by: str = Field(foreign_key="user_account.id")
    given_at: datetime
