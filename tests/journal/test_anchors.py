"""Anchors as they stand on paper and in files, and the signature of an export."""

import hashlib
import hmac

import pytest

from app.errors import InvalidInput
from app.journal import anchors

HASH = "4f0c" * 16


@pytest.mark.parametrize(
    "text",
    [f"123:{HASH}", f" 123:{HASH[:40]}\n {HASH[40:]} ", f"123:{HASH.upper()}"],
)
def test_an_anchor_is_read_as_it_is_printed(text: str) -> None:
    assert anchors.printed(text) == {123: HASH}


def test_a_shortened_anchor_is_read_too() -> None:
    assert anchors.printed(f"7:{HASH[:16]}…") == {7: HASH[:16]}


@pytest.mark.parametrize("text", ["", "123", f":{HASH}", "123:4f0c", f"x:{HASH}", f"1:{HASH}0"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="misalnya 123:4f0c"):
        anchors.printed(text)


def test_a_trail_that_ends_before_the_anchor_has_lost_lines() -> None:
    assert anchors.loss(80, {123: HASH, 90: HASH}) == (
        "Jejak audit berakhir pada baris 80, sedangkan jangkar mengenal baris 123: "
        "43 baris hilang. Basis data ini lebih lama dari jangkarnya."
    )


@pytest.mark.parametrize("known", [{}, {80: HASH}, {79: HASH}])
def test_a_trail_as_long_as_its_anchor_has_lost_none(known: dict[int, str]) -> None:
    assert anchors.loss(80, known) is None


def test_an_export_is_signed_with_hmac_sha256() -> None:
    key, content = b"k" * 32, [b"satu\n", b"dua\n"]
    wanted = hmac.new(key, b"satu\ndua\n", hashlib.sha256).hexdigest()

    assert anchors.signature(content, key) == wanted
    assert anchors.is_signed(content, key, wanted)
    assert not anchors.is_signed(content, b"x" * 32, wanted)
    assert not anchors.is_signed([b"satu\n"], key, wanted)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(InvalidInput, match="paling sedikit 32 bita"):
        anchors.signature([b""], b"k" * 31)
