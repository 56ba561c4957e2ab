"""May an assessor say "same as the claim"? Only after opening every piece of evidence behind it.

Pure: titles by id of what the claim cites, and the ids that were opened. See decision 0027.
"""

from collections.abc import Collection, Mapping

NAMED_MAX = 3
"""So many titles are named; of the others only how many there are."""


def unopened(cited: Mapping[str, str], opened: Collection[str]) -> tuple[str, ...]:
    """Give the titles of the cited evidence that was not opened, in the order of citing."""
    return tuple(title for item, title in cited.items() if item not in opened)


def refusal(cited: Mapping[str, str], opened: Collection[str]) -> str:
    """Say why "same as the claim" is refused; empty when it is not."""
    left = unopened(cited, opened)
    if not left:
        return ""
    named = ", ".join(f"“{title}”" for title in left[:NAMED_MAX])
    rest = f" dan {len(left) - NAMED_MAX} lainnya" if len(left) > NAMED_MAX else ""
    return (
        f"Belum sama dengan klaim: {named}{rest} belum Anda buka. "
        "Buka dahulu, atau pilih tingkatnya sendiri."
    )


def assent(cited: Mapping[str, str]) -> str:
    """Say on what "same as the claim" rests."""
    if not cited:
        return "sama dengan klaim, tanpa bukti untuk dibuka"
    return "sama dengan klaim"
