"""The scanner hook: nothing unscanned reaches others, nothing infected reaches anybody."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.files import scanner
from app.files.actions import scan_again
from app.files.scanner import Scanner, ScannerAway
from app.reports.press import Press
from app.settings import Settings
from app.worker import SCANNER_REST, Workshop, run_all
from tests.conftest import Clock
from tests.files.clamd import SIGNATURE, Clamd
from tests.papers import pdf, png
from tests.play import Play, changed, new_lines

Stage = Callable[[str], Play]
OP, HEAD, DK = "operator.dinkes", "kepala.dinkes", "penilai.dk1"
CLEAN, BAD = pdf("bersih"), pdf(SIGNATURE.decode())


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with Clamd() as running:
        yield running


def configured(scene: Play, address: str) -> Workshop:
    settings = Settings(_env_file=None, data=scene.storage.folder, clamd=address, totp="off")
    scene.app.state.settings = settings
    return Workshop(scene.database, scene.storage, settings, scene.app.state.clock, Press())


def upload(scene: Play, content: bytes, name: str) -> str:
    address = f"/api/v1/submissions/{scene.submission_id}/evidence"
    answer = scene.client(OP).post(address, files={"file": (name, content)})
    assert answer.status_code == 201
    made: str = answer.json()["id"]
    return made


def attach(scene: Play, item: str, code: str) -> None:
    address = f"/api/v1/submissions/{scene.submission_id}/answers/{code}/evidence/{item}"
    assert scene.client(OP).put(address, json={}).status_code == 200


def states(scene: Play) -> dict[str, str]:
    address = f"/api/v1/submissions/{scene.submission_id}/evidence"
    return {row["file_name"]: row["scan_state"] for row in scene.client(OP).get(address).json()}


def read(scene: Play, item: str, who: str) -> int:
    return scene.client(who).get(f"/api/v1/evidence/{item}/content").status_code


def jobs(scene: Play) -> list[tuple[str, str, int]]:
    return [(row["name"], row["state"], row["attempts"]) for row in scene.rows()["job"]]


def test_a_scanner_says_clean_or_names_the_virus(clamd: Clamd) -> None:
    found = [Scanner(clamd.address).virus_in([part, b"b"]) for part in (b"a", SIGNATURE)]

    assert found == ["", "Eicar-Test"]
    assert clamd.seen[0] == (b"zINSTREAM\0", b"ab")


def test_a_scanner_at_a_socket_of_the_file_system(tmp_path: Any) -> None:
    path = tmp_path / "clamd.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))

        with pytest.raises(ScannerAway):  # nobody listens
            Scanner(f"unix:{path}").virus_in([b"a"])


@pytest.mark.parametrize("mood", ["hangs up", "is slow", "complains"])
def test_without_a_verdict_there_is_none(
    clamd: Clamd, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "SECONDS", 0.2)
    clamd.turn(mood)

    with pytest.raises(ScannerAway):
        Scanner(clamd.address).virus_in([b"a" * 100_000] * 20)


def test_without_a_scanner_a_file_is_unscanned_and_goes_everywhere(play: Stage) -> None:
    scene = play("DRAFT")

    upload(scene, CLEAN, "a.pdf")

    assert (states(scene), jobs(scene)) == ({"a.pdf": "unscanned"}, [])


def test_a_clean_file_waits_first_and_holds_up_the_sending(play: Stage, clamd: Clamd) -> None:
    scene = play("DRAFT")
    shop = configured(scene, clamd.address)
    home, answer = f"/api/v1/submissions/{scene.submission_id}", {"level": 2, "explanation": "Ada."}
    scene.client(OP).put(f"{home}/answers/101", json=answer, headers={"If-Match": '"0"'})
    attach(scene, upload(scene, CLEAN, "a.pdf"), "101")
    waiting = states(scene)
    refused = scene.client(HEAD).post(f"{home}/submit").json()["errors"]
    before = scene.rows()

    run_all(shop)

    after = scene.rows()
    sentence = "Berkas 'a.pdf' masih menunggu pemindaian virus. Coba lagi sebentar."
    assert {"pointer": "101", "detail": sentence} in refused
    assert (waiting, states(scene)) == ({"a.pdf": "waiting"}, {"a.pdf": "clean"})
    assert changed(before, after) == {"stored_file", "job"}
    assert new_lines(before, after) == [("", "file.scan", "allowed")]


def test_an_infected_file_is_taken_off_and_its_opd_told(play: Stage, clamd: Clamd) -> None:
    scene = play("DRAFT")
    shop = configured(scene, clamd.address)
    item = upload(scene, BAD, "virus.pdf")
    attach(scene, item, "101")
    mine = read(scene, item, OP)

    run_all(shop)

    rows = scene.rows()
    told = {row["user_id"]: row["text"] for row in rows["notice"] if "virus.pdf" in row["text"]}
    people = {scene.city.actors[name].user_id for name in (OP, HEAD)}
    assert (mine, read(scene, item, OP), states(scene)) == (200, 409, {})
    assert (rows["evidence_use"], set(told)) == ([], people)
    assert told.popitem()[1] == (
        "Berkas 'virus.pdf' dilepas dari perpustakaan: pemindai menemukan virus (Eicar-Test). "
        "Unggah berkas yang bersih."
    )


def test_bytes_known_to_be_infected_do_not_come_back(play: Stage, clamd: Clamd) -> None:
    scene = play("DRAFT")
    run_all_after_upload(scene, clamd)
    before = scene.rows()

    again = scene.client("operator.inspektorat").post(
        f"/api/v1/submissions/{scene.city.submissions['1.03']}/evidence",
        files={"file": ("lain.pdf", BAD)},
    )

    assert (again.status_code, changed(before, scene.rows())) == (422, set())
    assert again.json()["detail"] == (
        "Berkas 'lain.pdf' ditolak: pemindai menemukan virus di dalamnya."
    )


def run_all_after_upload(scene: Play, clamd: Clamd) -> None:
    shop = configured(scene, clamd.address)
    upload(scene, BAD, "virus.pdf")
    run_all(shop)


def test_while_the_scanner_is_down_files_wait_and_are_tried_again(
    play: Stage, clamd: Clamd, clock: Clock
) -> None:
    scene = play("DRAFT")
    away = configured(scene, "tcp:127.0.0.1:1")
    for number in range(3):
        upload(scene, pdf(f"berkas {number}"), f"{number}.pdf")

    tries = run_all(away)
    resting, at_once = states(scene), run_all(configured(scene, clamd.address))
    clock.now += SCANNER_REST
    clock.forward(seconds=1)
    later = run_all(configured(scene, clamd.address))

    assert (tries, at_once, later) == (1, 0, 3)
    assert set(resting.values()) == {"waiting"}
    assert set(states(scene).values()) == {"clean"}
    assert {job[1] for job in jobs(scene)} == {"done"}


@pytest.mark.parametrize(("state", "is_sent"), [("waiting", True), ("infected", False)])
def test_what_was_sent_is_kept_from_others_while_it_waits_and_from_all_when_infected(
    play: Stage,
    state: str,
    is_sent: bool,  # noqa: FBT001
) -> None:
    scene = play("UNDER_ASSESSMENT")
    with scene.database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE stored_file SET scan_state = '{state}'")  # noqa: S608
    address = f"/api/v1/submissions/{scene.submission_id}/evidence"
    item = scene.client(OP).get(address).json()[0]["id"]

    own, assessor = read(scene, item, OP), read(scene, item, DK)
    page = scene.client(DK).get(f"/penilaian/{scene.submission_id}/indikator/101").text

    assert (own, assessor) == (200 if is_sent else 409, 409)
    assert ("Menunggu pemindaian" in page, "Terinfeksi" in page) == (is_sent, not is_sent)


def test_a_picture_is_scanned_like_any_other_file(play: Stage, clamd: Clamd) -> None:
    scene = play("DRAFT")
    shop = configured(scene, clamd.address)
    upload(scene, png(), "foto.png")

    run_all(shop)

    assert (states(scene), clamd.seen[0][1]) == ({"foto.png": "clean"}, png())


def test_files_from_before_there_was_a_scanner_are_scanned_in_their_turn(
    play: Stage, clamd: Clamd, clock: Clock
) -> None:
    scene = play("DRAFT")
    upload(scene, CLEAN, "lama.pdf")
    shop = configured(scene, clamd.address)

    with scene.database.transaction() as session:
        asked = [scan_again(session, clock()), scan_again(session, clock())]
    between = states(scene)
    run_all(shop)

    assert (asked, len(jobs(scene))) == ([1, 1], 1)
    assert (between, states(scene)) == ({"lama.pdf": "unscanned"}, {"lama.pdf": "clean"})
