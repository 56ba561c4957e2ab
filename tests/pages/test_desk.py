"""The desk's pages: evidence beside the rubric, the claim as own level, by indicator, sentences."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.assessments import desk, queries
from app.assessments.actions import assign
from app.assessments.schemas import AssignmentInput
from app.permissions import Institution
from app.submissions import evidence_library
from app.submissions import queries as submissions
from app.submissions.evidence_actions import attach, upload_evidence, use_link
from app.submissions.schemas import CitationInput, LinkUseInput
from tests.conftest import Clock
from tests.factories import City, operator_of, received, start, submit
from tests.papers import pdf

ClientFor = Callable[[str], TestClient]
AUTOSAVE = {"X-Autosave": "1"}
OURS, THEIRS = "penilai.dk1", "penilai.bps1"
CODE = "101"


@pytest.fixture
def home(app: FastAPI, city: City, clock: Clock) -> str:
    """The address of Dinkes's submission, sent at level 3, its assessment begun."""
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
    return f"/penilaian/{city.submissions['1.01']}"


def item_of(app: FastAPI, city: City) -> str:
    with app.state.database.reading() as session:
        return evidence_library.items(session, city.submissions["1.01"])[0].id


def opening(app: FastAPI, city: City, home: str, code: str = CODE) -> str:
    return f"{home}/indikator/{code}/bukti/{item_of(app, city)}"


def level(app: FastAPI, city: City, institution: Institution) -> int | None:
    with app.state.database.reading() as session:
        row = queries.judgement_of(session, city.submissions["1.01"], institution, CODE)
        return row.level if row else None


def same(client: TestClient, home: str, **words: str) -> Response:
    return client.post(f"{home}/indikator/{CODE}/sama", data={"version": "0", **words})


