"""The life of an exercise on one screen. Pure."""

from enum import StrEnum

from app.errors import Conflict


class State(StrEnum):
    """Where an exercise stands."""

    PREPARED = "PREPARED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


STATE_NAMES = {
    State.PREPARED: "Disiapkan",
    State.OPEN: "Dibuka",
    State.CLOSED: "Ditutup",
}
NEXT = {State.PREPARED: State.OPEN, State.OPEN: State.CLOSED}


def ensure(state: str, wanted: State) -> None:
    """Raise Conflict unless the exercise stands at `wanted`."""
    if state != wanted:
        here, there = STATE_NAMES[State(state)], STATE_NAMES[wanted]
        raise Conflict(
            f"Latihan ini sekarang '{here}'; langkah ini hanya ada selama '{there}'. "
            "Muat ulang halaman."
        )
