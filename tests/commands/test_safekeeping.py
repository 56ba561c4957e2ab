"""`backup` and `restore` on both databases, across them, and what is refused."""

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.db import Database
from app.journal.chain import FIELDS, GENESIS, line_hash
from app.journal.record import Entry, record
from app.submissions.models import Move
from tests.commands.conftest import Command, Run
from tests.conftest import _empty
from tests.play import Play, Scenery, dump

Stage = Callable[[str], Play]
LEFT_OUT = {"login_session", "login_attempt", "repeated_request"}


def comparable(database: Database) -> dict[str, object]:
    return {name: rows for name, rows in dump(database).items() if name not in LEFT_OUT}


ODD = "Baris\u2028dua\u0085tiga \U0001f642 \u00e9"


def test_a_backup_restored_elsewhere_is_the_same_on_the_other_database_too(
    play: Stage, on: Command, call: Run, tmp_path: Path
) -> None:
    scene, file = play("PUBLISHED"), tmp_path / "cadangan.zip"
    with scene.database.transaction() as session:
        move = session.exec(select(Move).order_by(col(Move.id)).limit(1)).one()
        move.reason = ODD
        session.add(move)
        record(session, None, Entry("test"), scene.app.state.clock())
    assert on("backup", file)[0] == 0

    target = tmp_path / "lain"
    done = call("--data", target, "--db", f"sqlite:///{target / 'm.db'}", "restore", file)

    restored = Database(f"sqlite:///{target / 'm.db'}")
    assert (done.returncode, done.stderr) == (0, "")
    assert comparable(restored) == comparable(scene.database)
    assert names(target / "files") == names(scene.storage.folder)
    restored.engine.dispose()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("??/*"))


def test_a_sqlite_backup_restored_to_postgresql_gives_the_same_dump(
    call: Run, scenery: Scenery, tmp_path: Path, postgres_url: str
) -> None:
    source, file = tmp_path / "asal", tmp_path / "cadangan.zip"
    data_of(scenery, "CORRECTION", source)
    _empty(postgres_url)

    call("--data", source, "backup", file)
    done = call("--data", tmp_path / "tujuan", "--db", postgres_url, "restore", file)

    left, right = Database(f"sqlite:///{source / 'matang.db'}"), Database(postgres_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert comparable(left) == comparable(right)
    left.engine.dispose()
    right.engine.dispose()


def test_a_restore_onto_data_is_refused_and_changes_nothing(
    play: Stage, on: Command, tmp_path: Path
) -> None:
    scene, file = play("SUBMITTED"), tmp_path / "cadangan.zip"
    on("backup", file)
    before = scene.rows()

    found = on("restore", file)

    wanted = "Folder data tujuan sudah berisi data. Pilih folder yang kosong."
    assert found == (1, "", wanted)
    assert scene.rows() == before


def data_of(scenery: Scenery, state: str, folder: Path) -> None:
    """Make a data folder with the city in a scene."""
    scenery.at(state)
    shutil.copytree(scenery.folder / state, folder / "files")
    shutil.copy(scenery.folder / f"{state}.db", folder / "matang.db")


Content = dict[str, bytes]
TABLE = "tables/agency.jsonl"
ELSEWHERE = "files/" + "0" * 64


def spoil(file: Path, how: str) -> None:
    """Break a backup in one of the ways that happen."""
    if how == "cut off":
        file.write_bytes(file.read_bytes()[:-200])
    elif how == "no backup":
        file.write_bytes(b"halo")
    elif how == "not there":
        file.unlink()
    else:
        rewrite(file, SPOILED[how])


def rewrite(file: Path, change: Callable[[Content, dict[str, Any]], object]) -> None:
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(content["manifest.json"])
    change(content, manifest)
    content["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, each in content.items():
            archive.writestr(name, each)


def move_file(content: Content, manifest: dict[str, Any]) -> None:
    """Keep a file under the name of other bytes."""
    name = next(name for name in content if name.startswith("files/"))
    content[ELSEWHERE] = content.pop(name)
    manifest["sha256"][ELSEWHERE] = manifest["sha256"].pop(name)


def double_rows(content: Content, manifest: dict[str, Any]) -> None:
    """Put every submission in twice, with the right checksum."""
    table = "tables/submission.jsonl"
    content[table] += content[table]
    manifest["sha256"][table] = hashlib.sha256(content[table]).hexdigest()


SPOILED: dict[str, Callable[[Content, dict[str, Any]], object]] = {
    "changed table": lambda content, _: content.update({TABLE: content[TABLE] + b"{}\n"}),
    "missing table": lambda content, _: content.pop(TABLE),
    "more than listed": lambda content, _: content.update({"tables/lain.jsonl": b""}),
    "newer schema": lambda _, manifest: manifest.update(schema="9999"),
    "newer format": lambda _, manifest: manifest.update(format="matang-backup/2"),
    "of another program": lambda _, manifest: manifest.update(format="lain/1"),
    "manifest of another kind": lambda _, manifest: manifest.clear(),
    "file under another name": move_file,
}


@pytest.mark.parametrize("how", ["cut off", "no backup", "not there", *SPOILED])
def test_a_broken_or_newer_backup_is_refused_before_anything_is_touched(
    call: Run, scenery: Scenery, tmp_path: Path, how: str
) -> None:
    source, file, target = tmp_path / "asal", tmp_path / "cadangan.zip", tmp_path / "tujuan"
    data_of(scenery, "SUBMITTED", source)
    call("--data", source, "backup", file)
    spoil(file, how)

    done = call("--data", target, "restore", file)

    assert (done.returncode, len(done.stderr.splitlines()), target.exists()) == (1, 1, False)


def test_a_backup_to_a_folder_that_is_not_there_is_refused_in_one_line(
    play: Stage, on: Command, tmp_path: Path
) -> None:
    play("DRAFT")

    status, out, err = on("backup", tmp_path / "tidak" / "ada.zip")

    assert (status, out, len(err.splitlines())) == (1, "", 1)


def backup_of(call: Run, scenery: Scenery, tmp_path: Path) -> Path:
    """Make a backup of a city whose submission was sent."""
    source, file = tmp_path / "asal", tmp_path / "cadangan.zip"
    data_of(scenery, "SUBMITTED", source)
    assert call("--data", source, "backup", file).returncode == 0
    return file


def test_a_backup_is_readable_by_its_owner_only_and_nothing_else_stays(
    call: Run, scenery: Scenery, tmp_path: Path
) -> None:
    file = backup_of(call, scenery, tmp_path)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["asal", "cadangan.zip"]


def test_a_backup_without_a_lost_file_is_written_and_says_so(
    play: Stage, on: Command, tmp_path: Path
) -> None:
    scene, file = play("SUBMITTED"), tmp_path / "cadangan.zip"
    (lost,) = scene.storage.names()
    scene.storage.shelf.remove(lost)

    status, _, err = on("backup", file)

    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert (status, manifest["lost"]) == (1, [lost])
    assert err == (
        "Cadangan ditulis tanpa 1 berkas yang hilang atau rusak di penyimpanan, "
        f"mulai dari {lost}. Jalankan doctor."
    )


def test_the_manifest_names_the_head_of_the_journal(
    play: Stage, on: Command, tmp_path: Path
) -> None:
    last, file = play("SUBMITTED").rows()["journal_line"][-1], tmp_path / "cadangan.zip"
    on("backup", file)

    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))

    assert manifest["journal"] == f"{last['seq']}:{last['hash']}"


