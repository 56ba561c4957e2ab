"""`doctor` on both databases: a healthy city has nothing, whatever is tampered with is named."""

import json
import os
import zlib
from collections.abc import Callable

import pytest
from sqlmodel import select

from app.assessments import actions as assessments
from app.assessments.schemas import ConflictInput, JudgementInput
from app.commands.examination import examine_data
from app.journal.record import Entry, record
from app.reports import actions as reports
from app.reports.models import Report
from app.results.models import Result
from app.submissions import queries as submissions
from app.submissions.models import Answer, AnswerRevision
from tests.commands.conftest import Command
from tests.commands.test_keeping import tamper
from tests.factories import YEAR
from tests.papers import pdf
from tests.play import Play

Stage = Callable[[str], Play]


def unwell(on: Command) -> tuple[int, list[str]]:
    """Give the status and the checks of the data that failed; surroundings are the machine's."""
    status, out, err = on("doctor", "--json")
    assert err == ""
    return status, [
        row["check"]
        for row in json.loads(out)
        if not row["ok"] and row["check"] not in {"Ruang disk", "Jam"}
    ]


@pytest.mark.parametrize("state", ["DRAFT", "RETURNED", "OBJECTION", "CORRECTION"])
def test_a_doctor_finds_nothing_in_a_healthy_city(play: Stage, on: Command, state: str) -> None:
    play(state)

    assert unwell(on)[1] == []


AS_IF_OF_THAT_OPD = (
    "UPDATE journal_line SET agency_id = (SELECT agency_id FROM submission WHERE state = 'FINAL') "
    "WHERE action = 'score.save'"
)
TAMPERED = (
    ("Rantai jejak audit", "UPDATE journal_line SET reason = 'lain' WHERE seq = 7"),
    ("Rantai jejak audit", "UPDATE journal_line SET at = '2020-01-01 00:00:00' WHERE seq = 7"),
    ("Hasil tersimpan", "UPDATE result SET grade = 'Awal'"),
    ("Hasil tersimpan", """UPDATE result SET levels = '{"101": 9}'"""),
    ("Satu hasil terkini", "UPDATE result SET is_current = (1 = 0)"),
    ("Satu hasil terkini", "UPDATE result SET revision = 3"),
    ("Riwayat keadaan", "UPDATE submission SET state = 'PUBLISHED' WHERE state = 'FINAL'"),
    ("Riwayat keadaan", "UPDATE move SET transition = 'T7 return' WHERE number = 3"),
    ("Riwayat keadaan", "UPDATE move SET transition = 'T99' WHERE number = 3"),
    ("Riwayat keadaan", "UPDATE move SET from_state = 'MODERATION' WHERE number = 3"),
    ("Langkah dan barisnya", "UPDATE move SET \"by\" = NULL WHERE transition = 'T2 submit'"),
    ("Langkah dan barisnya", "UPDATE journal_line SET changes = '' WHERE action = 'score.lock'"),
    (
        "Langkah dan barisnya",
        "UPDATE journal_line SET role = 'operator' WHERE action = 'submission.submit'",
    ),
    ("Tindakan pada tahapnya", "UPDATE journal_line SET role = 'head' WHERE action = 'score.save'"),
    ("Penilai tanpa benturan", AS_IF_OF_THAT_OPD),
    ("Bukti kirim", "UPDATE snapshot SET sha256 = 'lain'"),
    ("Bukti kirim", "UPDATE snapshot SET number = 2"),
    ("Potret kiriman", "UPDATE snapshot SET sha256 = 'lain'"),
    ("Potret kiriman", "UPDATE answer_revision SET explanation = 'lain' WHERE level = 3"),
    ("Versi jawaban", "UPDATE answer SET version = 9 WHERE code = '101'"),
    ("Versi jawaban", "UPDATE answer SET level = 1 WHERE code = '101'"),
    ("Versi penilaian", "UPDATE judgement SET level = 1 WHERE code = '101'"),
    ("Tingkat dalam skala", "UPDATE agreement SET level = 9 WHERE code = '101'"),
    ("Nilai yang disepakati", "UPDATE agreement SET level = 1 WHERE code = '101'"),
    ("Nilai yang disepakati", "UPDATE agreement SET is_current = (1 = 0) WHERE code = '101'"),
    ("Kedua instansi lengkap", "UPDATE score_lock SET unlocked_at = locked_at"),
    ("Kedua instansi lengkap", "UPDATE judgement SET code = '999' WHERE code = '101'"),
    ("Peringkat", "UPDATE result SET place = 2"),
    ("Peringkat", "UPDATE result SET place = NULL"),
    ("Dua orang", "UPDATE proposal SET confirmed_by = proposed_by"),
    ("Langkah terkonfirmasi", "UPDATE proposal SET confirmed_by = NULL"),
    ("Sesi masuk", "UPDATE user_account SET is_active = (1 = 0) WHERE username = 'auditor'"),
    ("Dokumen", "UPDATE report SET result_sha256 = 'lain' WHERE kind = 'evaluation'"),
    ("Dokumen", "UPDATE report SET state = 'made'"),
    ("Pekerjaan", "UPDATE job SET state = 'done'"),
    ("Pekerjaan", "DELETE FROM job"),
    ("Instrumen periode", "UPDATE period SET instrument_digest = 'lain'"),
    ("Bobot instrumen", "UPDATE period SET instrument_id = 'tidak-ada'"),
)
OWN_TESTS = {"Perpanjangan tenggat", "Angka dalam dokumen"}


