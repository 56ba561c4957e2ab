"""Work is shared out inside an OPD: given, changed, taken back, handed over; never a right."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.notices.queries import inbox
from app.submissions.queries import codes_of, get
from tests.conftest import SECOND, Clock
from tests.factories import City, fill, submit
from tests.play import changed, dump, new_lines

ClientFor = Callable[[str], TestClient]
SARI, HEAD, BUDI = "operator.dinkes", "kepala.dinkes", SECOND


@pytest.fixture
def home(team: City) -> str:
    return f"/penilaian-mandiri/{team.submissions['1.01']}"


@pytest.fixture
def api(team: City) -> str:
    return f"/api/v1/submissions/{team.submissions['1.01']}/delegations"


def told(app: FastAPI, city: City, username: str) -> list[str]:
    """Give the person's messages, newest first, but for that of the opening."""
    with app.state.database.reading() as session:
        rows = inbox(session, city.actors[username].user_id)
    return [row.text for row in rows if not row.text.endswith("dibuka.")]


def held(answer: Any) -> dict[str, str]:
    return {row["code"]: row["assignee"] for row in answer.json()}


@pytest.mark.parametrize("giver", [SARI, HEAD])
def test_an_operator_or_the_head_delegates_several_at_once_with_one_notice(
    app: FastAPI, client_for: ClientFor, team: City, home: str, giver: str
) -> None:
    before = dump(app.state.database)

    answer = client_for(giver).post(
        f"{home}/pembagian",
        data={"assignee": BUDI, "codes[]": ["101", "102"], "due_on": "2026-05-12"},
    )

    after = dump(app.state.database)
    name = team.actors[giver].name
    assert answer.status_code == 303
    assert changed(before, after) == {"delegation", "notice"}
    assert new_lines(before, after) == [(team.actors[giver].user_id, "work.delegate", "allowed")]
    assert after["journal_line"][-1]["after"] == f"{BUDI} 2026-05-12 101,102"
    assert told(app, team, BUDI) == [
        f"{name} menyerahkan 2 indikator kepada Anda, paling lambat 12 Mei 2026."
    ]


def test_a_domain_stands_for_all_its_indicators(
    app: FastAPI, client_for: ClientFor, team: City, api: str
) -> None:
    with app.state.database.reading() as session:
        codes = codes_of(session, get(session, team.submissions["1.01"]))

    answer = client_for(HEAD).post(api, json={"assignee": BUDI, "domains": ["1"]})

    assert answer.status_code == 200
    assert held(answer) == {code: BUDI for code in codes if code.startswith("1")}
    assert len(answer.json()) == 2


