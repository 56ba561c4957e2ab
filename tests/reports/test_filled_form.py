"""The LKE that an OPD takes away: a draft until it is sent, then what was sent and came of it."""

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from tests.play import Play, changed
from tests.submissions.forms import opened

Stage = Callable[[str], Play]
UNSENT, SENT = ("DRAFT", "RETURNED"), ("SUBMITTED", "UNDER_ASSESSMENT", "MODERATION")
SCORED = ("PROVISIONAL", "OBJECTION", "FINAL", "PUBLISHED", "CORRECTION")
DOORS = ("/penilaian-mandiri/{s}/lke", "/api/v1/submissions/{s}/worksheet")
HEADS = [
    "Kode", "Indikator", "Pertanyaan", "Kriteria setiap tingkat", "Bukti yang biasa diterima",
    "Tingkat", "Penjelasan", "Bukti dukung",
]  # fmt: skip


def asked(scene: Play, ending: str, who: str = "operator.dinkes", door: str = DOORS[0]) -> Any:
    return scene.client(who).get(door.format(s=scene.submission_id) + ending)


def rows(content: bytes) -> list[tuple[Any, ...]]:
    return [row for row in opened(content)["LKE"].iter_rows(values_only=True) if any(row)]


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def snapshot(scene: Play) -> str:
    mine = [row for row in scene.rows()["snapshot"] if row["submission_id"] == scene.submission_id]
    return str(mine[-1]["sha256"])


def type_into(scene: Play, code: str, explanation: str) -> None:
    client, address = scene.client("operator.dinkes"), f"/api/v1/submissions/{scene.submission_id}"
    version = client.get(f"{address}/answers/{code}").json()["version"]
    response = client.put(
        f"{address}/answers/{code}",
        json={"level": 2, "explanation": explanation},
        headers={"If-Match": f'"{version}"'},
    )
    assert response.status_code == 200, response.text


def test_before_the_sending_it_is_a_draft_with_what_stands(play: Stage) -> None:
    scene = play("DRAFT")
    type_into(scene, "101", "=Masih disusun.")

    book, paper = asked(scene, ".xlsx"), asked(scene, ".pdf")

    found = rows(book.content)
    assert found[0][0] == "DRAF Lembar Kerja Evaluasi Dinas Kesehatan 2026"
    assert found[3][0] == (
        "Belum dikirim. Isian pada 1 Mei 2026 pukul 09.00 WIB; masih dapat berubah."
    )
    assert list(found[4]) == HEADS
    assert (found[5][0], found[5][5:]) == ("101", (2, "=Masih disusun.", None))
    assert [row[0] for row in found[5:]] == list(scene.codes())
    assert book.headers["content-disposition"].startswith(
        'attachment; filename="lke-1.01-2026-DRAF.xlsx"'
    )
    text = text_of(paper.content)
    assert [each for each in ("DRAF, belum dikirim", "=Masih disusun.") if each not in text] == []
    assert text.count("Tingkat belum dipilih.") == len(scene.codes()) - 1


def test_after_the_sending_it_is_what_was_sent_with_the_hash(play: Stage) -> None:
    scene = play("SUBMITTED")

    book, paper = asked(scene, ".xlsx"), asked(scene, ".pdf")

    found, text = rows(book.content), text_of(paper.content)
    assert found[0][0] == "Lembar Kerja Evaluasi Dinas Kesehatan 2026"
    assert found[3][0].startswith("Dikirim ")
    assert found[4][0] == f"SHA-256 kiriman: {snapshot(scene)}"
    assert list(found[5]) == HEADS
    assert found[6][5:] == (
        3, "Penjelasan 101 pada tingkat 3.", "1. Perwali Satu Data [perwali.pdf] (Pasal 5)",
    )  # fmt: skip
    assert (snapshot(scene) in text.replace(" ", ""), "DRAF" in text) == (True, False)
    assert 'filename="lke-1.01-2026.pdf"' in paper.headers["content-disposition"]


def test_a_returned_form_is_a_draft_again(play: Stage) -> None:
    scene = play("RETURNED")
    code = next(
        row["code"]
        for row in scene.rows()["open_item"]
        if row["submission_id"] == scene.submission_id
    )
    type_into(scene, code, "Diperbaiki.")

    found = rows(asked(scene, ".xlsx").content)

    assert found[0][0].startswith("DRAF ")
    assert [row[6] for row in found if row[0] == code] == ["Diperbaiki."]


@pytest.mark.parametrize("state", [*UNSENT, *SENT])
def test_without_a_result_none_is_in_it(play: Stage, state: str) -> None:
    scene = play(state)

    assert {len(row) for row in rows(asked(scene, ".xlsx").content)} == {len(HEADS)}


@pytest.mark.parametrize("state", SCORED)
def test_the_result_stands_beside_the_claim_once_the_agency_may_see_it(
    play: Stage, state: str
) -> None:
    scene = play(state)
    result = (
        scene.client("operator.dinkes")
        .get(f"/api/v1/submissions/{scene.submission_id}/result")
        .json()
    )
    expected = {row["code"]: (row["final"], row["reason"] or None) for row in result["indicators"]}

    found = rows(asked(scene, ".xlsx").content)

    head = found.index(next(row for row in found if row[0] == "Kode"))
    assert list(found[head]) == [*HEADS, "Hasil penilaian", "Alasan"]
    assert {row[0]: row[8:] for row in found[head + 1 :]} == expected


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("ending", [".xlsx", ".pdf"])
def test_only_its_own_agency_takes_it_away(play: Stage, door: str, ending: str) -> None:
    scene = play("SUBMITTED")
    before = scene.rows()
    others = {
        "operator.inspektorat": 404, "penilai.dk1": 404, "koordinator": 403, "walikota": 403,
        "admin": 403, "auditor": 403, "": 401 if door.startswith("/api") else 303,
    }  # fmt: skip

    found = {who: asked(scene, ending, who, door).status_code for who in others}

    assert found == others
    assert asked(scene, ending, "kepala.dinkes", door).status_code == 200
    assert changed(before, scene.rows()) == set()


@pytest.mark.parametrize(
    ("state", "words"),
    [("DRAFT", "draf yang belum dikirim."), ("SUBMITTED", "seperti yang dikirim.")],
)
def test_the_pages_lead_to_it_and_say_whether_it_is_a_draft(
    play: Stage, state: str, words: str
) -> None:
    scene = play(state)
    address = f"/penilaian-mandiri/{scene.submission_id}"
    wanted = (f'href="{address}/lke.pdf"', f'href="{address}/lke.xlsx"', words)

    for place in (address, f"{address}/periksa"):
        text = scene.client("kepala.dinkes").get(place).text
        assert [each for each in wanted if each not in text] == []