def ailing(scene: Play) -> set[str]:
    """Give the checks of the data that fail."""
    with scene.database.reading() as session:
        found = examine_data(session, scene.storage, scene.app.state.clock())
    return {each.check for each in found if not each.is_ok}


@pytest.mark.parametrize(("check", "statement"), TAMPERED)
def test_a_doctor_names_what_was_tampered_with(play: Stage, check: str, statement: str) -> None:
    scene = play("FINAL")
    tamper(scene, statement)

    assert check in ailing(scene)


def test_every_check_of_the_data_has_its_tampering(play: Stage) -> None:
    scene = play("DRAFT")
    with scene.database.reading() as session:
        found = examine_data(session, scene.storage, scene.app.state.clock())

    assert {each.check for each in found} == {check for check, _ in TAMPERED} | OWN_TESTS


def test_a_write_after_the_finalising_is_named_though_it_has_its_line(play: Stage) -> None:
    scene = play("FINAL")
    with scene.database.transaction() as session:
        row = session.exec(select(Answer).limit(1)).one()
        row.level, row.version = 1, row.version + 1
        revision = AnswerRevision(
            answer_id=row.id, version=row.version, level=1, explanation=row.explanation,
            by=row.updated_by, at=row.updated_at,
        )  # fmt: skip
        session.add_all([row, revision])
        entry = Entry("answer.save", "answer", row.code, row.submission_id)
        record(session, scene.city.actors["operator.dinkes"], entry, scene.app.state.clock())

    assert ailing(scene) == {"Tindakan pada tahapnya"}


def test_an_assessor_who_scores_after_declaring_a_conflict_is_named(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    now = scene.app.state.clock()
    given = ConflictInput(username="penilai.dk1", agency="1.01", reason="Saudara kandung.")
    with scene.database.transaction() as session:
        actor = scene.city.actors["penilai.dk1"]
        assessments.declare_conflict(session, actor, given, now)
        row = submissions.get(session, scene.submission_id)
        judged = JudgementInput(level=3, note="", reason="Diperiksa.")
        assessments.save_judgement(session, actor, row, "101", (judged, 0), now)

    assert ailing(scene) == {"Penilai tanpa benturan"}


def test_a_deadline_that_was_moved_without_an_extension_is_named(play: Stage) -> None:
    scene = play("LAPSED")
    body = {"agency": "1.01", "until": "2026-08-01T00:00:00+07:00", "reason": "Banjir."}
    status = scene.client("admin").post(f"/api/v1/periods/{YEAR}/extend", json=body).status_code
    healthy = ailing(scene)
    tamper(scene, "UPDATE submission SET fill_closes_at = '2026-06-01 00:00:00'")

    assert (status, healthy) == (200, set())
    assert ailing(scene) >= {"Perpanjangan tenggat"}


@pytest.mark.parametrize("is_right", [True, False])
def test_figures_inside_a_document_are_held_against_its_result(
    play: Stage, *, is_right: bool
) -> None:
    scene = play("FINAL")
    with scene.database.transaction() as session:
        report = session.exec(select(Report).where(Report.kind == "evaluation")).one()
        result = session.exec(select(Result)).one()
        inside = {
            "standing": {
                "index": result.index if is_right else "3.99",
                "exact": result.exact,
                "grade": result.grade,
            },
            "indicators": [{"code": c, "final": level} for c, level in result.levels.items()],
            "document": {"authenticity": {"result_sha256": result.sha256}},
        }
        packed = zlib.compress(json.dumps(inside).encode())
        content = b"%PDF-1.7\n<</Type /EmbeddedFile/Filter /FlateDecode>>\nstream\n" + packed
        reports.keep_pdf(session, scene.storage, report, (content, 1), scene.app.state.clock())

    assert ailing(scene) == (set() if is_right else {"Angka dalam dokumen"})


def test_a_doctor_misses_a_lost_file(play: Stage, on: Command) -> None:
    scene = play("SUBMITTED")
    for path in scene.storage.folder.glob("??/*"):
        path.unlink()

    assert unwell(on) == (1, ["Berkas"])


def test_a_doctor_finds_bytes_that_were_swapped(play: Stage, on: Command) -> None:
    scene = play("SUBMITTED")
    (path,) = scene.storage.folder.glob("??/*")
    path.write_bytes(path.read_bytes().replace(b"1.01", b"9.99"))

    assert unwell(on) == (1, ["Berkas"])


@pytest.mark.parametrize("left", ["tmp/0123456789abcdef", "ab/" + "ab" * 32])
def test_a_doctor_finds_what_broken_uploads_left(play: Stage, on: Command, left: str) -> None:
    path = play("SUBMITTED").storage.folder / left
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"sisa")
    young = unwell(on)
    os.utime(path, (0, 0))

    assert (young, unwell(on)) == ((0, []), (1, ["Berkas sisa"]))


def test_evidence_that_answers_a_wish_while_assessors_score_is_no_fault(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    base = f"/api/v1/submissions/{scene.submission_id}"
    body = {"codes": ["101"], "text": "Perlihatkan SOP.", "until": "2026-06-25T00:00:00+07:00"}
    (wish,) = scene.client("penilai.dk1").post(f"{base}/evidence-requests", json=body).json()
    files = {"file": ("sop.pdf", pdf("sop"), "application/pdf")}
    address = f"{base}/clarifications/{wish['id']}/evidence"

    brought = scene.client("operator.dinkes").post(address, files=files)

    assert (brought.status_code, ailing(scene)) == (201, set())
