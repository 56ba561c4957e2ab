"""The offline form: downloaded, filled in Excel, taken back; what others wrote meanwhile stays."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response

from app.submissions import answer_template, queries
from tests.conftest import START, Clock
from tests.factories import found_city, short_of
from tests.files.workbooks import workbook
from tests.play import DINKES, Play, Rows, Scene, changed, dump, new_lines
from tests.submissions.forms import edited, opened, row_of, typed

Stage = Callable[[str], Play]
WALIDATA = "1.02"
ROW = re.compile(r'name="rows\[\]" value="([^"]*)"')
ALL_38 = "epss-opd-2026"
LONG = "Data dibagi, diperiksa, lalu dipakai; lihat Pasal 5. " * 188 + "x" * 36
TYPED = (
    "baris satu\nbaris dua\n\nbaris empat", "007", "00123,50", "=1+1", "+62 354", "-5", "@SUM(A1)",
    LONG, "\u201ckutip\u201d & <b>tebal</b> 'petik'", "é ü ñ 😀 漢字", "A_x bukan huruf A", "TRUE",
    "2026-05-01", "1e5", "#N/A", "tab\tdi tengah", "  tepi  ".strip(), "5%", "", "0",
)  # fmt: skip


def home(scene: Play, agency: str = DINKES) -> str:
    return f"/penilaian-mandiri/{scene.city.submissions[agency]}/impor"


def downloaded(scene: Play, agency: str = DINKES) -> bytes:
    client = scene.client(f"operator.{short_of(agency)}")
    response = client.get(f"{home(scene, agency)}/templat.xlsx")
    assert response.status_code == 200, response.text
    return response.content


def compare(scene: Play, content: bytes, agency: str = DINKES) -> Response:
    files = {"file": ("isian.xlsx", content)}
    return scene.client(f"operator.{short_of(agency)}").post(home(scene, agency), files=files)


def rows_of(page: Response) -> list[str]:
    return [html.unescape(each) for each in ROW.findall(page.text)]


def apply(scene: Play, rows: list[str], agency: str = DINKES) -> Response:
    sent: Any = [("rows[]", (None, row)) for row in rows or [""]]
    client = scene.client(f"operator.{short_of(agency)}")
    return client.post(f"{home(scene, agency)}/penerapan", files=sent)


def api(scene: Play, content: bytes, seen: str = "", **query: str) -> Response:
    return scene.client("operator.dinkes").post(
        f"/api/v1/submissions/{scene.submission_id}/answers/import",
        files={"file": ("isian.xlsx", content)},
        params=query,
        headers={"If-Match": seen} if seen else {},
    )


def save(scene: Play, code: str, level: int, explanation: str, version: int = 0) -> None:
    response = scene.client("kepala.dinkes").put(
        f"/api/v1/submissions/{scene.submission_id}/answers/{code}",
        json={"level": level, "explanation": explanation},
        headers={"If-Match": f'"{version}"'},
    )
    assert response.status_code == 200, response.text


def saved(scene: Play, agency: str = DINKES) -> dict[str, tuple[Any, str]]:
    return {
        row["code"]: (row["level"], row["explanation"])
        for row in scene.rows()["answer"]
        if row["submission_id"] == scene.city.submissions[agency]
    }


def faults(response: Response) -> list[tuple[str, str]]:
    assert response.status_code == 422, response.text
    return [(each["pointer"], each["detail"]) for each in response.json()["errors"]]


@pytest.fixture
def all_38(app: FastAPI, clock: Clock) -> Play:
    """The city with the instrument of 38 indicators, all of which the walidata is asked."""
    clock.now = START
    city = found_city(app.state.database, START, instrument=ALL_38)
    empty: Rows = {table: [] for table in dump(app.state.database)}
    return Play(app, Scene(empty, app.state.storage.folder / "none", city, START))


def test_every_indicator_is_a_row_and_only_level_and_explanation_can_be_typed(
    play: Stage,
) -> None:
    scene = play("DRAFT")
    save(scene, "101", 3, "Sudah berjalan.")

    book = opened(downloaded(scene))

    sheet = book["Isian"]
    codes = [cell.value for cell in sheet["A"]][1:]
    free = {
        cell.coordinate[0]
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert book.sheetnames == ["Isian", "Petunjuk", "asal"]
    assert [sheet.protection.sheet, sheet.protection.password] == [True, None]
    assert (book["asal"].sheet_state, book.active.title) == ("veryHidden", "Isian")
    assert tuple(codes) == scene.codes()
    assert free == {"F", "G"}
    assert (sheet["F2"].value, sheet["G2"].value) == (3, "Sudah berjalan.")
    assert (sheet["F3"].value, sheet["G3"].value) == (None, None)
    assert sheet["D2"].value.startswith("1 Belum: ")
    assert [(str(each.sqref), each.type) for each in sheet.data_validations.dataValidation] == [
        ("F2:F16", "list"), ("G2:G16", "textLength"),
    ]  # fmt: skip
    assert sheet.data_validations.dataValidation[0].formula1 == '"1,2,3,4"'
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C2", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_equal_answers_give_equal_bytes_and_both_doors_the_same(play: Stage) -> None:
    scene = play("DRAFT")
    client = scene.client("operator.dinkes")

    first, second = downloaded(scene), downloaded(scene)
    json = client.get(f"/api/v1/submissions/{scene.submission_id}/template.xlsx")

    assert (first == second, json.content == first) == (True, True)
    assert json.headers["content-disposition"].startswith(
        'attachment; filename="isian-1.01-2026.xlsx"'
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [("kepala.dinkes", 403), ("operator.inspektorat", 404), ("penilai.dk1", 404), ("admin", 403)],
)
def test_only_the_own_operator_gets_the_form(play: Stage, who: str, status: int) -> None:
    scene = play("DRAFT")
    client, before = scene.client(who), scene.rows()

    page = client.get(f"{home(scene)}/templat.xlsx")
    json = client.get(f"/api/v1/submissions/{scene.submission_id}/template.xlsx")

    assert [page.status_code, json.status_code] == [status, status]
    assert changed(before, scene.rows()) == set()


def test_an_untouched_form_changes_nothing(play: Stage) -> None:
    scene = play("DRAFT")
    save(scene, "101", 3, "Sudah berjalan.\n_x0041_ bukan huruf A; =1+1")

    page = compare(scene, downloaded(scene))

    assert "Isi tabel sama dengan isian yang tersimpan." in page.text
    assert "0 indikator berubah, 15 tetap." in page.text


def test_all_38_rows_go_round_with_every_letter(all_38: Play) -> None:
    scene = all_38
    codes = [cell.value for cell in opened(downloaded(scene, WALIDATA))["Isian"]["A"]][1:]
    answers = {
        code: (number % 5 + 1, TYPED[number % len(TYPED)]) for number, code in enumerate(codes)
    }
    before = scene.rows()

    page = compare(scene, typed(downloaded(scene, WALIDATA), dict(answers)), WALIDATA)
    untouched = changed(before, scene.rows())
    done = apply(scene, rows_of(page), WALIDATA)
    again = compare(scene, downloaded(scene, WALIDATA), WALIDATA)

    assert (len(codes), len(LONG)) == (38, 10_000)
    assert "38 indikator berubah, 0 tetap. Belum ada yang disimpan." in page.text
    assert (untouched, done.status_code) == (set(), 303)
    assert saved(scene, WALIDATA) == answers
    assert "0 indikator berubah, 38 tetap." in again.text
    operator = scene.city.actors["operator.diskominfo"].user_id
    assert new_lines(before, scene.rows()) == [(operator, "answer.import", "allowed")]


def test_what_is_stored_is_never_a_formula_in_the_form(play: Stage) -> None:
    scene = play("DRAFT")
    for code, text in zip(scene.codes(), ("=1+1", "+1", "-1", "@x"), strict=False):
        save(scene, code, 1, text)

    cells = [cell for sheet in opened(downloaded(scene)) for row in sheet for cell in row]

    assert {cell.data_type for cell in cells} - {"s", "n"} == set()
    assert [opened(downloaded(scene))["Isian"].cell(row, 7).value for row in range(2, 6)] == [
        "=1+1", "+1", "-1", "@x",
    ]  # fmt: skip


def test_what_changed_here_meanwhile_is_a_clash_and_stays_unless_ticked(play: Stage) -> None:
    scene = play("DRAFT")
    save(scene, "101", 1, "Lama.")
    save(scene, "201", 1, "Lama.")
    form = typed(downloaded(scene), {"101": (2, "Dari berkas."), "102": (3, "Baru.")})
    save(scene, "101", 4, "Dari kepala.", version=1)
    save(scene, "201", 4, "Juga dari kepala.", version=1)

    page = compare(scene, form)
    ticked, hidden = rows_of(page)[:2], rows_of(page)[2:]
    done = apply(scene, hidden)

    assert "1 indikator berubah, 2 perlu dipilih, 12 tetap." in page.text
    assert "2 isian berubah di server setelah berkas ini dibuat." in page.text
    assert page.text.count("Disimpan dr. Bagus Prakoso") == 2
    assert page.text.count("Sama seperti saat berkas dibuat.") == 1
    assert (len(ticked), len(hidden), done.status_code) == (2, 1, 303)
    assert saved(scene) == {
        "101": (4, "Dari kepala."), "102": (3, "Baru."), "201": (4, "Juga dari kepala."),
    }  # fmt: skip
    assert apply(scene, ticked[:1]).status_code == 303
    assert saved(scene)["101"] == (2, "Dari berkas.")


def test_with_nothing_ticked_the_page_says_so(play: Stage) -> None:
    scene = play("DRAFT")
    form = typed(downloaded(scene), {"101": (2, "Dari berkas.")})
    save(scene, "101", 4, "Dari kepala.")
    compare(scene, form)

    page = apply(scene, [])

    assert page.status_code == 422
    assert "Tidak ada baris yang dipilih, jadi tidak ada yang diubah." in page.text
    assert saved(scene) == {"101": (4, "Dari kepala.")}


def test_scripts_name_the_clashes_they_overwrite(play: Stage) -> None:
    scene = play("DRAFT")
    form = typed(downloaded(scene), {"101": (2, "Dari berkas."), "102": (3, "Baru.")})
    save(scene, "101", 4, "Dari kepala.")
    seen = api(scene, form)

    kept = api(scene, form, seen.headers["etag"], apply="true").json()
    after_one = saved(scene)
    seen_again = api(scene, form).headers["etag"]
    taken = api(scene, form, seen_again, apply="true", overwrite="101").json()

    assert [each["code"] for each in seen.json()["clashes"]] == ["101"]
    assert seen.json()["clashes"][0]["clash"]["seen"] == 0
    assert [each["code"] for each in kept["changes"]] == ["102"]
    assert after_one == {"101": (4, "Dari kepala."), "102": (3, "Baru.")}
    assert [each["code"] for each in taken["changes"]] == ["101"]
    assert saved(scene) == {"101": (2, "Dari berkas."), "102": (3, "Baru.")}


def test_a_clash_that_changes_again_is_noticed(play: Stage) -> None:
    scene = play("DRAFT")
    form = typed(downloaded(scene), {"101": (2, "Dari berkas.")})
    save(scene, "101", 4, "Dari kepala.")
    rows = rows_of(compare(scene, form))
    save(scene, "101", 3, "Sekali lagi.", version=1)

    page = apply(scene, rows)

    assert page.status_code == 412
    assert "1 perlu dipilih" in page.text
    assert saved(scene) == {"101": (3, "Sekali lagi.")}


def test_the_form_of_another_agency_is_refused_by_name(play: Stage) -> None:
    scene = play("DRAFT")
    with scene.database.reading() as session:
        other = queries.get(session, scene.city.submissions[WALIDATA])
        form = answer_template.answer_template(session, other)

    found = faults(api(scene, form))
    page = compare(scene, form)

    sentence = (
        "templat Dinas Komunikasi dan Informatika tahun 2026, bukan Dinas Kesehatan tahun "
        "2026; unduh templat dari halaman Isi di Excel ini, lalu isi yang itu"
    )
    assert found == [("berkas", sentence)]
    assert "Templat ini untuk isian lain. Tidak ada yang diubah." in page.text


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("C5", "0" * 64, "dibuat untuk instrumen sdi-ringkas-2026 versi lain; unduh templat lagi"),
        ("B5", "epss-2023", "dibuat untuk instrumen epss-2023 versi lain; unduh templat lagi"),
        ("A1", "lain", "lembar tersembunyi templat ini rusak; unduh templat lagi"),
        ("B6", "satu", "lembar tersembunyi templat ini rusak; unduh templat lagi"),
        ("A6", "999", "lembar tersembunyi templat ini rusak; unduh templat lagi"),
        ("B2", None, "lembar tersembunyi templat ini rusak; unduh templat lagi"),
    ],
)
def test_a_hidden_sheet_that_does_not_fit_is_refused(
    play: Stage, cell: str, value: str | None, expected: str
) -> None:
    scene = play("DRAFT")

    def edit(book: Any) -> None:
        book["asal"][cell] = value

    found = faults(api(scene, edited(downloaded(scene), edit)))

    assert [(place, text.split(", lalu")[0]) for place, text in found] == [("berkas", expected)]


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("A3", "999", ("Isian!A3", "kode indikator ini tidak dikenal untuk OPD Anda")),
        ("A3", "101", ("Isian!A3", "kode ini sudah ada di baris 2")),
        ("A3", None, ("Isian!A3", "kode kosong; isi kode indikator")),
        ("F12", 9, ("Isian!F12", "harus bilangan bulat 1 sampai 4, atau kosong")),
        ("F12", "tiga", ("Isian!F12", "harus bilangan bulat 1 sampai 4, atau kosong")),
        ("G12", "x" * 10_001, ("Isian!G12", "10001 huruf; paling banyak 10000 huruf")),
        ("G1", "Uraian", ("Isian!G1", "judul kolom harus 'penjelasan'; kembalikan")),
    ],
)
def test_a_wrong_cell_is_named_with_its_sheet(
    play: Stage, cell: str, value: object, expected: tuple[str, str]
) -> None:
    scene = play("DRAFT")

    def edit(book: Any) -> None:
        book["Isian"][cell] = value

    found = faults(api(scene, edited(downloaded(scene), edit)))

    assert expected in found
    assert saved(scene) == {}


def test_codes_that_were_swapped_are_refused(play: Stage) -> None:
    scene = play("DRAFT")

    def swap(book: Any) -> None:
        sheet = book["Isian"]
        sheet["A2"].value, sheet["A3"].value = sheet["A3"].value, sheet["A2"].value

    found = faults(api(scene, edited(downloaded(scene), swap)))

    sentence = "kode ini tidak cocok dengan nama indikatornya; unduh templat lagi"
    assert found == [("Isian!A2", sentence), ("Isian!A3", sentence)]


def test_a_removed_row_is_not_changed(play: Stage) -> None:
    scene = play("DRAFT")
    save(scene, "101", 3, "Tetap.")
    form = typed(downloaded(scene), {"102": (2, "Baru.")})

    def remove(book: Any) -> None:
        book["Isian"].delete_rows(row_of(book, "101"))

    view = api(scene, edited(form, remove)).json()

    assert [each["code"] for each in view["changes"]] == ["102"]
    assert (view["clashes"], view["unchanged"]) == ([], 13)


def test_a_plain_table_knows_no_versions_and_so_no_clash(play: Stage) -> None:
    scene = play("DRAFT")
    save(scene, "101", 3, "Ada.")

    view = api(scene, workbook([("kode", "tingkat", "penjelasan"), ("101", 2, "Lain.")])).json()

    assert ([each["code"] for each in view["changes"]], view["clashes"]) == (["101"], [])


def test_in_a_return_only_what_was_opened_can_be_typed(play: Stage) -> None:
    scene = play("RETURNED")
    opened_code = next(
        row["code"]
        for row in scene.rows()["open_item"]
        if row["submission_id"] == scene.submission_id
    )
    other = next(code for code in scene.codes() if code != opened_code)
    form = downloaded(scene)

    sheet = opened(form)["Isian"]
    free = {row[0].value for row in sheet.iter_rows() if not row[6].protection.locked}
    done = api(scene, typed(form, {opened_code: (1, "Diperbaiki.")})).json()
    refused = faults(api(scene, typed(form, {other: (1, "Diperbaiki.")})))

    assert free == {opened_code}
    assert [each["code"] for each in done["changes"]] == [opened_code]
    place = f"Isian!A{row_of(opened(form), other)}"
    assert refused == [(place, "indikator ini tidak termasuk yang dibuka kembali; hapus barisnya")]


def test_the_operator_finds_the_form_where_he_fills(play: Stage) -> None:
    scene = play("DRAFT")
    address = f"/penilaian-mandiri/{scene.city.submissions[DINKES]}"
    link = f'href="{home(scene)}/templat.xlsx"'
    places = (address, f"{address}/periksa", home(scene))

    shown = [link in scene.client("operator.dinkes").get(each).text for each in places]
    for_the_head = [link in scene.client("kepala.dinkes").get(each).text for each in places[:2]]

    assert (shown, for_the_head) == ([True] * 3, [False] * 2)
