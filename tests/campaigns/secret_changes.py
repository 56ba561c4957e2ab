"""The secrets of `twins`: what is changed in one of the two cities, and who must not notice."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from app.assessments.models import EvidenceLook, Judgement, ModerationNote, ScoreLock, Snippet
from app.db import all_models
from app.files.models import StoredFile
from app.journal.models import JournalHead, JournalLine
from app.permissions import Institution, Permission
from app.submissions.models import Evidence
from tests.campaigns.furnished import INSPEKTORAT
from tests.papers import pdf
from tests.play import DINKES

P = Permission
Change = Callable[[Session, Any, random.Random], None]
OUTSIDE = ("op_other", "head_other", "dk_unassigned", "dk_conflict", "bps_unassigned", "anon")
OWN = ("op_own", "head_own")


@dataclass(frozen=True, slots=True)
class Secret:
    """One thing that some must not know. `without`: actions after which they may."""

    name: str
    state: str
    people: tuple[str, ...]
    change: Change
    without: frozenset[Permission] = frozenset()
    is_about_files: bool = False


def shared_paper() -> bytes:
    """Give a file that two OPDs may both have."""
    return pdf("Perwali yang sama")


def rewrite(session: Session, table: str, having: dict[str, Any], texts: dict[str, Any]) -> None:
    """Change columns of the rows that fit; a function gives each row its own value."""
    found = all_models().tables[table]
    fits = [found.c[name] == value for name, value in having.items()]
    for row in session.execute(sa.select(found).where(*fits)).mappings().all():
        values = {name: each() if callable(each) else each for name, each in texts.items()}
        key = next(iter(found.primary_key.columns))
        session.execute(sa.update(found).where(key == row[key.name]).values(**values))


def text_of(chance: random.Random) -> Callable[[], str]:
    """Give random texts of different lengths."""
    return lambda: "x" * chance.randint(1, 400)


def _draft(session: Session, pair: Any, chance: random.Random) -> None:
    other = pair.scene.city.submissions[INSPEKTORAT]
    rewrite(
        session, "answer", {"submission_id": other},
        {"level": lambda: chance.randint(1, 5), "explanation": text_of(chance), "version": 9,
         "updated_at": pair.scene.now + timedelta(minutes=1)},
    )  # fmt: skip


def _levels(session: Session, pair: Any, chance: random.Random) -> None:
    """Let Diskominfo think otherwise of everything it has scored so far."""
    rewrite(
        session, "judgement",
        {"submission_id": pair.scene.city.submissions[DINKES], "institution": "diskominfo"},
        {"level": lambda: chance.choice((1, 3, 4, 5)), "note": text_of(chance),
         "reason": text_of(chance), "version": 7},
    )  # fmt: skip


def _whole_judgement(session: Session, pair: Any, chance: random.Random) -> None:
    """Let Diskominfo finish and lock as well."""
    _levels(session, pair, chance)
    submission_id = pair.scene.city.submissions[DINKES]
    actor = pair.scene.city.actors["penilai.dk1"]
    scored = {
        row["code"] for row in pair.scene.rows["judgement"]
        if (row["submission_id"], row["institution"]) == (submission_id, "diskominfo")
    }  # fmt: skip
    asked = {row["code"] for row in pair.scene.rows["answer"]} - scored
    for code in sorted(asked):
        session.add(
            Judgement(
                submission_id=submission_id, institution=Institution.DISKOMINFO, code=code,
                level=chance.randint(1, 5), note="Rahasia.", by=actor.user_id, at=pair.scene.now,
            )
        )  # fmt: skip
    session.add(
        ScoreLock(
            submission_id=submission_id, institution=Institution.DISKOMINFO,
            locked_by=actor.user_id, locked_at=pair.scene.now,
        )
    )  # fmt: skip
    _looked(session, pair, chance)


def _looked(session: Session, pair: Any, chance: random.Random) -> None:
    """Let Diskominfo's assessor have opened evidence, and keep a sentence of his own."""
    actor = pair.scene.city.actors["penilai.dk1"]
    submission_id = pair.scene.city.submissions[DINKES]
    for row in pair.scene.rows["evidence_use"]:
        if row["submission_id"] == submission_id:
            session.add(
                EvidenceLook(
                    submission_id=submission_id, user_id=actor.user_id, code=row["code"],
                    institution=Institution.DISKOMINFO, evidence_id=row["evidence_id"],
                    at=pair.scene.now,
                )
            )  # fmt: skip
    session.add(
        Snippet(
            user_id=actor.user_id, institution=Institution.DISKOMINFO, text=text_of(chance)(),
            at=pair.scene.now,
        )
    )  # fmt: skip


