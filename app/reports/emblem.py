"""A neutral crest for the letterhead until the city puts its own emblem there.

Drawn, not copied: the emblem of a city is protected and is set by its owner.
"""

from typing import Final

from markupsafe import Markup

EMBLEM: Final = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 84 100" role="img">'
    "<title>Lambang (pengganti)</title>"
    '<path d="M42 2 L80 12 V50 C80 74 62 90 42 98 C22 90 4 74 4 50 V12 Z" fill="none"'
    ' stroke="#16202a" stroke-width="2.4"/>'
    '<path d="M42 8 L74 16.500 V50 C74 70 59 84 42 91.500 C25 84 10 70 10 50 V16.500 Z"'
    ' fill="#0b5e55"/>'
    '<g fill="none" stroke="#ffffff" stroke-width="3" stroke-linejoin="round"'
    ' stroke-linecap="round">'
    '<path d="M22 62 V44 M32 62 V36 M42 62 V27 M52 62 V36 M62 62 V44"/>'
    '<path d="M18 68 H66 M24 75 H60"/></g></svg>'
)
