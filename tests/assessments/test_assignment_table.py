"""A table of assignments: what goes out comes back, every wrong cell is named, all or nothing."""

from collections.abc import Callable

import pytest
from httpx2 import Response

from app.files.tables import read_table
from tests.assessments.test_assigning import DINKES, HOME, INSPEKTORAT, WALIDATA, assigned
from tests.assessments.test_scoring_blind import assign
from tests.factories import YEAR
from tests.play import Play

Stage = Callable[[str], Play]
GOOD = (
    "kode;diskominfo;bps\n"
    "1.01;penilai.dk1, penilai.dk2;penilai.bps1\n"
    "1.02;penilai.ganti;penilai.bps2\n"
)


def send(scene: Play, text: str, seen: str = "", who: str = "koordinator") -> Response:
    headers = {"If-Match": seen} if seen else {}
    return scene.client(who).post(
        f"{HOME}/import{'?apply=true' if seen else ''}",
        files={"file": ("tugas.csv", text.encode())},
        headers=headers,
    )


def faults(answer: Response) -> list[tuple[str, str]]:
    return [(each["pointer"], each["detail"]) for each in answer.json()["errors"]]


def test_a_table_first_says_what_it_changes_then_changes_it(play: Stage) -> None:
    scene = play("DRAFT")
    shown = send(scene, GOOD)
    before = assigned(scene, DINKES)

    done = send(scene, GOOD, shown.headers["etag"])

    assert [change["code"] for change in shown.json()["changes"]] == [DINKES, WALIDATA]
    assert (shown.json()["applied"], before) == (False, set())
    assert (done.status_code, done.json()["applied"]) == (200, True)
    assert assigned(scene, DINKES) == {"penilai.dk1", "penilai.dk2", "penilai.bps1"}
    assert assigned(scene, WALIDATA) == {"penilai.ganti", "penilai.bps2"}
    assert send(scene, GOOD).json() == {"applied": False, "changes": [], "unchanged": 2}


def test_every_wrong_cell_is_named_and_nothing_is_changed(play: Stage) -> None:
    scene = play("DRAFT")
    table = (
        "kode;diskominfo;bps\n"
        "1.01;penilai.bps1;penilai.tiada\n"
        "1.02;penilai.dk1;penilai.bps1\n"
        "1.03;penilai.ganti;penilai.bps1\n"
        "9.99;penilai.dk1;penilai.bps1\n"
        "1.01;penilai.dk1;penilai.bps1\n"
        ";penilai.dk1;penilai.bps1\n"
    )

    refused = send(scene, table)

    assert refused.status_code == 422
    assert sorted(faults(refused)) == [
        ("A5", "kode OPD ini tidak ada pada periode ini"),
        ("A6", "kode ini sudah ada di baris 2"),
        ("A7", "kode kosong; isi kode OPD"),
        ("B2", "Maya Sartika bukan penilai Diskominfo"),
        ("B3", "Yusuf Hidayat berasal dari OPD ini"),
        ("B4", "Tri Handoko berasal dari OPD ini"),
        ("C2", "'penilai.tiada' bukan akun penilai yang aktif"),
    ]
    assert assigned(scene, INSPEKTORAT) == set()


def test_a_declared_conflict_is_named_at_its_cell(play: Stage) -> None:
    scene = play("DRAFT")
    body = {"username": "penilai.bps1", "agency": DINKES, "reason": "Saudara kandung kepala."}
    scene.client("koordinator").post("/api/v1/conflicts", json=body)

    refused = send(scene, GOOD)

    assert faults(refused) == [
        ("C2", "Maya Sartika menyatakan benturan kepentingan dengan OPD ini")
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("kode;diskominfo\n1.01;penilai.dk1\n", [("A1", "kolom bps tidak ada; tambahkan")]),
        (
            "kode;diskominfo;bps;nilai\n",
            [("D1", "kolom tidak dikenal; hapus, atau perbaiki judulnya")],
        ),
        ("kode;diskominfo;bps\n", [("A2", "tabel tidak memuat satu baris pun di bawah judul")]),
    ],
)
def test_a_table_of_another_shape_is_refused(
    play: Stage, table: str, expected: list[tuple[str, str]]
) -> None:
    assert faults(send(play("DRAFT"), table)) == expected


def test_nobody_is_left_without_any_assessor_by_an_empty_row(play: Stage) -> None:
    scene = play("DRAFT")
    empty = "kode;diskominfo;bps\n1.01;;\n"
    nothing = send(scene, empty)
    assign(scene, "penilai.dk1", "penilai.bps1")

    refused = send(scene, empty)

    assert nothing.json()["unchanged"] == 1
    assert faults(refused) == [("A2", "tanpa penilai sama sekali; sebut paling sedikit satu")]


def test_what_was_assigned_in_between_is_not_overwritten(play: Stage) -> None:
    scene = play("DRAFT")
    seen = send(scene, GOOD).headers["etag"]
    assign(scene, "penilai.dk2", "penilai.bps2")

    refused = send(scene, GOOD, seen)

    assert refused.status_code == 412
    assert assigned(scene, DINKES) == {"penilai.dk2", "penilai.bps2"}
    assert assigned(scene, WALIDATA) == set()


def test_after_the_assessment_a_changed_row_is_refused_an_unchanged_one_is_not(
    play: Stage,
) -> None:
    scene = play("MODERATION")

    same = send(scene, "kode;diskominfo;bps\n1.01;penilai.dk1;penilai.bps1\n")
    other = send(scene, "kode;diskominfo;bps\n1.01;penilai.dk2;penilai.bps1\n")

    assert same.json()["unchanged"] == 1
    assert faults(other) == [("A2", "penugasan tidak dapat diubah lagi: pleno")]


def test_the_workbook_that_goes_out_comes_back_unchanged(play: Stage) -> None:
    scene = play("DRAFT")
    assign(scene, "penilai.dk1", "penilai.bps1")
    client = scene.client("koordinator")

    book = client.get(f"{HOME}.xlsx")
    back = client.post(f"{HOME}/import", files={"file": ("penugasan.xlsx", book.content)})

    table = read_table(book.content, "penugasan.xlsx")
    assert table.header == ("kode", "opd", "keadaan", "diskominfo", "bps")
    assert [tuple(row.cells.values())[3:] for row in table.rows] == [
        ("penilai.dk1", "penilai.bps1"),
        ("", ""),
        ("", ""),
    ]
    assert back.json() == {"applied": False, "changes": [], "unchanged": 3}
    assert book.headers["content-disposition"].startswith(
        f'attachment; filename="penugasan-{YEAR}.xlsx"'
    )


@pytest.mark.parametrize("who", ["admin", "auditor", "walikota", "penilai.dk1", "operator.dinkes"])
def test_only_the_coordinator_sends_a_table(play: Stage, who: str) -> None:
    assert send(play("UNDER_ASSESSMENT"), GOOD, who=who).status_code == 403
