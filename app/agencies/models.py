"""The register's table."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.db import new_id


class Agency(SQLModel, table=True):
    """One OPD. `type` is one of questionnaires.schema.AGENCY_TYPES and decides what applies."""

    id: str = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    name: str
    short_name: str
    type: str
    head_name: str = ""
    head_title: str = ""
    is_active: bool = True
    created_at: datetime
