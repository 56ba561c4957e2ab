"""What a page weighs on the line: mobile data in a village office is slow and costs money."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.db import new_id
from app.submissions import evidence_actions, queries
from app.submissions.schemas import CitationInput, LinkInput
from tests.conftest import Clock
from tests.factories import found_city, operator_of
from tests.pages.conftest import ON_ONE_DATABASE, PagesFor
from tests.pages.reading import answers

pytestmark = ON_ONE_DATABASE
KIB = 1024
FIRST_MAX, LATER_MAX = 100 * KIB, 30 * KIB  # ux.md 3.6
WHOLE_RUBRICS = (
    "/instrumen/epss-"  # 190 criteria with their evidence in one page: 37 KiB, read once
)
PART = re.compile(r'(?:href|src)="(/static/[^"#]+)')


def weight(client: TestClient, address: str) -> int:
    """Give the bytes of an answer as they travel."""
    answer = client.get(address)
    assert answer.status_code == 200
    return int(answer.headers["content-length"])


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("username", "address"), [("", "/masuk"), ("walikota", "/"), ("walikota", "/peringkat/2026")]
)
def test_the_first_page_with_all_it_needs_weighs_at_most_100_kib(
    pages_for: PagesFor, username: str, address: str
) -> None:
    client = pages_for(username)
    parts = sorted(set(PART.findall(client.get(address).text)))

    weights = {part: weight(client, part) for part in [address, *parts]}

    assert {part.rpartition(".")[2] for part in parts} == {"css", "js", "svg", "woff2"}
    assert sum(weights.values()) <= FIRST_MAX, weights


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize("username", ["operator.dinkes", "penilai.bps1", "koordinator", "walikota"])
def test_a_later_page_weighs_at_most_30_kib(pages_for: PagesFor, username: str) -> None:
    assert too_heavy(pages_for(username)) == {}


def test_neither_does_a_page_of_the_whole_instrument(
    app: FastAPI, clock: Clock, pages_for: PagesFor
) -> None:
    found_city(app.state.database, clock(), instrument="epss-opd-2026")

    assert too_heavy(pages_for("operator.dinkes")) == {}


def test_neither_do_the_pages_of_a_library_of_200_items(
    app: FastAPI, clock: Clock, pages_for: PagesFor
) -> None:
    city = found_city(app.state.database, clock(), instrument="epss-opd-2026")
    home = f"/penilaian-mandiri/{city.submissions['1.01']}"
    with app.state.database.transaction() as session:
        row, operator = queries.get(session, city.submissions["1.01"]), operator_of(city, "1.01")
        for number in range(200):
            title = f"Laporan pelaksanaan kegiatan statistik sektoral nomor {number} {new_id()}"
            link = LinkInput(title=title, url=f"http://10.0.0.1/{new_id()}")
            item = evidence_actions.add_link(session, operator, row, link, clock())
            use = ("10101", item.id, CitationInput(citation=f"Pasal {number}"))
            if number < 20:
                evidence_actions.attach(session, operator, row, use, clock())
    client = pages_for("operator.dinkes")
    addresses = ("/bukti", "/bukti?halaman=3", "/indikator/10101", f"/bukti/{item.id}")

    weights = {each: weight(client, home + each) for each in addresses}

    assert {each: size for each, size in weights.items() if size > LATER_MAX} == {}


def too_heavy(client: TestClient) -> dict[str, int]:
    found = {address: int(answer.headers["content-length"]) for address, answer in answers(client)}
    assert len(found) > 15
    return {
        address: size
        for address, size in found.items()
        if size > LATER_MAX and not address.startswith(WHOLE_RUBRICS)
    }
