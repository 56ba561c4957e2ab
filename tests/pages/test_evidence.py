"""The evidence pages: uploads, links, use for indicators, downloads."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.submissions import evidence_actions, evidence_library, queries
from app.submissions.schemas import LinkInput
from tests.conftest import Clock
from tests.factories import City, operator_of, start, submit
from tests.pages.conftest import PagesFor
from tests.pages.reading import send
from tests.papers import pdf

ClientFor = Callable[[str], TestClient]
PDF = ("sop.pdf", pdf("sop"), "application/pdf")
PROGRAM = ("alat.exe", b"MZ" * 200, "application/octet-stream")


@pytest.fixture
def home(city: City) -> str:
    return f"/penilaian-mandiri/{city.submissions['1.01']}"


@pytest.fixture
def code(app: FastAPI, city: City) -> str:
    with app.state.database.reading() as session:
        return queries.codes_of(session, queries.get(session, city.submissions["1.01"]))[0]


def library(app: FastAPI, city: City) -> list[tuple[str, str, tuple[str, ...]]]:
    with app.state.database.reading() as session:
        items = evidence_library.items(session, city.submissions["1.01"])
        return [(item.id, item.title, item.codes) for item in items]


def test_an_upload_on_an_indicator_is_used_there_at_once(
    app: FastAPI, client_for: ClientFor, city: City, home: str, code: str
) -> None:
    form = {"code": code, "citation": "Pasal 5"}

    answer = client_for("operator.dinkes").post(f"{home}/bukti", data=form, files=[("file", PDF)])

    expected = f"{home}/indikator/{code}?pesan=dipakai#evidence"
    assert (answer.status_code, answer.headers["location"]) == (303, expected)
    assert [item[1:] for item in library(app, city)] == [("sop.pdf", (code,))]


def test_one_refused_file_does_not_stop_the_others(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    files = [("file", PROGRAM), ("file", PDF)]

    answer = client_for("operator.dinkes").post(f"{home}/bukti", files=files)

    assert (answer.status_code, "alat.exe" in answer.text) == (422, True)
    assert [item[1] for item in library(app, city)] == ["sop.pdf"]


def test_the_script_hears_about_each_file(client_for: ClientFor, home: str, clock: Clock) -> None:
    def send(file: tuple[str, bytes, str]) -> tuple[int, str]:
        answer = client_for("operator.dinkes").post(
            f"{home}/bukti", files=[("file", file)], headers={"X-Autosave": "1"}
        )
        return answer.status_code, answer.json()["detail"].split()[0]

    first, refused = send(PDF), send(PROGRAM)
    clock.forward(minutes=1)

    assert [first, refused, send(PDF)] == [(201, "Terunggah."), (422, "Berkas"), (201, "Berkas")]


def test_an_item_is_used_cited_detached_and_removed(
    app: FastAPI, client_for: ClientFor, city: City, home: str, code: str
) -> None:
    operator = client_for("operator.dinkes")
    operator.post(f"{home}/bukti", files=[("file", PDF)])
    item = library(app, city)[0][0]
    use = f"{home}/indikator/{code}/bukti"

    steps = [
        operator.post(use, data={"evidence": item, "citation": "Pasal 5"}),
        operator.post(f"{use}/{item}", data={"citation": "Pasal 6"}),
        operator.post(f"{use}/{item}", data={"citation": "x" * 201}),
        operator.post(f"{use}/{item}/lepas"),
        operator.post(f"{home}/bukti/{item}/hapus"),
    ]

    assert [step.status_code for step in steps] == [303, 303, 422, 303, 303]
    assert library(app, city) == []


def test_a_link_must_be_a_web_address(client_for: ClientFor, home: str, code: str) -> None:
    operator, form = client_for("operator.dinkes"), {"code": code, "title": "Portal data"}

    bad = operator.post(f"{home}/tautan", data={**form, "url": "javascript:alert(1)"})
    good = operator.post(f"{home}/tautan", data={**form, "url": "https://data.kedirikota.go.id"})

    shown = [part in bad.text for part in ("Portal data", 'href="#url"')]
    assert (bad.status_code, shown, good.status_code) == (422, [True, True], 303)


def test_a_file_is_read_by_its_agency_and_after_sending_by_its_assessors(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
        item = evidence_library.items(session, city.submissions["1.01"])[0]
    people = ("operator.dinkes", "penilai.bps1", "penilai.bps2", "operator.inspektorat", "admin")

    answers = {name: client_for(name).get(f"/bukti/{item.id}") for name in people}

    statuses = [answer.status_code for answer in answers.values()]
    assert statuses == [200, 200, 404, 404, 403]
    shown = client_for("penilai.bps1").get(f"/bukti/{item.id}?tampil=1").headers
    assert (shown["content-disposition"].split(";")[0], shown["x-frame-options"]) == (
        "inline", "SAMEORIGIN",
    )  # fmt: skip
    assert shown["content-security-policy"].startswith("sandbox; default-src 'none'")
    headers = answers["penilai.bps1"].headers
    assert headers["content-disposition"].startswith("attachment;")


def test_the_library_of_another_agency_cannot_be_filled(client_for: ClientFor, home: str) -> None:
    people = ("operator.inspektorat", "penilai.bps1", "admin")

    answers = [client_for(name).post(f"{home}/bukti", files=[("file", PDF)]) for name in people]

    assert [answer.status_code for answer in answers] == [404, 404, 403]


def test_the_same_file_again_is_named_by_its_title_and_keeps_its_citation(
    app: FastAPI, client_for: ClientFor, city: City, home: str, code: str, clock: Clock
) -> None:
    operator, form = client_for("operator.dinkes"), {"code": code, "citation": "Pasal 5"}
    operator.post(f"{home}/bukti", data=form, files=[("file", PDF)])
    item = library(app, city)[0][0]
    clock.forward(minutes=1)

    to_library = operator.post(f"{home}/bukti", files=[("file", PDF)])
    to_indicator = operator.post(f"{home}/bukti", data={"code": code}, files=[("file", PDF)])

    places = [answer.headers["location"] for answer in (to_library, to_indicator)]
    assert places == [
        f"{home}/bukti?sama={item}",
        f"{home}/indikator/{code}?sama={item}&pesan=dipakai#evidence",
    ]
    said = ["Berkas ini sudah ada: sop.pdf. Yang ada dipakai." in operator.get(place).text
            for place in places]  # fmt: skip
    with app.state.database.reading() as session:
        citations = evidence_library.citations(session, city.submissions["1.01"])
    assert (said, citations) == ([True, True], {(item, code): "Pasal 5"})


def test_last_years_evidence_is_taken_again_with_one_button(
    app: FastAPI, pages_for: PagesFor, names: dict[str, str]
) -> None:
    operator, home = pages_for("operator.dinkes"), f"/penilaian-mandiri/{names['filling']}"
    with app.state.database.reading() as session:
        (before,) = evidence_library.items(session, names["published"])

    shown = operator.get(f"{home}/bukti").text
    answer = send(operator, f"{home}/indikator/102", "/pakai-lagi")

    assert (before.title in shown, "Bukti 2026 yang dapat dipakai lagi (1)" in shown) == (
        True,
        True,
    )
    expected = f"{home}/indikator/102?pesan=dipakai#evidence"
    assert (answer.status_code, answer.headers["location"]) == (303, expected)
    with app.state.database.reading() as session:
        items = evidence_library.items(session, names["filling"])
        citations = evidence_library.citations(session, names["filling"])
    (taken,) = (item for item in items if item.sha256 == before.sha256)
    assert citations[taken.id, "102"] == "Pasal 5"
    assert "/pakai-lagi" not in operator.get(f"{home}/bukti").text


def choices(text: str) -> str:
    """Give what stands in the list of evidence to choose from."""
    return text.partition('id="choice"')[2].partition("</select>")[0]


def test_many_items_are_found_by_name_without_a_script(
    app: FastAPI, client_for: ClientFor, city: City, home: str, code: str
) -> None:
    with app.state.database.transaction() as session:
        row = queries.get(session, city.submissions["1.01"])
        for number in range(60):
            given = LinkInput(title=f"Laporan {number:02}", url=f"https://data.go.id/{number}")
            actor = operator_of(city, "1.01")
            evidence_actions.add_link(session, actor, row, given, app.state.clock())
    operator = client_for("operator.dinkes")

    every = choices(operator.get(f"{home}/indikator/{code}").text)
    found = choices(operator.get(f"{home}/indikator/{code}?cari=laporan+07").text)
    pages = [operator.get(f"{home}/bukti?halaman={number}").text for number in (1, 2, 9)]

    assert (every.count("<option"), found.count("<option"), "Laporan 07" in found) == (31, 2, True)
    assert [page.count('class="row"') for page in pages] == [40, 20, 20]
    assert operator.get(f"{home}/bukti?cari=laporan+07").text.count('class="row"') == 1
