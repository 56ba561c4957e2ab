"""A scanner on 127.0.0.1 that speaks clamd's INSTREAM, and misbehaves when told to."""

import socketserver
import struct
import threading
from types import TracebackType
from typing import Self

SIGNATURE = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class _Line(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        if self.server.mood == "hangs up":
            self.rfile.read(10)
            return
        command, content = self.rfile.read(10), b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append((command, content))
        if self.server.mood == "is slow":
            self.server.released.wait(10)
            return
        self.wfile.write(self.server.answer(content))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mood = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.seen: list[tuple[bytes, bytes]] = []
        self.released = threading.Event()

    def answer(self, content: bytes) -> bytes:
        if self.mood == "complains":
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Test FOUND\0" if SIGNATURE in content else b"stream: OK\0"

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken lines are what the tests are about."""


class Clamd:
    """The fake scanner: `address` for the setting, `mood` for how it behaves, `seen` bytes."""

    def __enter__(self) -> Self:
        self._server = _Server()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._server.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"tcp:127.0.0.1:{self._server.server_address[1]}"

    @property
    def seen(self) -> list[tuple[bytes, bytes]]:
        return self._server.seen

    def turn(self, mood: str) -> None:
        """Behave otherwise from now on: "", "hangs up", "is slow", "complains"."""
        self._server.mood = mood
