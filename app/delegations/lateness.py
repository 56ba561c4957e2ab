"""When is a delegated indicator late? Pure."""

from datetime import date


def is_late(due_on: date | None, today: date, *, is_waiting: bool) -> bool:
    """Tell whether the last day (in WIB) is over and there is still something to do."""
    return is_waiting and due_on is not None and due_on < today
