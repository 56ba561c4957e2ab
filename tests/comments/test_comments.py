"""The talk inside an OPD: written and read there in every state, by nobody else."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.journal.chain import digest
from app.notices.queries import inbox
from tests.conftest import SECOND
from tests.factories import City
from tests.play import Play, changed, dump, new_lines

ClientFor = Callable[[str], TestClient]
Stage = Callable[[str], Play]
SARI, HEAD, BUDI = "operator.dinkes", "kepala.dinkes", SECOND
OUTSIDE = {
    "operator.inspektorat": 404,
    "kepala.inspektorat": 404,
    "penilai.dk2": 404,
    "penilai.dk1": 403,
    "penilai.bps1": 403,
    "koordinator": 403,
    "walikota": 403,
    "admin": 403,
    "auditor": 403,
}


@pytest.fixture
def home(team: City) -> str:
    return f"/penilaian-mandiri/{team.submissions['1.01']}"


@pytest.fixture
def api(team: City) -> str:
    return f"/api/v1/submissions/{team.submissions['1.01']}/comments"


def told(app: FastAPI, city: City, username: str) -> list[str]:
    """Give the person's messages, newest first, but for that of the opening."""
    with app.state.database.reading() as session:
        rows = inbox(session, city.actors[username].user_id)
    return [row.text for row in rows if not row.text.endswith("dibuka.")]


def test_a_comment_is_kept_journalled_by_its_digest_and_shown_with_author_and_time(
    app: FastAPI, client_for: ClientFor, team: City, home: str
) -> None:
    before, text = dump(app.state.database), "Berkasnya ada\npada siapa?"

    answer = client_for(SARI).post(f"{home}/indikator/101/komentar", data={"text": text})

    after, shown = dump(app.state.database), client_for(HEAD).get(f"{home}/indikator/101").text
    assert (answer.status_code, changed(before, after)) == (303, {"comment"})
    assert new_lines(before, after) == [(team.actors[SARI].user_id, "comment.write", "allowed")]
    assert after["journal_line"][-1]["after"] == digest(text)
    assert ["Berkasnya ada\npada siapa?" in shown, "Sari Wulandari, 1 Mei 2026" in shown] == [
        True,
        True,
    ]


def test_who_is_called_and_who_wrote_in_the_thread_is_told_once(
    app: FastAPI, client_for: ClientFor, team: City, api: str
) -> None:
    client_for(BUDI).post(api, json={"code": "101", "text": "Saya mulai."})
    client_for(BUDI).post(api, json={"code": "101", "text": "Tingkat 2?"})
    client_for(BUDI).post(api, json={"code": "102", "text": "Ini lain."})

    answer = client_for(SARI).post(
        api, json={"code": "101", "text": "@kepala.dinkes dan @operator.dinkes, setuju?"}
    )
    by_list = client_for(HEAD).post(api, json={"code": "201", "text": "Ya.", "mention": BUDI})

    assert [answer.status_code, by_list.status_code] == [201, 201]
    assert by_list.json()["mention"] == "Budi Santoso"
    assert told(app, team, HEAD) == [
        "Sari Wulandari menyebut Anda dalam pembicaraan indikator 101."
    ]
    assert sorted(told(app, team, BUDI)) == [
        "Sari Wulandari menulis dalam pembicaraan indikator 101.",
        "dr. Bagus Prakoso menyebut Anda dalam pembicaraan indikator 201.",
    ]
    assert told(app, team, SARI) == []


