"""Eight clients that save and upload, each with a ledger of what was acknowledged to it.

The ledger is written, with fsync, after the answer has come. After a fault each thing must stand
as acknowledged, or as the one write of that client that was under way.
"""

import hashlib
import http.client
import json
import os
import struct
import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.campaigns.town import CODES, PATIENCE_SECONDS, Town, dice
from tests.factories import short_of

CLIENTS = 8
UPLOADS = 0.15
EXPECTED = frozenset({200, 201, 503, 507})
BOUNDARY = "matang-campaign"


class NotNow(ConnectionError):
    """Something could not be read back at this moment."""


@dataclass(frozen=True)
class Answer:
    """One version of one indicator, as the client knows it."""

    version: int
    text: str


@dataclass
class Told:
    """What clients saw: statuses (0: the line was cut), and how long each answer took."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wordless: int = 0
    odd: set[str] = field(default_factory=set)


class Saver(threading.Thread):
    """One client: saves its indicators in turn, uploads now and then, stops at the first cut."""

    def __init__(self, town: Town, number: int, ledger: Path, seed: int) -> None:
        super().__init__(name=f"saver-{number}", daemon=True)
        agency = CODES[number % len(CODES)]
        self.port, self.number = town.server.port, number
        self.submission = town.city.submissions[agency]
        self.token = town.city.tokens[f"operator.{short_of(agency)}"]
        self.codes = town.codes[number // len(CODES) :: CLIENTS // len(CODES) + 1]
        self.random = dice(seed * 1000 + number)
        self.ledger = ledger
        self.answers = dict.fromkeys(self.codes, Answer(0, ""))
        self.under_way: dict[str, Answer] = {}
        self.files: dict[str, str] = {}
        self.history: dict[str, set[Answer]] = {code: set() for code in self.codes}
        self.told = Told()
        self.pause = 0.0
        self.is_steady = False
        self.ending = threading.Event()

    def again(self) -> Self:
        """Give a client that knows what this one knows, for the next cycle."""
        fresh = self.__class__.__new__(self.__class__)
        fresh.__dict__.update(self.__dict__)
        threading.Thread.__init__(fresh, name=self.name, daemon=True)
        fresh.ending = threading.Event()
        return fresh

    def run(self) -> None:
        """Work until told to end; without `is_steady` also until the line is cut."""
        while not self.ending.is_set():
            try:
                self._work()
            except (OSError, http.client.HTTPException) as error:
                self.told.statuses[0] += not isinstance(error, NotNow)
                if not self.is_steady:
                    return
                time.sleep(0.1)

    def _work(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            while not self.ending.is_set():
                for code in tuple(self.under_way):
                    self._look(line, code)
                if self.random.random() < UPLOADS:
                    self._upload(line)
                else:
                    self._save(line, self.random.choice(self.codes))
                self.ending.wait(self.pause)
        finally:
            line.close()

    def ask(
        self,
        line: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes = b"",
        **headers: str,
    ) -> tuple[int, Any]:
        """Send one request; gives status and parsed body."""
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        began = time.monotonic()
        line.request(method, f"/api/v1{path}", body or None, sent)
        response = line.getresponse()
        content = response.read()
        if method != "GET":
            self.told.statuses[response.status] += 1
            self.told.seconds.append(time.monotonic() - began)
            if response.status not in EXPECTED:
                self.told.odd.add(f"{method} {response.status} {content[:300].decode()}")
            self.told.wordless += response.status >= 500 and not _has_sentence(response, content)
        is_json = "json" in (response.headers["Content-Type"] or "")
        return response.status, json.loads(content) if is_json and content else content

    def _save(self, line: http.client.HTTPConnection, code: str) -> None:
        before = self.answers[code]
        text = f"{self.number} {before.version + 1} {self.random.randbytes(60).hex()}"
        self.under_way[code] = Answer(before.version + 1, text)
        body = json.dumps({"level": self.random.randint(1, 4), "explanation": text}).encode()
        path = f"/submissions/{self.submission}/answers/{code}"
        match, kind = f'"{before.version}"', "application/json"
        status, _ = self.ask(line, "PUT", path, body, If_Match=match, Content_Type=kind)
        if status == 200:
            saved = self.under_way.pop(code)
            self._note("answer", code, saved.version, text)
            self.answers[code] = saved
            self.history[code].add(saved)

    def _look(self, line: http.client.HTTPConnection, code: str) -> None:
        """Read what became of a write that was not acknowledged."""
        found = self.read(line, code)
        if found == self.under_way[code]:
            self.answers[code] = found
        self.under_way.pop(code, None)

    def read(self, line: http.client.HTTPConnection, code: str) -> Answer:
        """Read one indicator back; ConnectionError while it cannot be read."""
        status, body = self.ask(line, "GET", f"/submissions/{self.submission}/answers/{code}")
        if status != 200:
            raise NotNow(f"{status} {body}")
        return Answer(body["version"], body["explanation"])

    def _upload(self, line: http.client.HTTPConnection) -> None:
        content = picture(self.random.randbytes(3000))
        path, kind = f"/submissions/{self.submission}/evidence", multipart_type()
        status, body = self.ask(line, "POST", path, multipart(content), Content_Type=kind)
        if status == 201:
            digest = hashlib.sha256(content).hexdigest()
            self._note("evidence", body["id"], 0, digest)
            self.files[body["id"]] = digest

    def _note(self, kind: str, key: str, version: int, what: str) -> None:
        with self.ledger.open("a", encoding="utf-8") as file:
            file.write(json.dumps([kind, self.submission, key, version, what]) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def lost(self) -> list[str]:
        """Compare the program's present answers with the ledger; learn what was under way."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        wrong = []
        for code, known in self.answers.items():
            found = self.read(line, code)
            if found not in {known, self.under_way.get(code, known)}:
                wrong.append(f"{code}: version {known.version} acknowledged, {found.version} there")
            self.answers[code] = found
        self.under_way.clear()
        for key, digest in self.files.items():
            status, content = self.ask(line, "GET", f"/evidence/{key}/content")
            if status != 200 or hashlib.sha256(content).hexdigest() != digest:
                wrong.append(f"evidence {key}: {status}")
        line.close()
        return wrong

    def lost_versions(self) -> list[str]:
        """Compare every version ever acknowledged with the history kept by the program."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        wrong = []
        for code, versions in self.history.items():
            path = f"/submissions/{self.submission}/answers/{code}/history"
            _, rows = self.ask(line, "GET", path)
            kept = {Answer(row["version"], row["explanation"]) for row in rows}
            wrong += [f"{code}: version {each.version} lost" for each in versions - kept]
        line.close()
        return wrong


class Crowd:
    """The eight of them."""

    def __init__(self, town: Town, folder: Path, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.savers = [
            Saver(town, number, folder / f"{number}.ledger", seed) for number in range(CLIENTS)
        ]

    def begin(self, *, steady: bool = False, pause: float = 0.0) -> None:
        """Set all to work; `steady`: a cut line is dialled again. `pause`: seconds in between."""
        self.savers = [saver.again() for saver in self.savers]
        for saver in self.savers:
            saver.is_steady, saver.pause = steady, pause
            saver.start()

    def end(self) -> None:
        """Stop all and wait for them."""
        for saver in self.savers:
            saver.ending.set()
        for saver in self.savers:
            saver.join(timeout=PATIENCE_SECONDS)

    def lost(self) -> list[str]:
        """Give everything acknowledged that is not there."""
        return [fault for saver in self.savers for fault in saver.lost()]

    def lost_versions(self) -> list[str]:
        """Give every acknowledged version that is not in the history."""
        return [fault for saver in self.savers for fault in saver.lost_versions()]

    def acknowledged(self) -> int:
        """Count the 2xx so far."""
        return sum(self.statuses()[status] for status in (200, 201))

    def statuses(self) -> Counter[int]:
        """Count every status so far; 0 is a cut line."""
        return sum((saver.told.statuses for saver in self.savers), Counter())

    def odd(self) -> list[str]:
        """Give every answer that is neither a success nor "try again"."""
        return sorted({each for saver in self.savers for each in saver.told.odd})

    def wordless(self) -> int:
        """Count 5xx answers without an Indonesian sentence that says what to do."""
        return sum(saver.told.wordless for saver in self.savers)

    def seconds(self) -> list[float]:
        """Give how long each write took, all in one list."""
        return sorted(second for saver in self.savers for second in saver.told.seconds)


def _has_sentence(response: http.client.HTTPResponse, content: bytes) -> bool:
    if response.status not in {503, 507} or not response.headers["Retry-After"]:
        return False
    detail = json.loads(content)["detail"] if content.startswith(b"{") else ""
    return detail.endswith(".") and any(word in detail for word in ("Coba", "coba"))


def multipart_type() -> str:
    """Give the content type of `multipart`."""
    return f"multipart/form-data; boundary={BOUNDARY}"


def multipart(content: bytes) -> bytes:
    """Wrap one picture as a form with a file."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bukti.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def picture(grain: bytes) -> bytes:
    """Make a grey PNG whose points are `grain`, one row of 100 after another."""
    rows = [grain[start : start + 100] for start in range(0, len(grain) - len(grain) % 100, 100)]
    points = zlib.compress(b"".join(b"\0" + row for row in rows))
    head = struct.pack(">IIBBBBB", 100, len(rows), 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", points), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
