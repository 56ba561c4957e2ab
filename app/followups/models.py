"""The table of action plans."""

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
