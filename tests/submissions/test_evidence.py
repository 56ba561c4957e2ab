"""Evidence: decided by content, stored by hash, tied to indicators, nothing left behind."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from app.files.media_types import safe_name
from app.files.refusals import SENTENCES
from app.settings import Settings
from tests.papers import jpg, pdf, png
from tests.play import Play, changed

Stage = Callable[[str], Play]
PDF = pdf()
PNG = png()
UNKNOWN = "0123456789abcdef"


def base(scene: Play) -> str:
    return f"/api/v1/submissions/{scene.submission_id}"


def upload(scene: Play, content: bytes, name: str = "bukti.pdf", title: str = "") -> Response:
    return scene.client("operator.dinkes").post(
        base(scene) + "/evidence", files={"file": (name, content)}, data={"title": title}
    )


def attach(scene: Play, evidence: str, code: str, who: str = "operator.dinkes") -> Response:
    address = f"{base(scene)}/answers/{code}/evidence/{evidence}"
    return scene.client(who).put(address, json={"citation": "Pasal 5, halaman 4"})


def library(scene: Play) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        scene.client("operator.dinkes").get(base(scene) + "/evidence").json()
    )
    return found


def files(scene: Play) -> list[Path]:
    """Give every file in the storage folder, those in tmp too."""
    return sorted(path for path in scene.storage.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (jpg(), "image/jpeg")]
)
def test_a_file_is_taken_by_its_content_whatever_its_name(
    play: Stage, content: bytes, kind: str
) -> None:
    scene = play("DRAFT")

    response = upload(scene, content, "dokumen.exe")

    item = response.json()
    assert (response.status_code, item["media_type"]) == (201, kind)
    assert item["sha256"] == hashlib.sha256(content).hexdigest()
    assert [path.name for path in files(scene)] == [item["sha256"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong. Periksa berkasnya lalu unggah lagi."),
        (b"halo", f"ditolak: {SENTENCES['kind']}"),
        (PDF[:-60], f"ditolak: {SENTENCES['damaged']}"),
    ],
)
def test_anything_else_is_refused_in_one_sentence_and_leaves_nothing_behind(
    play: Stage, content: bytes, sentence: str
) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    response = upload(scene, content, "bukti.pdf")

    problem = response.json()
    assert (response.status_code, problem["detail"]) == (422, f"Berkas 'bukti.pdf' {sentence}")
    assert (changed(before, scene.rows()), files(scene)) == (set(), [])


def test_who_may_not_upload_has_nothing_received(play: Stage) -> None:
    scene = play("FINAL")
    before = files(scene)

    own = upload(scene, PDF)
    foreign = scene.client("operator.inspektorat").post(
        base(scene) + "/evidence", files={"file": ("a.pdf", PNG)}
    )
    nobody = scene.client("").post(base(scene) + "/evidence", files={"file": ("a.pdf", PNG)})

    statuses = (own.status_code, foreign.status_code, nobody.status_code)
    assert (statuses, files(scene)) == ((409, 404, 401), before)


@pytest.mark.parametrize(("count", "status"), [(0, 422), (21, 413), (2000, 413)])
def test_too_few_or_too_many_files_get_an_answer(play: Stage, count: int, status: int) -> None:
    scene = play("DRAFT")
    many = [("file", (f"{number}.pdf", PDF)) for number in range(count)]

    by_page = scene.client("operator.dinkes").post(
        f"/penilaian-mandiri/{scene.submission_id}/bukti", files=many or {"lain": b""}
    )

    assert (by_page.status_code, files(scene)) == (status, [])


@pytest.mark.parametrize(("extra", "status"), [(0, 201), (1, 413)])
def test_the_limit_holds_to_the_byte(play: Stage, extra: int, status: int) -> None:
    scene = play("DRAFT")
    limit = 2**20
    scene.app.state.settings = Settings(
        _env_file=None, data=scene.storage.folder, evidence_max_mib=1, totp="off"
    )

    response = upload(scene, pdf(size=limit + extra))

    assert response.status_code == status
    assert len(files(scene)) == (1 if status == 201 else 0)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("a\x00b.pdf", "ab.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("x.pdf" + "y" * 70_000, "x.pdf" + "y" * 250),
        (".", "tanpa-nama"),
        ("", "tanpa-nama"),
        ("   ", "tanpa-nama"),
        ("laporan\r\nSet-Cookie: x.pdf", "laporanSet-Cookie: x.pdf"),
        ("Perwali № 5 – salinan.pdf", "Perwali № 5 – salinan.pdf"),
    ],
)
def test_a_name_is_shown_without_folders_and_control_characters(given: str, shown: str) -> None:
    assert safe_name(given) == shown


def test_a_long_name_keeps_its_ending_within_255_bytes() -> None:
    shown = safe_name("é" * 300 + ".pdf")

    assert (len(shown.encode()) <= 255, shown.endswith("é.pdf")) == (True, True)


def test_a_hostile_name_never_becomes_a_path(play: Stage) -> None:
    scene = play("DRAFT")

    item = upload(scene, PDF, "../../../keluar.pdf").json()

    answer = scene.client("operator.dinkes").get(f"/api/v1/evidence/{item['id']}/content")
    assert item["file_name"] == "keluar.pdf"
    assert [path.parent.parent for path in files(scene)] == [scene.storage.folder]
    assert (answer.content, answer.headers["content-security-policy"]) == (
        PDF,
        "sandbox; default-src 'none'",
    )
    assert answer.headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize("title", ["a\x00b", "a\u202eb", "x" * 201])
def test_a_title_with_control_characters_or_too_long_is_refused(play: Stage, title: str) -> None:
    scene = play("DRAFT")

    response = upload(scene, PDF, title=title)

    assert (response.status_code, files(scene), library(scene)) == (422, [], [])


def test_the_same_bytes_again_are_the_same_item(play: Stage) -> None:
    scene = play("DRAFT")

    first, second = upload(scene, PDF, "a.pdf").json(), upload(scene, PDF, "b.pdf").json()

    assert (second["id"], second["file_name"]) == (first["id"], "a.pdf")
    assert (len(library(scene)), len(files(scene))) == (1, 1)


def test_the_same_bytes_of_another_opd_are_an_item_of_its_own(play: Stage) -> None:
    scene = play("DRAFT")
    own = upload(scene, PDF).json()["id"]

    other = scene.client("operator.inspektorat").post(
        f"/api/v1/submissions/{scene.city.submissions['1.03']}/evidence",
        files={"file": ("a.pdf", PDF)},
    )

    assert (other.status_code, other.json()["id"] == own) == (201, False)
    assert len(files(scene)) == 1


def test_an_item_serves_several_indicators_each_with_its_citation(play: Stage) -> None:
    scene = play("DRAFT")
    item = upload(scene, PDF).json()["id"]

    statuses = [attach(scene, item, code).status_code for code in ("101", "102", "101")]

    assert statuses == [200, 200, 200]
    assert [row["codes"] for row in library(scene)] == [["101", "102"]]


def test_detaching_keeps_the_item_and_removing_takes_it_off_every_indicator(play: Stage) -> None:
    scene = play("DRAFT")
    client, item = scene.client("operator.dinkes"), upload(scene, PDF).json()["id"]
    attach(scene, item, "101")
    attach(scene, item, "102")

    client.delete(f"{base(scene)}/answers/101/evidence/{item}")
    kept = [row["codes"] for row in library(scene)]
    client.delete(f"/api/v1/evidence/{item}")

    assert (kept, library(scene)) == ([["102"]], [])
    assert scene.rows()["evidence_use"] == []
    assert attach(scene, item, "101").status_code == 404


def test_what_is_not_there_cannot_be_attached_detached_or_removed(play: Stage) -> None:
    scene = play("DRAFT")
    client, item = scene.client("operator.dinkes"), upload(scene, PDF).json()["id"]
    address = f"{base(scene)}/answers"

    found = {
        "unknown item": attach(scene, UNKNOWN, "101").status_code,
        "item of odd shape": attach(scene, "%00", "101").status_code,
        "unknown indicator": attach(scene, item, "999").status_code,
        "never attached": client.delete(f"{address}/101/evidence/{item}").status_code,
        "unknown, removed": client.delete(f"/api/v1/evidence/{UNKNOWN}").status_code,
    }

    assert found == dict.fromkeys(found, 404)


def test_another_opds_item_cannot_be_attached(play: Stage) -> None:
    scene = play("DRAFT")
    item = upload(scene, PDF).json()["id"]
    address = f"/api/v1/submissions/{scene.city.submissions['1.03']}/answers/101/evidence/{item}"

    assert scene.client("operator.inspektorat").put(address, json={}).status_code == 404


def test_a_snapshot_keeps_evidence_that_was_removed_later(play: Stage) -> None:
    scene = play("SUBMITTED")
    scene.client("kepala.dinkes").post(base(scene) + "/recall")
    (item,) = library(scene)
    fresh = upload(scene, PNG).json()["id"]
    for code in scene.codes():
        attach(scene, fresh, code)
    scene.client("kepala.dinkes").post(base(scene) + "/submit")
    scene.client("kepala.dinkes").post(base(scene) + "/recall")
    scene.client("operator.dinkes").delete(f"/api/v1/evidence/{fresh}")

    (newest,) = (row for row in scene.rows()["snapshot"] if row["number"] == 2)
    kept = newest["content"]["answers"][0]["evidence"]

    assert sorted(each["id"] for each in kept) == sorted([item["id"], fresh])
    assert scene.storage.read(hashlib.sha256(PNG).hexdigest()) == PNG


def test_removed_evidence_of_a_returned_indicator_stays_readable_to_assessors(
    play: Stage,
) -> None:
    scene = play("UNDER_ASSESSMENT")
    (item,) = library(scene)
    codes = list(scene.codes())
    body = {"codes": codes, "reason": "Periksa semua.", "until": "2026-06-20T00:00:00+07:00"}
    scene.client("koordinator").post(base(scene) + "/return", json=body)
    assert scene.client("operator.dinkes").delete(f"/api/v1/evidence/{item['id']}").is_success

    answer = scene.client("penilai.dk1").get(f"/api/v1/evidence/{item['id']}/content")

    assert (answer.status_code, answer.content) == (200, pdf("1.01"))


def test_evidence_of_indicators_that_were_not_returned_stays(play: Stage) -> None:
    scene = play("RETURNED")
    (item,) = library(scene)

    removed = scene.client("operator.dinkes").delete(f"/api/v1/evidence/{item['id']}")
    detached = scene.client("operator.dinkes").delete(
        f"{base(scene)}/answers/102/evidence/{item['id']}"
    )

    assert (removed.status_code, detached.status_code) == (409, 409)
    assert attach(scene, item["id"], "102").status_code == 409


def test_in_an_objection_new_evidence_goes_only_to_what_is_objected(play: Stage) -> None:
    scene = play("OBJECTION")
    item = upload(scene, PNG).json()["id"]

    assert (attach(scene, item, "101").status_code, attach(scene, item, "102").status_code) == (
        200,
        409,
    )


@pytest.mark.parametrize(("extra", "status"), [(0, 201), (1, 409)])
def test_the_quota_holds_to_the_byte(play: Stage, extra: int, status: int) -> None:
    scene = play("DRAFT")
    scene.app.state.settings = Settings(
        _env_file=None, data=scene.storage.folder, agency_quota_mib=1, totp="off"
    )
    first = pdf("satu", size=700_000)
    upload(scene, first)
    before = scene.rows()

    response = upload(scene, pdf("dua", size=2**20 - len(first) + extra), "dua.pdf")
    again = upload(scene, first)

    assert (response.status_code, again.status_code) == (status, 201)
    assert len(files(scene)) == (2 if status == 201 else 1)
    if status == 409:
        assert changed(before, scene.rows()) == set()
        assert response.json()["detail"] == (
            "Berkas 'dua.pdf' (349 KB) tidak muat: 700 KB dari kuota 1 MB bukti dukung OPD pada "
            "periode ini sudah terpakai. Hapus berkas yang tidak dipakai lalu unggah lagi."
        )


def test_two_uploads_at_once_do_not_pass_the_quota_together(play: Stage) -> None:
    scene = play("DRAFT")
    scene.app.state.settings = Settings(
        _env_file=None, data=scene.storage.folder, agency_quota_mib=1, totp="off"
    )
    contents = [pdf(f"berkas {number}", size=400_000) for number in range(6)]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda content: upload(scene, content).status_code, contents))

    assert (sorted(answers), len(files(scene))) == ([201, 201, 409, 409, 409, 409], 2)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://contoh.go.id", "https://a b", "https://a\u0000b", ""]
)
def test_a_link_must_be_a_web_address(play: Stage, url: str) -> None:
    scene = play("DRAFT")

    response = scene.client("operator.dinkes").post(
        base(scene) + "/links", json={"title": "Perwali", "url": url}
    )

    assert (response.status_code, library(scene)) == (422, [])
