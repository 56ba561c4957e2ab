"""A mail server of the tests' own: takes letters over a real socket, or refuses them."""

import socket
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BufferedRWPair
from typing import Self


@dataclass
class PostOffice:
    """Listens on a free port of 127.0.0.1. `refusal`: what it answers to the receiver, if set."""

    refusal: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Open."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(timeout=5)

    @property
    def url(self) -> str:
        """Give the address for MATANG_SMTP_URL."""
        return f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            with visitor, visitor.makefile("rwb") as lines:
                self._talk(lines)

    def _talk(self, lines: BufferedRWPair) -> None:
        say(lines, "220 pos")
        while line := lines.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                self.receivers.append(line.decode().split(":", 1)[1].strip())
                say(lines, self.refusal or "250 ok")
            elif verb == b"DATA":
                say(lines, "354 go on")
                self._keep(lines)
                say(lines, "250 ok")
            elif verb == b"QUIT":
                say(lines, "221 bye")
                return
            else:
                say(lines, "250 ok")

    def _keep(self, lines: BufferedRWPair) -> None:
        content = b""
        while (line := lines.readline()) != b".\r\n":
            content += line.removeprefix(b".")
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)


def say(lines: BufferedRWPair, text: str) -> None:
    """Answer one line."""
    lines.write(f"{text}\r\n".encode())
    lines.flush()
