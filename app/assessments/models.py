"""Tables of the assessment. Judgement and agreement values are append-only in their revisions."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class Assignment(SQLModel, table=True):
    """An assessor's duty for one submission."""

    __table_args__ = (sa.UniqueConstraint("submission_id", "user_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    institution: str
    is_substitute: bool = False
    assigned_by: str = Field(foreign_key="user_account.id")
    assigned_at: datetime


class ConflictOfInterest(SQLModel, table=True):
    """A declared conflict: this person must not score this agency."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (sa.UniqueConstraint("user_id", "agency_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id")
    agency_id: str = Field(foreign_key="agency.id", index=True)
    reason: str
    declared_at: datetime


class Judgement(SQLModel, table=True):
    """One institution's level for one indicator; working value until the institution locks."""

    __table_args__ = (sa.UniqueConstraint("submission_id", "institution", "code"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    institution: str
    code: str
    level: int
    note: str = ""
    reason: str = ""
    version: int = 1
    by: str = Field(foreign_key="user_account.id")
    at: datetime


class JudgementRevision(SQLModel, table=True):
    """What each save of a judgement put down."""

    __tablename__ = "judgement_revision"
    __table_args__ = (sa.UniqueConstraint("judgement_id", "version"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    judgement_id: str = Field(foreign_key="judgement.id", index=True)
    version: int
    level: int
    note: str = ""
    reason: str = ""
    by: str = Field(foreign_key="user_account.id")
    at: datetime


class ScoreLock(SQLModel, table=True):
    """An institution's word that all indicators are in; lifted by an unlock with reason."""

    __tablename__ = "score_lock"

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    institution: str
    locked_by: str = Field(foreign_key="user_account.id")
    locked_at: datetime
    unlocked_by: str | None = Field(default=None, foreign_key="user_account.id")
    unlocked_at: datetime | None = None
    unlock_reason: str = ""


class Agreement(SQLModel, table=True):
    """The agreed level of one indicator; `number` grows when it is set again."""

    __table_args__ = (sa.UniqueConstraint("submission_id", "code", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    code: str
    number: int = 1
    level: int
    reason: str = ""
    source: str = "moderation"
    is_current: bool = True
    by: str = Field(foreign_key="user_account.id")
    at: datetime


class ModerationNote(SQLModel, table=True):
    """A remark between institutions and coordinator; never shown to the OPD."""

    __tablename__ = "moderation_note"

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    code: str = ""
    text: str
    by: str = Field(foreign_key="user_account.id")
    at: datetime


class Attendance(SQLModel, table=True):
    """That it was recorded who took part in a pleno; `version` grows with every record."""

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", unique=True)
    version: int = 1
    by: str = Field(foreign_key="user_account.id")
    at: datetime


class Attendee(SQLModel, table=True):
    """One person of that record, as the minutes print it; invited people may be absent."""

    __table_args__ = (sa.UniqueConstraint("attendance_id", "position"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    attendance_id: str = Field(foreign_key="attendance.id", index=True)
    position: int
    name: str
    institution: str
    role: str
    is_present: bool


class EvidenceLook(SQLModel, table=True):
    """An assessor opened a piece of evidence for an indicator, the first time; never changed."""

    __tablename__ = "evidence_look"
    __table_args__ = (sa.UniqueConstraint("submission_id", "user_id", "code", "evidence_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    user_id: str = Field(foreign_key="user_account.id")
    institution: str
    code: str
    evidence_id: str = Field(foreign_key="evidence.id")
    sha256: str = ""
    at: datetime


class Snippet(SQLModel, table=True):
    """What an assessor says often; shared with the own institution, never beyond it."""

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    institution: str = Field(index=True)
    text: str
    is_shared: bool = False
    version: int = 1
    at: datetime
