"""Anchors: what is known outside of the trail's lines, on paper or in an exported file."""

import hmac
import json
import re
from collections.abc import Iterable, Mapping

from app.errors import InvalidInput

PRINTED = re.compile(r"(\d{1,15}):([0-9a-f]{16,64})")
KEY_MIN_BYTES = 32


def printed(text: str) -> dict[int, str]:
    """Read "seq:hash" as it stands on a receipt, also shortened and broken over lines.

    InvalidInput for anything else.
    """
    found = PRINTED.fullmatch("".join(text.split()).rstrip("….").lower())
    if found is None:
        raise InvalidInput(
            "Jangkar tidak terbaca. Salin lengkap seperti tercetak: nomor baris, titik dua, lalu"
            " sidik paling sedikit 16 huruf, misalnya 123:4f0c…"
        )
    return {int(found[1]): found[2]}


def exported(lines: Iterable[str], name: str) -> dict[int, str]:
    """Read the lines of an export; InvalidInput when it is none."""
    try:
        known = {int(line["seq"]): str(line["hash"]) for line in map(json.loads, lines)}
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{name} bukan ekspor jejak audit.") from error
    if not known:
        raise InvalidInput(f"{name} tidak memuat satu baris pun.")
    return known


def loss(seq: int, anchors: Mapping[int, str]) -> str | None:
    """Say that a trail ending at `seq` lacks lines that anchors know; None when it does not."""
    newest = max(anchors, default=0)
    if newest <= seq:
        return None
    return (
        f"Jejak audit berakhir pada baris {seq}, sedangkan jangkar mengenal baris {newest}: "
        f"{newest - seq} baris hilang. Basis data ini lebih lama dari jangkarnya."
    )


def signature(content: Iterable[bytes], key: bytes) -> str:
    """Give HMAC-SHA-256 over the bytes of an export; InvalidInput for a short key."""
    if len(key) < KEY_MIN_BYTES:
        raise InvalidInput(
            f"Kunci terlalu pendek: paling sedikit {KEY_MIN_BYTES} bita acak. "
            "Buat dengan: head -c 32 /dev/urandom | base64 > KUNCI, dan simpan di komputer lain."
        )
    made = hmac.new(key, digestmod="sha256")
    for chunk in content:
        made.update(chunk)
    return made.hexdigest()


def is_signed(content: Iterable[bytes], key: bytes, claimed: str) -> bool:
    """Tell whether `claimed` is the signature of these bytes."""
    return hmac.compare_digest(signature(content, key), claimed)
