"""What in a text looks like personal data? Counts by kind; the numbers themselves are not kept.

A NIK is 16 digits: 6 of the region, the day (plus 40 for women), month and year of birth, 4 of the
series. A NIP may be shown: its 18 digits, or groups of 8, 6, 1 and 3, fit nothing here.
Sources: Permendagri 73/2022 (NIK), PMK 112/2022 (NPWP), UU 27/2022 (what is personal).
"""

import re
from collections.abc import Mapping
from typing import Final

NAMES: Final = {"nik": "NIK", "npwp": "NPWP", "account": "nomor rekening"}
DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WOMEN: Final = 40
COUNT_MAX: Final = 999
TAKEN: Final = "\x00"
"""Stands for a number that was counted, so that nothing reads it twice."""

NIK: Final = re.compile(r"(?<![0-9])(?:[0-9]{16}|[0-9]{4}(?:[ .-][0-9]{4}){3})(?![0-9])")
NPWP: Final = re.compile(
    r"(?<![0-9])[0-9]?[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9][-.][0-9]{3}\.[0-9]{3}(?![0-9])"
    r"|(?<=npwp)[^0-9\n]{0,12}[0-9]{15,16}(?![0-9])",
    re.IGNORECASE,
)
NUMBER: Final = r"(?<![0-9.,/-])(?:[0-9]{9,16}|[0-9]{3,4}(?:-[0-9]{1,8}){1,4})(?![0-9/]|[.,-][0-9])"
ACCOUNT: Final = re.compile(
    r"(?:(?<!kode )\brekening|\bnorek|\bno\.?\s?rek\b)[^0-9]{0,40}"
    + NUMBER
    + r"|"
    + NUMBER
    + r"[^0-9]{0,20}(?:(?<!kode )\brekening|\ba\.\s?n\.|\batas nama\b)",
    re.IGNORECASE,
)
ACCOUNT_MIN: Final = 9
"""Digits; a shorter one is a date or a telephone number."""


def found(text: str) -> dict[str, int]:
    """Count by kind (nik, npwp, account) what looks like personal data; kinds not seen are absent.

    text: any; the numbers in it are in no way part of the answer.
    """
    counts = dict.fromkeys(NAMES, 0)

    def taken(kind: str, match: re.Match[str]) -> str:
        if not _is(kind, match):
            return match[0]
        counts[kind] += 1
        return TAKEN

    for kind, pattern in (("npwp", NPWP), ("nik", NIK), ("account", ACCOUNT)):
        text = pattern.sub(lambda match, kind=kind: taken(kind, match), text)  # type: ignore[misc]  # mypy does not read the default
    return {kind: min(count, COUNT_MAX) for kind, count in counts.items() if count}


def _is(kind: str, match: re.Match[str]) -> bool:
    digits = "".join(letter for letter in match[0] if "0" <= letter <= "9")
    if kind == "nik":
        return _is_nik(digits)
    return kind == "npwp" or len(digits) >= ACCOUNT_MIN


def _is_nik(digits: str) -> bool:
    """Tell whether region and day of birth can be."""
    province, day, month = int(digits[:2]), int(digits[6:8]), int(digits[8:10])
    day -= WOMEN if day > WOMEN else 0
    return province > 10 and 1 <= month <= 12 and 1 <= day <= DAYS[month - 1]


def together(*counts: Mapping[str, int]) -> dict[str, int]:
    """Give the sum of counts."""
    sums = {kind: sum(each.get(kind, 0) for each in counts) for kind in NAMES}
    return {kind: min(count, COUNT_MAX) for kind, count in sums.items() if count}


def said(counts: Mapping[str, int]) -> str:
    """Name the kinds with their counts: "NIK (3) dan NPWP (1)"; empty for none."""
    words = [f"{NAMES[kind]} ({count})" for kind, count in counts.items() if kind in NAMES]
    return " dan ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
