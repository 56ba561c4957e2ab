"""The coordinator's pages: board, assignment, return, unlock, pleno, objections."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessments import agreement_actions, queries
from app.assessments.schemas import AgreementInput
from app.objections import actions as objections
from app.objections.schemas import ItemInput, ObjectionInput
from app.periods.queries import by_year
from app.results import actions as results
from app.submissions import actions as submission_actions
from app.submissions import queries as submissions
from app.submissions.states import State
from tests.conftest import Clock
from tests.factories import ASSESSORS, YEAR, City, head_of, judge, start, submit

ClientFor = Callable[[str], TestClient]


@pytest.fixture
def begun(app: FastAPI, city: City, clock: Clock) -> str:
    """Dinkes's submission, sent at level 3, its assessment begun."""
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
    return city.submissions["1.01"]


@pytest.fixture
def pleno(app: FastAPI, city: City, clock: Clock, begun: str) -> str:
    """The address of its pleno: Diskominfo says 3 everywhere, BPS 2."""
    with app.state.database.transaction() as session:
        judge(session, city, "1.01", (3, 2), clock())
    return f"/pleno/{begun}"


def codes_of(app: FastAPI, submission_id: str) -> tuple[str, ...]:
    with app.state.database.reading() as session:
        return submissions.codes_of(session, submissions.get(session, submission_id))


def state_of(app: FastAPI, submission_id: str) -> State:
    with app.state.database.reading() as session:
        return State(submissions.get(session, submission_id).state)


def test_the_board_is_for_those_who_watch_the_round(client_for: ClientFor, begun: str) -> None:
    assert begun
    for address in ("/pleno", "/pleno/penugasan"):
        got = {
            name: client_for(name).get(address).status_code
            for name in ("koordinator", "auditor", "walikota", "penilai.dk1", "kepala.dinkes", "")
        }
        assert got == {
            "koordinator": 200,
            "auditor": 200,
            "walikota": 200,
            "penilai.dk1": 403,
            "kepala.dinkes": 403,
            "": 303,
        }


def test_the_board_offers_steps_to_the_coordinator_only(client_for: ClientFor, begun: str) -> None:
    step = f"/pleno/{begun}/pengembalian"
    assert step in client_for("koordinator").get("/pleno").text
    assert step not in client_for("auditor").get("/pleno").text
    assert step not in client_for("koordinator").get("/pleno?keadaan=belum-dikirim").text


def test_assigning_replaces_the_earlier_and_names_a_conflict(
    app: FastAPI, client_for: ClientFor, begun: str
) -> None:
    address, client = f"/pleno/{begun}/penugasan", client_for("koordinator")

    done = client.post(address, data={"assessors[]": ["penilai.dk2", "penilai.bps2"]})
    nobody = client.post(address, data={})

    assert done.headers["location"] == f"/pleno/penugasan?pesan=ditugaskan#s-{begun}"
    assert nobody.status_code == 422
    with app.state.database.reading() as session:
        names = [row.username for row in queries.assignments(session, begun)]
    assert sorted(names) == ["penilai.bps2", "penilai.dk2"]


