"""The table of openings."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.db import new_id


class BreakGlass(SQLModel, table=True):
    """One opening of one submission by one admin; it ends at `closes_at` or before, by hand."""

    __tablename__ = "break_glass"

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    user_id: str = Field(foreign_key="user_account.id")
    reason: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
