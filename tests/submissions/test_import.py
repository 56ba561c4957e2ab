"""A table of answers: differences first, then all of it or nothing."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response

from tests.conftest import Clock
from tests.files.workbooks import crafted, workbook
from tests.play import DINKES, Play, changed, new_lines

Stage = Callable[[str], Play]
TWICE = "kolom yang sama ada dua kali; hapus salah satu"
TEXT = "Sudah berjalan; lihat Pasal 5."
TABLE = f'kode;tingkat;penjelasan\n101;3;"{TEXT}"\n102;;Masih disusun.\n201;;\n'
ROW = re.compile(r'name="rows\[\]" value="([^"]*)"')


def api(
    scene: Play,
    content: bytes | str,
    seen: str | None = None,
    name: str = "isian.csv",
    **query: str,
) -> Response:
    headers = {"If-Match": seen} if seen else {}
    body = content if isinstance(content, bytes) else content.encode()
    return scene.client("operator.dinkes").post(
        f"/api/v1/submissions/{scene.submission_id}/answers/import",
        files={"file": (name, body)},
        params=query,
        headers=headers,
    )


def home(scene: Play) -> str:
    return f"/penilaian-mandiri/{scene.submission_id}/impor"


def compare(scene: Play, content: str) -> Response:
    files = {"file": ("isian.csv", content.encode())}
    return scene.client("operator.dinkes").post(home(scene), files=files)


def rows_of(page: Response) -> list[str]:
    return [html.unescape(each) for each in ROW.findall(page.text)]


def apply(scene: Play, rows: list[str]) -> Response:
    return scene.client("operator.dinkes").post(f"{home(scene)}/penerapan", data={"rows[]": rows})


def saved(scene: Play) -> dict[str, tuple[int, Any, str]]:
    return {
        row["code"]: (row["version"], row["level"], row["explanation"])
        for row in scene.rows()["answer"]
        if row["submission_id"] == scene.submission_id
    }


def errors(response: Response) -> list[tuple[str, str]]:
    assert response.status_code == 422, response.text
    return [(each["pointer"], each["detail"]) for each in response.json()["errors"]]


def test_the_differences_are_told_before_anything_changes(play: Stage) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    response = api(scene, TABLE)

    body = response.json()
    assert (response.status_code, body["applied"], body["unchanged"]) == (200, False, 1)
    assert [(each["code"], each["version"]) for each in body["changes"]] == [("101", 0), ("102", 0)]
    assert body["changes"][0]["before"] == {"level": None, "explanation": ""}
    assert body["changes"][0]["after"] == {"level": 3, "explanation": TEXT}
    assert scene.rows() == before


def test_what_was_seen_is_saved_whole_with_one_line(play: Stage) -> None:
    scene = play("DRAFT")
    seen = api(scene, TABLE).headers["etag"]
    before = scene.rows()

    response = api(scene, TABLE, seen, apply="true")

    after = scene.rows()
    operator = scene.city.actors["operator.dinkes"].user_id
    assert (response.status_code, response.json()["applied"]) == (200, True)
    assert saved(scene) == {"101": (1, 3, TEXT), "102": (1, None, "Masih disusun.")}
    assert changed(before, after) == {"answer", "answer_revision"}
    assert len(after["answer_revision"]) - len(before["answer_revision"]) == 2
    assert new_lines(before, after) == [(operator, "answer.import", "allowed")]
    assert after["journal_line"][-1]["after"].startswith("101 v1 level=3 sha256:")
    assert api(scene, TABLE).json()["changes"] == []


def test_saving_needs_what_was_seen(play: Stage) -> None:
    scene = play("DRAFT")

    assert api(scene, TABLE, apply="true").status_code == 428
    assert saved(scene) == {}


@pytest.mark.parametrize("name", ["isian.xlsx", "ISIAN.XLSX"])
def test_a_workbook_with_english_titles_is_the_same(play: Stage, name: str) -> None:
    scene = play("DRAFT")
    content = workbook([("Level", "CODE", "Explanation"), (3, 101, TEXT), (2.0, "102", "")])

    api(scene, content, api(scene, content, name=name).headers["etag"], name, apply="true")

    assert saved(scene) == {"101": (1, 3, TEXT), "102": (1, 2, "")}


def test_every_wrong_cell_is_named_and_nothing_is_saved(play: Stage) -> None:
    scene = play("DRAFT")
    table = (
        "penjelasan;kode;tingkat\nbaik;101;6\nbaik;999;2\nbaik;;2\nbaik;102;dua\n"
        f"baik;102;2\n{'x' * 10_001};201;2.5\nHe{chr(0x301) * 10}llo;202;2\n"
    )

    assert errors(api(scene, table)) == [
        ("C2", "harus bilangan bulat 1 sampai 4, atau kosong"),
        ("C5", "harus bilangan bulat 1 sampai 4, atau kosong"),
        ("C7", "harus bilangan bulat 1 sampai 4, atau kosong"),
        ("A7", "10001 huruf; paling banyak 10000 huruf"),
        ("A8", "memuat terlalu banyak tanda gabung berturut-turut"),
        ("B3", "kode indikator ini tidak dikenal untuk OPD Anda"),
        ("B4", "kode kosong; isi kode indikator"),
        ("B6", "kode ini sudah ada di baris 5"),
    ]
    assert saved(scene) == {}


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ("kode;tingkat", [("A1", "kolom penjelasan tidak ada; tambahkan")]),
        (
            "kode;code;tingkat;penjelasan",
            [("A1", TWICE)],
        ),
        (
            "kode;tingkat;penjelasan;nilai",
            [("D1", "kolom tidak dikenal; hapus, atau perbaiki judulnya")],
        ),
        ("kode;kode;penjelasan", [("B1", "judul kolom ini sudah ada di kiri; hapus salah satu")]),
        ("kode;tingkat;penjelasan", [("A2", "tabel tidak memuat satu baris pun di bawah judul")]),
    ],
)
def test_the_titles_are_the_three_and_each_once(
    play: Stage, titles: str, expected: list[tuple[str, str]]
) -> None:
    assert errors(api(play("DRAFT"), titles + "\n")) == expected


def test_a_hostile_workbook_is_refused_in_a_sentence(play: Stage) -> None:
    far = crafted('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

    found = errors(api(play("DRAFT"), far, name="isian.xlsx"))

    assert [place for place, _ in found] == ["berkas"]
    assert found[0][1].startswith("terlalu besar saat dibuka")


def test_a_table_beyond_five_mebibytes_is_too_large(play: Stage) -> None:
    assert api(play("DRAFT"), b"x" * (5 * 2**20 + 1)).status_code == 413


def test_formula_text_is_kept_as_text(play: Stage) -> None:
    scene = play("DRAFT")
    table = 'kode;tingkat;penjelasan\n101;1;"=HYPERLINK(""http://a.b"";""x"")"\n'

    api(scene, table, api(scene, table).headers["etag"], apply="true")

    assert saved(scene) == {"101": (1, 1, '=HYPERLINK("http://a.b";"x")')}


def test_only_what_was_given_back_may_change_when_returned(play: Stage) -> None:
    scene = play("RETURNED")
    opened = next(
        row["code"]
        for row in scene.rows()["open_item"]
        if row["submission_id"] == scene.submission_id
    )
    other = next(code for code in scene.codes() if code != opened)
    before = saved(scene)
    table = f"kode;tingkat;penjelasan\n{opened};1;Baru.\n{other};1;Baru.\n"
    same = f"kode;tingkat;penjelasan\n{opened};1;Baru.\n{other};3;{before[other][2]}\n"

    refused = api(scene, table)
    seen = api(scene, same).headers["etag"]
    done = api(scene, same, seen, apply="true")

    sentence = "indikator ini tidak termasuk yang dibuka kembali; hapus barisnya"
    assert errors(refused) == [("A3", sentence)]
    assert done.json()["unchanged"] == 1
    assert saved(scene) == before | {opened: (before[opened][0] + 1, 1, "Baru.")}


def test_after_the_window_nothing_is_imported(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    seen = api(scene, TABLE).headers["etag"]
    clock.forward(days=31)

    assert api(scene, TABLE, seen, apply="true").status_code == 409
    assert saved(scene) == {}


@pytest.mark.parametrize(
    ("who", "status"),
    [("kepala.dinkes", 403), ("operator.inspektorat", 404), ("admin", 403), ("koordinator", 403)],
)
def test_only_the_own_operator_imports(play: Stage, who: str, status: int) -> None:
    scene = play("DRAFT")
    client = scene.client(who)

    found = [
        client.get(home(scene)).status_code,
        client.post(home(scene), files={"file": ("a.csv", b"x")}).status_code,
        client.post(f"{home(scene)}/penerapan", data={"rows[]": "{}"}).status_code,
    ]

    assert found == [status] * 3


def test_the_page_shows_from_and_to_and_saves_only_when_applied(play: Stage) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    shown = compare(scene, TABLE)
    untouched = scene.rows() == before
    done = apply(scene, rows_of(shown))

    assert (shown.status_code, untouched) == (200, True)
    assert 'role="alert"' not in shown.text
    assert "2 indikator berubah, 1 tetap. Belum ada yang disimpan." in shown.text
    assert done.headers["location"] == (
        f"/penilaian-mandiri/{scene.submission_id}?pesan=diterapkan"
    )
    assert saved(scene) == {"101": (1, 3, TEXT), "102": (1, None, "Masih disusun.")}


def test_a_change_in_between_is_noticed_and_shown(play: Stage) -> None:
    scene = play("DRAFT")
    rows = rows_of(compare(scene, TABLE))
    seen = api(scene, TABLE).headers["etag"]
    scene.client("kepala.dinkes").put(
        f"/api/v1/submissions/{scene.submission_id}/answers/102",
        json={"level": 4, "explanation": "Dari kepala."},
        headers={"If-Match": '"0"'},
    )
    stands = saved(scene)

    page, json = apply(scene, rows), api(scene, TABLE, seen, apply="true")
    kept = saved(scene)
    again = apply(scene, rows_of(page))

    assert (page.status_code, json.status_code, kept == stands) == (412, 412, True)
    assert "Dari kepala." in page.text
    assert "Jawaban ini sudah diubah oleh" in page.text
    assert again.status_code == 303
    assert saved(scene) == {"101": (1, 3, TEXT), "102": (2, None, "Masih disusun.")}


@pytest.mark.parametrize(
    "row",
    [
        '{"code":"101","level":9,"explanation":"","version":0}',
        '{"code":"101","level":6,"explanation":"","version":0}',
        '{"code":"101","level":"3","explanation":"","version":0}',
        '{"code":"101","level":3,"explanation":"","version":0,"submission_id":"x"}',
        '{"code":"101","level":3,"explanation":"\\u0000","version":0}',
        '{"code":"101","level":NaN,"explanation":"","version":0}',
        "bukan json",
        "",
    ],
)
def test_what_the_page_carries_is_checked_again(play: Stage, row: str) -> None:
    scene = play("DRAFT")

    assert apply(scene, [row]).status_code == 422
    assert saved(scene) == {}


def test_a_code_of_another_indicator_does_not_pass_through_the_page(play: Stage) -> None:
    scene = play("DRAFT")
    rows = [
        '{"code":"101","level":3,"explanation":"","version":0}',
        '{"code":"999","level":3,"explanation":"","version":0}',
    ]

    assert (apply(scene, rows).status_code, saved(scene)) == (404, {})


def test_a_refused_table_is_named_on_the_page(play: Stage) -> None:
    page = compare(play("DRAFT"), "kode;tingkat;penjelasan\n<b>;9;\n")

    assert page.status_code == 422
    assert "2 kesalahan dalam tabel. Tidak ada yang diubah." in page.text
    assert "<strong>B2</strong>: harus bilangan bulat 1 sampai 4, atau kosong." in page.text
    assert "<b>" not in page.text


def test_the_operator_finds_the_import_and_the_head_does_not(play: Stage) -> None:
    scene = play("DRAFT")
    link = f'href="{home(scene)}"'
    address = f"/penilaian-mandiri/{scene.city.submissions[DINKES]}"

    found = [
        link in scene.client(who).get(address).text for who in ("operator.dinkes", "kepala.dinkes")
    ]

    assert found == [True, False]
