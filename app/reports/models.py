"""The table of documents."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.db import new_id


class Report(SQLModel, table=True):
    """One document of one result revision; `code` is what the QR says.

    `state`: wanted, made, failed. `standing`: current, replaced, withdrawn. `anchor`: "seq:hash" of
    the audit line that asked for it.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: str
    period_id: str = Field(foreign_key="period.id", index=True)
    submission_id: str | None = Field(default=None, foreign_key="submission.id", index=True)
    revision: int
    number: str
    title: str
    code: str = Field(unique=True)
    state: str = "wanted"
    standing: str = "current"
    is_provisional: bool = False
    file_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    result_sha256: str = ""
    pages: int = 0
    error: str = ""
    anchor: str = Field(default="", sa_column_kwargs={"server_default": ""})
    wanted_by: str = ""
    wanted_at: datetime
    made_at: datetime | None = None
