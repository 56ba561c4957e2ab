"""Counts what is costly before it is done: each in one statement of a transaction of its own."""

from contextlib import suppress
from datetime import datetime

from fastapi import Request
from sqlalchemy.exc import DBAPIError

from app.accounts.quotas import Use, take
from app.permissions import Actor
from app.web.identity import address_of


def count_check(request: Request, now: datetime) -> None:
    """Count a look at a document's code; also while nothing can be written, it is shown."""
    database = request.app.state.database
    with suppress(DBAPIError), database.transaction(is_patient=False) as own:
        take(own, Use.CHECK, address_of(request), now)


def count_of_account(request: Request, actor: Actor, use: Use, now: datetime) -> None:
    """Count a use before the request's own transaction holds the write lock."""
    with request.app.state.database.transaction() as own:
        take(own, use, actor.user_id, now)
