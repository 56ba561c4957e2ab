"""Asks a clamd whether bytes hold a virus (its INSTREAM command)."""

import socket
import struct
from collections.abc import Iterable
from contextlib import closing
from typing import Final

from app.errors import Unavailable

SECONDS: Final = 20
ANSWER_MAX: Final = 4096


class ScannerAway(Unavailable):
    """No verdict: the scanner is down, slow, or broke off."""


class Scanner:
    """A clamd at `unix:/path/to/socket` or `tcp:host:port`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def virus_in(self, pieces: Iterable[bytes]) -> str:
        """Give the name of the virus, "" for none; ScannerAway without a verdict."""
        try:
            with closing(self._connect()) as line:
                line.sendall(b"zINSTREAM\0")
                for piece in pieces:
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
                answer = _read(line)
        except OSError as error:
            raise ScannerAway("Pemindai virus tidak terjangkau.") from error
        verdict = answer.removeprefix("stream: ")
        if verdict.endswith(" FOUND"):
            return verdict.removesuffix(" FOUND")
        if verdict != "OK":
            raise ScannerAway(f"Pemindai virus tidak memberi jawaban yang dikenal: {answer[:100]}")
        return ""

    def _connect(self) -> socket.socket:
        kind, _, place = self.address.partition(":")
        if kind == "unix":
            return _unix(place)
        host, _, port = place.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _unix(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(SECONDS)
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _read(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < ANSWER_MAX:
        piece = line.recv(ANSWER_MAX)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
