"""Exercise rounds: one sample, scored blind by all, discussed after closing; no result touched."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.conftest import Clock
from tests.play import Play, changed, new_lines

Stage = Callable[[str], Play]
LEAD, DK, DK2, BPS = "koordinator", "penilai.dk1", "penilai.dk2", "penilai.bps1"
JSON, PAGE = "/api/v1/exercises", "/latihan"
WHY = "Penjelasannya tidak menyebut pemeriksaan berkala."
OWN_TABLES = {"exercise", "exercise_item", "exercise_score", "exercise_comment", "notice"}


@pytest.fixture
def scene(play: Stage) -> Play:
    """The city after its publication: Dinkes at level 3 throughout."""
    return play("PUBLISHED")


def asked(scene: Play, who: str, call: str, body: Any = None, seen: int | None = None) -> Response:
    method, path = call.split(" ")
    headers = {} if seen is None else {"If-Match": f'"{seen}"'}
    return scene.client(who).request(method, f"{JSON}{path}", json=body, headers=headers)


def prepared(scene: Play, **given: object) -> str:
    body = {"title": "Latihan pertama", "codes": ["101", "102"]} | given
    answer = asked(scene, LEAD, "POST ", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture
def opened(scene: Play) -> str:
    """An exercise from Dinkes' answers, open."""
    made = prepared(scene, submission_id=scene.submission_id)
    assert asked(scene, LEAD, f"POST /{made}/open").status_code == 200
    return made


def score(
    scene: Play, who: str, made: str, level: int, code: str = "101", seen: int = 0
) -> Response:
    body = {"level": level, "reason": WHY if level != 3 else ""}
    return asked(scene, who, f"PUT /{made}/scores/{code}", body, seen)


def view(scene: Play, who: str, made: str) -> dict[str, Any]:
    answer = asked(scene, who, f"GET /{made}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_sample_is_a_copy_without_the_name_of_its_opd(scene: Play) -> None:
    before = scene.rows()

    made = view(scene, LEAD, prepared(scene, submission_id=scene.submission_id))

    after, actor = scene.rows(), scene.city.actors[LEAD].user_id
    assert [(each["code"], each["claim"], each["reference"]) for each in made["items"]] == [
        ("101", 3, 3), ("102", 3, 3),
    ]  # fmt: skip
    assert made["items"][0]["explanation"] == "Penjelasan 101 pada tingkat 3."
    assert made["items"][0]["evidence"] == "Perwali Satu Data (Pasal 5)"
    assert made["state"] == "PREPARED"
    assert changed(before, after) == {"exercise", "exercise_item"}
    assert new_lines(before, after) == [(actor, "exercise.lead", "allowed")]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"codes": ["999"]}, 422),
        ({"codes": ["101", "101"]}, 422),
        ({"codes": []}, 422),
        ({"title": ""}, 422),
        ({"submission_id": "0" * 16}, 404),
    ],
)
def test_what_is_not_there_makes_no_exercise(
    scene: Play, given: dict[str, object], status: int
) -> None:
    body = {"title": "Latihan", "codes": ["101"]} | given

    assert asked(scene, LEAD, "POST ", body).status_code == status
    assert scene.rows()["exercise"] == []


@pytest.mark.parametrize(("state", "status"), [("DRAFT", 404), ("MODERATION", 409), ("FINAL", 409)])
def test_only_a_published_submission_becomes_a_sample(play: Stage, state: str, status: int) -> None:
    scene = play(state)
    body = {"title": "Latihan", "codes": ["101"], "submission_id": scene.submission_id}

    assert asked(scene, LEAD, "POST ", body).status_code == status


def test_a_prepared_exercise_is_its_leader_s_alone(scene: Play) -> None:
    made = prepared(scene, submission_id=scene.submission_id)

    seen = {
        who: asked(scene, who, f"GET /{made}").status_code for who in (LEAD, DK, BPS, "auditor")
    }

    assert seen == {LEAD: 200, DK: 404, BPS: 404, "auditor": 404}
    assert asked(scene, DK, "GET ").json() == []
    assert score(scene, DK, made, 3).status_code == 404


