"""An uploaded instrument: a draft, published by two people, then used like any other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from httpx2 import Response
from sqlmodel import Session

from app.agencies.queries import by_code
from app.assessments import agreement_actions
from app.commands.examination import DATA_CHECKS
from app.errors import AppError, Conflict
from app.periods import queries as periods
from app.questionnaires import actions, queries
from app.questionnaires.catalogue import PublishedInstrumentChanged, digest_of
from app.questionnaires.models import ImportedInstrument
from app.results import actions as results
from app.results.recomputing import recomputed
from app.submissions import actions as submission_actions
from app.submissions import queries as submissions
from tests.factories import judge, make_period, start, submit
from tests.play import DINKES, Play, behind_its_back, changed, new_lines
from tests.questionnaires.broken import SMALL_FILES, zipped

Stage = Callable[[str], Play]
SHA = digest_of(SMALL_FILES)
NEXT = 2027
LATER = datetime(2027, 5, 1, 2, 0, tzinfo=UTC)
DOUBLED = "version: tertulis lebih dari satu kali (sudah ada di baris 2); hapus salah satu"
HEADER = SMALL_FILES["instrument.yaml"]


@pytest.fixture(autouse=True)
def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier test read into this process is not there."""
    monkeypatch.setattr(queries, "_READ", {})


def upload(scene: Play, content: bytes, who: str = "admin") -> Response:
    files = {"file": ("small.zip", content)}
    return scene.client(who).post("/api/v1/instruments", files=files)


def step(scene: Play, who: str, name: str, sha256: str = SHA) -> int:
    body = {"sha256": sha256} if name == "confirm" else None
    return scene.client(who).post(f"/api/v1/instruments/small/{name}", json=body).status_code


def published(scene: Play, now: datetime) -> None:
    admin, moderator = scene.city.actors["admin"], scene.city.actors["koordinator"]
    with scene.database.transaction() as session:
        actions.take_in(session, admin, zipped(SMALL_FILES), now)
        actions.propose(session, admin, "small", now)
        actions.confirm(session, moderator, "small", SHA, now)


def test_two_people_bring_an_instrument_from_a_zip_to_a_period(play: Stage) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    made = upload(scene, zipped(SMALL_FILES))
    statuses = [step(scene, "admin", "propose"), step(scene, "koordinator", "confirm")]

    after, city = scene.rows(), scene.city.actors
    listed = scene.client("operator.dinkes").get("/api/v1/instruments").json()
    assert (made.status_code, made.json()["sha256"], statuses) == (201, SHA, [202, 200])
    assert changed(before, after) == {"imported_instrument"}
    assert new_lines(before, after) == [
        (city["admin"].user_id, "instrument.import", "allowed"),
        (city["admin"].user_id, "instrument.publish_propose", "allowed"),
        (city["koordinator"].user_id, "instrument.publish_confirm", "allowed"),
    ]
    assert [(each["id"], each["sha256"]) for each in listed if each["id"] == "small"] == [
        ("small", SHA)
    ]
    assert scene.client("admin").get("/periode/baru").text.count('<option value="small"') == 1


def test_a_draft_is_there_for_admin_and_coordinator_only(play: Stage) -> None:
    scene = play("DRAFT")
    upload(scene, zipped(SMALL_FILES))
    people = ("admin", "koordinator", "auditor", "walikota", "operator.dinkes", "penilai.bps1")

    clients = {name: scene.client(name) for name in people}
    pages = {name: each.get("/instrumen/small").status_code for name, each in clients.items()}
    json = {n: each.get("/api/v1/instruments/small").status_code for n, each in clients.items()}
    lists = {n: "/instrumen/small" in each.get("/instrumen").text for n, each in clients.items()}

    assert pages == json == dict(zip(people, (200, 200, 404, 404, 404, 404), strict=True))
    assert lists == dict(zip(people, (True, True, False, False, False, False), strict=True))


