"""All evidence of what an OPD sent, as one ZIP made while it is being sent.

Each file is packed once, in the folder of the first indicator that cites it. The manifest, last in
the archive, has a line for every citation and names what was left out and why.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from app.clock import in_wib
from app.errors import NotFound, Unavailable
from app.files import archive_names
from app.files.models import ScanState
from app.files.queries import states
from app.files.storage import Storage
from app.submissions import queries
from app.submissions.models import Submission
from app.texts import harmless_cell

MANIFEST: Final = "daftar-bukti.csv"
HEADING: Final = ("kode", "judul", "berkas", "kutipan", "sha256", "keterangan")
LEFT_OUT: Final = {
    ScanState.WAITING.value: "tidak disertakan: masih menunggu pemindaian virus",
    ScanState.INFECTED.value: "tidak disertakan: terinfeksi virus",
}
DAMAGED: Final = "tidak disertakan: isinya tidak lagi sama dengan saat diunggah; hubungi admin"
PACKING: Final = 1
"""Lightest compression: PDF and JPG are packed already."""


@dataclass(slots=True)
class Line:
    """One citation of one item."""

    code: str
    title: str
    file: str
    citation: str
    sha256: str
    remark: str = ""

    def cells(self) -> list[str]:
        """Give the manifest's cells, safe for spreadsheets."""
        found = (self.code, self.title, self.file, self.citation, self.sha256, self.remark)
        return [harmless_cell(cell) for cell in found]


@dataclass(frozen=True, slots=True)
class Archive:
    """What goes into the ZIP: its name, date, and the manifest's lines."""

    name: str
    at: datetime
    lines: list[Line]

    def pieces(self, storage: Storage) -> Iterator[bytes]:
        """Give the ZIP piece by piece; each file is checked against its hash before it is sent."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKING) as made:
            for path, sha256 in self._files().items():
                yield from self._pack(made, sink, storage, (path, sha256))
            made.writestr(self._entry(MANIFEST), _manifest(self.lines))
            yield sink.taken()
        yield sink.taken()

    def _files(self) -> dict[str, str]:
        return {line.file: line.sha256 for line in self.lines if line.sha256 and not line.remark}

    def _pack(
        self, made: zipfile.ZipFile, sink: "_Sink", storage: Storage, file: tuple[str, str]
    ) -> Iterator[bytes]:
        path, sha256 = file
        try:
            content = storage.stream(sha256)
        except (NotFound, Unavailable):
            self._leave_out(sha256)
            return
        with made.open(self._entry(path), "w") as entry:
            for piece in content:
                entry.write(piece)
                yield sink.taken()

    def _leave_out(self, sha256: str) -> None:
        for line in self.lines:
            if line.sha256 == sha256:
                line.file, line.remark = "", DAMAGED

    def _entry(self, path: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(path, in_wib(self.at).timetuple()[:6])
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        return entry


class _Sink(io.RawIOBase):
    """Where zipfile writes to; what it wrote is taken away at once."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._parts.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def plan(session: Session, submission: Submission) -> Archive:
    """Decide what goes in under which name; NotFound before the first sending."""
    snapshot = queries.newest_snapshot(session, submission.id)
    if snapshot is None:
        raise NotFound
    agency, period = queries.agency_of(session, submission), queries.period_of(session, submission)
    name = archive_names.safe(f"bukti-{period.year}-{agency.code}-{agency.short_name}.zip")
    return Archive(name, snapshot.taken_at, _lines(session, snapshot.content["answers"]))


def _lines(session: Session, answers: list[dict[str, Any]]) -> list[Line]:
    cited = [(answer["code"], item) for answer in answers for item in answer["evidence"]]
    scans = states(session, {item["sha256"] for _, item in cited if item["sha256"]})
    paths: dict[str, str] = {}
    taken: dict[str, set[str]] = {}
    lines = []
    for code, item in cited:
        remark = LEFT_OUT.get(scans.get(item["sha256"], ""), "")
        line = Line(code, item["title"], item["url"], item["citation"], item["sha256"], remark)
        if line.sha256 and not remark:
            if line.sha256 not in paths:
                paths[line.sha256] = _path(code, item["file_name"], taken)
            line.file = paths[line.sha256]
        lines.append(line)
    return lines


def _path(code: str, name: str, taken: dict[str, set[str]]) -> str:
    folder = archive_names.safe(code)
    return f"{folder}/{archive_names.unique(name, taken.setdefault(folder, set()))}"


def _manifest(lines: list[Line]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADING)
    writer.writerows(line.cells() for line in lines)
    return ("\ufeff" + out.getvalue()).encode()
