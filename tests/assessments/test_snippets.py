"""Kept sentences: one's own, shared within the institution, never across."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response

from app.assessments import snippets
from tests.play import Play, changed

Stage = Callable[[str], Play]
HOME = "/api/v1/snippets"
MINE, COLLEAGUE, OTHER = "penilai.dk1", "penilai.dk2", "penilai.bps1"


def keep(scene: Play, who: str, text: str = "Bukti sesuai.", **more: Any) -> Response:
    return scene.client(who).post(HOME, json={"text": text, **more})


def texts(scene: Play, who: str) -> list[tuple[str, bool]]:
    return [(row["text"], row["is_own"]) for row in scene.client(who).get(HOME).json()]


def test_a_sentence_is_its_makers_until_it_is_shared_and_then_the_institutions(
    play: Stage,
) -> None:
    scene = play("UNDER_ASSESSMENT")

    keep(scene, MINE, "Hanya untuk saya.")
    keep(scene, MINE, "Untuk kita.", is_shared=True)

    assert texts(scene, MINE) == [("Hanya untuk saya.", True), ("Untuk kita.", True)]
    assert texts(scene, COLLEAGUE) == [("Untuk kita.", False)]
    assert texts(scene, OTHER) == []


@pytest.mark.parametrize("who", ["operator.dinkes", "koordinator", "walikota", "admin", "auditor"])
def test_only_assessors_keep_sentences(play: Stage, who: str) -> None:
    scene = play("UNDER_ASSESSMENT")

    assert scene.client(who).get(HOME).status_code == 403
    assert keep(scene, who).status_code == 403


def test_only_the_maker_changes_and_deletes_and_others_see_at_most_that_it_is_shared(
    play: Stage,
) -> None:
    scene = play("UNDER_ASSESSMENT")
    private = keep(scene, MINE).json()["id"]
    shared = keep(scene, MINE, is_shared=True).json()["id"]
    seen = {"If-Match": '"1"'}

    statuses = {
        who: [
            (
                scene.client(who)
                .put(f"{HOME}/{each}", json={"text": "Lainnya."}, headers=seen)
                .status_code,
                scene.client(who).delete(f"{HOME}/{each}").status_code,
            )
            for each in (private, shared)
        ]
        for who in (COLLEAGUE, OTHER, MINE)
    }

    assert statuses == {
        COLLEAGUE: [(404, 404), (403, 403)],
        OTHER: [(404, 404), (404, 404)],
        MINE: [(200, 204), (200, 204)],
    }
    assert scene.rows()["snippet"] == []


def test_each_write_has_one_line_and_touches_its_own_table(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    before = scene.rows()
    kept = keep(scene, MINE).json()["id"]

    after = scene.rows()

    assert changed(before, after) == {"snippet"}
    assert len(after["journal_line"]) - len(before["journal_line"]) == 1
    line = after["journal_line"][-1]
    assert (line["action"], line["object_id"]) == ("snippet.keep", kept)
    assert "Bukti sesuai." not in str(line)


def test_an_older_version_is_refused_with_what_stands(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    address = f"{HOME}/{keep(scene, MINE).json()['id']}"
    change = {"text": "Kalimat baru."}

    first = scene.client(MINE).put(address, json=change, headers={"If-Match": '"1"'})
    stale = scene.client(MINE).put(address, json=change, headers={"If-Match": '"1"'})
    blind = scene.client(MINE).put(address, json=change)

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert (stale.status_code, stale.json()["current"]["text"]) == (412, "Kalimat baru.")
    assert blind.status_code == 428


@pytest.mark.parametrize(("length", "status"), [(4, 422), (5, 201), (1000, 201), (1001, 422)])
def test_a_sentence_has_five_to_a_thousand_letters(play: Stage, length: int, status: int) -> None:
    assert keep(play("UNDER_ASSESSMENT"), MINE, "a" * length).status_code == status


def test_one_person_keeps_no_more_than_the_quota(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")

    statuses = {keep(scene, MINE, f"Kalimat {number}.").status_code for number in range(100)}
    refused = keep(scene, MINE)

    assert (snippets.OWN_MAX, statuses) == (100, {201})
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "Catatan siap pakai Anda sudah 100. Hapus yang tidak dipakai lagi.",
    )
    assert keep(scene, COLLEAGUE).status_code == 201
