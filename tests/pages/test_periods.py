"""The period page, its steps, and who sees what of it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessments import agreement_actions
from app.periods.queries import by_year
from app.periods.schemas import StepInput
from app.reports import actions as reports
from app.reports import queries as report_queries
from app.results import actions as results
from tests.conftest import Clock
from tests.factories import YEAR, City, judge, start, submit
from tests.play import Play

ClientFor = Callable[[str], TestClient]
ADDRESS = f"/periode/{YEAR}"
NEW = {
    "year": "2027", "title": "Evaluasi Data OPD 2027", "instrument": "sdi-ringkas-2026",
    "fill_opens_on": "2027-04-01", "fill_closes_on": "2027-04-30",
    "assessment_closes_on": "2027-05-31", "objection_days": "5", "max_returns": "1",
}  # fmt: skip


def test_the_admin_sets_up_a_period_from_whole_days(app: FastAPI, client_for: ClientFor) -> None:
    answer = client_for("admin").post("/periode/baru", data=NEW)

    with app.state.database.reading() as session:
        period = by_year(session, 2027)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/periode/2027?pesan=tersimpan",
    )
    assert period.fill_opens_at.isoformat() == "2027-03-31T17:00:00+00:00"
    assert period.fill_closes_at.isoformat() == "2027-04-30T17:00:00+00:00"
    assert period.objections_enabled is False


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"fill_closes_on": "2027-03-01"}, "Tanggal tutup pengisian harus sesudah tanggal buka."),
        ({"year": str(YEAR)}, f"Periode {YEAR} sudah ada."),
        ({"title": ""}, "wajib diisi"),
    ],
)
def test_a_bad_plan_is_shown_again_with_what_was_typed(
    client_for: ClientFor, change: dict[str, str], sentence: str
) -> None:
    answer = client_for("admin").post("/periode/baru", data=NEW | {"target_index": "2,75"} | change)

    assert answer.status_code == 422
    assert [sentence in answer.text, 'value="2,75"' in answer.text] == [True, True]


@pytest.mark.parametrize("username", ["operator.dinkes", "koordinator", "auditor"])
def test_only_the_admin_sets_up_and_extends(client_for: ClientFor, username: str) -> None:
    client = client_for(username)

    answers = [
        client.get("/periode/baru"),
        client.post("/periode/baru", data=NEW),
        client.post(f"{ADDRESS}/perpanjangan", data={"until": "2026-07-01", "reason": "Banjir."}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3


def test_nobody_is_sent_to_the_log_in_page(client_for: ClientFor) -> None:
    answer = client_for("").get(ADDRESS)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/masuk?next={ADDRESS}")


def test_extending_needs_a_later_day_and_a_reason(client_for: ClientFor) -> None:
    admin = client_for("admin")
    form = {"until": "2026-07-01", "reason": "Banjir di kantor."}

    earlier = admin.post(f"{ADDRESS}/perpanjangan", data=form | {"until": "2026-05-02"})
    silent = admin.post(f"{ADDRESS}/perpanjangan", data=form | {"reason": ""})
    right = admin.post(f"{ADDRESS}/perpanjangan", data=form)

    assert [answer.status_code for answer in (earlier, silent, right)] == [422, 422, 303]
    assert "Banjir di kantor." in earlier.text


def test_the_board_is_for_those_who_run_the_round(client_for: ClientFor) -> None:
    roles = ["koordinator", "walikota", "admin", "auditor", "operator.dinkes", "penilai.bps1"]

    boards = ["Isian OPD" in client_for(role).get(ADDRESS).text for role in roles]

    assert boards == [True, True, True, True, False, False]


def test_the_round_goes_through_its_steps_by_two_people(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    play_until_closed(app, city, clock)
    koordinator, admin = client_for("koordinator"), client_for("admin")

    announced = koordinator.post(f"{ADDRESS}/pengumuman")
    early = koordinator.post(f"{ADDRESS}/penetapan")
    clock.forward(days=6)
    proposed = koordinator.post(f"{ADDRESS}/penetapan")
    waits = "Konfirmasi penetapan hasil" in admin.get(ADDRESS).text
    finalised = admin.post(f"{ADDRESS}/penetapan")
    unmade = admin.post(f"{ADDRESS}/publikasi")
    make_documents(app, clock)
    asked = admin.post(f"{ADDRESS}/publikasi")
    published = koordinator.post(f"{ADDRESS}/publikasi")

    steps = (announced, early, proposed, finalised, unmade, asked, published)
    assert [step.status_code for step in steps] == [303, 409, 303, 303, 409, 303, 303]
    assert waits is True
    assert client_for("operator.dinkes").get(f"/peringkat/{YEAR}").status_code == 200


def test_a_correction_names_agencies_and_indicators_line_by_line(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    play_until_published(app, city, clock)
    koordinator = client_for("koordinator")
    form = {"lines": "1.01: 999", "reason": "Salah catat pada pleno."}

    unknown = koordinator.post(f"{ADDRESS}/koreksi", data=form)
    shapeless = koordinator.post(f"{ADDRESS}/koreksi", data=form | {"lines": "1.01 saja"})

    assert [answer.status_code for answer in (unknown, shapeless)] == [422, 422]
    assert "baris 1 harus berbentuk" in shapeless.text
    assert "Salah catat pada pleno." in shapeless.text


def test_a_correction_takes_back_the_button_of_a_publication_that_was_proposed_before_it(
    play: Callable[[str], Play], clock: Clock
) -> None:
    scene = play("FINAL")
    make_documents(scene.app, clock)
    koordinator, admin = scene.client("koordinator"), scene.client("admin")
    form = {"lines": "1.01: 101", "reason": "Salah catat pada pleno."}

    steps = [admin.post(f"{ADDRESS}/publikasi"), koordinator.post(f"{ADDRESS}/koreksi", data=form)]
    offered = "Konfirmasi publikasi" in koordinator.get(ADDRESS).text
    steps.append(admin.post(f"{ADDRESS}/koreksi"))

    still_offered = "Konfirmasi publikasi" in koordinator.get(ADDRESS).text
    assert [step.status_code for step in steps] == [303, 303, 303]
    assert (offered, still_offered) == (True, False)
    assert koordinator.post(f"{ADDRESS}/publikasi").status_code == 409


def test_the_period_page_asks_the_database_equally_often_for_any_number_of_agencies(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    admin = client_for("admin")
    few = statements(app, lambda: admin.get(ADDRESS))
    with app.state.database.transaction() as session:
        for agency in list(city.submissions)[:2]:
            submit(session, city, app.state.storage, agency, 3, clock())

    more = statements(app, lambda: admin.get(ADDRESS))

    assert more == few


def statements(app: FastAPI, act: Callable[[], object]) -> int:
    found: list[str] = []

    def note(*event: object) -> None:
        found.append(str(event[2]))

    engine = app.state.database.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    act()
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(found)


def play_until_closed(app: FastAPI, city: City, clock: Clock) -> None:
    now, moderator = clock(), city.actors["koordinator"]
    with app.state.database.transaction() as session:
        for level, agency in enumerate(city.submissions, start=2):
            submit(session, city, app.state.storage, agency, level, now)
            row = start(session, city, agency, now)
            judge(session, city, agency, (level, level), now)
            agreement_actions.close(session, moderator, row, now)


def play_until_published(app: FastAPI, city: City, clock: Clock) -> None:
    play_until_closed(app, city, clock)
    moderator, admin = city.actors["koordinator"], city.actors["admin"]
    with app.state.database.transaction() as session:
        period = by_year(session, YEAR)
        results.announce(session, moderator, period, clock())
        now = clock.forward(days=6)
        results.propose_finalise(session, moderator, period, StepInput(), now)
        reports.finalise(session, admin, period, now)
    make_documents(app, clock)
    with app.state.database.transaction() as session:
        period = by_year(session, YEAR)
        reports.propose_publish(session, admin, period, StepInput(), clock())
        reports.publish(session, moderator, period, clock())


def make_documents(app: FastAPI, clock: Clock) -> None:
    """Stand in for the press, which has its own tests."""
    with app.state.database.transaction() as session:
        for report in report_queries.unmade(session, by_year(session, YEAR).id):
            made = (f"%PDF-1.7 {report.number}".encode(), 12)
            reports.keep_pdf(session, app.state.storage, report, made, clock())
