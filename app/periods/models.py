"""Tables of the evaluation year."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class Period(SQLModel, table=True):
    """One evaluation year. Windows are half-open [opens, closes), UTC."""

    id: str = Field(default_factory=new_id, primary_key=True)
    year: int = Field(unique=True)
    title: str
    instrument_id: str
    instrument_digest: str
    fill_opens_at: datetime
    fill_closes_at: datetime
    assessment_closes_at: datetime
    objections_enabled: bool = True
    objection_opens_at: datetime | None = None
    objection_closes_at: datetime | None = None
    objection_days: int = 5
    publish_at: datetime | None = None
    max_returns: int = 1
    target_index: str = ""
    opened_at: datetime | None = None
    announced_at: datetime | None = None
    finalised_at: datetime | None = None
    published_at: datetime | None = None
    created_at: datetime


class Participant(SQLModel, table=True):
    """An agency that takes part in a period."""

    __table_args__ = (sa.UniqueConstraint("period_id", "agency_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    period_id: str = Field(foreign_key="period.id", index=True)
    agency_id: str = Field(foreign_key="agency.id")


class Proposal(SQLModel, table=True):
    """A step that needs two people: proposed by one, confirmed by another."""

    id: str = Field(default_factory=new_id, primary_key=True)
    period_id: str = Field(foreign_key="period.id", index=True)
    kind: str
    reason: str = ""
    content: dict[str, list[str]] = Field(default_factory=dict, sa_type=sa.JSON)
    proposed_by: str = Field(foreign_key="user_account.id")
    proposed_at: datetime
    confirmed_by: str | None = Field(default=None, foreign_key="user_account.id")
    confirmed_at: datetime | None = None
