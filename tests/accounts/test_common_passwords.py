"""What is easy to guess, and that the rule covers more than the ten thousand the law asks for."""

import pytest

from app.accounts.common_passwords import is_common, words
from app.accounts.passwords import MAX_LETTERS, MIN_LETTERS

ENDINGS = (
    "123", "1234", "12345", "123456", "12345678", "2024", "2025", "2026", "!", "123!", "@2026",
    "#1", "_01", " 1945", "001", "4ever", "789789",
)  # fmt: skip


@pytest.mark.parametrize(
    "password",
    [
        "Password1234", "kediri123456", "matang-kediri", "Rahasia!2026", "qwertyuiop12",
        "P4$$w0rd-2026", "1qaz2wsx3edc", "081234567890", "rahasiarahasia", "aaaaaaaaaaaaaa",
        "abcabcabcabc",
        "Budi Santoso 1990", "Diskominfo@2026", "!@#$%^&*()_+", "walikota kediri", "zxcvbnm,.123",
    ],
)  # fmt: skip
def test_it_is_easy_to_guess(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        "kuda sawah biru langit", "baru sekali ini", "correct horse battery", "x7Kp2mQ9vLw3",
        "éèà üöä ñçß 漢字", "!)(#*%&@^$~?", "enam ekor kucing biru", "jembatan ngasinan",
    ],
)  # fmt: skip
def test_it_is_not(password: str) -> None:
    assert not is_common(password)


def test_the_rule_refuses_more_than_ten_thousand_passwords_that_are_long_enough() -> None:
    made = {f"{word}{ending}" for word in words() for ending in ENDINGS}
    made |= {f"{word}{word}" for word in words()}
    long = {each for each in made if MIN_LETTERS <= len(each) <= MAX_LETTERS}
    pairs = {f"{one}{two}" for one in sorted(words())[::7] for two in sorted(words())[::7]}
    long |= {each for each in pairs if len(each) >= MIN_LETTERS}

    missed = [each for each in long if not is_common(each)]

    assert len(long) > 10_000
    assert missed == []


def test_the_words_of_the_project_are_among_them() -> None:
    project = {"matang", "kediri", "diskominfo", "bps", "satudata", "walidata", "penilai"}

    assert project - words() == set()
