"""Tables of objections."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class Objection(SQLModel, table=True):
    """One filing by the head; kept also when withdrawn."""

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    filed_by: str = Field(foreign_key="user_account.id")
    filed_at: datetime
    withdrawn_at: datetime | None = None


class ObjectionItem(SQLModel, table=True):
    """One indicator objected to, and its decision."""

    __tablename__ = "objection_item"
    __table_args__ = (sa.UniqueConstraint("objection_id", "code"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    objection_id: str = Field(foreign_key="objection.id", index=True)
    code: str
    reason: str
    decided_level: int | None = None
    decision_reason: str = ""
    decided_by: str | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = None


class Recommendation(SQLModel, table=True):
    """What one institution advises on an objected item."""

    __table_args__ = (sa.UniqueConstraint("item_id", "institution"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    item_id: str = Field(foreign_key="objection_item.id", index=True)
    institution: str
    level: int
    reason: str
    by: str = Field(foreign_key="user_account.id")
    at: datetime
