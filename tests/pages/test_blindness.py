"""No page tells an assessor what the other institution said before both have locked."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessments import actions
from app.assessments.schemas import JudgementInput
from app.submissions import queries
from tests.conftest import Clock
from tests.factories import City
from tests.pages.conftest import ON_ONE_DATABASE, PagesFor
from tests.pages.reading import crawl
from tests.play import DINKES, Play

pytestmark = ON_ONE_DATABASE
Stage = Callable[[str], Play]
NOTE, REASON = "Catatan rahasia tim Diskominfo.", "Alasan rahasia tim Diskominfo."
OURS, THEIRS = "penilai.dk1", "penilai.bps1"
FRESH = "/masuk/kode/pasang?next=/akun"  # shows another secret each time
OTHERS = ("operator.dinkes", "kepala.dinkes", "koordinator", "walikota", "admin", "auditor")


def say(scene: Play, clock: Clock, level: int, *, is_locked: bool = False) -> None:
    """Let Diskominfo score everything at `level`, with a note and a reason."""
    with scene.database.transaction() as session:
        row = queries.get(session, scene.submission_id)
        actor = scene.city.actors[OURS]
        for code in queries.codes_of(session, row):
            given = (JudgementInput(level=level, note=NOTE, reason=REASON), 0)
            actions.save_judgement(session, actor, row, code, given, clock())
        if is_locked:
            actions.lock(session, actor, row, clock())


def words_in(pages: dict[str, str]) -> set[str]:
    return {word for text in pages.values() for word in (NOTE, REASON) if word in text}


@pytest.mark.parametrize("is_locked", [False, True])
def test_what_one_institution_says_changes_no_page_of_the_other(
    play: Stage, pages_for: PagesFor, clock: Clock, *, is_locked: bool
) -> None:
    scene = play("UNDER_ASSESSMENT")
    other = pages_for(THEIRS)
    before = crawl(other)
    before.pop(FRESH)

    say(scene, clock, 2, is_locked=is_locked)

    after = crawl(other)
    assert len(before) > 20
    assert [address for address in before if before[address] != after.get(address)] == []
    assert words_in(after) == set()


@pytest.mark.parametrize("username", OTHERS)
def test_nobody_else_reads_it_either(
    play: Stage, pages_for: PagesFor, clock: Clock, username: str
) -> None:
    scene = play("UNDER_ASSESSMENT")
    say(scene, clock, 2, is_locked=True)

    assert words_in(crawl(pages_for(username))) == set()


def test_once_both_have_locked_both_read_it(
    play: Stage, pages_for: PagesFor, clock: Clock, app: FastAPI
) -> None:
    scene = play("UNDER_ASSESSMENT")
    say(scene, clock, 2, is_locked=True)
    lock_other(app, scene.city, clock)

    assert words_in(crawl(pages_for(THEIRS))) == {NOTE, REASON}
    assert words_in(crawl(pages_for("operator.dinkes"))) == set()


def lock_other(app: FastAPI, city: City, clock: Clock) -> None:
    with app.state.database.transaction() as session:
        row = queries.get(session, city.submissions[DINKES])
        actor = city.actors[THEIRS]
        for code in queries.codes_of(session, row):
            given = (JudgementInput(level=3), 0)
            actions.save_judgement(session, actor, row, code, given, clock())
        actions.lock(session, actor, row, clock())


def test_an_opd_that_objected_reads_neither_side_nor_advice(
    play: Stage, pages_for: PagesFor
) -> None:
    scene = play("OBJECTION")
    addresses = [f"/{page}/{scene.submission_id}/sanggahan" for page in ("penilaian", "pleno")]

    for username in ("operator.dinkes", "kepala.dinkes"):
        client: TestClient = pages_for(username)
        assert [client.get(address).status_code for address in addresses] == [403, 403]


@pytest.mark.parametrize("username", ["penilai.dk1", "walikota", "operator.inspektorat"])
def test_a_faulty_form_tells_a_head_nothing_about_people_of_others(
    play: Stage, pages_for: PagesFor, username: str
) -> None:
    play("DRAFT")
    client: TestClient = pages_for("kepala.dinkes")

    answer = client.post(f"/serah-terima/{username}", data={"username": ""})
    unknown = client.post("/serah-terima/tidak.ada", data={"username": ""})

    assert (answer.status_code, answer.text) == (404, unknown.text)


@pytest.mark.parametrize(("username", "reads"), [("walikota", 0), ("admin", 0), ("koordinator", 1)])
def test_leadership_and_admin_learn_that_a_submission_was_returned_but_not_why(
    play: Stage, pages_for: PagesFor, username: str, reads: int
) -> None:
    scene = play("RETURNED")
    page = pages_for(username).get(f"/penilaian-mandiri/{scene.submission_id}/status").text
    moves = scene.client(username).get(f"/api/v1/submissions/{scene.submission_id}/moves").json()

    assert page.count("Bukti tidak terbaca.") == reads
    assert [move["reason"] for move in moves if move["reason"]] == ["Bukti tidak terbaca."] * reads
