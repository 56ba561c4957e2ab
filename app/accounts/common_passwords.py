"""Is a password easy to guess? Words of common_words.txt, numbers, signs, keyboard walks.

A password is easy when nothing of it remains after taking away at most two common words, and any
numbers, signs, walks over the keyboard and repeated letters: `Kediri2026!!!`, `P4ssw0rd-rahasia`,
`qwertyuiop12`, `081234567890`. The same for what is only repeated. Three words that have nothing
to do with each other are fine. Source: ASVS 6.2.4, 6.2.11 (reliability.md V6.2); the list there
has 3,000 entries, this rule refuses far more than 10,000 (tests/accounts).
"""

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("common_words.txt")
WORDS_FREE = 2
WALK_MIN = 4
UNIT_MIN = 8
LONGEST = 20
SIGNS_FREE = 6
SHIFTED = "!@#$%^&*()_+"
ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qweasdzxc", "azertyuiop",
    "qazwsxedcrfvtgbyhnujmikolp", "zaqxswcdevfrbgtnhymjukilop", "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)  # fmt: skip
WALKS = tuple(way for row in ROWS for way in (row, row[::-1]))
AS_LETTERS = (
    str.maketrans("0134578@$!", "oieastbasi"),
    str.maketrans("0134578@$!", "oleastbasl"),
)


@cache
def words() -> frozenset[str]:
    """Give the common words."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_common(password: str) -> bool:
    """Tell whether the password is easy to guess."""
    text = password.casefold()
    signs = [letter for letter in text if not (letter.isalnum() or letter.isspace())]
    if len(set(signs)) > SIGNS_FREE and "".join(signs) not in SHIFTED:
        return False
    core = "".join(letter for letter in text if letter.isalnum())
    unit = _unit(core)
    if unit != core and len(unit) < UNIT_MIN:
        return True
    return min(_words_needed(text), _words_needed(unit)) <= WORDS_FREE


def _unit(text: str) -> str:
    """Give what a text is a repetition of; the text itself when it is none."""
    period = (text + text).find(text, 1)
    return text[:period] if text and period < len(text) else text


def _words_needed(text: str) -> float:
    """Give the fewest common words that, with what is free, explain `text`; else infinity."""
    spellings = {text, *(text.translate(table) for table in AS_LETTERS)}
    needed: list[float] = [0.0] + [float("inf")] * len(text)
    for start in range(len(text)):
        if needed[start] == float("inf"):
            continue
        for end in range(start + 1, min(start + LONGEST, len(text)) + 1):
            price = _price(text[start:end], [spelling[start:end] for spelling in spellings])
            needed[end] = min(needed[end], needed[start] + price)
    return needed[-1]


def _price(piece: str, spellings: list[str]) -> float:
    """Numbers, signs, walks, repeated letters cost nothing, a common word one."""
    if not any(letter.isalpha() for letter in piece):
        return 0
    if len(piece) >= WALK_MIN and (len(set(piece)) == 1 or any(piece in way for way in WALKS)):
        return 0
    return 1 if words() & set(spellings) else float("inf")
