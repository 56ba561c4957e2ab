"""The coordinator's pages for a whole round: proposal, table, the board's reminders."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessments import actions, queries
from app.assessments.schemas import AssignmentInput
from app.submissions import queries as submissions
from tests.conftest import Clock
from tests.factories import City, submit

ClientFor = Callable[[str], TestClient]
HOME = "/pleno/penugasan"
TABLE = "kode;diskominfo;bps\n1.01;penilai.dk2;penilai.bps2\n"


def assigned(app: FastAPI, city: City, code: str) -> set[str]:
    with app.state.database.reading() as session:
        return {row.username for row in queries.assignments(session, city.submissions[code])}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found is not None
    return found[1].replace("&#34;", '"')


def by_hand(app: FastAPI, city: City, clock: Clock, *people: str) -> None:
    with app.state.database.transaction() as session:
        row = submissions.get(session, city.submissions["1.01"])
        given = AssignmentInput(assessors=list(people))
        actions.assign(session, city.actors["koordinator"], row, given, clock())


def test_the_proposal_is_shown_and_then_assigned_as_shown(
    app: FastAPI, client_for: ClientFor, city: City
) -> None:
    client = client_for("koordinator")
    page = client.get(f"{HOME}/usulan").text

    done = client.post(f"{HOME}/usulan", data={"mode": "gaps", "seen": hidden(page, "seen")})

    assert "Tugaskan untuk 3 OPD" in page
    assert done.headers["location"] == f"{HOME}?pesan=ditugaskan"
    assert assigned(app, city, "1.02") == {"penilai.ganti", "penilai.bps2"}
    assert "Tidak ada yang perlu diubah" in client.get(f"{HOME}/usulan").text


def test_a_proposal_that_changed_is_shown_anew_and_nothing_assigned(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    client = client_for("koordinator")
    seen = hidden(client.get(f"{HOME}/usulan?cara=ulang").text, "seen")
    by_hand(app, city, clock, "penilai.dk2", "penilai.bps2")
    page = client.get(f"{HOME}/usulan")

    again = client.post(f"{HOME}/usulan", data={"mode": "gaps", "seen": seen})

    assert (again.status_code, hidden(again.text, "seen")) == (412, hidden(page.text, "seen"))
    assert "Periksa usulan yang baru di bawah" in again.text
    assert assigned(app, city, "1.03") == set()


def test_a_table_is_compared_and_then_applied(
    app: FastAPI, client_for: ClientFor, city: City
) -> None:
    client = client_for("koordinator")
    shown = client.post(f"{HOME}/impor", files={"file": ("tugas.csv", TABLE.encode())})
    before = assigned(app, city, "1.01")

    done = client.post(f"{HOME}/impor/penerapan", data={"rows[]": [hidden(shown.text, "rows[]")]})

    assert ("1 OPD berubah, 0 tetap" in shown.text, before) == (True, set())
    assert done.headers["location"] == f"{HOME}?pesan=ditugaskan"
    assert assigned(app, city, "1.01") == {"penilai.dk2", "penilai.bps2"}


def test_a_table_overtaken_by_someone_else_is_not_applied(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    client = client_for("koordinator")
    shown = client.post(f"{HOME}/impor", files={"file": ("tugas.csv", TABLE.encode())})
    by_hand(app, city, clock, "penilai.dk1", "penilai.bps1")

    refused = client.post(
        f"{HOME}/impor/penerapan", data={"rows[]": [hidden(shown.text, "rows[]")]}
    )

    assert (refused.status_code, "Unggah tabelnya lagi" in refused.text) == (412, True)
    assert assigned(app, city, "1.01") == {"penilai.dk1", "penilai.bps1"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("tugas.csv", b"kode;diskominfo;bps\n9.99;;\n", "<strong>A2</strong>: kode OPD ini tidak"),
        ("tugas.pdf", b"%PDF-1.7", "harus XLSX atau CSV"),
    ],
)
def test_a_wrong_table_is_refused_with_its_cells(
    client_for: ClientFor, name: str, content: bytes, words: str
) -> None:
    refused = client_for("koordinator").post(f"{HOME}/impor", files={"file": (name, content)})

    assert (refused.status_code, words in refused.text) == (422, True)


@pytest.mark.parametrize("row", ["{", '{"code": "1.01", "assessors": []}', '{"code": "\\u0000"}'])
def test_rows_that_were_tampered_with_are_refused(client_for: ClientFor, row: str) -> None:
    answer = client_for("koordinator").post(f"{HOME}/impor/penerapan", data={"rows[]": [row]})

    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["auditor", "walikota", "admin", "penilai.dk1", "kepala.dinkes"])
def test_only_the_coordinator_changes_assignments_or_reminds(
    client_for: ClientFor, who: str
) -> None:
    client = client_for(who)
    answers = [
        client.post(f"{HOME}/usulan", data={"mode": "gaps", "seen": "x"}).status_code,
        client.post(f"{HOME}/impor/penerapan", data={"rows[]": ["{}"]}).status_code,
        client.post("/pleno/pengingat", data={"agencies[]": ["1.01"]}).status_code,
    ]

    assert answers == [403, 403, 403]


def test_the_board_reminds_with_one_click_and_then_says_so(
    client_for: ClientFor,
) -> None:
    client = client_for("koordinator")
    form = {"agencies[]": ["1.01"]}
    before = client.get("/pleno").text

    done = client.post("/pleno/pengingat", data=form)
    again = client.post("/pleno/pengingat", data=form)

    assert before.count('name="agencies[]"') == 3
    assert done.headers["location"] == "/pleno?pesan=diingatkan"
    assert again.headers["location"] == "/pleno?pesan=sudah-diingatkan"
    after = client.get("/pleno").text
    assert (after.count('name="agencies[]"'), "Sudah diingatkan hari ini" in after) == (2, True)
    assert 'name="agencies[]"' not in client_for("auditor").get("/pleno").text


def test_a_reminder_for_an_opd_that_has_sent_is_refused_on_the_board(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())

    refused = client_for("koordinator").post("/pleno/pengingat", data={"agencies[]": ["1.01"]})

    assert refused.status_code == 409
    assert "Tidak ada yang ditunggu dari Dinkes. Muat ulang papan." in refused.text


def test_the_board_is_filtered_by_state_and_assessor_in_its_address(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    by_hand(app, city, clock, "penilai.dk1", "penilai.bps1")
    client = client_for("koordinator")

    own = client.get("/pleno?penilai=penilai.dk1").text
    none = client.get("/pleno?penilai=penilai.dk1&keadaan=dinilai").text

    rows = [text.split('id="board"')[1] for text in (own, none)]
    assert [text.count('<th scope="row">') for text in rows] == [1, 0]
    assert "/pleno?keadaan=belum-dikirim&amp;penilai=penilai.dk1" in own
    assert "/pleno/papan.xlsx?keadaan=dinilai&amp;penilai=penilai.dk1" in none
    everything = client.get("/pleno?penilai=siapa&keadaan=apa").text.split('id="board"')[1]
    assert everything.count('<th scope="row">') == 3
