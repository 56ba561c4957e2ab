"""Who is called by @username: whole names, nobody by a part of one or by an address."""

import pytest

from app.comments.mentions import mentioned

NAMES = ("ani", "ani.dinkes", "budi", "budi@kota.go.id")


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@ani tolong", {"ani"}),
        ("Tolong, @ani.", {"ani"}),
        ("(@ani.dinkes)", {"ani.dinkes"}),
        ("@ANI dan @budi", {"ani", "budi"}),
        ("kirim ke ani@budi.go.id", set()),
        ("@budi@kota.go.id?", {"budi@kota.go.id"}),
        ("@anita", set()),
        ("x@ani", set()),
        ("@ani-, @ani_", {"ani"}),
        ("ani", set()),
        ("@", set()),
    ],
)
def test_a_name_is_called_when_it_stands_whole_behind_an_at_sign(
    text: str, called: set[str]
) -> None:
    assert mentioned(text, NAMES) == called