def test_what_is_taken_back_leaves_a_mark_and_no_text(
    app: FastAPI, client_for: ClientFor, home: str, api: str
) -> None:
    said = client_for(SARI).post(api, json={"code": "101", "text": "Salah ketik."}).json()
    address = f"{home}/komentar/{said['id']}/hapus"

    answers = [client_for(HEAD).post(address), client_for(SARI).post(address)]
    answers += [client_for(SARI).delete(f"{api}/{said['id']}")]

    kept = dump(app.state.database)["comment"][0]
    assert [answer.status_code for answer in answers] == [403, 303, 409]
    assert (kept["text"], kept["removed_at"] is None) == ("", False)
    assert (
        "Komentar ini dihapus oleh penulisnya."
        in client_for(HEAD).get(f"{home}/indikator/101").text
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "a" * 10_001}, "text"),
        ({"text": "Tolong.", "mention": "operator.inspektorat"}, "mention"),
    ],
)
def test_a_comment_that_does_not_fit_comes_back_with_what_was_typed(
    app: FastAPI, client_for: ClientFor, home: str, api: str, given: dict[str, str], field: str
) -> None:
    before, client = dump(app.state.database), client_for(SARI)

    drawn = client.post(f"{home}/indikator/101/komentar", data=given)
    refused = client.post(api, json=given | {"code": "101"})

    assert [drawn.status_code, refused.status_code] == [422, 422]
    assert [fault["pointer"].strip("/") for fault in refused.json()["errors"]] == [field]
    assert [f'href="#{field}"' in drawn.text, given["text"].strip() in drawn.text] == [True, True]
    assert changed(before, dump(app.state.database)) == set()


def test_ten_thousand_letters_fit_and_an_unknown_indicator_has_no_thread(
    client_for: ClientFor, home: str, api: str
) -> None:
    client, text = client_for(SARI), "a" * 10_000

    whole = client.post(api, json={"code": "101", "text": text})
    unknown = [
        client.post(api, json={"code": "999", "text": "Ya."}),
        client.post(f"{home}/indikator/999/komentar", data={"text": "Ya."}),
    ]

    assert (whole.status_code, whole.json()["text"]) == (201, text)
    assert [answer.status_code for answer in unknown] == [404, 404]


@pytest.mark.parametrize("state", ["DRAFT", "UNDER_ASSESSMENT", "PUBLISHED", "LAPSED"])
def test_the_opd_talks_in_every_state_and_nobody_else_reads_it(play: Stage, state: str) -> None:
    scene, secret = play(state), "rahasia dapur dinkes"
    home, api = (
        f"{door}/{scene.submission_id}" for door in ("/penilaian-mandiri", "/api/v1/submissions")
    )
    written = scene.client(SARI).post(f"{api}/comments", json={"code": "101", "text": secret})
    said = written.json()["id"]

    read = scene.client(HEAD).get(f"{api}/comments?code=101").json()
    refused = {
        who: {
            client.get(f"{home}/komentar").status_code,
            client.get(f"{api}/comments").status_code,
            client.post(f"{api}/comments", json={"code": "101", "text": "Ya."}).status_code,
            client.delete(f"{api}/comments/{said}").status_code,
        }
        for who in OUTSIDE
        for client in [scene.client(who)]
    }

    assert (written.status_code, [each["text"] for each in read]) == (201, [secret])
    assigned = () if state in {"DRAFT", "LAPSED"} else ("penilai.dk1", "penilai.bps1")
    wanted = {
        who: {404} if who.startswith("penilai") and who not in assigned else {status}
        for who, status in OUTSIDE.items()
    }
    assert refused == wanted
    assert secret in scene.client(SARI).get(f"{home}/komentar").text


def test_what_is_sent_and_exported_holds_nothing_of_the_talk(play: Stage) -> None:
    scene, secret = play("PUBLISHED"), "rahasia dapur dinkes"
    api = f"/api/v1/submissions/{scene.submission_id}"
    scene.client(SARI).post(f"{api}/comments", json={"code": "101", "text": secret})

    seen = [
        scene.client("koordinator").get(f"{api}/snapshot").content,
        scene.client("penilai.dk1").get(f"{api}/evidence.zip").content,
        scene.client("auditor").get("/api/v1/journal/export").content,
        scene.client("auditor").get(f"{api}/journal").content,
        scene.client("auditor").get(f"{api}/answers/101/history").content,
        scene.client(HEAD).get(f"{api}/snapshot").content,
    ]

    assert [secret.encode() in content for content in seen] == [False] * len(seen)
    assert min(map(len, seen)) > 20
