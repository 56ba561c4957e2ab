"""Says at which page a citation points."""

import re

PAGE = re.compile(r"\b(?:halaman|hal\.?|hlm\.?)\s*(\d{1,4})", re.IGNORECASE)


def page_of(citation: str) -> int:
    """Read the page out of a citation ("Pasal 5, hlm. 7-9" -> 7); 0 when it names none."""
    found = PAGE.search(citation)
    return int(found[1]) if found else 0
