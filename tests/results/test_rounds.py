"""The steps of the whole round: who, when, by two, once; and what stays public meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlmodel import select

from app.accounts.queries import by_username
from app.permissions import Role
from app.reports.models import Report
from app.results.models import Result
from app.results.recomputing import recomputed
from tests.conftest import Clock
from tests.factories import YEAR, keep_documents, the_period
from tests.permissions.table import REOPEN
from tests.play import Play, behind_its_back, changed

Stage = Callable[[str], Play]
Y = f"/api/v1/periods/{YEAR}"


def post(scene: Play, who: str, step: str, body: Any = None) -> Response:
    return scene.client(who).post(f"{Y}/{step}", json=body)


def base(scene: Play) -> str:
    return f"/api/v1/submissions/{scene.submission_id}"


def result(scene: Play, who: str) -> Any:
    return scene.client(who).get(base(scene) + "/result").json()


def make_documents(scene: Play) -> None:
    with scene.database.transaction() as session:
        keep_documents(session, scene.storage, scene.app.state.clock())


def to_publication(scene: Play) -> None:
    """Make the documents and let both publish."""
    make_documents(scene)
    assert post(scene, "admin", "publish").status_code == 202
    assert post(scene, "koordinator", "publish").status_code == 200


def correct(scene: Play, level: int) -> None:
    """Change indicator 101 in a correction and let both finalise."""
    answer = scene.client("koordinator").put(
        f"{base(scene)}/agreements/101", json={"level": level, "reason": "Lampiran terbaca."}
    )
    assert answer.status_code == 200
    assert post(scene, "koordinator", "finalise").status_code == 202
    assert post(scene, "admin", "finalise").status_code == 200


@pytest.mark.parametrize("state", ["DRAFT", "SUBMITTED", "UNDER_ASSESSMENT", "RETURNED"])
def test_nothing_is_announced_before_every_pleno_is_closed_or_lapsed(
    play: Stage, state: str
) -> None:
    scene = play(state)
    before = scene.rows()

    response = post(scene, "koordinator", "announce")

    assert (response.status_code, changed(before, scene.rows())) == (409, set())
    assert sorted(error["pointer"] for error in response.json()["errors"]) == [
        "Dinkes",
        "Diskominfo",
        "Inspektorat",
    ]


def test_the_objection_window_opens_for_all_at_the_instant_of_the_announcement(
    play: Stage, clock: Clock
) -> None:
    (period,) = play("PROVISIONAL").rows()["period"]

    assert period["objection_opens_at"] == period["announced_at"] == clock()
    assert period["objection_closes_at"] == clock() + timedelta(days=5)


def test_a_second_announcement_changes_nothing(play: Stage, clock: Clock) -> None:
    scene = play("PROVISIONAL")
    before = scene.rows()
    clock.forward(days=1)

    assert post(scene, "koordinator", "announce").status_code == 409
    assert changed(before, scene.rows()) == set()


@pytest.mark.parametrize(("shift", "status"), [(-1, 409), (0, 202), (1, 202)])
def test_the_round_is_finalised_only_after_the_objection_window(
    play: Stage, clock: Clock, shift: int, status: int
) -> None:
    scene = play("PROVISIONAL")
    clock.forward(days=5, seconds=shift)

    assert post(scene, "koordinator", "finalise").status_code == status


def test_finalising_needs_a_proposal_and_another_person(play: Stage, clock: Clock) -> None:
    scene = play("PROVISIONAL")
    clock.forward(days=6)

    statuses = [
        post(scene, who, "finalise").status_code
        for who in ("admin", "koordinator", "koordinator", "auditor", "admin", "admin2")
    ]

    assert statuses == [409, 202, 202, 403, 200, 409]
    assert len(scene.rows()["proposal"]) == 1


@pytest.mark.parametrize("step", ["finalise", "publish", "reopen"])
def test_the_proposer_never_confirms_his_own_step(play: Stage, step: str) -> None:
    state = {"finalise": "CORRECTION", "publish": "FINAL", "reopen": "PUBLISHED"}[step]
    proposer = "admin" if step == "publish" else "koordinator"
    scene = play(state)
    if step == "publish":
        make_documents(scene)
    assert post(scene, proposer, step, REOPEN if step == "reopen" else None).status_code == 202
    turn_into(scene, proposer, Role.MODERATOR if step == "publish" else Role.ADMIN)
    before = scene.rows()

    response = post(scene, proposer, step)

    assert (response.status_code, changed(before, scene.rows())) == (403, set())


def turn_into(scene: Play, username: str, role: Role) -> None:
    """Give the account another role: the same person now holds the second key."""
    with behind_its_back(scene.database) as session:
        user = by_username(session, username)
        user.role = role
        session.add(user)


def test_one_admin_proposes_and_the_other_admin_is_not_the_second_person(play: Stage) -> None:
    scene = play("FINAL")
    make_documents(scene)

    statuses = [post(scene, who, "publish").status_code for who in ("admin", "admin2")]

    assert (statuses, scene.state()) == ([202, 202], "FINAL")


@pytest.mark.parametrize(
    ("state", "who", "step"),
    [("FINAL", "admin", "finalise"), ("PUBLISHED", "koordinator", "publish")],
)
def test_a_second_confirmation_changes_nothing(
    play: Stage, clock: Clock, state: str, who: str, step: str
) -> None:
    scene = play(state)
    before = scene.rows()
    clock.forward(hours=1)

    assert post(scene, who, step).status_code == 409
    assert changed(before, scene.rows()) == set()


def test_nothing_is_published_before_its_date_or_without_every_document(
    play: Stage, clock: Clock
) -> None:
    scene = play("FINAL")
    early = post(scene, "admin", "publish").json()["detail"]
    make_documents(scene)
    day = clock() + timedelta(days=2)
    with behind_its_back(scene.database) as session:
        period = the_period(session)
        period.publish_at = day
        session.add(period)

    statuses = []
    for clock.now in (day - timedelta(seconds=1), day):
        statuses.append(post(scene, "admin", "publish").status_code)

    assert early == "2 dokumen belum jadi. Tunggu sampai selesai."
    assert statuses == [409, 202]


@pytest.mark.parametrize("state", ["PROVISIONAL", "FINAL"])
def test_before_publication_the_public_finds_nothing(play: Stage, state: str) -> None:
    scene = play(state)
    with scene.database.reading() as session:
        codes = list(session.exec(select(Report.code)))

    statuses = [
        scene.client("").get(f"/api/v1/public/{path}").status_code
        for path in (
            f"results/{YEAR}.json",
            f"results/{YEAR}.csv",
            "verify/ABCD-EFGH-JKLM",
            *(f"verify/{code}" for code in codes),
        )
    ]

    assert set(statuses) == {404}


def test_a_correction_ends_the_publication_that_was_proposed_before_it(play: Stage) -> None:
    scene = play("FINAL")
    make_documents(scene)
    post(scene, "admin", "publish")
    post(scene, "koordinator", "reopen", REOPEN)

    reopened = post(scene, "admin", "reopen")

    line = scene.rows()["journal_line"][-1]
    waiting = scene.client("admin").get(Y).json()["proposals"]
    correct(scene, 1)
    make_documents(scene)
    assert (reopened.status_code, waiting) == (200, [])
    assert line["after"] == "1 reopened, dropped publish"
    assert post(scene, "koordinator", "publish").status_code == 409
    to_publication(scene)


def test_while_being_corrected_the_published_revision_stays_and_says_so(play: Stage) -> None:
    published = play("PUBLISHED")
    was = published.client("").get(f"/api/v1/public/results/{YEAR}.json").json()
    with published.database.reading() as session:
        query = select(Report.code).where(Report.kind == "evaluation")
        code = session.exec(query).one()

    post(published, "koordinator", "reopen", REOPEN)
    post(published, "admin", "reopen")

    found = published.client("").get(f"/api/v1/public/verify/{code}").json()
    assert published.state() == "CORRECTION"
    assert published.client("").get(f"/api/v1/public/results/{YEAR}.json").json() == was
    assert found["standing_name"] == "Berlaku, sedang dikoreksi"


def test_a_correction_stays_hidden_until_it_is_published(play: Stage) -> None:
    scene = play("CORRECTION")
    was = scene.client("").get(f"/api/v1/public/results/{YEAR}.json").json()
    first = result(scene, "operator.dinkes")["index"]

    correct(scene, 1)

    assert scene.client("").get(f"/api/v1/public/results/{YEAR}.json").json() == was
    assert result(scene, "koordinator")["revision"] == 2
    assert first == "3.00"


def test_publishing_a_correction_replaces_revision_and_document(play: Stage) -> None:
    scene = play("CORRECTION")
    with scene.database.reading() as session:
        query = select(Report.code).where(Report.kind == "evaluation")
        code = session.exec(query).one()
    correct(scene, 1)

    to_publication(scene)

    rows = sorted(
        (row["revision"], row["stage"], row["is_current"]) for row in scene.rows()["result"]
    )
    public = scene.client("").get(f"/api/v1/public/results/{YEAR}.json").json()["results"]
    assert rows == [(1, "replaced", False), (2, "published", True)]
    assert scene.client("").get(f"/api/v1/public/verify/{code}").json()["standing"] == "replaced"
    assert public[0]["index"] == result(scene, "operator.inspektorat")["index"] != "3.00"


def test_only_named_indicators_are_corrected_each_with_a_reason(play: Stage) -> None:
    scene = play("CORRECTION")
    client = scene.client("koordinator")

    statuses = [
        client.put(f"{base(scene)}/agreements/{code}", json=body).status_code
        for code, body in (
            ("102", {"level": 1, "reason": "Bukan ini."}),
            ("101", {"level": 1, "reason": ""}),
            ("101", {"level": 1, "reason": "Lampiran terbaca."}),
        )
    ]

    assert statuses == [409, 422, 200]


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"reason": "", "items": {"1.01": ["101"]}},
        {"reason": "Salah baca.", "items": {}},
        {"reason": "Salah baca.", "items": {"1.01": []}},
        {"reason": "Salah baca.", "items": {"1.01": ["999"]}},
        {"reason": "Salah baca.", "items": {"9.99": ["101"]}},
        {"reason": "Salah\x00baca.", "items": {"1.01": ["101"]}},
    ],
)
def test_a_correction_needs_its_reason_and_known_indicators(play: Stage, body: Any) -> None:
    scene = play("PUBLISHED")
    before = scene.rows()

    response = post(scene, "koordinator", "reopen", body)

    assert (response.status_code, changed(before, scene.rows())) == (422, set())


def test_an_opd_that_lapsed_is_not_corrected(play: Stage) -> None:
    body = {"reason": "Salah baca.", "items": {"1.02": ["101"]}}

    assert post(play("PUBLISHED"), "koordinator", "reopen", body).status_code == 409


def test_every_stored_result_is_recomputed_to_the_same(play: Stage) -> None:
    scene = play("CORRECTION")
    correct(scene, 2)

    with scene.database.reading() as session:
        found = [(row.revision, is_same) for row, is_same in recomputed(session)]

    assert sorted(found) == [(1, True), (2, True)]


@pytest.mark.parametrize(
    "change",
    [{"index": "3.99"}, {"exact": "7/2"}, {"grade": "Awal"}, {"sha256": "0" * 64}],
)
def test_a_result_that_was_tampered_with_is_recomputed_to_another(
    play: Stage, change: dict[str, str]
) -> None:
    scene = play("FINAL")
    with behind_its_back(scene.database) as session:
        row = session.exec(select(Result)).one()
        row.sqlmodel_update(change)
        session.add(row)

    with scene.database.reading() as session:
        assert [is_same for _, is_same in recomputed(session)] == [False]
