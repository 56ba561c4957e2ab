"""The tables of action plans."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from app.db import new_id


class ActionPlan(SQLModel, table=True):
    """One intended step for one indicator: what, who, by when, how far."""

    __tablename__ = "action_plan"

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    code: str
    what: str
    who: str
    due_on: date
    state: str = "planned"
    progress: str = ""
    version: int = 1
    updated_by: str = Field(foreign_key="user_account.id")
    updated_at: datetime


class PlanProof(SQLModel, table=True):
    """A file or a link that shows that a step was taken."""

    __tablename__ = "plan_proof"

    id: str = Field(default_factory=new_id, primary_key=True)
    plan_id: str = Field(foreign_key="action_plan.id", index=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    title: str
    file_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    file_name: str = ""
    url: str = ""
    added_by: str = Field(foreign_key="user_account.id")
    added_at: datetime
    removed_at: datetime | None = None
