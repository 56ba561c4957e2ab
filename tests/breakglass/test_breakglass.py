"""Break-glass: one admin, one OPD, one hour, seen by everyone; nothing else becomes readable."""

from collections.abc import Callable

import pytest
from httpx2 import Response

from app.notices.queries import inbox
from app.permissions import Permission, Role
from app.submissions import evidence_library
from tests.conftest import Clock
from tests.play import DINKES, Play, new_lines

Stage = Callable[[str], Play]
REASON = "Berkas OPD rusak dan harus dipulihkan."
OPENED = [(Permission.BREAKGLASS_OPEN, "allowed")]
PEOPLE = ("operator.dinkes", "kepala.dinkes", "operator.inspektorat", "koordinator", "auditor")


def glass(scene: Play, reason: str = REASON, who: str = "admin") -> Response:
    address = f"/api/v1/submissions/{scene.submission_id}/breakglass"
    return scene.client(who).post(address, json={"reason": reason})


def evidence_of(scene: Play) -> str:
    with scene.database.reading() as session:
        return evidence_library.items(session, scene.submission_id)[0].id


def reads(scene: Play, who: str = "admin", code: str = DINKES) -> list[int]:
    """The three readings at the JSON door and the two at the HTML door."""
    client, submission = scene.client(who), scene.city.submissions[code]
    evidence = evidence_of(scene)
    return [
        client.get(address).status_code
        for address in (
            f"/api/v1/submissions/{submission}/snapshot",
            f"/api/v1/evidence/{evidence}",
            f"/api/v1/evidence/{evidence}/content",
            f"/akses-darurat/{submission}/isi",
            f"/bukti/{evidence}",
        )
    ]


CLOSED, OPEN = [403, 403, 403, 303, 403], [200] * 5


def test_an_admin_sees_no_content_until_he_breaks_the_glass(play: Stage) -> None:
    scene = play("SUBMITTED")

    before, opened, after = reads(scene), glass(scene).status_code, reads(scene)

    assert (before, opened, after) == (CLOSED, 201, OPEN)


def test_it_ends_by_itself_after_sixty_minutes(play: Stage, clock: Clock) -> None:
    scene = play("SUBMITTED")
    glass(scene)

    clock.forward(minutes=59, seconds=59)
    last = reads(scene)
    clock.forward(seconds=1)

    assert (last, reads(scene)) == (OPEN, CLOSED)


@pytest.mark.parametrize("door", ["api", "page"])
def test_its_admin_ends_it_before_its_time(play: Stage, door: str) -> None:
    scene = play("SUBMITTED")
    glass(scene)
    client, before = scene.client("admin"), scene.rows()

    answers = [
        client.delete(f"/api/v1/submissions/{scene.submission_id}/breakglass")
        if door == "api"
        else client.post(f"/akses-darurat/{scene.submission_id}/penutupan")
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [204 if door == "api" else 303, 409]
    assert [line[1:] for line in new_lines(before, scene.rows())] == [
        (Permission.BREAKGLASS_OPEN, "allowed"),
        (Permission.BREAKGLASS_OPEN, "refused"),
    ]
    assert reads(scene) == CLOSED


def test_it_opens_neither_to_another_admin_nor_another_submission(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    glass(scene)

    assert reads(scene, "admin2") == CLOSED
    assert reads(scene, code="1.02")[0] == 403


def test_the_opd_and_every_auditor_are_told_at_once_with_name_reason_and_end(play: Stage) -> None:
    scene = play("SUBMITTED")

    glass(scene)

    with scene.database.reading() as session:
        told = {
            name: {notice.text for notice in inbox(session, scene.city.actors[name].user_id)}
            for name in PEOPLE
        }
    text = (
        "Admin Admin Satu membuka isian dan bukti Dinas Kesehatan melalui akses darurat, "
        f"sampai pukul 10.00 WIB. Alasan: {REASON}"
    )
    assert {name for name, texts in told.items() if text in texts} == {
        "operator.dinkes",
        "kepala.dinkes",
        "auditor",
    }


def test_each_reading_leaves_a_line_that_names_the_opening(play: Stage) -> None:
    scene = play("SUBMITTED")
    opening, before = glass(scene).json()["id"], scene.rows()

    reads(scene)

    lines = scene.rows()["journal_line"][len(before["journal_line"]) :]
    read = {(line["action"], line["after"], line["submission_id"]) for line in lines}
    assert len(lines) == 5
    assert read == {
        (action, f"break_glass {opening}", scene.submission_id)
        for action in (Permission.ANSWER_READ_SNAPSHOT, Permission.EVIDENCE_READ_SNAPSHOT)
    }


@pytest.mark.parametrize("state", ["DRAFT", "LAPSED"])
def test_before_anything_was_sent_there_is_nothing_to_open(play: Stage, state: str) -> None:
    scene = play(state)
    before = scene.rows()

    answer = glass(scene)

    assert answer.status_code == 409
    assert scene.rows()["break_glass"] == before["break_glass"] == []


def test_a_recall_while_it_lasts_takes_the_content_away(play: Stage) -> None:
    scene = play("SUBMITTED")
    glass(scene)

    scene.client("kepala.dinkes").post(f"/api/v1/submissions/{scene.submission_id}/recall")

    answer = scene.client("admin").get(f"/api/v1/submissions/{scene.submission_id}/snapshot")
    assert answer.status_code == 403


def test_nothing_else_becomes_readable(play: Stage) -> None:
    scene = play("MODERATION")
    glass(scene)
    client, home = scene.client("admin"), f"/api/v1/submissions/{scene.submission_id}"

    codes = {
        path: client.get(f"{home}/{path}").status_code
        for path in ("answers", "evidence", "judgements", "comparison", "notes", "journal")
    }

    assert codes == dict.fromkeys(codes, 403)


def test_no_other_role_can_open_it(play: Stage) -> None:
    scene = play("SUBMITTED")

    codes = {
        name: glass(scene, who=name).status_code
        for name, actor in scene.city.actors.items()
        if actor.role is not Role.ADMIN
    }

    assert set(codes.values()) == {403, 404}


def test_the_reason_is_asked_for_and_what_was_typed_is_kept(play: Stage) -> None:
    scene = play("SUBMITTED")

    answer = scene.client("admin").post(
        f"/akses-darurat/{scene.submission_id}", data={"reason": "cek"}
    )

    assert (answer.status_code, ">\ncek</textarea>" in answer.text) == (422, True)


def test_every_sheet_carries_name_and_time(play: Stage) -> None:
    scene = play("SUBMITTED")
    client = scene.client("admin")
    opened = client.post(f"/akses-darurat/{scene.submission_id}", data={"reason": REASON})

    shown = client.get(opened.headers["location"]).text

    assert "AKSES DARURAT · Admin Satu · 1 Mei 2026 pukul 09.00 WIB" in shown
    assert shown.count('class="glass"') == 1
