"""The scores workbook: what this reader may see, as texts and numbers, never as formulas."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.factories import YEAR
from tests.play import DINKES, Play, changed, new_lines

Stage = Callable[[str], Play]
JSON, PAGE = f"/api/v1/periods/{YEAR}/scores.xlsx", f"/periode/{YEAR}/nilai.xlsx"
BLIND = ("DRAFT", "SUBMITTED", "UNDER_ASSESSMENT", "RETURNED")


def book(scene: Play, who: str = "koordinator", address: str = JSON) -> Any:
    response = scene.client(who).get(address)
    assert response.status_code == 200, response.text
    return openpyxl.load_workbook(io.BytesIO(response.content))


def rows(sheet: Any, code: str = DINKES) -> list[tuple[Any, ...]]:
    return [row for row in sheet.iter_rows(values_only=True) if row[0] == code]


def test_the_levels_of_both_institutions_stand_beside_claim_and_agreement(play: Stage) -> None:
    scene = play("PUBLISHED")

    found = book(scene)

    first, result = rows(found["Nilai"])[0], rows(found["Hasil"])[0]
    assert first[2:4] == ("Dipublikasikan", "101")
    assert first[5:9] == (3, 3, 3, 3)
    assert len(rows(found["Nilai"])) == len(scene.codes())
    assert result[2:7] == ("Dipublikasikan", 3, "Berkembang", 1, 1)
    assert [row[2:] for row in rows(found["Hasil"], "1.03")] == [
        ("Tidak menyampaikan", *[None] * (len(result) - 3))
    ]


@pytest.mark.parametrize("state", BLIND)
@pytest.mark.parametrize("who", ["koordinator", "auditor"])
def test_before_both_have_locked_no_score_is_in_it(play: Stage, state: str, who: str) -> None:
    scene = play(state)

    found = book(scene, who)

    assert {row[6:] for row in rows(found["Nilai"])} == {(None, None, None, None)}
    assert {row[5] for row in rows(found["Nilai"])} == ({None} if state == "DRAFT" else {3})
    assert {row[3:] for row in rows(found["Hasil"])} == {(None,) * (found["Hasil"].max_column - 3)}


def test_in_the_pleno_levels_are_in_it_and_no_place(play: Stage) -> None:
    found = book(play("MODERATION"), "auditor")

    assert {row[6:8] for row in rows(found["Nilai"])} == {(3, 3)}
    assert rows(found["Hasil"])[0][3:7] == (None, None, None, None)


def test_what_people_typed_is_never_a_formula(play: Stage) -> None:
    scene = play("MODERATION")
    client = scene.client("koordinator")
    formula = '=HYPERLINK("http://contoh.go.id";"klik")'
    client.put(
        f"/api/v1/submissions/{scene.submission_id}/agreements/101",
        json={"level": 2, "reason": formula},
    )
    client = scene.client("admin")
    agency = {"name": "@SUM(A1)", "short_name": "+1", "type": "dinas"}
    client.put(f"/api/v1/agencies/{DINKES}", json=agency | {"code": DINKES})

    found = book(scene)

    first = next(row for row in found["Nilai"].iter_rows() if row[3].value == "101")
    kinds = {cell.data_type for sheet in found for row in sheet.iter_rows() for cell in row}
    assert (first[1].value, first[9].value) == ("@SUM(A1)", formula)
    assert kinds - {"s", "n"} == set()


@pytest.mark.parametrize("address", [JSON, PAGE])
def test_both_doors_give_it_to_coordinator_and_auditor_and_note_it(
    play: Stage, address: str
) -> None:
    scene = play("PROVISIONAL")
    people = ("koordinator", "auditor", "admin", "walikota", "penilai.bps1", "operator.dinkes")
    before = scene.rows()

    found = {name: scene.client(name).get(address).status_code for name in people}

    after = scene.rows()
    assert found == dict(zip(people, (200, 200, 403, 403, 403, 403), strict=True))
    assert changed(before, after) == set()
    assert new_lines(before, after)[:2] == [
        (scene.city.actors[name].user_id, "export.scores_xlsx", "allowed") for name in people[:2]
    ]


def test_a_year_without_a_period_is_not_found(play: Stage) -> None:
    scene = play("DRAFT")

    assert scene.client("auditor").get("/periode/2001/nilai.xlsx").status_code == 404
    assert scene.client("auditor").get("/api/v1/periods/9999/scores.xlsx").status_code == 404


def test_the_file_is_a_download_that_no_page_can_run(play: Stage) -> None:
    headers = play("DRAFT").client("auditor").get(PAGE).headers

    assert headers["content-disposition"].startswith(f'attachment; filename="nilai-{YEAR}.xlsx"')
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_the_period_page_offers_it_to_those_who_may(play: Stage) -> None:
    scene = play("MODERATION")
    people = ("koordinator", "auditor", "admin", "operator.dinkes")

    found = [f'href="{PAGE}"' in scene.client(who).get(f"/periode/{YEAR}").text for who in people]

    assert found == [True, True, False, False]
