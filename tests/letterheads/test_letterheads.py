"""Settings kept in the program: over the environment's values, every save a version."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.letterheads.queries import effective
from app.reports import receipt
from app.submissions.queries import newest_snapshot
from tests.play import Play, changed, new_lines

ClientFor = Callable[[str], TestClient]
Stage = Callable[[str], Play]
EMPTY = {"city": "", "unit": "", "address": "", "place": "", "page_size": ""}
GIVEN = EMPTY | {"city": "Kota Contoh", "place": "Contoh", "page_size": "F4"}


def test_without_a_save_the_environment_holds(client_for: ClientFor) -> None:
    response = client_for("admin").get("/api/v1/settings")

    body = response.json()
    assert (response.headers["etag"], body["version"], body["chosen"]) == ('"0"', 0, EMPTY)
    assert body["effective"]["city"] == "Kota Kediri"


def test_a_save_is_a_version_and_an_empty_field_leaves_the_environment(play: Stage) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    response = scene.client("admin").put(
        "/api/v1/settings", json=GIVEN, headers={"If-Match": '"0"'}
    )

    after, body = scene.rows(), response.json()
    line = after["journal_line"][-1]
    assert (response.status_code, response.headers["etag"], body["version"]) == (200, '"1"', 1)
    assert body["effective"] == GIVEN | {
        "unit": "Dinas Komunikasi dan Informatika",
        "address": "Jalan Jenderal Basuki Rahmad Nomor 15, Kediri",
    }
    assert changed(before, after) == {"letterhead"}
    assert new_lines(before, after) == [
        (scene.city.actors["admin"].user_id, "settings.edit", "allowed")
    ]
    assert ('"city":""' in line["before"], '"city":"Kota Contoh"' in line["after"]) == (True, True)


def test_documents_carry_what_was_saved_and_empty_again_the_environment(play: Stage) -> None:
    scene = play("SUBMITTED")
    settings, admin = scene.app.state.settings, scene.client("admin")

    def head() -> tuple[str, str, str]:
        with scene.database.reading() as session:
            snapshot = newest_snapshot(session, scene.submission_id)
            assert snapshot is not None
            document = receipt.view_of(session, snapshot, settings).document
        return document.letterhead.government, document.place, document.page_size

    first = head()
    admin.put("/api/v1/settings", json=GIVEN, headers={"If-Match": '"0"'})
    second = head()
    admin.put("/api/v1/settings", json=EMPTY, headers={"If-Match": '"1"'})

    assert first == head() == ("Pemerintah Kota Kediri", "Kediri", "A4")
    assert second == ("Pemerintah Kota Contoh", "Contoh", "F4")


def test_the_name_of_the_city_stands_on_every_page(client_for: ClientFor) -> None:
    admin = client_for("admin")
    admin.put("/api/v1/settings", json=GIVEN, headers={"If-Match": '"0"'})

    assert ["Kota Contoh" in client_for(who).get("/").text for who in ("admin", "auditor")] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("seen", "status"), [(None, 428), ('"1"', 412), ('"a"', 422), ('"0"', 200)]
)
def test_a_save_names_the_version_it_was_made_from(
    client_for: ClientFor, seen: str | None, status: int
) -> None:
    headers = {"If-Match": seen} if seen else {}

    assert client_for("admin").put("/api/v1/settings", json=GIVEN, headers=headers).status_code == (
        status
    )


@pytest.mark.parametrize(
    "bad",
    [{"page_size": "A3"}, {"city": "a\nb"}, {"city": "\u0000"}, {"unit": "x" * 201}, {"x": ""}],
)
def test_what_no_letterhead_can_carry_is_refused(
    client_for: ClientFor, bad: dict[str, str]
) -> None:
    admin = client_for("admin")

    refused = admin.put("/api/v1/settings", json=GIVEN | bad, headers={"If-Match": '"0"'})

    assert (refused.status_code, admin.get("/api/v1/settings").json()["version"]) == (422, 0)


def test_the_page_saves_and_shows_what_was_typed_when_someone_was_faster(
    app: FastAPI, client_for: ClientFor
) -> None:
    admin = client_for("admin")

    first = admin.post("/pengaturan", data=GIVEN | {"version": "0"})
    late = admin.post("/pengaturan", data=GIVEN | {"version": "0", "unit": "Dinas <b>Lain</b>"})
    with app.state.database.reading() as session:
        city = effective(session, app.state.settings).city

    assert (first.status_code, first.headers["location"]) == (303, "/pengaturan?pesan=tersimpan")
    assert (late.status_code, city) == (412, "Kota Contoh")
    assert 'value="Dinas &lt;b&gt;Lain&lt;/b&gt;"' in late.text
    assert 'name="version" value="1"' in late.text


@pytest.mark.parametrize("who", ["koordinator", "auditor", "walikota", "operator.dinkes"])
def test_only_the_admin_sees_and_changes_settings(client_for: ClientFor, who: str) -> None:
    client = client_for(who)

    found = [
        client.get("/pengaturan").status_code,
        client.post("/pengaturan", data=GIVEN).status_code,
        client.get("/api/v1/settings").status_code,
    ]

    assert found == [403, 403, 403]