def test_an_assessor_from_the_opd_itself_is_refused_with_a_sentence(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.02", 3, clock())
    address = f"/pleno/{city.submissions['1.02']}/penugasan"

    refused = client_for("koordinator").post(
        address, data={"assessors[]": ["penilai.dk1", "penilai.bps1"]}
    )

    assert (refused.status_code, "berasal dari OPD ini" in refused.text) == (422, True)
    assert "Berasal dari OPD ini" in client_for("koordinator").get(address).text


def test_returned_indicators_go_back_until_the_end_of_the_day(
    app: FastAPI, client_for: ClientFor, begun: str
) -> None:
    address, code = f"/pleno/{begun}/pengembalian", codes_of(app, begun)[0]
    form = {"codes[]": [code], "reason": "Bukti tidak terbaca.", "until": "2026-05-20"}

    refused = client_for("koordinator").post(address, data=form | {"codes[]": []})
    done = client_for("koordinator").post(address, data=form)

    assert (refused.status_code, "Bukti tidak terbaca." in refused.text) == (422, True)
    assert done.headers["location"] == "/pleno?pesan=dikembalikan"
    with app.state.database.reading() as session:
        row = submissions.get(session, begun)
        assert row.state == State.RETURNED
        assert row.return_until is not None
        assert row.return_until.isoformat().startswith("2026-05-20T17:00")


def test_the_pleno_is_hidden_until_both_have_locked(client_for: ClientFor, begun: str) -> None:
    for name in ("koordinator", "auditor", "penilai.dk1"):
        assert client_for(name).get(f"/pleno/{begun}").status_code == 404


def test_the_auditor_and_the_assessors_read_the_pleno_without_forms(
    client_for: ClientFor, pleno: str
) -> None:
    assert f"{pleno}/kesepakatan/" in client_for("koordinator").get(pleno).text
    for name in ("auditor", "penilai.dk1"):
        page = client_for(name).get(pleno)
        assert (page.status_code, f"{pleno}/kesepakatan/" in page.text) == (200, False)
    assert client_for("kepala.dinkes").get(pleno).status_code == 403


def test_agreeing_needs_a_reason_and_leads_to_the_next_difference(
    app: FastAPI, client_for: ClientFor, city: City, pleno: str
) -> None:
    first, second = codes_of(app, city.submissions["1.01"])[:2]
    client = client_for("koordinator")

    bare = client.post(f"{pleno}/kesepakatan/{first}", data={"level": "2"})
    done = client.post(
        f"{pleno}/kesepakatan/{first}", data={"level": "2", "reason": "Bukti satu bidang saja."}
    )

    assert (bare.status_code, f'href="#reason-{first}"' in bare.text) == (422, True)
    assert done.headers["location"] == f"{pleno}?pesan=tersimpan#i-{second}"
    with app.state.database.reading() as session:
        assert queries.agreements(session, city.submissions["1.01"])[first].level == 2


def test_closing_names_what_is_open_then_gives_the_record(
    app: FastAPI, client_for: ClientFor, city: City, pleno: str
) -> None:
    client, codes = client_for("koordinator"), codes_of(app, city.submissions["1.01"])
    refused = client.post(f"{pleno}/penutupan")
    early = client.get(f"{pleno}/berita-acara")
    for code in codes:
        form = {"level": "2", "reason": "Bukti satu bidang saja."}
        client.post(f"{pleno}/kesepakatan/{code}", data=form)

    closed = client.post(f"{pleno}/penutupan")

    assert (refused.status_code, f'href="#i-{codes[0]}"' in refused.text) == (422, True)
    assert early.status_code == 409
    assert closed.headers["location"] == f"{pleno}?pesan=ditutup"
    assert "Unduh Berita Acara" in client.get(pleno).text
    assert client.post(f"{pleno}/penutupan").status_code == 409


def test_equal_levels_are_taken_over_at_once(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock, begun: str
) -> None:
    with app.state.database.transaction() as session:
        judge(session, city, "1.01", (3, 3), clock())
    pleno = f"/pleno/{begun}"

    done = client_for("koordinator").post(f"{pleno}/kesamaan")

    assert done.headers["location"] == f"{pleno}?pesan=disamakan"
    with app.state.database.reading() as session:
        assert set(queries.agreements(session, begun)) == set(codes_of(app, begun))


def test_unlocking_needs_a_reason_and_takes_the_opd_out_of_the_pleno(
    app: FastAPI, client_for: ClientFor, city: City, pleno: str
) -> None:
    client, address = client_for("koordinator"), f"{pleno}/buka-kunci"
    bare = client.post(address, data={"institution": "bps"})
    form = {"institution": "bps", "reason": "Salah baca bukti."}

    done = client.post(address, data=form)

    assert (bare.status_code, client.get(pleno).status_code) == (422, 404)
    assert done.headers["location"] == "/pleno?pesan=dibuka"
    assert state_of(app, city.submissions["1.01"]) is State.UNDER_ASSESSMENT
    assert client_for("auditor").post(address, data=form).status_code == 403


def test_a_remark_is_kept_for_both_institutions(client_for: ClientFor, pleno: str) -> None:
    done = client_for("penilai.bps1").post(f"{pleno}/catatan", data={"text": "Hadir lengkap."})

    assert done.headers["location"] == f"{pleno}?pesan=dicatat#notes"
    assert "Hadir lengkap." in client_for("penilai.dk1").get(pleno).text


@pytest.fixture
def objected(app: FastAPI, city: City, clock: Clock, pleno: str) -> str:
    """The objected indicator: announced, then objected to by the head."""
    with app.state.database.transaction() as session:
        row = submissions.get(session, city.submissions["1.01"])
        moderator = city.actors["koordinator"]
        codes = submissions.codes_of(session, row)
        for code in codes:
            given = AgreementInput(level=2, reason="Bukti satu bidang saja.")
            agreement_actions.set_agreement(session, moderator, row, code, given, clock())
        agreement_actions.close(session, moderator, row, clock())
        clock.forward(days=31)
        submission_actions.tick(session, clock())
        results.announce(session, moderator, by_year(session, YEAR), clock())
        given_items = ObjectionInput(items=[ItemInput(code=codes[0], reason="Ada SOP kedua.")])
        objections.file(session, head_of(city, "1.01"), row, given_items, clock())
    assert pleno
    return codes[0]


def test_an_objection_is_advised_by_both_and_then_decided(
    app: FastAPI, client_for: ClientFor, city: City, objected: str
) -> None:
    number = city.submissions["1.01"]
    address = f"/pleno/{number}/sanggahan/{objected}/putusan"
    form = {"level": "3", "reason": "SOP kedua sah dan dipakai."}
    early = client_for("koordinator").post(address, data=form)
    for name in ASSESSORS["1.01"]:
        advice = form | {"reason": f"SARAN {name}"}
        advised = client_for(name).post(
            f"/penilaian/{number}/sanggahan/{objected}/rekomendasi", data=advice
        )
        expected = f"/penilaian/{number}/sanggahan?pesan=tersimpan#i-{objected}"
        assert advised.headers["location"] == expected

    done = client_for("koordinator").post(address, data=form)

    assert (early.status_code, "rekomendasi" in early.text) == (422, True)
    assert done.headers["location"] == f"/pleno/{number}/sanggahan?pesan=diputus#i-{objected}"
    with app.state.database.reading() as session:
        assert queries.agreements(session, number)[objected].level == 3


def test_an_institution_sees_the_others_advice_only_after_its_own(
    client_for: ClientFor, city: City, objected: str
) -> None:
    address = f"/penilaian/{city.submissions['1.01']}/sanggahan"
    ours, theirs = ASSESSORS["1.01"]
    form = {"level": "3", "reason": "SARAN-BPS sah."}
    client_for(theirs).post(f"{address}/{objected}/rekomendasi", data=form)

    before = client_for(ours).get(address).text
    client_for(ours).post(f"{address}/{objected}/rekomendasi", data=form | {"reason": "Setuju."})
    after = client_for(ours).get(address).text

    assert ("SARAN-BPS" in before, "SARAN-BPS" in after) == (False, True)
    assert (
        client_for("auditor").get(f"/pleno/{city.submissions['1.01']}/sanggahan").status_code == 200
    )


def test_who_took_part_is_recorded_with_the_assessors_and_the_coordinator_put_in(
    client_for: ClientFor, pleno: str
) -> None:
    client = client_for("koordinator")
    form = {"version": "0", "name-1": "Rahma Dewi", "role-1": "Penilai", "present-1": "ya"}

    blank = client.get(f"{pleno}/peserta").text
    done = client.post(f"{pleno}/peserta", data=form | {"name-3": "Budi Santoso"})
    again = client.post(f"{pleno}/peserta", data=form)

    assert blank.count('value="Penilai"') == 2
    assert done.headers["location"] == f"{pleno}?pesan=peserta#closing"
    assert (again.status_code, "diubah orang lain" in again.text) == (412, True)
    page = client.get(pleno).text
    assert ("(1 hadir)" in page, "Budi Santoso" in page, "(tidak hadir)" in page) == (True,) * 3


def test_a_list_without_anyone_or_with_a_bad_line_comes_back_with_what_was_typed(
    client_for: ClientFor, pleno: str
) -> None:
    client = client_for("koordinator")

    empty = client.post(f"{pleno}/peserta", data={"version": "0", "role-1": "Penilai"})
    bad = client.post(
        f"{pleno}/peserta", data={"version": "0", "name-2": "Budi", "role-2": "a\u202eb"}
    )

    assert (empty.status_code, bad.status_code) == (422, 422)
    assert "Tulis nama paling sedikit satu peserta." in empty.text
    assert ("Baris 2:" in bad.text, 'value="Budi"' in bad.text) == (True, True)


def test_each_difference_leads_to_the_next_and_the_notes_to_their_page(
    app: FastAPI, client_for: ClientFor, city: City, pleno: str
) -> None:
    client, codes = client_for("koordinator"), codes_of(app, city.submissions["1.01"])
    client.post(f"{pleno}/catatan", data={"text": "Hadir lengkap."})

    page = client.get(pleno).text

    nexts = [f'<a class="small" href="#i-{code}" data-key="n"' for code in codes]
    assert [page.count(each) for each in nexts] == [2, *[1] * (len(codes) - 1)]  # one to begin
    assert f'href="{pleno}/catatan"' in page
