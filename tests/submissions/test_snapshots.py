"""Snapshots: frozen at sending, hashed, kept when recalled, whole when sent again."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.papers import pdf
from tests.play import Play, Rows

Stage = Callable[[str], Play]


def snapshot(scene: Play, who: str = "kepala.dinkes") -> dict[str, Any]:
    found: dict[str, Any] = scene.client(who).get(base(scene) + "/snapshot").json()
    return found


def base(scene: Play) -> str:
    return f"/api/v1/submissions/{scene.submission_id}"


def change(scene: Play, code: str, level: int, explanation: str) -> int:
    return (
        scene.client("operator.dinkes")
        .put(
            f"{base(scene)}/answers/{code}",
            json={"level": level, "explanation": explanation},
            headers={"If-Match": '"1"'},
        )
        .status_code
    )


def rows_of(rows: Rows, table: str) -> list[tuple[int, bool]]:
    return sorted((row["number"], row["is_recalled"]) for row in rows[table])


def test_the_hash_covers_the_canonical_json_of_what_was_sent(play: Stage) -> None:
    found = snapshot(play("SUBMITTED"))

    text = json.dumps(
        found["content"], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()
    assert found["sha256"] == hashlib.sha256(text).hexdigest()


def test_a_snapshot_carries_every_answer_its_evidence_and_the_instrument(play: Stage) -> None:
    scene = play("SUBMITTED")

    content = snapshot(scene)["content"]

    first = content["answers"][0]
    evidence = first["evidence"][0]
    assert [answer["code"] for answer in content["answers"]] == list(scene.codes())
    assert (content["instrument"], content["agency_type"]) == ("sdi-ringkas-2026", "dinas")
    assert (first["level"], first["version"]) == (3, 1)
    assert evidence["citation"] == "Pasal 5"
    assert evidence["sha256"] == hashlib.sha256(pdf("1.01")).hexdigest()


def test_the_receipt_is_anchored_at_the_line_of_the_sending(play: Stage) -> None:
    scene = play("SUBMITTED")

    seq, _, digest = snapshot(scene)["anchor"].partition(":")

    line = scene.rows()["journal_line"][int(seq) - 1]
    assert (line["action"], line["hash"]) == ("submission.submit", digest)


def test_everyone_who_may_read_it_reads_the_same_snapshot(play: Stage) -> None:
    scene = play("MODERATION")

    found = [
        snapshot(scene, who)
        for who in ("operator.dinkes", "penilai.dk1", "penilai.bps1", "koordinator", "auditor")
    ]

    assert found == [found[0]] * 5


def test_a_recalled_snapshot_stays_and_is_shown_to_nobody(play: Stage) -> None:
    scene = play("SUBMITTED")

    scene.client("kepala.dinkes").post(base(scene) + "/recall")

    statuses = [
        scene.client(who).get(base(scene) + "/snapshot").status_code
        for who in ("operator.dinkes", "koordinator", "auditor")
    ]
    assert rows_of(scene.rows(), "snapshot") == [(1, True)]
    assert statuses == [404, 404, 404]


def test_after_a_recall_the_next_sending_is_number_two_with_what_changed(play: Stage) -> None:
    scene = play("SUBMITTED")
    scene.client("kepala.dinkes").post(base(scene) + "/recall")
    change(scene, "101", 4, "Sudah diperbaiki semuanya.")

    scene.client("kepala.dinkes").post(base(scene) + "/submit")

    found = snapshot(scene)
    assert (found["number"], found["content"]["answers"][0]["level"]) == (2, 4)


def test_sending_again_takes_only_the_returned_indicators_anew(play: Stage) -> None:
    scene = play("RETURNED")
    first = snapshot(scene)["content"]["answers"]
    change(scene, "101", 4, "Sudah diperbaiki semuanya.")

    scene.client("kepala.dinkes").post(base(scene) + "/resend")

    second = snapshot(scene)["content"]["answers"]
    assert (second[0]["level"], second[0]["version"]) == (4, 2)
    assert second[1:] == first[1:]


def test_an_incomplete_filling_is_refused_with_every_gap(play: Stage) -> None:
    scene = play("DRAFT")

    response = scene.client("kepala.dinkes").post(base(scene) + "/submit")

    body = response.json()
    assert response.status_code == 422
    assert [error["pointer"] for error in body["errors"]] == list(scene.codes())
    assert {error["detail"] for error in body["errors"]} == {"Tingkat kematangan belum dipilih."}


def test_a_second_sending_is_refused_and_makes_no_second_snapshot(play: Stage) -> None:
    scene = play("SUBMITTED")

    response = scene.client("kepala.dinkes").post(base(scene) + "/submit")

    assert response.status_code == 409
    assert rows_of(scene.rows(), "snapshot") == [(1, False)]
