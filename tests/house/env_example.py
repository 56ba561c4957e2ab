"""Writes `.env.example` from the settings class, so that nothing is said twice."""

from typing import Literal, get_origin

from pydantic.fields import FieldInfo

from app.settings import Settings

HEAD = """\
# Settings of Matang. Copy to .env and change what differs; what stands here are the defaults.
# Real environment variables win over .env; --data and --db win over both.
# Made from app/settings.py; tests/house/test_settings.py compares.
"""

# Read outside of the settings class, and never from .env: only real environment variables count.
OUTSIDE = """
# The next ones are read before .env is, so they only count as real environment variables.

# 1 = never call apt-get; without Pango no PDF is made
# MATANG_NO_APT=1

# 1 = the packages are already there (containers): set nothing up
# MATANG_SKIP_SETUP=1

# server for the tests: a database with a random name is made and dropped there
# MATANG_TEST_POSTGRES_URL=postgresql://postgres@127.0.0.1:5432/postgres
"""


def written() -> str:
    """The whole file."""
    lines = [line(name, field) for name, field in Settings.model_fields.items()]
    return HEAD + "".join(lines) + OUTSIDE


def line(name: str, field: FieldInfo) -> str:
    """One setting with its description above it."""
    default = "" if field.default is None else field.default
    value = str(default).lower() if isinstance(default, bool) else str(default)
    shown = f'"{value}"' if " " in value else value
    choices = " | ".join(getattr(field.annotation, "__args__", ())) if is_choice(field) else ""
    words = f"{field.description}: {choices}" if choices else field.description
    return f"\n# {words}\n{variable(name)}={shown}\n"


def is_choice(field: FieldInfo) -> bool:
    """Tell whether only certain words are allowed."""
    return get_origin(field.annotation) is Literal


def variable(name: str) -> str:
    return f"MATANG_{name.upper()}"
