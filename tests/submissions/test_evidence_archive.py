"""All evidence of a snapshot as one ZIP: names, manifest, what is left out, who read it."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable

import pytest

from app.files.shelves import Folder
from tests.papers import pdf, png
from tests.play import Play, new_lines

Stage = Callable[[str], Play]
OP, HEAD, DK = "operator.dinkes", "kepala.dinkes", "penilai.dk1"
HEADING = ["kode", "judul", "berkas", "kutipan", "sha256", "keterangan"]
OF_ALL = pdf("1.01")  # the scene's own file, used for every indicator


def opened(content: bytes) -> tuple[dict[str, bytes], list[list[str]]]:
    """Read as strictly as the standard library can; give files and manifest apart."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    text = files.pop("daftar-bukti.csv").decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert heading == HEADING
    return files, rows


def fetch(scene: Play, who: str = DK) -> tuple[dict[str, bytes], list[list[str]]]:
    answer = scene.client(who).get(f"/api/v1/submissions/{scene.submission_id}/evidence.zip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    return opened(answer.content)


def add(scene: Play, content: bytes, name: str, code: str, title: str = "") -> None:
    scene.app.state.clock.forward(minutes=1)  # the library is in order of time
    home, client = f"/api/v1/submissions/{scene.submission_id}", scene.client(OP)
    given = {"files": {"file": (name, content)}, "data": {"title": title}}
    item = client.post(f"{home}/evidence", **given).json()["id"]  # type: ignore[arg-type]  # httpx's
    client.put(f"{home}/answers/{code}/evidence/{item}", json={"citation": "=HYPERLINK(1)"})


@pytest.fixture
def scene(play: Stage) -> Play:
    """A submission sent with hostile names, two files of a name, and a link."""
    scene = play("SUBMITTED")
    home = f"/api/v1/submissions/{scene.submission_id}"
    scene.client(HEAD).post(f"{home}/recall")
    add(scene, png(2), "../../CON.png", "101", "=cmd|'/c calc'!A1")
    add(scene, png(3), "SOP.png", "102")
    add(scene, png(4), "sop.PNG", "102")
    link = {"title": "Portal", "url": "https://data.contoh.go.id"}
    made = scene.client(OP).post(f"{home}/links", json=link).json()["id"]
    used = {"json": {"citation": "Beranda"}}
    assert scene.client(OP).put(f"{home}/answers/201/evidence/{made}", **used).is_success  # type: ignore[arg-type]  # httpx's
    assert scene.client(HEAD).post(f"{home}/submit").status_code == 200
    return scene


def test_every_file_is_there_once_under_a_harmless_name(scene: Play) -> None:
    files, _ = fetch(scene, OP)

    assert files == {
        "101/perwali.pdf": OF_ALL,
        "101/_CON.png": png(2),
        "102/SOP.png": png(3),
        "102/sop (2).PNG": png(4),
    }


def test_the_manifest_names_every_citation_and_no_formula(scene: Play) -> None:
    _, rows = fetch(scene, OP)

    def sha(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()

    own = [row for row in rows if row[1] != "Perwali Satu Data"]
    assert own == [
        ["101", "'=cmd|'/c calc'!A1", "101/_CON.png", "'=HYPERLINK(1)", sha(png(2)), ""],
        ["102", "SOP.png", "102/SOP.png", "'=HYPERLINK(1)", sha(png(3)), ""],
        ["102", "sop.PNG", "102/sop (2).PNG", "'=HYPERLINK(1)", sha(png(4)), ""],
        ["201", "Portal", "https://data.contoh.go.id", "Beranda", "", ""],
    ]
    shared = [row for row in rows if row[1] == "Perwali Satu Data"]
    assert {row[2] for row in shared} == {"101/perwali.pdf"}
    assert [row[0] for row in shared] == list(scene.codes())


def test_the_page_gives_the_same_archive_with_a_name_and_a_journal_line(scene: Play) -> None:
    before = scene.rows()

    answer = scene.client(OP).get(f"/penilaian-mandiri/{scene.submission_id}/bukti/arsip")

    lines = new_lines(before, scene.rows())
    assert opened(answer.content) == fetch(scene, OP)
    assert answer.headers["content-disposition"].split("; ")[:2] == [
        "attachment", 'filename="bukti-2026-1.01-Dinkes.zip"',
    ]  # fmt: skip
    assert lines == [(scene.city.actors[OP].user_id, "export.evidence_zip", "allowed")]


@pytest.mark.parametrize(
    ("state", "remark"),
    [
        ("waiting", "tidak disertakan: masih menunggu pemindaian virus"),
        ("infected", "tidak disertakan: terinfeksi virus"),
    ],
)
def test_what_the_scanner_keeps_back_is_named_but_not_packed(
    scene: Play, state: str, remark: str
) -> None:
    sha256 = hashlib.sha256(OF_ALL).hexdigest()
    with scene.database.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE stored_file SET scan_state = '{state}' WHERE sha256 = '{sha256}'"  # noqa: S608
        )

    files, rows = fetch(scene, OP)

    assert "101/perwali.pdf" not in files
    assert {(row[2], row[5]) for row in rows if row[4] == sha256} == {("", remark)}


def test_a_file_that_was_altered_on_disk_raises_the_alarm(scene: Play) -> None:
    sha256 = hashlib.sha256(OF_ALL).hexdigest()
    Folder(scene.storage.folder).path(sha256).write_bytes(OF_ALL.replace(b"1.01", b"9.99"))

    files, rows = fetch(scene, OP)
    (item,) = (row["id"] for row in scene.rows()["evidence"] if row["file_sha256"] == sha256)
    alone = scene.client(OP).get(f"/api/v1/evidence/{item}/content")

    alarm = "tidak disertakan: isinya tidak lagi sama dengan saat diunggah; hubungi admin"
    assert "101/perwali.pdf" not in files
    assert {(row[2], row[5]) for row in rows if row[4] == sha256} == {("", alarm)}
    assert (alone.status_code, OF_ALL in alone.content) == (503, False)


def test_before_the_first_sending_there_is_no_archive(play: Stage) -> None:
    scene = play("DRAFT")
    address = f"/api/v1/submissions/{scene.submission_id}/evidence.zip"

    assert scene.client(OP).get(address).status_code == 404
