"""Tables of exercises. Nothing here belongs to a submission, so nothing touches a result."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class Exercise(SQLModel, table=True):
    """One exercise round; where its sample comes from is told by the journal alone."""

    id: str = Field(default_factory=new_id, primary_key=True)
    title: str
    instrument_id: str
    state: str = "PREPARED"
    made_by: str = Field(foreign_key="user_account.id")
    made_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None


class ExerciseItem(SQLModel, table=True):
    """One indicator of the sample; `reference`: the level once agreed on, told after closing."""

    __tablename__ = "exercise_item"
    __table_args__ = (sa.UniqueConstraint("exercise_id", "code"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    exercise_id: str = Field(foreign_key="exercise.id", index=True)
    code: str
    claim: int | None = None
    explanation: str = ""
    evidence: str = ""
    reference: int | None = None
    version: int = 1


class ExerciseScore(SQLModel, table=True):
    """One assessor's level for one indicator of the sample."""

    __tablename__ = "exercise_score"
    __table_args__ = (sa.UniqueConstraint("exercise_id", "code", "user_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    exercise_id: str = Field(foreign_key="exercise.id", index=True)
    code: str
    user_id: str = Field(foreign_key="user_account.id")
    institution: str
    level: int
    reason: str = ""
    version: int = 1
    at: datetime


class ExerciseComment(SQLModel, table=True):
    """One contribution to the discussion of an indicator, after closing."""

    __tablename__ = "exercise_comment"

    id: str = Field(default_factory=new_id, primary_key=True)
    exercise_id: str = Field(foreign_key="exercise.id", index=True)
    code: str
    text: str
    by: str = Field(foreign_key="user_account.id")
    at: datetime
