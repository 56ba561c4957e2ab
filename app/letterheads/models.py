"""The table of letterheads: one row for each time the settings were saved, the newest counts."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Letterhead(SQLModel, table=True):
    """What the admin set instead of the environment's values; an empty field leaves them."""

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    city: str = ""
    unit: str = ""
    address: str = ""
    place: str = ""
    page_size: str = ""
    saved_by: str = Field(foreign_key="user_account.id")
    saved_at: datetime
