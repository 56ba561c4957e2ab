"""Who follows a job: who asked for it, who may have what it makes, and the admin."""

from collections.abc import Callable

from sqlmodel import select

from app.jobs.models import Job
from tests.factories import YEAR
from tests.play import Play

Stage = Callable[[str], Play]


def wanted(scene: Play, who: str) -> str:
    body = {"kind": "evaluation", "period": YEAR, "agency": "1.01"}
    answer = scene.client(who).post("/api/v1/reports", json=body)
    assert answer.status_code == 202, answer.text
    return answer.headers["location"]


def test_whoever_may_have_the_document_follows_its_job_but_not_why_it_failed(play: Stage) -> None:
    scene = play("PROVISIONAL")
    first = wanted(scene, "kepala.dinkes")
    with scene.app.state.database.transaction() as session:
        for job in session.exec(select(Job).where(Job.name == "reports.render")):
            job.error = "Rusak di baris 7."
            session.add(job)
    second = wanted(scene, "operator.dinkes")

    people = ("kepala.dinkes", "admin", "operator.dinkes")
    told = [scene.client(name).get(first).json()["error"] for name in people]

    assert first == second
    assert told == ["Rusak di baris 7.", "Rusak di baris 7.", ""]


def test_nobody_else_learns_that_there_is_a_job(play: Stage) -> None:
    scene = play("PROVISIONAL")
    job = wanted(scene, "kepala.dinkes")
    nowhere = "/api/v1/jobs/0123456789abcdef"

    answers = [
        scene.client(name).get(address)
        for name in ("operator.inspektorat", "walikota", "penilai.bps2")
        for address in (job, nowhere)
    ]

    assert {answer.status_code for answer in answers} == {404}