def test_the_newest_word_counts_and_who_loses_something_is_told(
    app: FastAPI, client_for: ClientFor, team: City, api: str
) -> None:
    head = client_for(HEAD)
    head.post(api, json={"assignee": BUDI, "codes": ["101", "102"]})

    changed_hands = client_for(SARI).post(api, json={"assignee": SARI, "codes": ["102", "201"]})
    taken_back = head.post(f"{api}/withdraw", json={"codes": ["101", "201", "202"]})

    assert held(changed_hands) == {"101": BUDI, "102": SARI, "201": SARI}
    assert held(taken_back) == {"102": SARI}
    assert set(told(app, team, BUDI)) == {
        "dr. Bagus Prakoso menyerahkan 2 indikator kepada Anda.",
        "Sari Wulandari mengalihkan indikator 102 dari Anda kepada Sari Wulandari.",
        "dr. Bagus Prakoso menarik kembali indikator 101 dari Anda.",
    }
    assert told(app, team, SARI) == [
        "dr. Bagus Prakoso menarik kembali indikator 201 dari Anda.",
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"assignee": BUDI}, "codes"),
        ({"assignee": BUDI, "codes": ["999"]}, "codes"),
        ({"assignee": "operator.inspektorat", "codes": ["101"]}, "assignee"),
        ({"assignee": "penilai.dk1", "codes": ["101"]}, "assignee"),
        ({"assignee": BUDI, "codes": ["101"], "due_on": "2026-04-30"}, "due_on"),
        ({"assignee": BUDI, "codes": ["101"], "due_on": "2026-06-01"}, "due_on"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field_and_changes_nothing(
    app: FastAPI, client_for: ClientFor, home: str, api: str, given: dict[str, Any], field: str
) -> None:
    """The window of the test's city closes on 31 May at 09.00 WIB."""
    client, before = client_for(HEAD), dump(app.state.database)
    form = {"codes[]" if key == "codes" else key: value for key, value in given.items()}

    refused, drawn = client.post(api, json=given), client.post(f"{home}/pembagian", data=form)

    assert [refused.status_code, drawn.status_code] == [422, 422]
    assert [fault["pointer"].strip("/") for fault in refused.json()["errors"]] == [field]
    assert f'href="#{field}"' in drawn.text
    assert changed(before, dump(app.state.database)) == set()


def test_the_last_day_of_the_window_can_be_the_due_date(
    client_for: ClientFor, team: City, api: str
) -> None:
    given = {"assignee": BUDI, "codes": ["101"], "due_on": "2026-05-31"}

    answer = client_for(HEAD).post(api, json=given)

    assert (team.submissions != {}, answer.status_code) == (True, 200)


def test_everyone_else_may_still_fill_what_is_delegated(
    client_for: ClientFor, home: str, api: str
) -> None:
    client_for(HEAD).post(api, json={"assignee": BUDI, "codes": ["101"]})

    saved = client_for(SARI).post(
        f"{home}/indikator/101",
        data={"version": "0", "level": "1", "explanation": "Sudah berjalan."},
    )

    assert saved.status_code == 303


@pytest.mark.parametrize(
    ("who", "status"), [("operator.inspektorat", 404), ("penilai.dk1", 404), ("admin", 403)]
)
def test_nobody_outside_the_opd_sees_or_changes_who_does_what(
    client_for: ClientFor, home: str, api: str, who: str, status: int
) -> None:
    client = client_for(who)
    given = {"assignee": BUDI, "codes": ["101"]}

    answers = [
        client.get(api),
        client.post(api, json=given),
        client.post(f"{api}/withdraw", json={"codes": ["101"]}),
        client.post(f"{api}/hand_over", json={"assignee": BUDI}),
        client.get(api.replace("delegations", "colleagues")),
        client.get(f"{home}/pembagian"),
        client.post(f"{home}/indikator/101/pembagian", data=given),
        client.post(f"{home}/indikator/101/pembagian/penarikan"),
    ]

    assert [answer.status_code for answer in answers] == [status] * len(answers)


def test_the_task_list_names_the_person_and_the_day_and_narrows_to_a_part(
    client_for: ClientFor, home: str, api: str
) -> None:
    given = {"assignee": BUDI, "codes": ["101"], "due_on": "2026-05-12"}
    client_for(HEAD).post(api, json=given)

    seen, own = client_for(SARI).get(home).text, client_for(BUDI).get(f"{home}?bagian=saya").text
    free = client_for(SARI).get(f"{home}?bagian=belum-dibagi").text

    rows = [f'class="row__link" href="{home}/indikator/{code}"' for code in ("101", "102")]
    assert "Budi Santoso, sampai 12 Mei 2026" in seen
    assert [row in own for row in rows] == [True, False]
    assert [row in free for row in rows] == [False, True]
    assert client_for(SARI).get(f"{home}?bagian=lain").status_code == 422


def test_head_and_giver_see_who_is_late_and_the_rest_only_their_own(
    app: FastAPI, client_for: ClientFor, clock: Clock, team: City, home: str, api: str
) -> None:
    given = {"assignee": BUDI, "codes": ["101", "102"], "due_on": "2026-05-12"}
    client_for(SARI).post(api, json=given)
    with app.state.database.transaction() as session:
        fill(session, team, app.state.storage, "1.01", 2, clock())
    client_for(HEAD).post(
        f"/api/v1/submissions/{team.submissions['1.01']}/delegations",
        json={"assignee": SARI, "codes": ["201"], "due_on": "2026-05-12"},
    )
    client_for(SARI).put(
        f"/api/v1/submissions/{team.submissions['1.01']}/answers/101",
        json={"level": None},
        headers={"If-Match": '"1"'},
    )

    clock.forward(days=12)

    late = {row["code"]: row["is_late"] for row in client_for(HEAD).get(api).json()}
    assert late == {"101": True, "102": False, "201": False}
    assert "1 indikator rekan terlambat" in client_for(HEAD).get("/").text
    assert "Budi Santoso (1)" in client_for(SARI).get("/").text
    own = client_for(BUDI).get("/").text
    assert "Bagian saya: 2 indikator, 1 belum lengkap, 1 terlambat" in own
    assert "rekan terlambat" not in own
    shown = client_for(HEAD).get(f"{home}?bagian=terlambat").text
    assert [f"/indikator/{code}" in shown for code in ("101", "102", "201")] == [True, False, False]


def test_an_indicator_is_given_and_taken_back_on_its_own_page(
    client_for: ClientFor, home: str, api: str
) -> None:
    client, page = client_for(SARI), f"{home}/indikator/101"

    given = client.post(f"{page}/pembagian", data={"assignee": HEAD, "due_on": ""})
    shown = client.get(page).text
    taken = client.post(f"{page}/pembagian/penarikan", data={"assignee": "", "due_on": ""})
    twice = client.post(f"{page}/pembagian/penarikan")
    unknown = client.post(f"{home}/indikator/999/pembagian", data={"assignee": HEAD})

    answers = [given, taken, twice, unknown]
    assert [answer.status_code for answer in answers] == [303, 303, 422, 404]
    assert "Diserahkan oleh Sari Wulandari, 1 Mei 2026." in shown
    assert client.get(api).json() == []


def test_one_hands_everything_of_his_to_a_colleague_in_one_step(
    app: FastAPI, client_for: ClientFor, team: City, home: str, api: str
) -> None:
    client_for(HEAD).post(api, json={"assignee": SARI, "codes": ["101"], "due_on": "2026-05-12"})
    client_for(BUDI).post(api, json={"assignee": SARI, "codes": ["102"]})
    client_for(HEAD).post(api, json={"assignee": HEAD, "codes": ["201"]})

    handed = client_for(SARI).post(f"{home}/pembagian/serah-terima", data={"assignee": BUDI})
    again = client_for(SARI).post(f"{api}/hand_over", json={"assignee": BUDI})
    to_himself = client_for(BUDI).post(f"{api}/hand_over", json={"assignee": BUDI})

    answers = [handed, again, to_himself]
    assert [answer.status_code for answer in answers] == [303, 409, 409]
    rows = client_for(HEAD).get(api).json()
    assert [(row["code"], row["assignee"], row["due_on"]) for row in rows] == [
        ("101", BUDI, "2026-05-12"),
        ("102", BUDI, None),
        ("201", HEAD, None),
    ]
    text = "Sari Wulandari menyerahkan seluruh bagiannya (2 indikator) kepada "
    assert f"{text}Budi Santoso." in told(app, team, HEAD)
    assert told(app, team, BUDI) == [f"{text}Anda."]


@pytest.mark.parametrize("door", ["page", "api"])
def test_the_successor_of_an_account_takes_its_share_over(
    app: FastAPI, client_for: ClientFor, team: City, api: str, door: str
) -> None:
    client_for(HEAD).post(api, json={"assignee": SARI, "codes": ["101", "102"]})
    client_for(HEAD).post(api, json={"assignee": BUDI, "codes": ["201"]})
    given = {"username": "operator.baru", "name": "Wahyu Nugroho"}
    before = dump(app.state.database)

    if door == "page":
        done = client_for("admin").post(f"/serah-terima/{SARI}", data=given)
    else:
        done = client_for("admin").post(f"/api/v1/users/{SARI}/hand_over", json=given)

    after = dump(app.state.database)
    assert done.status_code == 201
    assert held(client_for(HEAD).get(api)) == {
        "101": "operator.baru",
        "102": "operator.baru",
        "201": BUDI,
    }
    admin = team.actors["admin"].user_id
    assert new_lines(before, after) == [(admin, "role.hand_over", "allowed")] * 2
    assert after["journal_line"][-1]["after"] == "operator.baru 101,102"


def test_the_share_of_an_account_that_was_switched_off_stays_and_says_so(
    client_for: ClientFor, home: str, api: str
) -> None:
    client_for(HEAD).post(api, json={"assignee": BUDI, "codes": ["101"]})
    client_for("admin").post(f"/pengguna/{BUDI}/nonaktif")

    row, page = client_for(HEAD).get(api).json()[0], client_for(HEAD).get(f"{home}/pembagian").text

    assert (row["assignee"], row["is_gone"]) == (BUDI, True)
    assert "Budi Santoso (akun tidak aktif lagi)" in page
    assert f'value="{BUDI}"' not in page


def test_an_opd_with_one_operator_is_told_how_a_colleague_gets_an_account(
    client_for: ClientFor, city: City
) -> None:
    own, other = (
        client_for(name).get(f"/penilaian-mandiri/{city.submissions[code]}/pembagian").text
        for name, code in ((SARI, "1.01"), ("operator.inspektorat", "1.03"))
    )

    assert ["Belum ada rekan operator" in page for page in (own, other)] == [True, True]


def test_with_a_second_operator_that_advice_is_gone(client_for: ClientFor, home: str) -> None:
    assert "Belum ada rekan operator" not in client_for(SARI).get(f"{home}/pembagian").text


def test_after_the_sending_work_can_be_shared_and_nothing_is_late(
    app: FastAPI, client_for: ClientFor, clock: Clock, team: City, api: str
) -> None:
    client_for(HEAD).post(api, json={"assignee": BUDI, "codes": ["101"], "due_on": "2026-05-02"})
    with app.state.database.transaction() as session:
        submit(session, team, app.state.storage, "1.01", 2, clock())
    clock.forward(days=3)

    given = client_for(HEAD).post(api, json={"assignee": SARI, "codes": ["102"]})

    assert [(row["code"], row["is_late"]) for row in given.json()] == [
        ("101", False),
        ("102", False),
    ]