def test_the_script_hears_where_evidence_is_shown_and_a_form_is_sent_there(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    address, item = opening(app, city, home), item_of(app, city)

    heard = client_for(OURS).post(address, headers=AUTOSAVE)
    sent = client_for(OURS).post(address)

    assert heard.json() == {
        "kind": "pdf",
        "title": "Perwali Satu Data",
        "source": f"/bukti/{item}?tampil=1#page=1&view=FitH&navpanes=0",
        "address": f"/bukti/{item}/lihat",
        "download": f"/bukti/{item}",
    }
    assert (sent.status_code, sent.headers["location"]) == (303, f"/bukti/{item}/lihat")


def test_the_frame_shows_it_under_the_sandbox_and_for_ourselves_only(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    source = client_for(OURS).post(opening(app, city, home), headers=AUTOSAVE).json()["source"]

    shown = client_for(OURS).get(source)

    assert shown.headers["content-security-policy"] == (
        "sandbox; default-src 'none'; frame-ancestors 'self'"
    )
    assert shown.headers["content-disposition"].startswith("inline")


def test_same_as_the_claim_names_what_is_unopened_and_keeps_the_words(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    refused = same(client_for(OURS), home, note="Catatan yang tidak boleh hilang")

    assert refused.status_code == 422
    assert "“Perwali Satu Data” belum Anda buka" in refused.text
    assert "Catatan yang tidak boleh hilang" in refused.text
    assert level(app, city, Institution.DISKOMINFO) is None


def test_same_as_the_claim_saves_it_after_looking_and_leads_on(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    client_for(OURS).post(opening(app, city, home))

    saved = same(client_for(OURS), home, level="1", note="Sesuai.")

    assert saved.headers["location"] == f"{home}/indikator/102?pesan=sama"
    assert level(app, city, Institution.DISKOMINFO) == 3
    assert level(app, city, Institution.BPS) is None
    stale = client_for(OURS).post(
        f"{home}/indikator/{CODE}/sama", data={"version": "0"}, headers=AUTOSAVE
    )
    assert (stale.status_code, stale.json()["current"]["note"]) == (412, "Sesuai.")


def test_what_one_opened_the_other_institution_does_not_see(
    app: FastAPI, client_for: ClientFor, city: City, home: str
) -> None:
    before = client_for(THEIRS).get(f"{home}/indikator/{CODE}").text
    client_for(OURS).post(opening(app, city, home))

    assert "sudah dibuka" in client_for(OURS).get(f"{home}/indikator/{CODE}").text
    assert client_for(THEIRS).get(f"{home}/indikator/{CODE}").text == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("penilai.dk2", 404), ("koordinator", 403), ("operator.dinkes", 403), ("", 401)],
)
def test_nobody_else_opens_evidence_as_a_scorer(
    app: FastAPI, client_for: ClientFor, city: City, home: str, who: str, status: int
) -> None:
    assert client_for(who).post(opening(app, city, home)).status_code == status


def test_before_the_start_evidence_is_a_plain_link_and_nothing_is_recorded(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    home = f"/penilaian/{city.submissions['1.01']}"
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())
        row = submissions.get(session, city.submissions["1.01"])
        chosen = AssignmentInput(assessors=[OURS, THEIRS])
        assign(session, city.actors["koordinator"], row, chosen, clock())

    page = client_for(OURS).get(f"{home}/indikator/{CODE}").text

    assert f'href="/bukti/{item_of(app, city)}/lihat"' in page
    assert ("data-look" in page, "Sama dengan klaim" in page) == (False, False)
    assert client_for(OURS).post(opening(app, city, home)).status_code == 409


def test_by_indicator_counts_the_own_opds_only(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock, home: str
) -> None:
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.03", 2, clock())
        start(session, city, "1.03", clock())
    form = {"level": "3", "version": "0"}
    client_for(OURS).post(f"{home}/indikator/{CODE}?urut=indikator", data=form)

    ours, theirs = (client_for(who).get("/penilaian/indikator").text for who in (OURS, THEIRS))
    across = client_for(OURS).get(f"/penilaian/indikator/{CODE}").text

    assert counts(ours)[0] == "1 dari 2 OPD dinilai"
    assert counts(theirs)[0] == "0 dari 1 OPD dinilai"
    assert re.findall(r'href="(/penilaian/\w+/indikator/101\?urut=indikator)"', across) == [
        f"/penilaian/{city.submissions['1.03']}/indikator/101?urut=indikator",
        f"{home}/indikator/101?urut=indikator",
        f"/penilaian/{city.submissions['1.03']}/indikator/101?urut=indikator",
    ]


def counts(page: str) -> list[str]:
    return re.findall(r"\d+ dari \d+ OPD dinilai", page)


def test_saving_by_indicator_leads_to_the_next_opd_and_then_to_the_list(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock, home: str
) -> None:
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.03", 2, clock())
        start(session, city, "1.03", clock())
    other, asked = f"/penilaian/{city.submissions['1.03']}", f"/indikator/{CODE}?urut=indikator"

    first = client_for(OURS).post(f"{home}{asked}", data={"level": "3", "version": "0"})
    last = client_for(OURS).post(f"{other}{asked}", data={"level": "2", "version": "0"})

    assert first.headers["location"] == f"{other}{asked}&pesan=tersimpan"
    assert last.headers["location"] == f"/penilaian/indikator/{CODE}?pesan=tersimpan"


def test_an_indicator_nobody_asks_is_not_there(client_for: ClientFor, home: str) -> None:
    assert home
    assert client_for(OURS).get("/penilaian/indikator/999").status_code == 404


def test_what_was_sent_longest_ago_comes_first(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    for code, days in (("1.03", 0), ("1.01", 2)):
        clock.forward(days=days)
        with app.state.database.transaction() as session:
            submit(session, city, app.state.storage, code, 2, clock())
            start(session, city, code, clock())
    clock.forward(days=1)

    page = client_for(OURS).get("/penilaian").text

    assert page.index("Inspektorat") < page.index("Dinas Kesehatan")
    assert re.findall(r"dikirim ([^<]+)<", page) == ["3 hari lalu", "1 hari lalu"]


def test_the_list_names_what_is_left_or_was_skipped(client_for: ClientFor, home: str) -> None:
    client_for(OURS).post(f"{home}/indikator/102", data={"level": "3", "version": "0"})

    page = client_for(OURS).get(home).text

    left = re.findall(r"indikator/(\d+)", page.split('id="left"')[1].split("</p>")[0])
    assert (len(left), left[0], "102" in left) == (14, "101", False)


def test_kept_sentences_are_made_changed_and_deleted_on_their_page(
    client_for: ClientFor, city: City
) -> None:
    assert city.submissions
    ours, where = client_for(OURS), "/penilaian/catatan"
    kept = ours.post(where, data={"text": "Bukti sesuai.", "is_shared": "true"})
    short = ours.post(where, data={"text": "ya"})
    found = re.findall(r'action="(/penilaian/catatan/[0-9a-f]{16})"', ours.get(where).text)
    changed = ours.post(found[0], data={"text": "Bukti cukup.", "version": "1"})
    clash = ours.post(found[0], data={"text": "Kalimat kedua.", "version": "1"})

    assert kept.headers["location"] == f"{where}?pesan=disimpan-siap"
    assert (short.status_code, "terlalu pendek" in short.text) == (422, True)
    assert (len(found), changed.status_code) == (1, 303)
    assert (clash.status_code, "Kalimat kedua." in clash.text) == (412, True)
    assert "Yang tersimpan sekarang: Bukti cukup." in clash.text
    assert client_for(THEIRS).post(f"{found[0]}/hapus").status_code == 404
    assert ours.post(f"{found[0]}/hapus").headers["location"] == f"{where}?pesan=dihapus"
    assert re.findall(r"Bukti cukup", ours.get(where).text) == []


def test_a_shared_sentence_stands_at_the_desk_of_the_own_institution_only(
    client_for: ClientFor, home: str
) -> None:
    client_for("penilai.dk2").post(
        "/penilaian/catatan", data={"text": "KALIMAT-DK", "is_shared": "true"}
    )

    seen = {
        who: "KALIMAT-DK" in client_for(who).get(f"{home}/indikator/{CODE}").text
        for who in (OURS, THEIRS)
    }

    assert seen == {OURS: True, THEIRS: False}


def test_evidence_opens_at_its_cited_page(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    with app.state.database.transaction() as session:
        operator = operator_of(city, "1.01")
        row = submissions.get(session, city.submissions["1.01"])
        given = (received(app.state.storage, pdf("dua")), "SOP")
        item = upload_evidence(session, operator, row, app.state.storage, given, clock())
        use = (CODE, item.id, CitationInput(citation="Pasal 5, halaman 7"))
        attach(session, operator, row, use, clock())
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
    address = f"/penilaian/{row.id}/indikator/{CODE}/bukti/{item.id}"

    heard = client_for(OURS).post(address, headers=AUTOSAVE).json()

    assert heard["source"] == f"/bukti/{item.id}?tampil=1#page=7&view=FitH&navpanes=0"
    assert heard["address"] == f"/bukti/{item.id}/lihat?halaman=7"


def test_a_link_is_recorded_and_leads_on_by_a_page_that_shows_the_address(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    url = "https://contoh.go.id/perwali?a=1&b=2"
    with app.state.database.transaction() as session:
        operator = operator_of(city, "1.01")
        row = submissions.get(session, city.submissions["1.01"])
        link = LinkUseInput(title="Perwali di situs", url=url, code=CODE, citation="Pasal 5")
        use_link(session, operator, row, link, clock())
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
    desk_page = client_for(OURS).get(f"/penilaian/{row.id}/indikator/{CODE}").text
    address = re.findall(r'action="([^"]+)" target="bukti" rel="noopener noreferrer"', desk_page)

    opened = client_for(OURS).post(address[0])
    again = client_for(OURS).get(f"/penilaian/{row.id}/indikator/{CODE}").text

    assert opened.status_code == 200
    shown = url.replace("&", "&amp;")
    assert f'<meta http-equiv="refresh" content="0;url={shown}">' in opened.text
    assert f'href="{shown}" rel="noopener noreferrer"' in opened.text
    assert opened.headers["referrer-policy"] == "same-origin"
    states = re.findall(r"data-look-state>([^<]+)<", again)
    assert sorted(states) == ["belum dibuka", "sudah dibuka"]


def test_days_are_counted_in_local_dates(app: FastAPI, city: City, clock: Clock) -> None:
    """Sent at 23.30 WIB, looked at 40 minutes later: that is yesterday."""
    clock.now = clock.now.replace(hour=16, minute=30)
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 2, clock())
        start(session, city, "1.01", clock())
    with app.state.database.reading() as session:
        period = submissions.period_of(session, submissions.get(session, city.submissions["1.01"]))
        later = clock() + timedelta(minutes=40)
        view = desk.queue_page(session, city.actors[OURS], period, "", later)

    assert [line.days for line in view.lines if line.since] == [1]
