"""A job that failed for good is shown with its reason and runs again when the admin says so."""

from collections.abc import Callable

import pytest

from app.jobs.models import Job, JobState
from app.jobs.queue import claim
from tests.conftest import Clock
from tests.permissions.cells import a_failed_job
from tests.play import Play

Stage = Callable[[str], Play]


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_failed_job_is_queued_again_with_fresh_attempts(
    play: Stage, clock: Clock, door: str
) -> None:
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        job_id = a_failed_job(session, scene, clock)
    address = (
        f"/pekerjaan/{job_id}/pengulangan" if door == "page" else f"/api/v1/jobs/{job_id}/retry"
    )

    answers = [scene.client("admin").post(address).status_code for _ in range(2)]

    with scene.database.transaction() as session:
        taken = claim(session, clock())
        assert taken is not None
        assert (taken.id, taken.attempts, taken.finished_at) == (job_id, 1, None)
    assert answers == [303 if door == "page" else 200, 409]


def test_the_page_shows_what_failed_and_why(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        a_failed_job(session, scene, clock)
    admin = scene.client("admin")

    shown, home = admin.get("/pekerjaan").text, admin.get("/").text

    assert ("Rusak." in shown, "Jalankan lagi" in shown, "1 gagal" in home) == (True,) * 3


@pytest.mark.parametrize("state", [each for each in JobState if each is not JobState.FAILED])
def test_no_other_job_can_be_run_again(play: Stage, clock: Clock, state: JobState) -> None:
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        job = Job(name="reports.render", state=state, created_at=clock())
        session.add(job)
        session.flush()
        job_id = job.id

    answer = scene.client("admin").post(f"/api/v1/jobs/{job_id}/retry")

    assert answer.status_code == 409