def test_a_written_sample_is_opened_only_when_it_is_whole(scene: Play) -> None:
    made = prepared(scene)
    sample = {"claim": 3, "explanation": "Data disimpan di satu tempat.", "evidence": "SOP 2025"}

    early = asked(scene, LEAD, f"POST /{made}/open")
    wrote = [asked(scene, LEAD, f"PUT /{made}/items/{code}", sample, 1) for code in ("101", "102")]
    stale = asked(scene, LEAD, f"PUT /{made}/items/101", sample, 1)
    opened = asked(scene, LEAD, f"POST /{made}/open")
    late = asked(scene, LEAD, f"PUT /{made}/items/101", sample, 2)

    assert [each["pointer"] for each in early.json()["errors"]] == ["101", "102"]
    assert [each.headers["etag"] for each in wrote] == ['"2"', '"2"']
    assert (early.status_code, stale.status_code) == (422, 412)
    assert (opened.status_code, late.status_code) == (200, 409)


def test_opening_and_closing_tell_every_assessor_of_both_institutions(
    scene: Play, opened: str
) -> None:
    asked(scene, LEAD, f"POST /{opened}/close")

    people = {actor.user_id: name for name, actor in scene.city.actors.items()}
    told = [people[row["user_id"]] for row in scene.rows()["notice"] if "Latihan" in row["text"]]
    assessors = [name for name in scene.city.actors if name.startswith("penilai.")]
    assert sorted(told) == sorted(assessors * 2)


def test_each_scores_blind_until_it_is_closed(scene: Play, opened: str) -> None:
    score(scene, DK, opened, 3)
    score(scene, BPS, opened, 1)

    own, other, leader, auditor = (view(scene, who, opened) for who in (DK, DK2, LEAD, "auditor"))

    assert own["items"][0]["own"]["level"] == 3
    assert [each["items"][0]["own"] for each in (other, leader, auditor)] == [None] * 3
    for each in (own, other, leader, auditor):
        assert (each["figures"], each["items"][0]["result"]) == (None, None)
        assert WHY not in str(each)
    assert [each["reference"] for each in own["items"]] == [None, None]
    assert {(each["name"], each["done"]) for each in leader["progress"]} >= {
        ("Yusuf Hidayat", 1), ("Maya Sartika", 1), ("Nur Aini", 0),
    }  # fmt: skip
    assert (own["progress"], auditor["progress"]) == ([], [])
    for who in (DK2, LEAD, "auditor"):
        assert WHY not in scene.client(who).get(f"{PAGE}/{opened}/indikator/101").text


def test_after_closing_everybody_sees_the_spread_and_nobody_scores(
    scene: Play, opened: str
) -> None:
    for who, level in ((DK, 3), (DK2, 2), (BPS, 1)):
        score(scene, who, opened, level)
    asked(scene, LEAD, f"POST /{opened}/close")

    seen = {who: view(scene, who, opened) for who in (DK, BPS, LEAD, "auditor")}
    late = score(scene, "penilai.bps2", opened, 3)

    for each in seen.values():
        result = each["items"][0]["result"]
        assert [(row["level"], row["diskominfo"], row["bps"]) for row in result["counts"]] == [
            (1, 0, 1), (2, 1, 0), (3, 1, 0), (4, 0, 0),
        ]  # fmt: skip
        assert (result["scored"], result["mean"], result["spread"]) == (3, "2.00", "1.00")
        assert result["reference"] == 3
        assert [(row["institution"], row["level"]) for row in result["reasons"]] == [
            ("bps", 1), ("diskominfo", 2),
        ]  # fmt: skip
        assert each["figures"]["shared"] == 2
        assert each["figures"]["alpha"] is None  # three scores are too few
    assert (seen[DK]["items"][0]["own"]["level"], seen[LEAD]["items"][0]["own"]) == (3, None)
    assert late.status_code == 409


def test_a_level_off_the_claim_needs_a_reason_and_the_rubric_its_bounds(
    scene: Play, opened: str
) -> None:
    path = f"PUT /{opened}/scores/101"
    without = asked(scene, DK, path, {"level": 2}, 0)
    above = asked(scene, DK, path, {"level": 5, "reason": WHY}, 0)
    elsewhere = asked(scene, DK, f"PUT /{opened}/scores/201", {"level": 3}, 0)

    assert [each["pointer"] for each in without.json()["errors"]] == ["reason"]
    assert [each["pointer"] for each in above.json()["errors"]] == ["level"]
    assert elsewhere.status_code == 404
    assert scene.rows()["exercise_score"] == []


