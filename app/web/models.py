"""The table of repeated requests."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import new_id


class RepeatedRequest(SQLModel, table=True):
    """An Idempotency-Key with the digest of its request and the answer given."""

    __tablename__ = "repeated_request"
    __table_args__ = (sa.UniqueConstraint("user_id", "key"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str
    key: str
    request_digest: str
    status: int = 0
    body: str = ""
    location: str = ""
    at: datetime