def test_sign_ins_do_not_come_back(call: Run, scenery: Scenery, tmp_path: Path) -> None:
    file = backup_of(call, scenery, tmp_path)

    with zipfile.ZipFile(file) as archive:
        tables = {Path(name).stem for name in archive.namelist()}

    assert tables & LEFT_OUT == set()


def test_rows_that_cannot_be_put_back_leave_neither_rows_nor_files(
    call: Run, scenery: Scenery, tmp_path: Path
) -> None:
    file, target = backup_of(call, scenery, tmp_path), tmp_path / "tujuan"
    rewrite(file, double_rows)

    done = call("--data", target, "restore", file)

    restored = Database(f"sqlite:///{target / 'matang.db'}")
    tables = sa.inspect(restored.engine).get_table_names()
    restored.engine.dispose()
    assert (done.returncode, len(done.stderr.splitlines()), tables) == (1, 1, [])
    assert names(target / "files") == []


def test_a_backup_of_an_older_schema_is_brought_up_to_date(call: Run, tmp_path: Path) -> None:
    """0002 made the journal refuse changes; 0007 seals the rows that it finds."""
    file, target = tmp_path / "cadangan.zip", tmp_path / "tujuan"
    at = "2026-05-01T02:00:00+00:00"
    agency = {"id": "a" * 16, "code": "1.01", "name": "Dinas Kesehatan", "short_name": "Dinkes"}
    agency |= {"type": "dinas", "head_name": "", "head_title": "", "created_at": at}
    line = dict.fromkeys(FIELDS, "") | {"seq": 1, "action": "opd.manage", "prev": GENESIS}
    digest = line_hash(line | {"at": datetime.fromisoformat(at), "changes": ""})
    rows = {
        "agency": agency | {"is_active": True},
        "journal_line": line | {"at": at, "hash": digest},
        "journal_head": {"id": 1, "seq": 1, "hash": digest, "at": at},
    }
    content = {f"tables/{name}.jsonl": json.dumps(row).encode() for name, row in rows.items()}
    sums = {name: hashlib.sha256(each).hexdigest() for name, each in content.items()}
    manifest = {"format": "matang-backup/1", "schema": "0001", "sha256": sums}
    with zipfile.ZipFile(file, "w") as archive:
        for name, each in (content | {"manifest.json": json.dumps(manifest).encode()}).items():
            archive.writestr(name, each)

    done = call("--data", target, "restore", file)

    restored = Database(f"sqlite:///{target / 'matang.db'}")
    with restored.reading() as session:
        names = session.execute(sa.text("SELECT name FROM agency")).scalars().all()
        triggers = sa.text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        rules = session.execute(triggers).scalar_one()
    restored.engine.dispose()
    assert (done.returncode, done.stderr, names) == (0, "", ["Dinas Kesehatan"])
    assert rules > 0
