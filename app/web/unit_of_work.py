"""One session per request, one commit before the response leaves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends, Request
from sqlmodel import Session

from app.db import Database
from app.errors import Unavailable
from app.files.storage import Storage
from app.settings import Settings
from app.submissions.actions import ensure_still_open

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WRITERS_MAX = 16
"""Changes at work at once; the rest of the server's 40 threads stay free for reading."""
GATE_SECONDS = 10
BUSY = "Terlalu banyak perubahan sedang menunggu disimpan. Coba lagi sebentar."


async def turn_to_write(request: Request) -> AsyncIterator[None]:
    """Let a change wait for one of few places, without a thread: pages are served meanwhile."""
    if request.method in SAFE_METHODS:
        yield
        return
    async with place_to_write():
        yield


@asynccontextmanager
async def place_to_write() -> AsyncIterator[None]:
    """Hold one of the places; Unavailable when none becomes free in time."""
    gate = _gate_of_this_loop()
    try:
        async with asyncio.timeout(GATE_SECONDS):
            await gate.acquire()
    except TimeoutError as error:
        raise Unavailable(BUSY) from error
    try:
        yield
    finally:
        gate.release()


_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def _gate_of_this_loop() -> asyncio.Semaphore:
    return _gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(WRITERS_MAX))


def unit_of_work(
    request: Request, _turn: Annotated[None, Depends(turn_to_write, scope="function")]
) -> Iterator[Session]:
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
            ensure_still_open(session, request.app.state.clock())
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