def test_a_draft_is_no_instrument_yet(play: Stage) -> None:
    scene = play("DRAFT")
    upload(scene, zipped(SMALL_FILES))
    admin = scene.client("admin")

    scored = admin.post("/api/v1/score", json={"instrument": "small", "levels": {}})
    form = admin.get("/periode/baru").text
    with scene.database.transaction() as session, pytest.raises(AppError) as refused:
        make_period(
            session, datetime.fromisoformat("2027-05-01T00:00+00:00"), year=NEXT, instrument="small"
        )

    assert (scored.status_code, '<option value="small"' in form) == (422, False)
    assert refused.value.message == "Instrumen 'small' tidak ada."


def test_nobody_publishes_alone_or_without_a_proposal(play: Stage) -> None:
    scene = play("DRAFT")
    upload(scene, zipped(SMALL_FILES))

    early = step(scene, "koordinator", "confirm")
    step(scene, "admin", "propose")
    again = step(scene, "admin", "propose")
    own = step(scene, "admin", "confirm")
    with behind_its_back(scene.database) as session:
        row = queries.draft(session, "small")
        row.proposed_by = scene.city.actors["koordinator"].user_id
        session.add(row)
    same_person = step(scene, "koordinator", "confirm")

    assert (early, again, own, same_person) == (409, 409, 403, 403)


def test_what_was_looked_at_is_what_is_published(play: Stage) -> None:
    scene = play("DRAFT")
    upload(scene, zipped(SMALL_FILES))
    step(scene, "admin", "propose")
    scene.client("admin").delete("/api/v1/instruments/small")
    other = SMALL_FILES | {"instrument.yaml": HEADER.replace(b"Kecil 2026", b"Kecil 2027")}
    upload(scene, zipped(other))
    step(scene, "admin", "propose")
    before = scene.rows()

    json = step(scene, "koordinator", "confirm")
    page = scene.client("koordinator").post("/instrumen/small/penerbitan", data={"sha256": SHA})

    assert (json, page.status_code) == (412, 412)
    assert "Rancangan ini diganti setelah Anda membukanya." in page.text
    assert changed(before, scene.rows()) == set()


@pytest.mark.parametrize("name", ["small", "epss-opd-2026"])
def test_a_published_id_is_taken_for_ever(play: Stage, name: str) -> None:
    scene = play("DRAFT")
    files = SMALL_FILES | {"instrument.yaml": HEADER.replace(b"id: small", f"id: {name}".encode())}
    published(scene, LATER)
    before = scene.rows()

    refused = upload(scene, zipped(files, name))
    gone = scene.client("admin").delete(f"/api/v1/instruments/{name}")

    assert (refused.status_code, gone.status_code) == (409, 404)
    assert refused.json()["detail"].startswith(f"Instrumen {name} sudah terbit")
    assert changed(before, scene.rows()) == set()


def test_a_draft_is_withdrawn_before_another_takes_its_place(play: Stage) -> None:
    scene = play("DRAFT")
    upload(scene, zipped(SMALL_FILES))
    twice = upload(scene, zipped(SMALL_FILES))
    before = scene.rows()

    page = scene.client("admin").post("/instrumen/small/penarikan")

    after = scene.rows()
    assert (twice.status_code, page.status_code) == (409, 303)
    assert changed(before, after) == {"imported_instrument"}
    assert new_lines(before, after) == [
        (scene.city.actors["admin"].user_id, "instrument.import", "allowed")
    ]
    assert after["journal_line"][-1]["after"] == f"withdrawn sha256:{SHA}"
    assert upload(scene, zipped(SMALL_FILES)).status_code == 201


def test_every_fault_of_an_upload_is_named_and_nothing_is_kept(play: Stage) -> None:
    scene = play("DRAFT")
    broken = SMALL_FILES | {
        "instrument.yaml": HEADER.replace(b'version: "1"', b"version: 1\nversion: 2"),
    }
    before = scene.rows()

    json = upload(scene, zipped(broken))
    page = scene.client("admin").post("/instrumen", files={"file": ("x.zip", zipped(broken))})

    faults = json.json()["errors"]
    assert (json.status_code, page.status_code) == (422, 422)
    assert faults == [
        {
            "pointer": "small/instrument.yaml:3",
            "detail": DOUBLED,
        }
    ]
    assert f"<code>{faults[0]['pointer']}</code>" in page.text
    assert changed(before, scene.rows()) == set()


