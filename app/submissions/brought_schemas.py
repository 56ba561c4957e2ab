"""Shape of what the OPD brings when it is asked for evidence."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class BroughtView(BaseModel):
    """A file the OPD brought for a wish."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    file_name: str
    media_type: str
    size_bytes: int
    scan_state: str
    at: datetime
