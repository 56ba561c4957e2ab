"""One item of evidence: used for several indicators, checked by a person, looked at in a page."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.submissions import evidence_library
from app.submissions.schemas import EvidenceView
from tests.conftest import Clock
from tests.factories import City, start, submit
from tests.papers import office, pdf, png
from tests.play import changed, dump

ClientFor = Callable[[str], TestClient]
NIK = "3571011201900001"
OUTSIDERS = ("operator.inspektorat", "penilai.bps1", "admin")


@pytest.fixture
def home(city: City) -> str:
    return f"/penilaian-mandiri/{city.submissions['1.01']}"


def items(app: FastAPI, city: City) -> list[EvidenceView]:
    with app.state.database.reading() as session:
        return evidence_library.items(session, city.submissions["1.01"])


def upload(client: TestClient, home: str, content: bytes, name: str = "sop.pdf") -> None:
    client.post(f"{home}/bukti", files=[("file", (name, content))])


def link(client: TestClient, home: str, url: str = "https://data.kedirikota.go.id") -> None:
    client.post(f"{home}/tautan", data={"title": "Portal data", "url": url})


def test_one_item_is_used_for_several_indicators_each_with_its_citation(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    operator = client_for("operator.dinkes")
    upload(operator, home, pdf("sop"))
    (item,) = items(app, city)
    form = {"codes[]": ["101", "102"], "citation-101": "Pasal 5", "citation-102": "hlm. 7-9"}

    answer = operator.post(f"{home}/bukti/{item.id}/indikator", data=form)

    expected = f"{home}/bukti/{item.id}?pesan=dipakai-banyak"
    assert (answer.status_code, answer.headers["location"]) == (303, expected)
    with app.state.database.reading() as session:
        found = evidence_library.citations(session, city.submissions["1.01"])
    assert found == {(item.id, "101"): "Pasal 5", (item.id, "102"): "hlm. 7-9"}
    shown = operator.get(f"{home}/bukti/{item.id}").text
    assert ('value="101"' in shown, 'value="201"' in shown) == (False, True)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422),
        ({"codes[]": ["101", "102"], "citation-102": "x" * 201}, 422),
        ({"codes[]": ["101", "999"]}, 404),
    ],
)
def test_with_one_that_does_not_fit_none_is_used(
    app: FastAPI, client_for: ClientFor, city: City, home: str, form: dict[str, object], status: int
) -> None:
    operator = client_for("operator.dinkes")
    upload(operator, home, pdf("sop"))
    (item,) = items(app, city)

    answer = operator.post(f"{home}/bukti/{item.id}/indikator", data=form)

    assert (answer.status_code, items(app, city)[0].codes) == (status, ())


def test_a_person_says_that_a_link_was_opened(
    app: FastAPI, client_for: ClientFor, city: City, home: str, clock: Clock
) -> None:
    operator = client_for("operator.dinkes")
    link(operator, home)
    (item,) = items(app, city)
    unchecked = operator.get(f"{home}/bukti").text

    answer = operator.post(f"{home}/bukti/{item.id}/pemeriksaan", data={})
    fresh = operator.get(f"{home}/bukti").text
    (checked,) = items(app, city)
    clock.forward(days=31)
    old = operator.get(f"{home}/bukti").text

    assert (answer.status_code, checked.checked_by) == (303, "Sari Wulandari")
    assert checked.checked_at is not None
    said = ("tautan belum diperiksa OPD", "diperiksa Sari Wulandari, 1 Mei 2026", "lebih dari 30")
    assert [[part in text for part in said] for text in (unchecked, fresh, old)] == [
        [True, False, False], [False, True, False], [False, True, True],
    ]  # fmt: skip
    line = dump(app.state.database)["journal_line"][-1]
    assert (line["action"], line["object_id"], line["after"]) == (
        "evidence.upload", item.id, "link checked",
    )  # fmt: skip


def test_assessors_see_who_opened_a_link(
    app: FastAPI, client_for: ClientFor, city: City, home: str, clock: Clock
) -> None:
    operator = client_for("operator.dinkes")
    link(operator, home)
    (item,) = items(app, city)
    operator.post(f"{home}/indikator/101/bukti/{item.id}", data={"citation": "Beranda"})
    operator.post(f"{home}/bukti/{item.id}/pemeriksaan", data={})
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
    assessor, desk = client_for("penilai.bps1"), f"/penilaian/{city.submissions['1.01']}"

    pages = [assessor.get(f"{desk}/{page}").text for page in ("bukti", "indikator/101")]

    assert ["diperiksa Sari Wulandari, 1 Mei 2026" in page for page in pages] == [True, True]


@pytest.mark.parametrize("url", ["http://192.168.1.5/berkas", "https://simpeg/"])
def test_an_address_of_the_office_network_gets_a_hint_and_is_taken(
    client_for: ClientFor, home: str, url: str
) -> None:
    operator = client_for("operator.dinkes")

    link(operator, home, url)

    assert "hanya terbuka dari jaringan kantor" in operator.get(f"{home}/bukti").text


def test_a_file_that_seems_to_hold_personal_data_is_taken_with_a_warning(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    operator = client_for("operator.dinkes")
    letter = office(more={"word/document.xml": f"<x><p>NIK {NIK}</p></x>"})
    upload(operator, home, letter, f"surat {NIK}.docx")
    (item,) = items(app, city)
    warned = operator.get(f"{home}/bukti").text

    answer = operator.post(f"{home}/bukti/{item.id}/data-pribadi", data={})
    (seen,) = items(app, city)

    warning = "Tampaknya memuat NIK (2): periksa, hitamkan, atau ganti."
    assert (item.personal, warning in warned) == ({"nik": 2}, True)
    assert (answer.status_code, seen.personal_seen_by) == (303, "Sari Wulandari")
    assert warning not in operator.get(f"{home}/bukti").text


def test_the_numbers_are_not_kept(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    letter = office(more={"word/document.xml": f"<x><p>NIK {NIK}</p></x>"})

    upload(client_for("operator.dinkes"), home, letter, "surat.docx")

    assert items(app, city)[0].personal == {"nik": 1}
    assert NIK not in str(dump(app.state.database))


def test_an_explanation_with_a_nik_is_saved_and_warned_of(client_for: ClientFor, home: str) -> None:
    operator = client_for("operator.dinkes")
    form = {"version": "0", "level": "2", "explanation": f"Petugas {NIK} melapor."}

    saved = operator.post(f"{home}/indikator/101", data=form).status_code

    shown = operator.get(f"{home}/indikator/101").text
    assert (saved, "Penjelasan tampaknya memuat NIK (1)" in shown) == (303, True)


def test_the_json_door_keeps_who_looked_at_a_link_and_for_personal_data(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    operator = client_for("operator.dinkes")
    link(operator, home)
    letter = office(more={"word/document.xml": f"<x><p>NIK {NIK}</p></x>"})
    upload(operator, home, letter, "surat.docx")
    by_link = {bool(item.url): item for item in items(app, city)}
    at = f"/api/v1/submissions/{city.submissions['1.01']}/evidence"
    link_check = f"{at}/{by_link[True].id}/link_check"
    personal = f"{at}/{by_link[False].id}/personal_data_check"

    answers = [operator.post(link_check).json(), operator.post(personal).json()]
    foreign = [client_for("operator.inspektorat").post(each) for each in (link_check, personal)]

    assert answers[0]["checked_by"] == answers[1]["personal_seen_by"] == "Sari Wulandari"
    assert [answer.status_code for answer in foreign] == [404, 404]
    assert operator.post(f"{at}/{by_link[False].id}/link_check").status_code == 404


@pytest.mark.parametrize("step", ["indikator", "pemeriksaan", "data-pribadi"])
def test_nobody_else_changes_an_item(
    app: FastAPI, client_for: ClientFor, city: City, home: str, step: str
) -> None:
    link(client_for("operator.dinkes"), home)
    (item,) = items(app, city)
    before, form = dump(app.state.database), {"codes[]": ["101"]}

    answers = [
        client_for(name).post(f"{home}/bukti/{item.id}/{step}", data=form) for name in OUTSIDERS
    ]
    foreign = f"/penilaian-mandiri/{city.submissions['1.03']}/bukti/{item.id}"
    answers.append(client_for("operator.inspektorat").post(f"{foreign}/{step}", data=form))

    assert [answer.status_code for answer in answers] == [404, 404, 403, 404]
    assert client_for("operator.inspektorat").get(foreign).status_code == 404
    assert changed(before, dump(app.state.database)) == set()


def test_a_file_is_not_checked_as_a_link_nor_a_harmless_item_for_personal_data(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    operator = client_for("operator.dinkes")
    upload(operator, home, pdf("sop"))
    (item,) = items(app, city)

    answers = [
        operator.post(f"{home}/bukti/{item.id}/{step}", data={})
        for step in ("pemeriksaan", "data-pribadi")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("content", "name", "part"),
    [
        (pdf("sop"), "sop.pdf", '?tampil=1#page=7"'),
        (png(), "foto.png", '<img class="viewer-image" src="/bukti/'),
        (office("xlsx"), "data.xlsx", "Jenis berkas ini tidak dapat ditampilkan"),
    ],
)
def test_a_file_is_shown_in_a_page_at_the_page_that_is_cited(
    app: FastAPI, client_for: ClientFor, city: City, home: str, content: bytes, name: str, part: str
) -> None:
    operator = client_for("operator.dinkes")
    upload(operator, home, content, name)
    (item,) = items(app, city)
    form = {"evidence": item.id, "citation": "Pasal 5, hlm. 7-9"}
    operator.post(f"{home}/indikator/101/bukti", data=form)

    shown = operator.get(f"{home}/indikator/101").text
    viewer = operator.get(f"/bukti/{item.id}/lihat?halaman=7")

    assert f'href="/bukti/{item.id}/lihat?halaman=7"' in shown
    assert (viewer.status_code, part in viewer.text, name in viewer.text) == (200, True, True)
    statuses = [client_for(who).get(f"/bukti/{item.id}/lihat").status_code for who in OUTSIDERS]
    assert statuses == [404, 404, 403]