def test_an_upload_that_is_no_zip_comes_back_to_the_page(play: Stage) -> None:
    scene = play("DRAFT")

    page = scene.client("admin").post("/instrumen", files={"file": ("x.zip", b"bukan zip")})

    assert page.status_code == 422
    assert "bukan arsip ZIP yang utuh; kemas ulang folder instrumen sebagai ZIP" in page.text


def test_a_whole_round_runs_on_an_uploaded_instrument(play: Stage) -> None:
    scene = play("DRAFT")
    now = LATER
    published(scene, now)

    with scene.database.transaction() as session:
        announced = _round(session, scene, now)
    queries._READ.clear()
    with scene.database.reading() as session:
        period = periods.by_year(session, NEXT)
        row = submissions.of_agency(session, period.id, by_code(session, DINKES).id)
        assert row is not None
        outcome = [is_same for _, is_same in recomputed(session)]
        faults = list(DATA_CHECKS["Instrumen periode"](session))
        assert (period.instrument_digest, outcome, faults) == (SHA, [True], [])
    page = scene.client("koordinator").get(f"/hasil/{row.id}")
    sheet = scene.client("koordinator").get(f"/api/v1/submissions/{row.id}/result").json()
    scored = scene.client("admin").post(
        "/api/v1/score", json={"instrument": "small", "levels": announced, "agency_type": "dinas"}
    )

    assert (page.status_code, scored.status_code) == (200, 200)
    assert (sheet["instrument"], sheet["index"]) == ("small", scored.json()["index"])


def _round(session: Session, scene: Play, now: datetime) -> dict[str, int]:
    """Play the next year up to the announcement; gives the levels of Dinkes."""
    make_period(session, now, year=NEXT, instrument="small")
    submission_actions.tick(session, now)
    period = periods.by_year(session, NEXT)
    row = submissions.of_agency(session, period.id, by_code(session, DINKES).id)
    assert row is not None
    city = replace(scene.city, submissions={DINKES: row.id})
    submit(session, city, scene.storage, DINKES, 2, now)
    start(session, city, DINKES, now)
    judge(session, city, DINKES, (2, 2), now)
    moderator, later = city.actors["koordinator"], period.fill_closes_at
    submission_actions.tick(session, later)
    agreement_actions.close(session, moderator, row, later)
    results.announce(session, moderator, period, later)
    return dict.fromkeys(submissions.codes_of(session, row), 2)


@pytest.mark.parametrize("column", ["files", "sha256"])
def test_a_published_instrument_that_was_changed_is_given_to_nobody(
    play: Stage, column: str
) -> None:
    scene = play("DRAFT")
    now = LATER
    published(scene, now)
    with scene.database.transaction() as session:
        make_period(session, now, year=NEXT, instrument="small")
        forged = {name: found.decode() + "#" for name, found in SMALL_FILES.items()}
        value = {"files": forged, "sha256": "0" * 64}[column]
        session.connection().execute(sa.update(ImportedInstrument).values({column: value}))
    queries._READ.clear()

    with scene.database.reading() as session:
        with pytest.raises(PublishedInstrumentChanged) as refused:
            queries.get(session, "small")
        faults = list(DATA_CHECKS["Instrumen periode"](session))

    assert isinstance(refused.value, Conflict)
    own = ["instrumen unggahan small berubah"]
    of_period = [f"instrumen periode {NEXT} berubah"]
    assert faults == (own + of_period if column == "files" else own)


def test_doctor_names_what_one_person_published_alone(play: Stage) -> None:
    scene = play("DRAFT")
    published(scene, LATER)
    with behind_its_back(scene.database) as session:
        sound = list(DATA_CHECKS["Dua orang"](session))
        row = session.get_one(ImportedInstrument, "small")
        row.published_by = row.proposed_by
        session.add(row)
        session.flush()
        faults = list(DATA_CHECKS["Dua orang"](session))

    assert (sound, faults) == ([], ["instrumen small terbit oleh satu orang"])
