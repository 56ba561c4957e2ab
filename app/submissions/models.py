"""Tables of the self-assessment."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class Submission(SQLModel, table=True):
    """The self-assessment of one agency in one period. `state` moves by actions.move only."""

    __table_args__ = (sa.UniqueConstraint("period_id", "agency_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    period_id: str = Field(foreign_key="period.id", index=True)
    agency_id: str = Field(foreign_key="agency.id", index=True)
    agency_type: str
    state: str = Field(index=True)
    fill_closes_at: datetime
    ready_at: datetime | None = None
    returns: int = 0
    return_until: datetime | None = None
    closed_at: datetime | None = None
    created_at: datetime


class Answer(SQLModel, table=True):
    """The working copy for one indicator; `version` grows by one with each save."""

    __table_args__ = (sa.UniqueConstraint("submission_id", "code"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    code: str
    level: int | None = None
    explanation: str = ""
    version: int = 1
    updated_by: str = Field(foreign_key="user_account.id")
    updated_at: datetime


class AnswerRevision(SQLModel, table=True):
    """What each save put down: the history behind lost-update protection."""

    __tablename__ = "answer_revision"
    __table_args__ = (sa.UniqueConstraint("answer_id", "version"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    answer_id: str = Field(foreign_key="answer.id", index=True)
    version: int
    level: int | None = None
    explanation: str = ""
    by: str = Field(foreign_key="user_account.id")
    at: datetime


class Evidence(SQLModel, table=True):
    """One item of the OPD's evidence library in a period: a stored file or a link.

    `first_uploaded_at` is set when the OPD had it in an earlier period already; `checked_*` say who
    opened a link; `personal` counts by kind what looks like personal data, never the numbers.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    title: str
    file_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    file_name: str = ""
    url: str = ""
    uploaded_by: str = Field(foreign_key="user_account.id")
    uploaded_at: datetime
    first_uploaded_at: datetime | None = None
    checked_by: str | None = Field(default=None, foreign_key="user_account.id")
    checked_at: datetime | None = None
    personal: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    personal_seen_by: str | None = Field(default=None, foreign_key="user_account.id")
    personal_seen_at: datetime | None = None
    removed_at: datetime | None = None


class EvidenceUse(SQLModel, table=True):
    """An indicator's use of an evidence item, with pasal or page."""

    __tablename__ = "evidence_use"
    __table_args__ = (sa.UniqueConstraint("evidence_id", "code"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    code: str
    evidence_id: str = Field(foreign_key="evidence.id")
    citation: str = ""
    attached_at: datetime


class Snapshot(SQLModel, table=True):
    """What was sent, frozen: answers, evidence hashes, instrument.

    `sha256` and `code` are on the receipt; `code` is what `/v/<code>` answers, none in older ones.
    """

    __table_args__ = (sa.UniqueConstraint("submission_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    number: int
    content: dict[str, Any] = Field(sa_type=sa.JSON)
    sha256: str
    anchor: str = ""
    taken_by: str = Field(foreign_key="user_account.id")
    taken_at: datetime
    is_recalled: bool = False
    code: str | None = Field(default=None, index=True, unique=True)


class Move(SQLModel, table=True):
    """One step of a submission's life."""

    __table_args__ = (sa.UniqueConstraint("submission_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    number: int
    transition: str
    from_state: str
    to_state: str
    by: str | None = Field(default=None, foreign_key="user_account.id")
    at: datetime
    reason: str = ""


class OpenItem(SQLModel, table=True):
    """An indicator opened again: given back by the coordinator, or objected to by the head.

    reply: what the OPD says to a return; frozen with the next sending.
    """

    __tablename__ = "open_item"
    __table_args__ = (sa.UniqueConstraint("submission_id", "kind", "round", "code"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    kind: str
    round: int
    code: str
    note: str = ""
    reply: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Visit(SQLModel, table=True):
    """A planned interview or visit; `people` are never named to the OPD."""

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    kind: str = "visit"
    held_on: date
    place: str
    people: str = ""
    institution: str = ""
    version: int = 1
    by: str = Field(foreign_key="user_account.id")
    at: datetime


class Clarification(SQLModel, table=True):
    """A question to the OPD about one indicator, a note of the interview, a wish for evidence.

    kind: question, interview or evidence. until: evidence may be brought before this instant.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    code: str
    kind: str = "question"
    text: str
    asked_by: str = Field(foreign_key="user_account.id")
    institution: str = ""
    asked_at: datetime
    answer: str = ""
    answered_by: str | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime | None = None
    until: datetime | None = None
    visit_id: str | None = Field(default=None, foreign_key="visit.id")


class BroughtEvidence(SQLModel, table=True):
    """An item of the library with which the OPD answered a wish for evidence."""

    __tablename__ = "brought_evidence"
    __table_args__ = (sa.UniqueConstraint("clarification_id", "evidence_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    clarification_id: str = Field(foreign_key="clarification.id", index=True)
    evidence_id: str = Field(foreign_key="evidence.id", index=True)
    by: str = Field(foreign_key="user_account.id")
    at: datetime
