"""Backups from the page: made by a job, listed with their checksum, never handed out."""

import hashlib
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from app.backups import actions, queries
from app.backups.restoring import read_backup
from app.db import Database
from app.journal import queries as journal
from app.reports.press import Limits, Press
from app.settings import Settings
from app.worker import Workshop, run_all
from tests.conftest import Clock
from tests.play import Play

Stage = Callable[[str], Play]


def work(scene: Play, clock: Clock) -> int:
    """Do what waits, as the runner does."""
    settings: Settings = scene.app.state.settings
    with Press(Limits(60, 1000)) as press:
        return run_all(Workshop(scene.database, scene.storage, settings, clock, press))


@pytest.mark.parametrize("address", ["/cadangan", "/api/v1/backups"])
def test_a_backup_is_asked_for_made_by_its_job_and_listed(
    play: Stage, clock: Clock, address: str
) -> None:
    scene = play("SUBMITTED")
    admin, folder = scene.client("admin"), queries.folder_of(scene.app.state.settings)

    asked = admin.post(address)
    before = admin.get("/api/v1/backups").json()
    work(scene, clock)
    listed = admin.get("/api/v1/backups").json()

    file = folder / "matang-20260501T020000Z.zip"
    assert asked.status_code == (202 if address.startswith("/api") else 303)
    assert (before, [row["name"] for row in listed]) == ([], [file.name])
    assert listed[0]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert listed[0]["size_bytes"] == file.stat().st_size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert file.name in admin.get("/cadangan").text


def test_what_was_made_can_be_restored(play: Stage, clock: Clock, tmp_path: Path) -> None:
    scene = play("SUBMITTED")
    scene.client("admin").post("/cadangan")
    work(scene, clock)
    file = queries.folder_of(scene.app.state.settings) / "matang-20260501T020000Z.zip"
    elsewhere = Settings(_env_file=None, data=tmp_path / "elsewhere")

    read_backup(file, elsewhere)

    restored = Database(elsewhere.url)
    with restored.reading() as session:
        fault = journal.fault(session)
    restored.engine.dispose()
    assert fault is None


def test_a_second_wish_gets_the_job_under_way(play: Stage) -> None:
    admin = play("DRAFT").client("admin")

    jobs = [admin.post("/api/v1/backups") for _ in range(2)]

    assert len({job.json()["id"] for job in jobs}) == 1
    assert {job.headers["location"] for job in jobs} == {f"/api/v1/jobs/{jobs[0].json()['id']}"}


def test_a_half_written_backup_is_not_listed(play: Stage) -> None:
    scene = play("DRAFT")
    folder = queries.folder_of(scene.app.state.settings)
    folder.mkdir(parents=True)
    (folder / "matang-1.zip").write_bytes(b"half")
    (folder / "matang-2.zip.partial").write_bytes(b"half")

    assert scene.client("admin").get("/api/v1/backups").json() == []


def test_a_job_that_comes_twice_leaves_the_backup_as_it_is(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    settings = scene.app.state.settings
    around = Workshop(scene.database, scene.storage, settings, clock, Press(Limits(60, 1000)))
    actions.make(around, settings, "satu.zip")
    content = (queries.folder_of(settings) / "satu.zip").read_bytes()
    scene.client("admin").post("/pengguna", data={})

    actions.make(around, settings, "satu.zip")

    assert (queries.folder_of(settings) / "satu.zip").read_bytes() == content


def test_no_address_hands_a_backup_out(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    admin = scene.client("admin")
    admin.post("/cadangan")
    work(scene, clock)
    name = "matang-20260501T020000Z.zip"

    codes = {
        address: admin.get(address).status_code
        for address in (
            f"/cadangan/{name}",
            f"/api/v1/backups/{name}",
            f"/api/v1/backups/{name}/content",
            f"/static/../backups/{name}",
            f"/data/backups/{name}",
        )
    }

    assert codes == dict.fromkeys(codes, 404)
