"""The assessor's pages: queue, list, one indicator, questions, conflict of interest, advice."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessments import queries
from app.permissions import Institution
from app.submissions import queries as submissions
from tests.conftest import Clock
from tests.factories import City, judge, start, submit

ClientFor = Callable[[str], TestClient]
AUTOSAVE = {"X-Autosave": "1"}
OURS, THEIRS = "penilai.dk1", "penilai.bps1"


@pytest.fixture
def home(app: FastAPI, city: City, clock: Clock) -> str:
    """The address of Dinkes's submission, sent at level 3, its assessment begun."""
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
    return f"/penilaian/{city.submissions['1.01']}"


@pytest.fixture
def codes(app: FastAPI, city: City, home: str) -> tuple[str, ...]:
    assert home
    with app.state.database.reading() as session:
        return submissions.codes_of(session, submissions.get(session, city.submissions["1.01"]))


def level_of(app: FastAPI, city: City, code: str) -> int | None:
    with app.state.database.reading() as session:
        row = queries.judgement_of(session, city.submissions["1.01"], Institution.DISKOMINFO, code)
        return row.level if row else None


def test_the_queue_holds_what_is_assigned_and_nothing_else(
    client_for: ClientFor, home: str
) -> None:
    assert home in client_for(OURS).get("/penilaian").text
    assert home in client_for(THEIRS).get("/penilaian").text
    other = client_for("penilai.dk2").get("/penilaian")
    assert (other.status_code, "Belum ada OPD" in other.text) == (200, True)
    assert client_for("koordinator").get("/penilaian").status_code == 403


def test_a_filter_in_the_address_leaves_the_rows_it_names(client_for: ClientFor, home: str) -> None:
    queue = client_for(OURS)
    assert home in queue.get("/penilaian?keadaan=dinilai").text
    assert home not in queue.get("/penilaian?keadaan=dikunci").text


def test_the_list_and_the_desk_are_for_the_assigned_only(
    client_for: ClientFor, home: str, codes: tuple[str, ...]
) -> None:
    for address in (home, f"{home}/indikator/{codes[0]}"):
        got = {
            name: client_for(name).get(address).status_code
            for name in (OURS, THEIRS, "penilai.dk2", "walikota", "")
        }
        expected = {OURS: 200, THEIRS: 200, "penilai.dk2": 404, "walikota": 403, "": 303}
        assert got == expected


def test_the_script_saves_and_hears_the_new_version(
    app: FastAPI, client_for: ClientFor, city: City, home: str, codes: tuple[str, ...]
) -> None:
    form = {"level": "3", "note": "Pasal 5 ada.", "version": "0"}

    answer = client_for(OURS).post(f"{home}/indikator/{codes[0]}", data=form, headers=AUTOSAVE)

    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert re.fullmatch(r"\d\d\.\d\d", answer.json()["saved_at"])
    assert level_of(app, city, codes[0]) == 3


def test_saving_without_script_goes_on_to_the_next_indicator(
    client_for: ClientFor, home: str, codes: tuple[str, ...]
) -> None:
    form = {"level": "3", "version": "0", "then": "next"}

    first = client_for(OURS).post(f"{home}/indikator/{codes[0]}", data=form)
    last = client_for(OURS).post(f"{home}/indikator/{codes[-1]}", data=form)

    assert first.headers["location"] == f"{home}/indikator/{codes[1]}?pesan=tersimpan"
    assert last.headers["location"] == f"{home}?pesan=tersimpan"


def test_a_level_that_differs_from_the_claim_needs_its_reason_and_keeps_the_note(
    app: FastAPI, client_for: ClientFor, city: City, home: str, codes: tuple[str, ...]
) -> None:
    form = {"level": "2", "note": "Catatan yang tidak boleh hilang", "version": "0"}

    answer = client_for(OURS).post(f"{home}/indikator/{codes[0]}", data=form)

    assert answer.status_code == 422
    assert "Catatan yang tidak boleh hilang" in answer.text
    assert 'href="#reason"' in answer.text
    assert level_of(app, city, codes[0]) is None


def test_a_colleague_who_saved_first_is_shown_and_nothing_is_lost(
    app: FastAPI, client_for: ClientFor, city: City, home: str, codes: tuple[str, ...]
) -> None:
    address = f"{home}/indikator/{codes[0]}"
    client_for(OURS).post(address, data={"level": "3", "note": "Pertama", "version": "0"})
    form = {"level": "3", "note": "Kedua", "version": "0"}

    page = client_for(OURS).post(address, data=form)
    script = client_for(OURS).post(address, data=form, headers=AUTOSAVE)

    assert (page.status_code, "Pertama" in page.text, "Kedua" in page.text) == (412, True, True)
    assert (script.status_code, script.json()["current"]["note"]) == (412, "Pertama")
    assert level_of(app, city, codes[0]) == 3


