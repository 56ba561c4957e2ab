"""A database or a disk that cannot be used: said clearly, typed text given back, nothing half."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import Database
from app.files.storage import Storage
from app.jobs import queue
from app.jobs.models import Job, JobState
from app.submissions import queries as submissions
from tests.conftest import Clock
from tests.play import Play

TYPED = "Penjelasan panjang yang tidak boleh hilang."


@contextmanager
def commits_fail(database: Database) -> Iterator[None]:
    """Let every commit end as a full disk ends it: rolled back, with an error."""

    def fail(connection: sa.Connection) -> None:
        connection.connection.rollback()
        raise sa.exc.OperationalError("COMMIT", None, OSError("database or disk is full"))

    sa.event.listen(database.engine, "commit", fail)
    try:
        yield
    finally:
        sa.event.remove(database.engine, "commit", fail)


def test_a_write_that_cannot_be_committed_is_refused_with_a_sentence_and_changes_nothing(
    play: Callable[[str], Play],
) -> None:
    scene = play("DRAFT")
    before = scene.rows()
    code = scene.codes()[0]

    with commits_fail(scene.database):
        answer = scene.client("operator.dinkes").put(
            f"/api/v1/submissions/{scene.submission_id}/answers/{code}",
            json={"level": 2, "explanation": TYPED},
            headers={"If-Match": '"0"'},
        )

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["detail"] == (
        "Basis data sedang tidak dapat menyimpan. Coba lagi sebentar."
    )
    assert scene.rows() == before


def test_a_page_that_cannot_save_gives_the_typed_text_back(play: Callable[[str], Play]) -> None:
    scene = play("DRAFT")
    address = f"/penilaian-mandiri/{scene.submission_id}/indikator/{scene.codes()[0]}"
    form = {"level": "2", "explanation": TYPED, "version": "0"}

    with commits_fail(scene.database):
        answer = scene.client("operator.dinkes").post(address, data=form)

    assert answer.status_code == 503
    assert f"readonly>\n{TYPED}</textarea>" in answer.text


def test_a_disk_that_refuses_an_upload_leaves_no_temporary_file_and_says_so(
    play: Callable[[str], Play], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = play("DRAFT")

    def broken(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", broken)
    answer = scene.client("operator.dinkes").post(
        f"/api/v1/submissions/{scene.submission_id}/evidence",
        files={"file": ("bukti.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")},
    )

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert [path for path in scene.storage.folder.rglob("*") if path.is_file()] == []


def test_what_waited_for_the_database_over_the_deadline_is_refused(
    play: Callable[[str], Play], clock: Clock
) -> None:
    """The clock is read again just before the commit."""
    scene = play("DRAFT")
    with scene.database.reading() as session:
        closes = submissions.get(session, scene.submission_id).fill_closes_at
    clock.now = closes - timedelta(milliseconds=1)
    before = scene.rows()["answer"]

    scene.app.state.clock = TwoLooks(clock, closes)
    answer = scene.client("operator.dinkes").put(
        f"/api/v1/submissions/{scene.submission_id}/answers/{scene.codes()[0]}",
        json={"level": 2, "explanation": TYPED},
        headers={"If-Match": '"0"'},
    )

    assert answer.status_code == 409
    assert "tidak disimpan" in answer.json()["detail"]
    assert scene.rows()["answer"] == before


class TwoLooks:
    """A clock that has moved on by the second look."""

    def __init__(self, clock: Clock, later: object) -> None:
        self.looks = iter([clock.now])
        self.later = later

    def __call__(self) -> object:
        return next(self.looks, self.later)


def test_not_ready_while_nothing_can_be_written(play: Callable[[str], Play]) -> None:
    scene = play("DRAFT")
    client = scene.client("")

    with commits_fail(scene.database):
        unready = client.get("/readyz")
        page = client.get("/masuk")

    assert (unready.status_code, page.status_code) == (503, 200)
    assert client.get("/readyz").status_code == 200


def test_bytes_that_were_moved_but_not_synced_are_synced_by_the_next_upload(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = storage.put(b"isi")
    synced: list[int] = []

    monkeypatch.setattr("os.fsync", synced.append)
    again = storage.put(b"isi")

    assert again == digest
    assert len(synced) == 3, "the bytes, their folder and the folder above"


def test_a_job_whose_process_died_three_times_is_given_up(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        job_id = queue.enqueue(session, "reports.render", "x", clock()).id
    for _ in range(3):
        with database.transaction() as session:
            job = queue.claim(session, clock.forward(minutes=6))
            assert job is not None
            assert not queue.is_spent(job)

    with database.transaction() as session:
        job = queue.claim(session, clock.forward(minutes=6))
        assert job is not None
        assert queue.is_spent(job)
        queue.finish(session, job_id, clock(), "Galat.")

    with database.reading() as session:
        assert session.get_one(Job, job_id).state == JobState.FAILED


def test_a_job_that_waits_for_the_disk_is_put_off_without_counting(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        queue.enqueue(session, "reports.render", "x", clock())
        job = queue.claim(session, clock())
        assert job is not None
        queue.put_off(session, job.id, clock(), "Menunggu penyimpanan.")

    with database.transaction() as session:
        assert queue.claim(session, clock.forward(seconds=4)) is None
        again = queue.claim(session, clock.forward(seconds=2))
        assert again is not None
        assert again.attempts == 1


def test_the_only_runner_goes_on_at_once_with_what_its_predecessor_was_doing(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        queue.enqueue(session, "reports.render", "x", clock())
        queue.claim(session, clock())

    with database.transaction() as session:
        queue.free(session)
        job = queue.claim(session, clock())

    assert job is not None
    assert job.attempts == 2
