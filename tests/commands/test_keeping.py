"""`audit`, `recompute`, `doctor`, `backup`, `restore` on both databases, and across them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.files.shelves import Folder
from app.journal.chain import GENESIS, line_hash
from app.journal.models import JournalLine
from tests.commands.conftest import Command
from tests.play import Play

Stage = Callable[[str], Play]
LEFT_OUT = {"login_session", "login_attempt", "repeated_request"}


def tamper(scene: Play, statement: str) -> None:
    with scene.database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            query = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(query).scalars().all():
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(statement)


def test_a_whole_journal_is_verified_and_its_head_printed(play: Stage, on: Command) -> None:
    last = play("SUBMITTED").rows()["journal_line"][-1]

    found = on("audit", "verify")

    assert found == (0, f"Jejak audit utuh sampai {last['seq']}:{last['hash']}", "")


def test_the_first_bad_line_is_named(play: Stage, on: Command) -> None:
    tamper(play("SUBMITTED"), "UPDATE journal_line SET reason = 'lain' WHERE seq = 7")

    assert on("audit", "verify") == (1, "", "Baris 7: isi berubah setelah ditulis.")


def test_an_export_is_the_anchor_for_later(play: Stage, on: Command, tmp_path: Path) -> None:
    scene, file = play("SUBMITTED"), tmp_path / "jangkar.jsonl"
    lines = scene.rows()["journal_line"]

    exported = on("audit", "export", file)

    rows = [json.loads(line) for line in file.read_text("utf-8").split("\n")[:-1]]
    assert exported == (0, f"{len(lines)} baris ditulis ke {file}", "")
    assert [row["hash"] for row in rows] == [line["hash"] for line in lines]
    assert on("audit", "verify", "--anchor", file)[0] == 0


def test_a_chain_rewritten_behind_its_back_is_found_by_the_anchor(
    play: Stage, on: Command, tmp_path: Path
) -> None:
    scene, file = play("SUBMITTED"), tmp_path / "jangkar.jsonl"
    on("audit", "export", file)
    lines = scene.rows()["journal_line"]
    tamper(scene, "DELETE FROM journal_line")
    prev = GENESIS
    for line in lines:
        line["prev"], line["after"] = prev, line["after"] if line["seq"] != 4 else "lain"
        prev = line["hash"] = line_hash(line)
    with scene.database.transaction() as session:
        session.add_all(JournalLine(**line) for line in lines)
    tamper(scene, f"UPDATE journal_head SET hash = '{prev}'")  # noqa: S608
    tamper(scene, f"UPDATE snapshot SET anchor = '{anchor_of(lines, 'submission.submit')}'")  # noqa: S608

    without, anchored = on("audit", "verify"), on("audit", "verify", "--anchor", file)

    assert without[0] == 0
    known = json.loads(file.read_text("utf-8").splitlines()[3])["hash"]
    assert anchored == (1, "", f"Baris 4: tidak sama dengan jangkar {known[:16]}…")


def test_a_printed_anchor_is_accepted_and_another_one_refused(play: Stage, on: Command) -> None:
    line = play("SUBMITTED").rows()["journal_line"][6]
    wrong = "0" * 64

    right = on("audit", "verify", "--anchor", f"7:{line['hash'][:20]}…")
    other = on("audit", "verify", "--anchor", f"7:{wrong}")
    lost = on("audit", "verify", "--anchor", f"9999:{wrong}")

    assert right[0] == 0
    assert other == (1, "", f"Baris 7: tidak sama dengan jangkar {wrong[:16]}…")
    assert (lost[0], lost[2].endswith("Basis data ini lebih lama dari jangkarnya.")) == (1, True)


def test_a_signed_export_is_believed_only_with_its_key_and_unchanged(
    play: Stage, on: Command, tmp_path: Path
) -> None:
    play("DRAFT")
    file, key, other = tmp_path / "jangkar.jsonl", tmp_path / "kunci", tmp_path / "lain"
    key.write_bytes(b"k" * 40)
    other.write_bytes(b"x" * 40)
    on("audit", "export", file, "--sign-with", key)

    right = on("audit", "verify", "--anchor", file, "--key", key)
    wrong_key = on("audit", "verify", "--anchor", file, "--key", other)
    file.write_text(file.read_text("utf-8").replace("sistem", "orang"), "utf-8")
    changed = on("audit", "verify", "--anchor", file, "--key", key)

    refusal = f"{file} berubah setelah ditandatangani, atau kuncinya lain."
    assert (right[0], wrong_key, changed) == (0, (1, "", refusal), (1, "", refusal))


def test_a_row_and_a_file_changed_behind_its_back_are_both_named(play: Stage, on: Command) -> None:
    scene = play("SUBMITTED")
    (file,) = scene.rows()["stored_file"]
    Folder(scene.storage.folder).path(file["sha256"]).write_bytes(b"lain")
    tamper(scene, "UPDATE snapshot SET is_recalled = (1 = 1)")
    snapshot = scene.rows()["snapshot"][0]

    status, _, err = on("audit", "verify")

    seq = snapshot["anchor"].partition(":")[0]
    assert (status, err.splitlines()) == (
        1,
        [
            f"Baris {seq}: data snapshot {snapshot['id']} berubah tanpa baris jejak audit.",
            f"Berkas {file['sha256']} tidak lagi sama dengan saat disimpan.",
        ],
    )


def anchor_of(lines: list[dict[str, Any]], action: str) -> str:
    return next(f"{line['seq']}:{line['hash']}" for line in lines if line["action"] == action)


@pytest.mark.parametrize("content", [None, b"bukan json\n", b"{}\n", b"\xff\xfe"])
def test_an_anchor_that_cannot_be_read_is_refused_in_one_line(
    play: Stage, on: Command, tmp_path: Path, content: bytes | None
) -> None:
    play("DRAFT")
    file = tmp_path / "jangkar.jsonl"
    if content is not None:
        file.write_bytes(content)

    status, out, err = on("audit", "verify", "--anchor", file)

    assert (status, out, len(err.splitlines())) == (1, "", 1)


def test_stored_results_are_recomputed(play: Stage, on: Command) -> None:
    scene = play("FINAL")
    (result,) = scene.rows()["result"]

    right = on("recompute", "--json")
    tamper(scene, "UPDATE result SET \"index\" = '3.99'")
    wrong = on("recompute", "--json")

    assert (right[0], json.loads(right[1])) == (0, {"results": 1, "different": []})
    assert (wrong[0], json.loads(wrong[1])) == (1, {"results": 1, "different": [result["id"]]})
