"""Password managers and pasting: every field says what it holds, and nothing stands in the way."""

import re

from app.templating import TEMPLATES
from tests.house.source import APP, templates

FIELD = re.compile(r'^.*type="password".*$', re.MULTILINE)
TOLD = re.compile(r'autocomplete="(?:current|new)-password"')


def fields() -> list[str]:
    return [
        line
        for name in templates()
        for line in FIELD.findall((TEMPLATES / name).read_text(encoding="utf-8"))
    ]


def test_every_password_field_tells_the_password_manager_what_it_is() -> None:
    assert len(fields()) >= 8
    assert [line for line in fields() if not TOLD.search(line)] == []


def test_no_field_takes_less_than_128_letters() -> None:
    limits = [
        int(each) for line in fields() for each in re.findall(r'maxlength"?[:=] ?"(\d+)"', line)
    ]

    assert limits
    assert min(limits) >= 128


def test_pasting_is_never_watched() -> None:
    script = (APP / "static" / "app.js").read_text(encoding="utf-8")

    assert "paste" not in script
