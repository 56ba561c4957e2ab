"""One session per request, one commit before the response leaves."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.db import Database
from app.files.storage import Storage
from app.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def unit_of_work(request: Request) -> Iterator[Session]:
    """Give the request's session. Reads are rolled back, so a GET cannot write."""
    database: Database = request.app.state.database
    is_safe = request.method in SAFE_METHODS
    with database.session(write=not is_safe) as session:
        request.state.session = session
        try:
            yield session
        finally:
            request.state.session = None
        if is_safe:
            session.rollback()
        else:
            session.commit()


def present(
    request: Request, _session: Annotated[Session, Depends(unit_of_work, scope="function")]
) -> datetime:
    """Read the server's clock once, inside the transaction."""
    now: datetime = request.app.state.clock()
    return now


def storage_of(request: Request) -> Storage:
    """Give the evidence folder."""
    storage: Storage = request.app.state.storage
    return storage


def settings_of(request: Request) -> Settings:
    """Give the program's settings."""
    settings: Settings = request.app.state.settings
    return settings


# scope="function": commit happens before the response is sent; the default commits after it.
Db = Annotated[Session, Depends(unit_of_work, scope="function")]
Now = Annotated[datetime, Depends(present, scope="function")]
Files = Annotated[Storage, Depends(storage_of)]
AppSettings = Annotated[Settings, Depends(settings_of)]
