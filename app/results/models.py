"""The table of results: one row a revision, exact figures as text."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class Result(SQLModel, table=True):
    """A submission's result. `index` has two decimals, `exact` is n/d; `place` from FINAL on."""

    __table_args__ = (sa.UniqueConstraint("submission_id", "revision"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    period_id: str = Field(foreign_key="period.id", index=True)
    revision: int
    stage: str
    levels: dict[str, int] = Field(sa_type=sa.JSON)
    index: str
    exact: str
    grade: str
    groups: dict[str, str] = Field(sa_type=sa.JSON)
    sheet: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    place: int | None = None
    of: int | None = None
    instrument_digest: str
    engine_version: str
    sha256: str
    is_current: bool = True
    made_at: datetime
