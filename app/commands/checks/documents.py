"""Looks at documents and the work that makes them."""

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import AppError
from app.files.storage import Storage
from app.jobs.models import OPEN, Job, JobState
from app.journal.models import LINES
from app.reports.actions import RENDER
from app.reports.models import Report
from app.results.models import Result

ATTACHED = re.compile(rb"/Type /EmbeddedFile.*?stream\r?\n", re.DOTALL)
HEAD_MAX = 2000


def made(session: Session) -> Iterator[str]:
    """A made document has its file, as the trail says; what it shows stands on a result."""
    hashes = {
        (one, revision): digest
        for one, revision, digest in session.execute(
            sa.select(col(Result.submission_id), col(Result.revision), col(Result.sha256))
        )
    }
    told = _told(session)
    for row in session.exec(select(Report).order_by(col(Report.number), col(Report.id))):
        is_known = not row.submission_id or (
            hashes.get((row.submission_id, row.revision)) == row.result_sha256
        )
        if not is_known:
            yield f"dokumen {row.number} tidak berdiri di atas hasilnya"
        elif (row.state == "made") != (row.file_sha256 is not None):
            yield f"dokumen {row.number} jadi tanpa berkas"
        elif row.file_sha256 and told.get(row.id, row.file_sha256) != row.file_sha256:
            yield f"dokumen {row.number} bukan berkas yang dibuat"


def _told(session: Session) -> dict[str, str]:
    """Give the hash each document had when it was made."""
    query = sa.select(LINES.c.object_id, LINES.c.after).where(LINES.c.action == "report.make")
    return {one: after.removeprefix("sha256:") for one, after in session.execute(query)}


def attached(session: Session, storage: Storage) -> Iterator[str]:
    """The figures inside a PDF are those of the result it stands on.

    Documents of other makers (none today) have nothing attached and are passed over.
    """
    rows = session.execute(
        sa.select(
            col(Report.number), col(Report.file_sha256), col(Report.result_sha256),
            col(Result.index), col(Result.exact), col(Result.grade), col(Result.levels),
        )
        .join(
            Result,
            sa.and_(
                col(Result.submission_id) == col(Report.submission_id),
                col(Result.revision) == col(Report.revision),
            ),
        )
        .where(col(Report.file_sha256).is_not(None))
        .order_by(col(Report.number))
    )  # fmt: skip
    for row in rows:
        try:
            inside = _inside(storage.read(row.file_sha256))
        except AppError:
            continue  # the check of files names it
        if inside and not _is_same(inside, row):
            yield f"dokumen {row.number} memuat angka yang bukan hasilnya"


def _inside(content: bytes) -> dict[str, Any]:
    """Give the machine-readable result of one of our PDFs; nothing when there is none."""
    for head in ATTACHED.finditer(content):
        if head.end() - head.start() > HEAD_MAX:
            continue
        try:
            found = json.loads(zlib.decompressobj().decompress(content[head.end() :]))
        except (ValueError, zlib.error):
            continue
        return dict(found)
    return {}


def _is_same(inside: dict[str, Any], row: Any) -> bool:
    standing = inside["standing"]
    figures = (standing["index"], standing["exact"], standing["grade"])
    levels = {item["code"]: item["final"] for item in inside["indicators"]}
    digest = inside["document"]["authenticity"]["result_sha256"]
    return (figures, levels, digest) == (
        (row.index, row.exact, row.grade),
        row.levels,
        row.result_sha256,
    )


def jobs(session: Session) -> Iterator[str]:
    """A job ends once, its document exists once, and what is wanted is being made."""
    ended = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    query = select(Job).where(
        sa.or_(
            col(Job.state).not_in([*OPEN, *ended]),
            sa.and_(col(Job.state).in_(ended), col(Job.finished_at).is_(None)),
            sa.and_(col(Job.state).in_(OPEN), col(Job.finished_at).is_not(None)),
        )
    )
    for job in session.exec(query.order_by(col(Job.id))):
        yield f"pekerjaan {job.id} tidak berakhir tepat satu kali"
    doubled = select(Job.subject).where(col(Job.state).in_(OPEN)).group_by(Job.name, Job.subject)
    for subject in session.exec(doubled.having(sa.func.count() > 1)):
        yield f"pekerjaan untuk {subject} antre lebih dari satu kali"
    yield from _unmade(session)


def _unmade(session: Session) -> Iterator[str]:
    waiting = select(Job.subject).where(Job.name == RENDER, col(Job.state).in_(OPEN))
    tried = select(Job.subject).where(Job.name == RENDER, Job.state == JobState.DONE)
    query = select(Report).where(
        sa.or_(
            sa.and_(col(Report.state) == "wanted", col(Report.id).not_in(waiting)),
            sa.and_(col(Report.state) == "wanted", col(Report.id).in_(tried)),
        )
    )
    for report in session.exec(query.order_by(col(Report.number))):
        yield f"dokumen {report.number} diminta, tetapi tidak ada pekerjaannya"
