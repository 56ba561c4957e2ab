"""Scenes of the law in which every text of every row carries a random word of its own."""

import hashlib
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from app.files.storage import Storage
from app.submissions.sent import INSIDE
from tests.papers import pdf
from tests.play import Rows, Scene

UP = ("answer_id", "judgement_id", "objection_id", "item_id", "attendance_id")

# What people type or see, by table: every one of these columns carries words.
COLUMNS: dict[str, tuple[str, ...]] = {
    "answer": ("explanation",),
    "answer_revision": ("explanation",),
    "evidence": ("title", "file_name", "url"),
    "evidence_use": ("citation",),
    "move": ("reason",),
    "open_item": ("note", "reply"),
    "clarification": ("text", "answer"),
    "visit": ("place", "people"),
    "judgement": ("note", "reason"),
    "judgement_revision": ("note", "reason"),
    "score_lock": ("unlock_reason",),
    "agreement": ("reason",),
    "moderation_note": ("text",),
    "attendee": ("name", "institution", "role"),
    "objection_item": ("reason", "decision_reason"),
    "recommendation": ("reason",),
    "break_glass": ("reason",),
    "notice": ("text",),
    "action_plan": ("what", "who", "progress"),
    "plan_proof": ("title", "file_name", "url"),
    "comment": ("text",),
    "journal_line": ("reason", "actor_name", "before", "after"),
    "user_account": ("name", "email"),
    "api_token": ("label",),
    "login_session": ("browser",),
    "conflict_of_interest": ("reason",),
    "job": ("error",),
    "proposal": ("reason",),
    "exercise": ("title",),
    "exercise_item": ("explanation", "evidence"),
    "exercise_score": ("reason",),
    "exercise_comment": ("text",),
    "snippet": ("text",),
}


@dataclass(frozen=True, slots=True)
class Word:
    """Where a word stands: "table.column" ("file" for bytes), and whose it is.

    exercise: the state of the exercise it belongs to.
    """

    place: str
    submission_id: str = ""
    user_id: str = ""
    institution: str = ""
    is_sent: bool = False
    exercise: str = ""


@dataclass(frozen=True)
class Sown:
    """A scene with its words."""

    state: str
    scene: Scene
    words: dict[str, Word]
    contents: dict[str, bytes] = field(default_factory=dict)


class Sower:
    """Puts words into the rows of a scene."""

    def __init__(self, state: str, scene: Scene, seed: int) -> None:
        self.state, self.scene = state, scene
        self.chance = random.Random(f"{seed} {state}")  # noqa: S311 - words that can be repeated
        self.rows: Rows = {name: [dict(row) for row in rows] for name, rows in scene.rows.items()}
        self.by_id = {row["id"]: row for rows in scene.rows.values() for row in rows if "id" in row}
        self.words: dict[str, Word] = {}
        self.sent = {item["id"] for item in self._frozen()}
        self.contents: dict[str, bytes] = {}

    def sow(self) -> Sown:
        """Give the scene with a word in every text."""
        for table, columns in COLUMNS.items():
            for row in self.rows[table]:
                for column in columns:
                    row[column] = self._texts(column, row[column], self._about(table, column, row))
        titles = {row["id"]: row for row in self.rows["evidence"]}
        for row in self.rows["snapshot"]:
            row["content"] = self._snapshot(row, titles)
        self._files()
        scene = replace(self.scene, rows=self.rows)
        return Sown(self.state, scene, self.words, self.contents)

    def word(self, about: Word) -> str:
        """Make a new word; it says where it stands only to this book."""
        made = f"qz{self.chance.getrandbits(40):010x}zq"
        self.words[made] = about
        return made

    def _texts(self, column: str, text: str, about: Word) -> str:
        word = self.word(about)
        made: dict[str, Callable[[], str]] = {
            "file_name": lambda: f"{word}.pdf" if text else text,
            "url": lambda: f"https://contoh.go.id/{word}" if text else text,
            "email": lambda: f"{word}@contoh.go.id",
        }
        return made.get(column, f"{text} {word}".strip)()

    def _about(self, table: str, column: str, row: dict[str, Any]) -> Word:
        whose = row["id"] if table == "user_account" else row.get("user_id", row.get("created_by"))
        owner = self._with_submission(row)
        exercise = self.by_id.get(row.get("exercise_id") or "", row if table == "exercise" else {})
        return Word(
            _place(table, column, row),
            owner.get("submission_id") or "",
            whose or "",
            self._institution(row),
            row.get("id") in self.sent or row.get("evidence_id") in self.sent,
            exercise.get("state", ""),
        )

    def _with_submission(self, row: dict[str, Any]) -> dict[str, Any]:
        """Go up to the row that names a submission."""
        while not row.get("submission_id"):
            up = next(
                (row[key] for key in UP if row.get(key)), None,
            )  # fmt: skip
            if up is None:
                return row
            row = self.by_id[up]
        return row

    def _institution(self, row: dict[str, Any]) -> str:
        return row.get("institution") or (
            self._institution(self.by_id[row["judgement_id"]]) if row.get("judgement_id") else ""
        )

    def _frozen(self) -> Iterator[dict[str, Any]]:
        for row in self.scene.rows["snapshot"]:
            for answer in row["content"]["answers"]:
                yield from answer["evidence"]

    def _snapshot(self, row: dict[str, Any], library: dict[str, Any]) -> dict[str, Any]:
        about = Word("snapshot.explanation", row["submission_id"], is_sent=True)
        answers = [
            answer
            | {
                "explanation": f"{answer['explanation']} {self.word(about)}",
                "evidence": [
                    item
                    | {key: library[item["id"]][key] for key in ("title", "file_name", "url")}
                    | {"citation": self.word(replace(about, place="snapshot.citation"))}
                    for item in answer["evidence"]
                ],
            }
            for answer in row["content"]["answers"]
        ]
        return {**row["content"], "answers": answers}

    def _files(self) -> None:
        """Write a word into every file of evidence, and its new hash where the old one stood."""
        for row in self.rows["evidence"]:
            if not row["file_sha256"]:
                continue
            about = Word("file", row["submission_id"], is_sent=row["id"] in self.sent)
            content = pdf(self.word(about))
            old, new = row["file_sha256"], hashlib.sha256(content).hexdigest()
            self.contents[new] = content
            row["file_sha256"] = new
            kept = next(each for each in self.rows["stored_file"] if each["sha256"] == old)
            kept |= {"sha256": new, "size_bytes": len(content)}
            for item in self._frozen_copies(row["id"]):
                item.update(sha256=new, size_bytes=len(content))

    def _frozen_copies(self, evidence_id: str) -> Iterator[dict[str, Any]]:
        for row in self.rows["snapshot"]:
            for answer in row["content"]["answers"]:
                yield from (item for item in answer["evidence"] if item["id"] == evidence_id)


def _place(table: str, column: str, row: dict[str, Any]) -> str:
    """Say where a word stands; what some rows of a table show to more people has its own name."""
    if table == "move" and row["transition"] in INSIDE:
        return "move.inside"
    if table == "snippet" and row["is_shared"]:
        return "snippet.shared"
    return f"{table}.{column}"


def put_files(sown: Sown, storage: Storage) -> None:
    """Bring the scene's files into a storage."""
    if sown.scene.files.exists():
        shutil.copytree(sown.scene.files, storage.folder, dirs_exist_ok=True)
    for content in sown.contents.values():
        storage.put(content)
