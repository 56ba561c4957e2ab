"""The life of an exercise."""

import pytest

from app.errors import Conflict
from app.exercises.states import NEXT, STATE_NAMES, State, ensure


def test_it_is_prepared_opened_and_closed_and_ends_there() -> None:
    assert NEXT == {State.PREPARED: State.OPEN, State.OPEN: State.CLOSED}
    assert set(STATE_NAMES) == set(State)


@pytest.mark.parametrize("here", State)
@pytest.mark.parametrize("wanted", State)
def test_a_step_is_taken_where_it_belongs_only(here: State, wanted: State) -> None:
    if here is wanted:
        ensure(here, wanted)
    else:
        with pytest.raises(Conflict, match="Latihan ini sekarang"):
            ensure(here, wanted)
