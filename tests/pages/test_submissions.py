"""The OPD's pages: who opens them, what saving, checking and sending do."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.submissions import actions, queries, question_actions
from app.submissions.schemas import QuestionInput, ReturnInput
from tests.conftest import Clock
from tests.factories import City, fill, start, submit

ClientFor = Callable[[str], TestClient]
OWN = "1.01"
PAGES = ("", "/periksa", "/simulasi", "/bukti", "/indikator/{code}", "/indikator/{code}/riwayat")


@pytest.fixture
def home(city: City) -> str:
    return f"/penilaian-mandiri/{city.submissions[OWN]}"


@pytest.fixture
def code(app: FastAPI, city: City) -> str:
    with app.state.database.reading() as session:
        return queries.codes_of(session, queries.get(session, city.submissions[OWN]))[0]


@pytest.mark.parametrize("path", PAGES)
def test_only_the_own_agency_reads_what_is_being_filled(
    client_for: ClientFor, home: str, code: str, path: str
) -> None:
    people = ("operator.dinkes", "kepala.dinkes", "operator.inspektorat", "penilai.bps1", "admin")
    address = home + path.format(code=code)

    statuses = {name: client_for(name).get(address).status_code for name in people}

    assert statuses == dict(zip(people, (200, 200, 404, 404, 403), strict=True))
    assert client_for("").get(address).headers["location"].startswith("/masuk")


def test_the_list_shows_the_own_submission_only(client_for: ClientFor, city: City) -> None:
    text = client_for("operator.dinkes").get("/penilaian-mandiri").text

    assert [city.submissions[each] in text for each in ("1.01", "1.02")] == [True, False]


def test_a_form_saves_and_goes_on_to_the_next(client_for: ClientFor, home: str, code: str) -> None:
    form = {"version": "0", "level": "3", "explanation": "Sesuai SOP, Pasal 5.", "then": "next"}

    answer = client_for("operator.dinkes").post(f"{home}/indikator/{code}", data=form)

    assert answer.status_code == 303
    assert answer.headers["location"].endswith("?pesan=tersimpan")
    assert f"/indikator/{code}?" not in answer.headers["location"]


def test_the_script_gets_version_and_time_in_wib(
    client_for: ClientFor, home: str, code: str
) -> None:
    form = {"version": "0", "level": "2", "explanation": ""}

    answer = client_for("operator.dinkes").post(
        f"{home}/indikator/{code}", data=form, headers={"X-Autosave": "1"}
    )

    assert (answer.status_code, answer.json()) == (200, {"version": 1, "saved_at": "09.00"})


def test_a_clash_keeps_what_was_typed_and_shows_what_stands(
    client_for: ClientFor, home: str, code: str
) -> None:
    address, mine = f"{home}/indikator/{code}", {"version": "0", "explanation": "Tulisan saya."}
    client_for("kepala.dinkes").post(address, data={"version": "0", "explanation": "Milik kepala."})

    page = client_for("operator.dinkes").post(address, data=mine)
    script = client_for("operator.dinkes").post(address, data=mine, headers={"X-Autosave": "1"})

    shown = [part in page.text for part in ("Tulisan saya.", "Milik kepala.", 'value="1"')]
    assert (page.status_code, shown) == (412, [True, True, True])
    current = script.json()["current"]
    assert (script.status_code, current["version"], current["explanation"]) == (
        412, 1, "Milik kepala.",
    )  # fmt: skip


def test_a_level_that_is_none_is_marked_at_its_field(
    client_for: ClientFor, home: str, code: str
) -> None:
    form = {"version": "0", "level": "9", "explanation": "Tetap ada."}

    answer = client_for("operator.dinkes").post(f"{home}/indikator/{code}", data=form)

    parts = ('href="#level"', "Tetap ada.")
    assert (answer.status_code, [part in answer.text for part in parts]) == (422, [True, True])


def test_a_form_of_a_version_that_never_was_is_shown_again_and_nothing_is_saved(
    client_for: ClientFor, home: str, code: str
) -> None:
    operator, form = client_for("operator.dinkes"), {"version": "7", "explanation": "Tetap ada."}

    answer = operator.post(f"{home}/indikator/{code}", data=form)

    parts = ("Isian ini baru diubah orang lain", "Tetap ada.")
    assert (answer.status_code, [part in answer.text for part in parts]) == (412, [True, True])


def test_with_gaps_nothing_is_sent_and_the_gaps_are_listed(
    client_for: ClientFor, home: str, code: str
) -> None:
    answer = client_for("kepala.dinkes").post(f"{home}/pengiriman", data={"declared": "true"})

    assert (answer.status_code, f"{home}/indikator/{code}" in answer.text) == (422, True)
    assert client_for("kepala.dinkes").get(f"{home}/tanda-terima").status_code == 404


def test_without_the_declaration_nothing_is_sent(
    app: FastAPI, client_for: ClientFor, city: City, home: str, clock: Clock
) -> None:
    with app.state.database.transaction() as session:
        fill(session, city, app.state.storage, OWN, 3, clock())

    answer = client_for("kepala.dinkes").post(f"{home}/pengiriman", data={})

    parts = ("Centang pernyataan ini sebelum mengirim.",)
    assert (answer.status_code, [part in answer.text for part in parts]) == (422, [True])


def test_the_head_sends_gets_a_receipt_and_recalls(
    app: FastAPI, client_for: ClientFor, city: City, home: str, clock: Clock
) -> None:
    with app.state.database.transaction() as session:
        fill(session, city, app.state.storage, OWN, 3, clock())
    operator, head = client_for("operator.dinkes"), client_for("kepala.dinkes")

    ready = operator.post(f"{home}/siap")
    refused = operator.post(f"{home}/pengiriman", data={"declared": "true"})
    sent = head.post(f"{home}/pengiriman", data={"declared": "true"})
    receipt = head.get(f"{home}/tanda-terima")
    recalled = head.post(f"{home}/penarikan")

    steps = (ready, refused, sent, receipt, recalled)
    assert [step.status_code for step in steps] == [303, 403, 303, 200, 303]
    assert sent.headers["location"] == f"{home}/periksa?pesan=terkirim"
    with app.state.database.reading() as session:
        row = queries.get(session, city.submissions[OWN])
        assert (row.state, queries.newest_snapshot(session, row.id)) == ("DRAFT", None)


def test_anyone_with_a_receipt_learns_that_it_was_sent_and_whether_it_stands(
    app: FastAPI, client_for: ClientFor, city: City, home: str, clock: Clock
) -> None:
    anyone = client_for("")

    def told(code: str | None) -> tuple[str, str, str]:
        said = anyone.get(f"/api/v1/public/verify/{code}").json()
        return said["number"], said["standing"], said["sha256"]

    with app.state.database.transaction() as session:
        row = submit(session, city, app.state.storage, OWN, 3, clock())
        snapshot = queries.newest_snapshot(session, row.id)
        assert snapshot is not None
        code, sha256 = snapshot.code, snapshot.sha256
    assert told(code) == (f"TT/{OWN}/2026/1", "current", sha256)

    assert client_for("kepala.dinkes").post(f"{home}/penarikan").status_code == 303
    assert told(code) == (f"TT/{OWN}/2026/1", "withdrawn", sha256)
    page = anyone.get(f"/v/{code}").text
    shown = ("Ditarik kembali oleh OPD", sha256, "Cocokkan berkas PDF Anda", "predikat")
    assert [words in page for words in shown] == [True, True, False, False]

    client_for("operator.dinkes").post(f"{home}/siap")
    client_for("kepala.dinkes").post(f"{home}/pengiriman", data={"declared": "true"})
    again = (
        client_for("kepala.dinkes")
        .get(f"/api/v1/submissions/{home.rpartition('/')[2]}/snapshot")
        .json()
    )
    assert told(again["code"]) == (f"TT/{OWN}/2026/2", "current", again["sha256"])
    assert told(code) == (f"TT/{OWN}/2026/1", "withdrawn", sha256)
    assert anyone.get("/v/AAAA-BBBB-CCCC").status_code == 404


def test_only_returned_indicators_open_again_with_their_note(
    app: FastAPI, client_for: ClientFor, city: City, home: str, clock: Clock, code: str
) -> None:
    now = clock()
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, OWN, 3, now)
        row = start(session, city, OWN, now)
        given = ReturnInput(
            codes=[code], reason="Tanda tangan tidak ada.", until=clock.now.replace(day=9)
        )
        actions.send_back(session, city.actors["koordinator"], row, given, now)
        other = queries.codes_of(session, row)[1]
    operator = client_for("operator.dinkes")

    tasks = operator.get(home).text
    opened = operator.get(f"{home}/indikator/{code}").text
    closed = operator.get(f"{home}/indikator/{other}").text
    form = {"version": "1", "level": "2", "explanation": "Sudah diperbaiki."}
    saved = [operator.post(f"{home}/indikator/{each}", data=form) for each in (code, other)]

    assert ["0 dari 1 diperbaiki" in tasks, "Tanda tangan tidak ada." in tasks] == [True, True]
    assert ["data-autosave" in page for page in (opened, closed)] == [True, False]
    assert [answer.status_code for answer in saved] == [303, 409]
    assert "1 dari 1 diperbaiki" in operator.get(home).text


def test_a_question_is_answered_once(
    app: FastAPI, client_for: ClientFor, city: City, home: str, clock: Clock, code: str
) -> None:
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, OWN, 3, clock())
        row = start(session, city, OWN, clock())
        given = QuestionInput(code=code, text="Di halaman berapa?")
        question = question_actions.ask(session, city.actors["penilai.bps1"], row, given, clock())
    operator, address = client_for("operator.dinkes"), f"{home}/pertanyaan/{question.id}/jawaban"

    answers = [
        operator.post(address, data={"answer": text}) for text in ("Ya", "Halaman 7.", "Lagi.")
    ]

    assert [answer.status_code for answer in answers] == [422, 303, 409]


@pytest.mark.parametrize("path", ["", "/periksa", "/bukti", "/indikator/{code}"])
def test_a_page_costs_the_same_queries_however_much_is_filled(
    app: FastAPI, client_for: ClientFor, city: City, home: str, clock: Clock, code: str, path: str
) -> None:
    client, address = client_for("operator.dinkes"), home + path.format(code=code)
    client.post(f"{home}/indikator/{code}", data={"version": "0", "level": "1"})

    with app.state.database.transaction() as session:
        fill(session, city, app.state.storage, "1.03", 3, clock())
    full = f"/penilaian-mandiri/{city.submissions['1.03']}" + path.format(code=code)

    nearly_empty = _queries(app, client, address)

    assert nearly_empty == _queries(app, client_for("operator.inspektorat"), full)


def _queries(app: FastAPI, client: TestClient, address: str) -> int:

    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    sa.event.listen(app.state.database.engine, "before_cursor_execute", note)
    assert client.get(address).status_code == 200
    sa.event.remove(app.state.database.engine, "before_cursor_execute", note)
    return len([text for text in seen if text.startswith("SELECT")])
