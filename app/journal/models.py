"""Tables of the audit trail. A trigger refuses UPDATE and DELETE on `journal_line`."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class JournalLine(SQLModel, table=True):
    """One line: who did what to which object, chained to the line before.

    `changes`: a JSON list of [table, key, digest of the row now, "" when deleted], one for every
    business row that its transaction wrote; empty where nothing was written.
    """

    __tablename__ = "journal_line"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor_id: str = ""
    actor_name: str = ""
    role: str = ""
    institution: str = ""
    agency_id: str = ""
    address: str = ""
    session_digest: str = ""
    request_id: str = ""
    action: str = Field(index=True)
    outcome: str = "allowed"
    object_type: str = ""
    object_id: str = ""
    submission_id: str = Field(default="", index=True)
    before: str = ""
    after: str = ""
    reason: str = ""
    changes: str = Field(default="", sa_column_kwargs={"server_default": ""})
    prev: str
    hash: str


class JournalHead(SQLModel, table=True):
    """The newest line's number and hash; one row, locked by every writer."""

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    hash: str
    at: datetime


LINES: sa.Table = SQLModel.metadata.tables["journal_line"]
HEADS: sa.Table = SQLModel.metadata.tables["journal_head"]
HEAD_ID = 1
