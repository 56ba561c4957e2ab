"""The table of comments."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.db import new_id


class Comment(SQLModel, table=True):
    """One contribution to an indicator's thread; taken back, its text is gone and a mark stays."""

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    code: str
    text: str
    mention_id: str | None = Field(default=None, foreign_key="user_account.id")
    by: str = Field(foreign_key="user_account.id")
    at: datetime
    removed_at: datetime | None = None
