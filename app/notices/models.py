"""The inbox table."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.db import new_id


class Notice(SQLModel, table=True):
    """One message to one person."""

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(index=True)
    text: str
    link: str = ""
    at: datetime
    read_at: datetime | None = None