def test_a_form_of_a_version_that_never_was_is_shown_again_and_nothing_is_saved(
    app: FastAPI, client_for: ClientFor, city: City, home: str, codes: tuple[str, ...]
) -> None:
    form = {"level": "3", "note": "Tetap ada.", "version": "7"}

    page = client_for(OURS).post(f"{home}/indikator/{codes[0]}", data=form)

    assert (page.status_code, "Tetap ada." in page.text) == (412, True)
    assert level_of(app, city, codes[0]) is None


def test_nothing_of_the_other_institution_is_seen_before_both_have_locked(
    client_for: ClientFor, city: City, home: str, codes: tuple[str, ...]
) -> None:
    address = f"{home}/indikator/{codes[0]}"
    form = {"level": "2", "note": "CATATAN-BPS", "reason": "ALASAN-BPS", "version": "0"}
    client_for(THEIRS).post(address, data=form)
    asked = {"code": codes[0], "text": "PERTANYAAN-BPS", "kind": "question"}
    client_for(THEIRS).post(f"{home}/pertanyaan", data=asked)

    api = f"/api/v1/submissions/{city.submissions['1.01']}/clarifications"
    seen = "".join(client_for(OURS).get(each).text for each in ("/penilaian", home, address, api))

    assert not re.search("CATATAN-BPS|ALASAN-BPS|PERTANYAAN-BPS|belum dijawab", seen)
    assert "PERTANYAAN-BPS" in client_for(THEIRS).get(home).text


def test_locking_with_gaps_names_them_and_locking_all_closes_the_desk(
    client_for: ClientFor, home: str, codes: tuple[str, ...]
) -> None:
    ours = client_for(OURS)
    refused = ours.post(f"{home}/kunci")
    for code in codes:
        ours.post(f"{home}/indikator/{code}", data={"level": "3", "version": "0"})
    locked = ours.post(f"{home}/kunci")
    late = ours.post(f"{home}/indikator/{codes[0]}", data={"level": "3", "version": "1"})

    assert refused.status_code == 422
    assert all(f"{home}/indikator/{code}" in refused.text for code in codes)
    assert locked.headers["location"] == f"{home}?pesan=dikunci"
    assert late.status_code == 409
    assert "sudah dikunci" in ours.get(f"{home}/indikator/{codes[0]}").text


def test_a_question_reaches_the_opd_and_its_answer_comes_back(
    client_for: ClientFor, city: City, home: str, codes: tuple[str, ...]
) -> None:
    empty = client_for(OURS).post(f"{home}/pertanyaan", data={"code": codes[0], "text": "?"})
    asked = client_for(OURS).post(
        f"{home}/pertanyaan", data={"code": codes[0], "text": "Di mana Pasal 5?"}
    )

    assert (empty.status_code, "terlalu pendek" in empty.text) == (422, True)
    assert asked.headers["location"].endswith(f"{codes[0]}?pesan=ditanyakan#questions")
    opd = f"/penilaian-mandiri/{city.submissions['1.01']}/indikator/{codes[0]}"
    assert "Di mana Pasal 5?" in client_for("operator.dinkes").get(opd).text


def test_who_declares_a_conflict_no_longer_sees_the_opd(client_for: ClientFor, home: str) -> None:
    form = {"username": OURS, "agency": "1.01", "reason": "Ipar kepala dinas."}
    foreign = client_for(OURS).post("/penilaian/benturan", data=form | {"username": THEIRS})
    short = client_for(OURS).post("/penilaian/benturan", data=form | {"reason": ""})

    declared = client_for(OURS).post("/penilaian/benturan", data=form)

    assert (foreign.status_code, short.status_code) == (403, 422)
    assert declared.headers["location"] == "/penilaian?pesan=benturan"
    assert client_for(OURS).get(home).status_code == 404
    assert client_for(THEIRS).get(home).status_code == 200


def test_the_desk_asks_as_few_questions_of_the_database_for_many_as_for_few(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock, home: str
) -> None:
    few = statements(app, lambda: client_for(OURS).get("/penilaian"))
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.03", 2, clock())
        start(session, city, "1.03", clock())

    many = statements(app, lambda: client_for(OURS).get("/penilaian"))

    assert home
    assert many == few


def statements(app: FastAPI, act: Callable[[], object]) -> int:
    """Count the statements a request sends."""
    from sqlalchemy import event  # noqa: PLC0415  (only here)

    seen: list[str] = []

    def note(*details: object) -> None:
        seen.append(str(details[2]))

    event.listen(app.state.database.engine, "before_cursor_execute", note)
    act()
    event.remove(app.state.database.engine, "before_cursor_execute", note)
    return len(seen)


def test_after_both_locks_the_list_leads_to_the_pleno(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock, home: str
) -> None:
    with app.state.database.transaction() as session:
        judge(session, city, "1.01", (3, 2), clock())

    page = client_for(OURS).get(home)

    assert f"/pleno/{city.submissions['1.01']}" in page.text
