"""Levels by workbook, for a meeting: an assessor's own OPDs, the rules as by hand."""

import html
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from httpx2 import Response
from python_calamine import CalamineWorkbook

from app.assessments import actions
from app.assessments.import_schemas import JudgementChange, JudgementImportView
from app.assessments.judgement_differences import PAGE_CHANGES, fitting
from app.assessments.schemas import JudgementInput
from app.submissions import queries as submissions
from tests.conftest import Clock
from tests.factories import YEAR
from tests.files.workbooks import workbook
from tests.play import Play, changed, new_lines
from tests.submissions.forms import edited, opened

Stage = Callable[[str], Play]
HOME, JSON = "/penilaian/impor", "/api/v1/judgements"
DK, BPS = "penilai.dk1", "penilai.bps1"
LEVEL, NOTE, REASON = 7, 8, 9
ROW = re.compile(r'name="rows\[\]" value="([^"]*)"')
WHY = "Bukti hanya mendukung tingkat 2."


@pytest.fixture
def scene(play: Stage) -> Play:
    """Dinkes, which claims 3 throughout, being assessed; nobody has scored yet."""
    return play("UNDER_ASSESSMENT")


def downloaded(scene: Play, who: str = DK) -> bytes:
    answer = scene.client(who).get(f"{HOME}/templat.xlsx")
    assert answer.status_code == 200, answer.text
    return answer.content


def compare(scene: Play, content: bytes, who: str = DK, name: str = "nilai.xlsx") -> Response:
    return scene.client(who).post(HOME, files={"file": (name, content)})


def rows_of(page: Response) -> list[str]:
    return [html.unescape(each) for each in ROW.findall(page.text)]


def apply(scene: Play, rows: list[str], who: str = DK) -> Response:
    sent: Any = [("rows[]", (None, row)) for row in rows or [""]]
    return scene.client(who).post(f"{HOME}/penerapan", files=sent)


def api(scene: Play, content: bytes, who: str = DK, seen: str = "", **query: str) -> Response:
    return scene.client(who).post(
        f"{JSON}/import",
        files={"file": ("nilai.xlsx", content)},
        params=query,
        headers={"If-Match": seen} if seen else {},
    )


def typed(content: bytes, rows: dict[int, tuple[object, object, object]]) -> bytes:
    """Type level, note and reason into rows, the first indicator being 2, and save."""

    def edit(book: Any) -> None:
        for row, (level, note, reason) in rows.items():
            sheet = book["Nilai"]
            sheet.cell(row, LEVEL).value = level
            for column, words in ((NOTE, note), (REASON, reason)):
                sheet.cell(row, column).value = words
                sheet.cell(row, column).data_type = "s"  # as a text, whatever it begins with

    return edited(content, edit)


def with_cell(content: bytes, address: str, value: object) -> bytes:
    def edit(book: Any) -> None:
        book["Nilai"][address].value = value

    return edited(content, edit)


def faults(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(each["pointer"], each["detail"]) for each in answer.json()["errors"]]


def saved(scene: Play, institution: str = "diskominfo") -> dict[str, tuple[Any, ...]]:
    return {
        row["code"]: (row["version"], row["level"], row["note"], row["reason"])
        for row in scene.rows()["judgement"]
        if row["institution"] == institution
    }


def by_hand(scene: Play, who: str, code: str, level: int, version: int = 0) -> None:
    answer = scene.client(who).put(
        f"/api/v1/submissions/{scene.submission_id}/judgements/{code}",
        json={"level": level, "note": f"Catatan {who}.", "reason": WHY},
        headers={"If-Match": f'"{version}"'},
    )
    assert answer.status_code == 200, answer.text


