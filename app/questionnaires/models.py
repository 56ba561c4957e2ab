"""The table of instruments that came as a ZIP; those that come with the program are folders."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class ImportedInstrument(SQLModel, table=True):
    """An uploaded instrument: a draft until two people published it, never changed after that.

    `files` are the texts of its files by name. They lie in the database because every process
    reads there; `sha256` is what `catalogue.digest_of` gave for them at the upload.
    """

    __tablename__ = "imported_instrument"

    id: str = Field(primary_key=True)
    sha256: str
    files: dict[str, str] = Field(sa_type=sa.JSON)
    imported_by: str = Field(foreign_key="user_account.id")
    imported_at: datetime
    proposed_by: str | None = Field(default=None, foreign_key="user_account.id")
    proposed_at: datetime | None = None
    published_by: str | None = Field(default=None, foreign_key="user_account.id")
    published_at: datetime | None = None