def test_a_second_window_does_not_win_unseen(scene: Play, opened: str) -> None:
    first, again = score(scene, DK, opened, 3), score(scene, DK, opened, 2)
    better = score(scene, DK, opened, 2, seen=1)

    assert (first.headers["etag"], again.status_code) == ('"1"', 412)
    assert better.headers["etag"] == '"2"'


def test_the_discussion_begins_with_closing(scene: Play, opened: str, clock: Clock) -> None:
    said = {"code": "101", "text": "Kriteria tingkat 3 menuntut jadwal tetap."}

    early = asked(scene, DK, f"POST /{opened}/comments", said)
    asked(scene, LEAD, f"POST /{opened}/close")
    done = [asked(scene, DK, f"POST /{opened}/comments", said)]
    clock.forward(minutes=1)
    done.append(asked(scene, LEAD, f"POST /{opened}/comments", said))
    silent = asked(scene, "auditor", f"POST /{opened}/comments", said)

    read = view(scene, BPS, opened)["items"][0]["discussion"]
    assert early.status_code == 409
    assert [each.status_code for each in done] == [201, 201]
    assert [each["by"] for each in read] == ["Yusuf Hidayat", "Lestari Ningsih"]
    assert silent.status_code == 403


@pytest.mark.parametrize("who", ["operator.dinkes", "kepala.dinkes", "walikota", "admin"])
def test_nobody_else_knows_of_exercises(scene: Play, opened: str, who: str) -> None:
    assert asked(scene, who, "GET ").status_code == 403
    assert asked(scene, who, f"GET /{opened}").status_code == 403
    assert scene.client(who).get(f"{PAGE}/{opened}").status_code == 403


def test_a_whole_exercise_touches_no_row_of_the_real_round(scene: Play) -> None:
    before = scene.rows()

    made = prepared(scene, submission_id=scene.submission_id)
    asked(scene, LEAD, f"POST /{made}/open")
    for who, level in ((DK, 3), (BPS, 1)):
        score(scene, who, made, level)
    asked(scene, LEAD, f"POST /{made}/close")
    asked(scene, DK, f"POST /{made}/comments", {"code": "101", "text": "Mari dibahas."})

    assert changed(before, scene.rows()) == OWN_TABLES


def test_the_pages_walk_the_whole_way(scene: Play) -> None:
    lead, scorer = scene.client(LEAD), scene.client(DK)
    form = {
        "title": "Lewat halaman",
        "submission_id": scene.submission_id,
        "codes[]": ["101", "102"],
    }

    bad = lead.post(PAGE, data=form | {"codes[]": []})
    home = lead.post(PAGE, data=form).headers["location"].partition("?")[0]
    sample = {"version": "1", "claim": "3", "explanation": "Disunting.", "reference": "2"}
    edited = lead.post(f"{home}/indikator/101/contoh", data=sample)
    opened = lead.post(f"{home}/pembukaan")
    refused = scorer.post(f"{home}/indikator/101", data={"level": "2", "version": "0"})
    scored = scorer.post(f"{home}/indikator/101", data={"level": "3", "version": "0"})
    last = scorer.post(f"{home}/indikator/102", data={"level": "3", "version": "0"})
    closed = lead.post(f"{home}/penutupan")
    said = scorer.post(f"{home}/indikator/101/komentar", data={"text": "Mari dibahas."})
    read = scene.client(BPS).get(f"{home}/indikator/101").text

    assert (bad.status_code, "Lewat halaman" in bad.text) == (422, True)
    assert edited.headers["location"] == f"{home}?pesan=tersimpan"
    assert opened.headers["location"] == f"{home}?pesan=latihan-dibuka"
    assert (refused.status_code, "Alasan wajib diisi" in refused.text) == (422, True)
    assert scored.headers["location"] == f"{home}/indikator/102?pesan=tersimpan"
    assert last.headers["location"] == f"{home}?pesan=tersimpan"
    assert closed.headers["location"] == f"{home}?pesan=latihan-ditutup"
    assert said.headers["location"] == f"{home}/indikator/101?pesan=tersimpan#talk"
    assert ("Disunting." in read, "Mari dibahas." in read, "Nilai acuan 2" in read) == (True,) * 3
    assert "Dinas Kesehatan" not in read


def test_there_is_no_exercise_before_one_was_made(
    client_for: Callable[[str], TestClient],
) -> None:
    assert client_for(LEAD).get(PAGE).status_code == 200
    assert client_for(DK).get(f"{PAGE}/{'0' * 16}").status_code == 404