def test_the_form_holds_the_own_opds_and_only_three_columns_can_be_typed(scene: Play) -> None:
    by_hand(scene, DK, "101", 2)
    content = downloaded(scene)

    book = opened(content)

    sheet, codes = book["Nilai"], scene.codes()
    free = {cell.column for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert book.sheetnames == ["Nilai", "Rubrik", "Petunjuk", "asal"]
    assert book["asal"].sheet_state == "veryHidden"
    assert [book[name].protection.sheet for name in book.sheetnames] == [True] * 4
    assert [cell.value for cell in sheet["C"]][1:] == list(codes)
    assert {cell.value for cell in sheet["B"][1:]} == {"Dinas Kesehatan"}
    assert free == {LEVEL, NOTE, REASON}
    assert [cell.value for cell in sheet[2]][4:] == [
        "3", "Penjelasan 101 pada tingkat 3.", 2, f"Catatan {DK}.", WHY,
    ]  # fmt: skip
    assert [cell.value for cell in sheet[3]][6:] == [None, None, None]
    assert [each.type for each in sheet.data_validations.dataValidation] == [
        "list", "textLength", "textLength",
    ]  # fmt: skip
    read = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Nilai")
    assert read.to_python()[1][:5] == ["1.01", "Dinas Kesehatan", "101", sheet["D2"].value, "3"]


def test_the_form_tells_nothing_of_the_other_institution(scene: Play) -> None:
    by_hand(scene, BPS, "101", 1)

    text = "".join(
        str(cell.value)
        for sheet in opened(downloaded(scene))
        for row in sheet.iter_rows()
        for cell in row
    )

    assert f"Catatan {BPS}." not in text
    assert scene.client(DK).get(f"{JSON}/template.xlsx").status_code == 200


def test_differences_first_then_every_level_is_saved_as_by_hand(scene: Play) -> None:
    codes = scene.codes()
    filled: dict[int, tuple[object, object, object]] = {
        row: (3, "=1+1", "") for row, _ in enumerate(codes, start=2)
    }
    content, before = typed(downloaded(scene), filled | {3: (2, "", WHY)}), scene.rows()

    page = compare(scene, content)
    untouched = changed(before, scene.rows())
    done = apply(scene, rows_of(page))

    after = scene.rows()
    assert (page.status_code, untouched) == (200, set())
    assert f"{len(codes)} nilai berubah, 0 tetap. Belum ada yang disimpan." in page.text
    assert done.headers["location"] == "/penilaian?pesan=nilai-diterapkan"
    assert saved(scene) == dict.fromkeys(codes, (1, 3, "=1+1", "")) | {codes[1]: (1, 2, "", WHY)}
    assert changed(before, after) == {"judgement", "judgement_revision"}
    actor = scene.city.actors[DK].user_id
    assert new_lines(before, after) == [(actor, "score.save", "allowed")] * len(codes)
    assert "Isi berkas sama dengan nilai yang tersimpan." in compare(scene, content).text


def test_both_doors_say_and_do_the_same(scene: Play) -> None:
    content = typed(downloaded(scene), {2: (2, "", WHY)})

    told = api(scene, content)
    unseen = api(scene, content, apply="true")
    done = api(scene, content, seen=told.headers["etag"], apply="true")

    assert [each["key"] for each in told.json()["changes"]] == ["1.01/101"]
    assert (unseen.status_code, done.json()["applied"]) == (428, True)
    assert saved(scene) == {"101": (1, 2, "", WHY)}


def test_every_wrong_cell_is_named_and_nothing_is_saved(scene: Play) -> None:
    by_hand(scene, DK, "101", 3)
    content = typed(
        downloaded(scene),
        {
            2: (None, "", ""),
            3: (5, "", WHY),
            4: (None, "Baru catatan.", ""),
            5: (3, "x" * 10_001, ""),
        },
    )

    assert faults(api(scene, content)) == [
        ("Nilai!G2", "nilai yang sudah ada tidak dapat dikosongkan; pilih tingkatnya"),
        ("Nilai!G3", "harus bilangan bulat 1 sampai 4"),
        ("Nilai!G4", "pilih tingkatnya; catatan atau alasan saja tidak dapat disimpan"),
        ("Nilai!H5", "10001 huruf; paling banyak 10000 huruf"),
    ]
    assert [version for version, *_ in saved(scene).values()] == [1]


def test_a_level_off_the_claim_needs_its_reason_at_its_cell(scene: Play) -> None:
    content = typed(downloaded(scene), {2: (2, "Kurang bukti.", ""), 3: (3, "", "")})

    sentence = "wajib diisi, karena nilai 2 berbeda dari klaim OPD (3)"
    assert faults(api(scene, content)) == [("Nilai!I2", sentence)]
    assert "<strong>Nilai!I2</strong>" in compare(scene, content).text
    assert saved(scene) == {}


@pytest.mark.parametrize(
    ("address", "value", "place"),
    [
        ("C2", "999", "Nilai!C2"),
        ("A2", "9.99", "Nilai!C2"),
        ("B2", "Dinas Lain", "Nilai!A2"),
        ("D2", "Nama lain", "Nilai!C2"),
        ("G1", "Level", "Nilai!G1"),
    ],
)
def test_changed_keys_and_titles_are_refused_with_their_cell(
    scene: Play, address: str, value: str, place: str
) -> None:
    assert [
        where for where, _ in faults(api(scene, with_cell(downloaded(scene), address, value)))
    ] == [place]


def test_a_code_moved_onto_another_row_is_refused(scene: Play) -> None:
    places = [where for where, _ in faults(api(scene, with_cell(downloaded(scene), "C3", "101")))]

    assert places == ["Nilai!C3", "Nilai!C3"]  # not its name; already there


def test_a_form_of_another_assessor_is_refused_whole(scene: Play) -> None:
    by_hand(scene, BPS, "101", 1)
    foreign = typed(downloaded(scene, BPS), {2: (2, "", WHY)})

    answer = api(scene, foreign)

    sentence = "templat ini dibuat untuk penilai lain; unduh templat Anda sendiri"
    assert faults(answer) == [("berkas", sentence)]
    assert f"Catatan {BPS}." not in compare(scene, foreign).text


@pytest.mark.parametrize(
    "content",
    [
        workbook([("Kode OPD", "Kode", "Tingkat"), ("1.01", "101", 3)]),
        b"kode;tingkat\n101;3\n",
    ],
    ids=["a workbook of one's own", "a CSV"],
)
def test_only_the_form_itself_is_taken(scene: Play, content: bytes) -> None:
    name = "nilai.xlsx" if content.startswith(b"PK") else "nilai.csv"

    page = compare(scene, content, name=name)

    assert page.status_code == 422
    assert "bukan templat nilai dari halaman ini" in page.text


def test_a_form_of_the_filling_is_no_form_of_levels(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    hidden = edited(downloaded(scene), lambda book: book["asal"].__setitem__("B1", "templat-isian"))

    assert faults(api(scene, hidden))[0][0] == "berkas"


def test_what_was_saved_in_between_stays_unless_it_is_chosen(scene: Play) -> None:
    content = typed(downloaded(scene), {2: (2, "Dari berkas.", WHY), 3: (3, "", "")})
    by_hand(scene, DK, "101", 1)

    page, told = compare(scene, content), api(scene, content)
    plain = api(scene, content, seen=told.headers["etag"], apply="true")
    left = saved(scene)["101"]
    again = api(scene, content)
    api(scene, content, seen=again.headers["etag"], apply="true", overwrite="1.01/101")

    assert "1 nilai berubah, 1 perlu dipilih, 0 tetap." in page.text
    assert 'type="checkbox" id="take-1.01/101"' in page.text
    assert [each["clash"]["seen"] for each in told.json()["clashes"]] == [0]
    assert plain.status_code == 200
    assert left == (1, 1, f"Catatan {DK}.", WHY)
    assert saved(scene)["101"] == (2, 2, "Dari berkas.", WHY)


def test_a_save_after_looking_comes_back_to_be_looked_at(scene: Play) -> None:
    rows = rows_of(compare(scene, typed(downloaded(scene), {2: (2, "Dari berkas.", WHY)})))
    by_hand(scene, DK, "101", 1)

    answer = apply(scene, rows)

    assert answer.status_code == 412
    assert "Dari berkas." in answer.text
    assert saved(scene)["101"] == (1, 1, f"Catatan {DK}.", WHY)


def test_locked_levels_take_nothing_from_a_form(scene: Play, clock: Clock) -> None:
    content = downloaded(scene)
    rows = rows_of(compare(scene, typed(content, {2: (3, "Dari berkas.", "")})))
    with scene.database.transaction() as session:
        row, actor = submissions.get(session, scene.submission_id), scene.city.actors[DK]
        for code in scene.codes():
            given = (JudgementInput(level=3), 0)
            actions.save_judgement(session, actor, row, code, given, clock())
        actions.lock(session, actor, row, clock())
    locked = saved(scene)

    late, anew = apply(scene, rows), scene.client(DK).get(f"{HOME}/templat.xlsx")
    same = compare(scene, content)

    assert (late.status_code, anew.status_code, same.status_code) == (409, 404, 200)
    assert "sudah dikunci" in late.text
    assert saved(scene) == locked


def test_a_form_made_before_the_lock_is_refused_at_the_cell_it_changes(
    scene: Play, clock: Clock
) -> None:
    with scene.database.transaction() as session:
        row, actor = submissions.get(session, scene.submission_id), scene.city.actors[DK]
        for code in scene.codes():
            given = (JudgementInput(level=3), 0)
            actions.save_judgement(session, actor, row, code, given, clock())
    content = typed(downloaded(scene), {3: (2, "", WHY)})
    with scene.database.transaction() as session:
        actions.lock(session, actor, submissions.get(session, scene.submission_id), clock())

    assert [where for where, _ in faults(api(scene, content))] == ["Nilai!C3"]


def test_rows_of_a_foreign_opd_are_not_taken_from_a_forged_page(scene: Play) -> None:
    row = rows_of(compare(scene, typed(downloaded(scene), {2: (3, "", "")})))[0]
    other = row.replace(scene.submission_id, scene.city.submissions["1.03"])
    random = row.replace(scene.submission_id, "0" * 16)

    answers = [apply(scene, [forged]) for forged in (other, random)]

    assert [each.status_code for each in answers] == [422, 422]
    assert "Inspektorat" not in answers[0].text
    assert saved(scene) == {}


@pytest.mark.parametrize(
    ("who", "status"),
    [("koordinator", 403), ("kepala.dinkes", 403), ("admin", 403), ("penilai.bps2", 404)],
)
def test_only_an_assessor_with_something_to_score_gets_a_form(
    scene: Play, who: str, status: int
) -> None:
    addresses = (f"{HOME}/templat.xlsx", f"{JSON}/template.xlsx")

    assert [scene.client(who).get(each).status_code for each in addresses] == [status] * 2


def test_a_form_can_be_had_for_one_opd(scene: Play) -> None:
    one, none = (
        scene.client(DK).get(f"{HOME}/templat.xlsx?opd={code}") for code in ("1.01", "1.03")
    )

    assert (one.status_code, none.status_code) == (200, 404)
    assert f'filename="nilai-1.01-{YEAR}.xlsx"' in one.headers["content-disposition"]
    assert openpyxl.load_workbook(io.BytesIO(one.content))["Nilai"].max_row == 1 + len(
        scene.codes()
    )


def test_a_page_carries_as_many_changes_as_a_form_can_send() -> None:
    change = JudgementChange(
        submission_id="0" * 16, agency="Dinas", key="1.01/101", code="101", name="Satu", claim=3,
        version=0, before=None, after=JudgementInput(level=3),
    )  # fmt: skip
    long = change.model_copy(update={"after": JudgementInput(level=3, note="x" * 9_000)})

    many = fitting(JudgementImportView(applied=False, changes=(change,) * 760, unchanged=0))
    large = fitting(JudgementImportView(applied=False, changes=(long,) * 100, unchanged=0))

    assert (len(many.changes), many.later) == (PAGE_CHANGES, 760 - PAGE_CHANGES)
    assert (len(large.changes), large.later) == (65, 35)