def _result(session: Session, pair: Any, chance: random.Random) -> None:
    for submission_id in pair.scene.city.submissions.values():
        index = f"{chance.randint(100, 500) / 100:.2f}"
        figures = {
            "index": index, "exact": index, "grade": "Kurang", "place": chance.randint(1, 3),
            "sha256": f"{chance.getrandbits(256):064x}",
        }  # fmt: skip
        rewrite(session, "result", {"submission_id": submission_id}, figures)
        rewrite(
            session, "agreement", {"submission_id": submission_id},
            {"level": lambda: chance.randint(1, 5), "reason": text_of(chance)},
        )  # fmt: skip


def _note(session: Session, pair: Any, chance: random.Random) -> None:
    rewrite(session, "moderation_note", {}, {"text": text_of(chance)})
    by = pair.scene.city.actors["koordinator"].user_id
    for submission_id in pair.scene.city.submissions.values():
        session.add(
            ModerationNote(submission_id=submission_id, text="Baru.", by=by, at=pair.scene.now)
        )


def _evidence(session: Session, pair: Any, chance: random.Random) -> None:
    other = pair.scene.city.submissions[INSPEKTORAT]
    texts = {"title": text_of(chance), "file_name": text_of(chance)}
    rewrite(session, "evidence", {"submission_id": other}, texts)
    content, storage = shared_paper(), pair.app.state.storage
    digest = storage.put(content)
    session.add(
        StoredFile(
            sha256=digest, size_bytes=len(content), media_type="application/pdf",
            stored_at=pair.scene.now - timedelta(days=1),
        )
    )  # fmt: skip
    session.flush()
    session.add(
        Evidence(
            submission_id=other, title="Perwali", file_sha256=digest, file_name="sama.pdf",
            uploaded_by=pair.scene.city.actors["operator.inspektorat"].user_id,
            uploaded_at=pair.scene.now,
        )
    )  # fmt: skip


def _advice(session: Session, _: Any, chance: random.Random) -> None:
    rewrite(
        session, "recommendation", {},
        {"level": lambda: chance.choice((1, 2, 3, 5)), "reason": text_of(chance)},
    )  # fmt: skip


def _glass(session: Session, pair: Any, chance: random.Random) -> None:
    text = text_of(chance)
    rewrite(
        session, "break_glass", {"submission_id": pair.scene.city.submissions[DINKES]},
        {"reason": text},
    )  # fmt: skip
    for username in ("operator.dinkes", "kepala.dinkes", "auditor", "admin"):
        own = pair.scene.city.actors[username].user_id
        rewrite(session, "notice", {"user_id": own}, {"text": text})


def _journal(session: Session, pair: Any, chance: random.Random) -> None:
    """Let others have done things of which only the journal tells."""
    head, text = session.exec(select(JournalHead)).one(), text_of(chance)
    for _ in range(chance.randint(1, 30)):
        digest = f"{chance.getrandbits(256):064x}"
        session.add(
            JournalLine(
                seq=head.seq + 1, at=pair.scene.now, action="answer.save", actor_name=text(),
                submission_id=chance.choice([*pair.scene.city.submissions.values()]),
                reason=text(), before=text(), after=text(), prev=head.hash, hash=digest,
            )
        )  # fmt: skip
        head.seq, head.hash = head.seq + 1, digest
    session.add(head)


def _own_draft(session: Session, pair: Any, chance: random.Random) -> None:
    rewrite(
        session, "evidence", {"submission_id": pair.scene.city.submissions[DINKES]},
        {"title": text_of(chance)},
    )  # fmt: skip


SECRETS = (
    Secret(
        "draft", "DRAFT",
        (*OWN, *OUTSIDE[2:], "dk_assigned", "moderator", "leadership", "admin", "auditor"), _draft,
    ),
    Secret(
        "evidence", "DRAFT", (*OWN, *OUTSIDE[2:], "moderator", "leadership", "admin"), _evidence,
        is_about_files=True,
    ),
    Secret(
        "judgement", "UNDER_ASSESSMENT", ("bps_assigned", *OWN, *OUTSIDE), _whole_judgement,
        frozenset({P.SCORE_LOCK}),
    ),
    Secret(
        "judgement behind the board", "UNDER_ASSESSMENT",
        ("moderator", "leadership", "admin", "auditor"), _levels,
    ),
    Secret("result", "FINAL", OUTSIDE, _result),
    Secret("provisional result", "PROVISIONAL", (*OUTSIDE, "leadership", "admin"), _result),
    Secret("note", "MODERATION", (*OWN, *OUTSIDE, "leadership", "admin"), _note),
    Secret("recommendation", "OBJECTION", (*OWN, *OUTSIDE, "leadership", "admin"), _advice),
    Secret(
        "break-glass", "SUBMITTED",
        (*OUTSIDE, "dk_assigned", "bps_assigned", "moderator", "leadership"), _glass,
    ),
    Secret(
        "journal", "MODERATION",
        (*OWN, *OUTSIDE, "dk_assigned", "bps_assigned", "moderator", "leadership"), _journal,
    ),
)  # fmt: skip
CONTROL = Secret("control", "DRAFT", OWN, _own_draft)
