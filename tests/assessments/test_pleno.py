"""The pleno: agreed levels with their reasons, closed when every indicator has one."""

from collections.abc import Callable

import pytest
from httpx2 import Response

from app.assessments.queries import agreements
from app.submissions import queries as submissions
from tests.factories import judge, start, submit
from tests.permissions.table import UNLOCK
from tests.play import DINKES, Play, changed

Stage = Callable[[str], Play]


@pytest.fixture
def differing(play: Stage) -> Play:
    """Dinkes in the pleno: Diskominfo says 2 everywhere, BPS 3."""
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        now = scene.app.state.clock()
        submit(session, scene.city, scene.storage, DINKES, 3, now)
        start(session, scene.city, DINKES, now)
        judge(session, scene.city, DINKES, (2, 3), now)
    return scene


def base(scene: Play) -> str:
    return f"/api/v1/submissions/{scene.submission_id}"


def agree(scene: Play, code: str, level: int, reason: str = "") -> Response:
    return scene.client("koordinator").put(
        f"{base(scene)}/agreements/{code}", json={"level": level, "reason": reason}
    )


def close(scene: Play) -> Response:
    return scene.client("koordinator").post(base(scene) + "/close")


def agreed(scene: Play) -> dict[str, tuple[int, str, int]]:
    with scene.database.reading() as session:
        found = agreements(session, scene.submission_id)
    return {code: (row.level, row.source, row.number) for code, row in found.items()}


def test_where_the_institutions_differ_a_reason_is_required(differing: Play) -> None:
    statuses = [
        agree(differing, "101", 3).status_code,
        agree(differing, "101", 3, "Bukti diperlihatkan.").status_code,
        agree(differing, "101", 5, "Bukti diperlihatkan.").status_code,
        agree(differing, "999", 3, "Bukti diperlihatkan.").status_code,
    ]

    assert statuses == [422, 200, 422, 404]


def test_where_they_agree_only_another_level_needs_a_reason(play: Stage) -> None:
    scene = play("MODERATION")  # both say 3

    statuses = [agree(scene, "101", 3).status_code, agree(scene, "102", 2).status_code]

    assert statuses == [200, 422]


def test_agreeing_again_keeps_the_earlier_value_as_history(differing: Play) -> None:
    agree(differing, "101", 3, "Bukti diperlihatkan.")
    agree(differing, "101", 2, "Setelah dibaca lagi.")

    rows = [row for row in differing.rows()["agreement"] if row["code"] == "101"]
    assert agreed(differing) == {"101": (2, "moderation", 2)}
    assert sorted((row["number"], row["level"], row["is_current"]) for row in rows) == [
        (1, 3, False),
        (2, 2, True),
    ]


def test_the_pleno_closes_only_when_every_difference_is_agreed(differing: Play) -> None:
    codes = differing.codes()
    for code in codes[1:]:
        agree(differing, code, 3, "Bukti diperlihatkan.")

    early = close(differing)
    agree(differing, codes[0], 3, "Bukti diperlihatkan.")
    statuses = [
        close(differing).status_code,
        close(differing).status_code,
        agree(differing, codes[0], 2, "Terlambat.").status_code,
    ]

    assert [error["pointer"] for error in early.json()["errors"]] == [codes[0]]
    assert (early.status_code, statuses) == (422, [200, 409, 409])


def test_closing_takes_over_what_is_equal(play: Stage) -> None:
    scene = play("MODERATION")
    agree(scene, "101", 4, "Bukti lebih kuat.")

    close(scene)

    found = agreed(scene)
    assert found.pop("101") == (4, "moderation", 1)
    assert found == dict.fromkeys(scene.codes()[1:], (3, "equal", 1))


def test_a_closed_pleno_is_not_unlocked(play: Stage) -> None:
    scene = play("MODERATION")
    close(scene)
    before = scene.rows()

    response = scene.client("koordinator").post(f"{base(scene)}/judgements/unlock", json=UNLOCK)

    assert (response.status_code, changed(before, scene.rows())) == (409, set())


def test_a_level_changed_after_an_unlock_is_agreed_anew(play: Stage) -> None:
    scene = play("MODERATION")  # both say 3
    agree(scene, "101", 3)
    for institution in ("bps", "diskominfo"):
        body = {"institution": institution, "reason": "Salah membaca lampiran."}
        scene.client("koordinator").post(f"{base(scene)}/judgements/unlock", json=body)
    for who in ("penilai.dk1", "penilai.bps1"):
        client = scene.client(who)
        client.put(
            f"{base(scene)}/judgements/101",
            json={"level": 2, "reason": "Lampiran bukan milik OPD ini."},
            headers={"If-Match": '"1"'},
        )
        client.post(f"{base(scene)}/judgements/lock")

    assert close(scene).status_code == 200
    assert agreed(scene)["101"][0] == 2


def test_notes_stay_between_institutions_and_coordinator(play: Stage) -> None:
    scene = play("MODERATION")
    scene.client("penilai.bps1").post(f"{base(scene)}/notes", json={"text": "Rahasia pleno."})

    statuses = {
        who: scene.client(who).get(f"{base(scene)}/notes").status_code
        for who in ("penilai.dk1", "koordinator", "auditor", "kepala.dinkes", "walikota", "admin")
    }

    assert list(statuses.values()) == [200, 200, 200, 403, 403, 403]


def test_the_reason_agreed_is_what_the_opd_reads(differing: Play) -> None:
    agree(differing, "101", 3, "Bukti diperlihatkan dalam pleno.")

    with differing.database.reading() as session:
        row = submissions.get(session, differing.submission_id)
        assert agreements(session, row.id)["101"].reason == "Bukti diperlihatkan dalam pleno."


def test_two_coordinators_do_not_overwrite_each_other_unseen(differing: Play) -> None:
    agree(differing, "101", 3, "Bukti diperlihatkan.")
    address, client = f"{base(differing)}/agreements/101", differing.client("koordinator")
    late = {"level": 2, "reason": "Setelah dibaca lagi.", "number": 0}

    refused = client.put(address, json=late)
    shown = client.post(
        f"/pleno/{differing.submission_id}/kesepakatan/101", data=late | {"level": "2"}
    )
    seen = client.put(address, json=late | {"number": 1})

    assert (refused.status_code, refused.json()["current"]["level"]) == (412, 3)
    assert (shown.status_code, "Setelah dibaca lagi." in shown.text) == (412, True)
    assert (seen.status_code, agreed(differing)["101"]) == (200, (2, "moderation", 2))
