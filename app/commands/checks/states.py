"""Looks at what was filled in and sent: states, versions, snapshots."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.assessments.models import Judgement, JudgementRevision
from app.errors import AppError
from app.files.queries import hashes
from app.submissions.models import Answer, AnswerRevision, Move, Snapshot, Submission
from app.submissions.snapshot_actions import content_hash
from app.submissions.states import replay

BATCH = 50
Revisions = dict[tuple[str, str, int], tuple[int | None, str]]


def histories(session: Session) -> Iterator[str]:
    """Every state follows from its steps, numbered 1, 2, 3, each beginning where one ended."""
    steps: dict[str, list[Move]] = {}
    for move in session.exec(select(Move).order_by(col(Move.submission_id), col(Move.number))):
        steps.setdefault(move.submission_id, []).append(move)
    for submission_id, state in session.exec(select(Submission.id, Submission.state)):
        moves = steps.get(submission_id, [])
        if _end(moves) != state or not _is_unbroken(moves):
            yield f"isian {submission_id}: riwayat tidak sampai ke {state}"


def _end(moves: Iterable[Move]) -> str:
    try:
        return str(replay(move.transition for move in moves) or "")
    except (AppError, KeyError, ValueError):
        return ""


def _is_unbroken(moves: Sequence[Move]) -> bool:
    is_numbered = [move.number for move in moves] == list(range(1, len(moves) + 1))
    return is_numbered and all(one.to_state == two.from_state for one, two in pairwise(moves))


def answer_versions(session: Session) -> Iterator[str]:
    """Versions grow by one, and the newest is what the history put down last."""
    yield from _versions(session, (Answer, AnswerRevision, "answer_id"), ("level", "explanation"))


def judgement_versions(session: Session) -> Iterator[str]:
    """The same for what institutions scored."""
    columns = ("level", "note", "reason", "by")
    yield from _versions(session, (Judgement, JudgementRevision, "judgement_id"), columns)


def _versions(
    session: Session, kept: tuple[Any, Any, str], columns: Sequence[str]
) -> Iterator[str]:
    row, revision, key = kept
    link, version = getattr(revision, key), revision.version
    numbers = sa.select(link, sa.func.count().label("count"), sa.func.max(version).label("newest"))
    found = numbers.group_by(link).subquery()
    is_same = [getattr(row, name).is_not_distinct_from(getattr(revision, name)) for name in columns]
    query = (
        sa.select(row.id)
        .join(found, found.c[key] == row.id, isouter=True)
        .join(revision, sa.and_(link == row.id, version == row.version), isouter=True)
        .where(
            sa.or_(
                found.c["count"].is_(None),
                found.c["count"] != row.version,
                found.c.newest != row.version,
                sa.not_(sa.and_(*is_same)),
            )
        )
    )
    for row_id in session.execute(query).scalars():
        yield f"{row.__tablename__} {row_id}: versi tidak ada dalam riwayat"


def snapshots(session: Session) -> Iterator[str]:
    """What was sent has its hash, and holds saved versions only: no draft, no foreign file."""
    files = hashes(session)
    ids = session.exec(select(Submission.id).order_by(col(Submission.id))).all()
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        saved = _saved(session, some)
        query = select(Snapshot).where(col(Snapshot.submission_id).in_(some))
        for row in session.exec(query.order_by(col(Snapshot.id))):
            if content_hash(row.content) != row.sha256:
                yield f"potret {row.id} berubah setelah dikirim"
            elif not all(
                _was_saved(row, answer, saved, files) for answer in row.content["answers"]
            ):
                yield f"potret {row.id} memuat yang tidak pernah disimpan"
        session.expunge_all()


def _saved(session: Session, ids: Sequence[str]) -> Revisions:
    columns = sa.select(
        col(Answer.submission_id),
        col(Answer.code),
        col(AnswerRevision.version),
        col(AnswerRevision.level),
        col(AnswerRevision.explanation),
    )
    query = columns.join(Answer, col(Answer.id) == col(AnswerRevision.answer_id)).where(
        col(Answer.submission_id).in_(ids)
    )
    return {
        (one, code, version): (level, text)
        for one, code, version, level, text in session.execute(query)
    }


def _was_saved(row: Snapshot, answer: dict[str, Any], saved: Revisions, files: set[str]) -> bool:
    found = saved.get((row.submission_id, answer["code"], answer["version"]))
    used = {item["sha256"] for item in answer["evidence"] if item["sha256"]}
    return found == (answer["level"], answer["explanation"]) and used <= files
