"""The pages of interviews and visits: the assessor's, and what the OPD finds on its own."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.permissions import Actor
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.visit_actions import wish_evidence
from app.submissions.visit_schemas import WishForm
from tests.conftest import Clock
from tests.factories import City, start, submit
from tests.papers import pdf

ClientFor = Callable[[str], TestClient]
BPS, DK, OPERATOR = "penilai.bps1", "penilai.dk1", "operator.dinkes"
PLAN = {"kind": "visit", "held_on": "2026-06-20", "place": "Aula Dinkes", "people": "Bu Maya"}
WISH = {"codes[]": ["101"], "text": "Perlihatkan SOP yang berlaku.", "until": "2026-06-24"}


def begun(app: FastAPI, city: City, clock: Clock) -> str:
    """Send Dinkes's submission and begin its assessment."""
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
    return city.submissions["1.01"]


def test_a_plan_is_made_changed_and_shown_to_the_opd_without_names(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    one = begun(app, city, clock)
    home, client = f"/penilaian/{one}/visitasi", client_for(BPS)

    nowhere = client.post(home, data=PLAN | {"place": ""})
    done = client.post(home, data=PLAN)
    visit = client.get(f"/api/v1/submissions/{one}/visits").json()[0]["id"]
    moved = client.post(f"{home}/{visit}", data=PLAN | {"place": "Ruang rapat", "version": "1"})
    late = client.post(f"{home}/{visit}", data=PLAN | {"version": "1"})

    assert (nowhere.status_code, 'value="Bu Maya"' in nowhere.text) == (422, True)
    assert '<a href="#place-new">Tempat wajib diisi.</a>' in nowhere.text
    assert done.headers["location"] == f"{home}?pesan=tersimpan"
    assert moved.headers["location"] == f"{home}?pesan=tersimpan#v-{visit}"
    assert (late.status_code, "diubah orang lain" in late.text) == (412, True)
    own = client_for(OPERATOR).get(f"/penilaian-mandiri/{one}").text
    assert ("20 Juni 2026, Ruang rapat" in own, "Bu Maya" in own) == (True, False)


def test_a_finding_stays_with_its_institution(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    one = begun(app, city, clock)
    home, client = f"/penilaian/{one}/visitasi", client_for(BPS)
    client.post(home, data=PLAN)
    visit = client.get(f"/api/v1/submissions/{one}/visits").json()[0]["id"]
    form = {"code": "101", "text": "SOP tertempel di loket."}

    short = client.post(f"{home}/{visit}/temuan", data=form | {"text": "x"})
    client.post(f"{home}/{visit}/temuan", data=form)

    assert (short.status_code, f'href="#text-{visit}"' in short.text) == (422, True)
    seen = {who: form["text"] in client_for(who).get(home).text for who in (BPS, DK, "koordinator")}
    assert seen == {BPS: True, DK: False, "koordinator": True}
    assert client_for(DK).post(f"{home}/{visit}/temuan", data=form).status_code == 404


def test_the_opd_hands_in_evidence_on_the_page_of_the_indicator(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    one = begun(app, city, clock)
    asked = client_for(DK).post(f"/penilaian/{one}/permintaan-bukti", data=WISH)
    question = client_for(DK).get(f"/api/v1/submissions/{one}/clarifications").json()[0]["id"]
    address = f"/penilaian-mandiri/{one}/pertanyaan/{question}/bukti"
    page = client_for(OPERATOR).get(f"/penilaian-mandiri/{one}/indikator/101").text

    bad = client_for(OPERATOR).post(address, files={"file": ("a.pdf", b"", "application/pdf")})
    done = client_for(OPERATOR).post(address, files={"file": ("sop.pdf", pdf("s"), "x/y")})

    assert asked.headers["location"] == f"/penilaian/{one}/visitasi?pesan=ditanyakan#wishes"
    assert f'action="{address}"' in page
    assert "Paling lambat 24 Juni 2026 pukul 23.59 WIB" in page
    assert (bad.status_code, f"file-{question}-error" in bad.text) == (422, True)
    place = f"/penilaian-mandiri/{one}/indikator/101"
    assert done.headers["location"] == f"{place}?pesan=diserahkan#questions"
    for address in (f"/penilaian/{one}/indikator/101", f"/penilaian/{one}/visitasi"):
        seen = {who: "sop.pdf" in client_for(who).get(address).text for who in (DK, BPS)}
        assert seen == {DK: True, BPS: False}


def test_after_its_date_a_wish_has_no_form_and_waits_for_nobody(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    one = begun(app, city, clock)
    with app.state.database.transaction() as session:
        row: Submission = submissions.get(session, one)
        actor: Actor = city.actors[DK]
        given = WishForm(codes=["101"], text="Perlihatkan SOP.", until=clock.now.date())
        wish_evidence(session, actor, row, given.as_input(), clock())
    before = client_for(OPERATOR).get(f"/penilaian-mandiri/{one}").text
    clock.forward(days=1)
    after = client_for(OPERATOR).get(f"/penilaian-mandiri/{one}").text
    page = client_for(OPERATOR).get(f"/penilaian-mandiri/{one}/indikator/101").text

    assert ("Minta bukti" in before, "Minta bukti" in after) == (True, False)
    assert ("Serahkan bukti" in page, "Tidak ada bukti tambahan; batasnya" in page) == (False, True)


def test_what_answered_a_wish_is_not_taken_away(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    one = begun(app, city, clock)
    client_for(DK).post(f"/penilaian/{one}/permintaan-bukti", data=WISH)
    question = client_for(DK).get(f"/api/v1/submissions/{one}/clarifications").json()[0]["id"]
    address = f"/api/v1/submissions/{one}/clarifications/{question}/evidence"
    came = client_for(OPERATOR).post(address, files={"file": ("sop.pdf", pdf("s"), "x/y")}).json()
    until = {"codes[]": ["101"], "reason": "Bukti tidak terbaca.", "until": "2026-05-20"}
    client_for("koordinator").post(f"/pleno/{one}/pengembalian", data=until)

    gone = client_for(OPERATOR).delete(f"/api/v1/evidence/{came[0]['brought'][0]['id']}")

    assert (gone.status_code, "atas permintaan penilai" in gone.json()["detail"]) == (409, True)
