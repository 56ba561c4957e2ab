"""Was a link opened lately, and can others open it? Nothing is fetched: the server opens no link.

A server that opens what people type can be sent into its own network (SSRF), so a person looks.
"""

import ipaddress
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

LASTS: Final = timedelta(days=30)
INSIDE: Final = (".local", ".lan", ".internal", ".intranet", ".home", ".localdomain")
SHARED: Final = ("drive.google.com", "docs.google.com", "1drv.ms", "onedrive.live.com")
INTRANET: Final = (
    "Alamat ini tampaknya hanya terbuka dari jaringan kantor, jadi penilai tidak dapat membukanya. "
    "Unggah berkasnya."
)
SHARING: Final = "Pastikan siapa pun yang memegang tautan ini dapat membukanya, tanpa minta izin."
PLAIN: Final = "Alamat http tidak terenkripsi. Pakai https bila situsnya menyediakan."


def standing(checked_at: datetime | None, now: datetime) -> str:
    """Give "unchecked", "fresh", or "old" when the last look is more than 30 days ago."""
    if checked_at is None:
        return "unchecked"
    return "fresh" if now - checked_at <= LASTS else "old"


def hint(url: str) -> str:
    """Say what may keep others from opening this address; empty when nothing is known."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if _is_inside(host):
        return INTRANET
    if host in SHARED:
        return SHARING
    return PLAIN if parts.scheme == "http" else ""


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(INSIDE)
