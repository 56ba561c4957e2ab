"""The inbox table."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class Notice(SQLModel, table=True):
    """One message to one person. `key`: of a reminder, so that nobody is reminded of it twice."""

    __table_args__ = (sa.Index("ix_notice_user_id_key", "user_id", "key", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(index=True)
    text: str
    link: str = ""
    at: datetime
    read_at: datetime | None = None
    key: str | None = None
    mailed_at: datetime | None = None
