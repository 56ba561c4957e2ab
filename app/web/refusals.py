"""The line that a refused request leaves: who asked for what, and with which status it ended.

Only what named an action is written down. What nobody could read (broken JSON, an unknown address,
too many bytes) and what the database could not serve stay in the program's log.
"""

import threading
import time

import structlog
from fastapi import Request
from sqlmodel import Session

from app.journal.record import Entry, record
from app.texts import has_control

log = structlog.get_logger()


class Allowance:
    """Bounds the lines that people who are not signed in can cause: a burst, then a trickle."""

    def __init__(self, burst: int = 1000, per_second: float = 1.0) -> None:
        """Begin with the whole burst."""
        self._most, self._per_second = float(burst), per_second
        self._left, self._at = float(burst), time.monotonic()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Tell whether one more line may be written."""
        with self._lock:
            now = time.monotonic()
            self._left = min(self._most, self._left + (now - self._at) * self._per_second)
            self._at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True


def note_refusal(request: Request, status: int, session: Session | None = None) -> None:
    """Journal a refusal in the request's own session, or, when it is over, in one of its own."""
    entry = _entry(request, status)
    if entry is None:
        return
    state, now = request.app.state, request.app.state.clock()
    actor = getattr(request.state, "actor", None)
    if actor is None and not state.anonymous_lines.take():
        log.warning("refused", action=entry.action, status=status)
    elif session is not None:
        record(session, actor, entry, now)
    else:
        with state.database.transaction() as own:
            record(own, actor, entry, now)


def _entry(request: Request, status: int) -> Entry | None:
    asked = getattr(request.state, "asked", None)
    if asked is None:
        return None
    permission, object_id = asked
    about = "" if has_control(object_id) else object_id[:64]
    return Entry(permission, "submission", about, outcome="refused", after=str(status))
