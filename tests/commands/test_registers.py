"""`agency`, `user`, `token` and `period` commands on both databases."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.accounts.queries import by_username
from tests.commands.conftest import Run
from tests.factories import YEAR
from tests.play import Play, behind_its_back, changed, new_lines

Stage = Callable[[str], Play]
Command = Callable[..., tuple[int, str, str]]
HEADER = "code;name;short_name;type;head_name;head_title"
GOOD = "9.01;Badan Baru;Baru;badan;;"


@pytest.fixture
def scene(play: Stage) -> Play:
    """The small city, on whose data `on` works."""
    return play("DRAFT")


@pytest.fixture
def on(call: Run, tmp_path: Path, database_url: str) -> Command:
    """Give a function that runs a command on the data of the test's program."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        done = call("--data", tmp_path, "--db", database_url, *arguments)
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    return run


def csv_of(tmp_path: Path, *lines: str, start: str = "") -> Path:
    path = tmp_path / "tabel.csv"
    path.write_text(start + "\n".join(lines) + "\n", "utf-8")
    return path


def test_an_import_is_a_dry_run_until_it_is_applied(
    scene: Play, on: Command, tmp_path: Path
) -> None:
    path, before = csv_of(tmp_path, HEADER, GOOD), scene.rows()

    dry = on("agency", "import", path)
    after_dry = scene.rows()
    wet = on("agency", "import", path, "--apply")

    after = scene.rows()
    assert dry == (0, "1 baris benar. Ulangi dengan --apply untuk menulis.", "")
    assert after_dry == before
    assert wet == (0, "1 baris ditulis.", "")
    assert changed(before, after) == {"agency"}
    assert new_lines(before, after) == [("", "opd.manage", "allowed")]


@pytest.mark.parametrize(("start", "between"), [("\ufeff", ";"), ("", ","), ("", "\t")])
@pytest.mark.usefixtures("scene")
def test_a_csv_may_have_a_mark_and_three_separators(
    on: Command, tmp_path: Path, start: str, between: str
) -> None:
    lines = [line.replace(";", between) for line in (HEADER, GOOD)]

    assert on("agency", "import", csv_of(tmp_path, *lines, start=start))[0] == 0


def test_every_wrong_row_is_named_and_nothing_is_written(
    scene: Play, on: Command, tmp_path: Path
) -> None:
    path = csv_of(
        tmp_path, HEADER, GOOD, "9 02;Badan;B;badan;;", "9.03;;B;badan;;", "9.04;Badan;B;klub;;"
    )
    before = scene.rows()

    status, out, err = on("agency", "import", path, "--apply")

    lines = [line.removeprefix(f"{path}:") for line in err.splitlines()]
    assert (status, out, scene.rows() == before) == (1, "", True)
    assert [line.split(": ")[:2] for line in lines] == [
        ["3", "code"],
        ["4", "name"],
        ["5", "type"],
    ]


def test_what_clashes_with_the_register_or_within_the_table_is_named(
    scene: Play, on: Command, tmp_path: Path
) -> None:
    path = csv_of(tmp_path, HEADER, "1.01;Dinas Lain;DL;dinas;;", GOOD, GOOD)
    before = scene.rows()

    status, _, err = on("agency", "import", path, "--apply")

    assert (status, scene.rows() == before) == (1, True)
    assert err.splitlines() == [
        f"{path}:2: Kode OPD '1.01' sudah dipakai.",
        f"{path}:4: Kode OPD '9.01' sudah dipakai.",
    ]


@pytest.mark.usefixtures("scene")
def test_a_workbook_is_read_like_a_csv(on: Command, tmp_path: Path) -> None:
    path, book = tmp_path / "tabel.xlsx", openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, GOOD, "9.02;Badan;B;klub;;"):
        sheet.append(row.split(";"))
    book.save(path)

    status, _, err = on("agency", "import", path)

    assert (status, err.split(": ")[:2]) == (1, [f"{path}:3", "type"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tabel.csv", b"\xff\xfecode;name"),
        ("tabel.csv", b""),
        ("tabel.csv", b"code;code\n1;2\n"),
        ("tabel.csv", b'code;name\n"' + b"x" * 200_000 + b'";b\n'),
        ("tabel.csv", b"code;name\n" + b"1;2\n" * 5001),
        ("tabel.csv", b"x" * (5 * 2**20 + 1)),
        ("tabel.xlsx", b"bukan xlsx"),
        ("tabel.xlsx", b"PK\x03\x04rusak"),
    ],
)
@pytest.mark.usefixtures("scene")
def test_a_table_that_cannot_be_read_is_refused_in_one_line(
    on: Command, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    status, out, err = on("agency", "import", path)

    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith(str(path))


@pytest.mark.usefixtures("scene")
def test_a_table_that_is_not_there_is_refused(on: Command, tmp_path: Path) -> None:
    path = tmp_path / "tidak-ada.csv"

    assert on("agency", "import", path) == (1, "", f"{path}: berkas tidak ditemukan")


def test_people_are_imported_with_their_opd_and_institution(
    scene: Play, on: Command, tmp_path: Path
) -> None:
    path = csv_of(
        tmp_path,
        "username;name;role;agency;institution;email;password",
        "operator.baru;Operator Baru;operator;1.01;;;",
        "penilai.baru;Penilai Baru;assessor;;bps;;kuda sawah biru langit",
    )
    before = scene.rows()

    status = on("user", "import", path, "--apply")[0]

    after = scene.rows()
    rows = {row["username"]: row for row in after["user_account"]}
    assert (status, changed(before, after)) == (0, {"user_account"})
    assert rows["penilai.baru"]["institution"] == "bps"
    assert rows["operator.baru"]["agency_id"] == rows["operator.dinkes"]["agency_id"]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("operator.x;X;operator;9.99;;;", "OPD dengan kode '9.99' tidak ada."),
        (
            "operator.x;X;operator;;;;",
            "baris: akun operator dan kepala OPD harus menyebut kode OPD",
        ),
        (
            "penilai.x;X;assessor;;;;",
            "baris: akun penilai harus menyebut instansi: diskominfo atau bps",
        ),
        ("x.y;X;raja;;;;", "role: bukan pilihan yang tersedia"),
        ("admin;X;leadership;;;;", "Nama pengguna 'admin' sudah dipakai."),
        ("x.y;X;leadership;;;;pendek", "Kata sandi harus 12 sampai 128 huruf."),
    ],
)
@pytest.mark.usefixtures("scene")
def test_a_wrong_person_is_refused_with_row_and_reason(
    on: Command, tmp_path: Path, row: str, wanted: str
) -> None:
    path = csv_of(tmp_path, "username;name;role;agency;institution;email;password", row)

    assert on("user", "import", path, "--apply") == (1, "", f"{path}:2: {wanted}")


@pytest.mark.usefixtures("scene")
def test_an_account_is_added_with_a_password_made_for_it(on: Command) -> None:
    status, out, _ = on(
        "user", "add", "--username", "pimpinan2", "--name", "Wakil", "--role", "leadership"
    )

    name, password = out.split(" ")
    assert (status, name, len(password)) == (0, "pimpinan2", 20)


@pytest.mark.usefixtures("scene")
def test_an_account_with_a_bad_name_is_refused(on: Command) -> None:
    status, out, err = on(
        "user", "add", "--username", "Pak Camat", "--name", "X", "--role", "leadership"
    )

    assert (status, out, err) == (1, "", "username: bentuknya tidak sesuai")


def test_a_token_is_printed_once_and_journalled(scene: Play, on: Command) -> None:
    before = scene.rows()

    status, token, _ = on("token", "create", "--user", "admin")

    after = scene.rows()
    scene.city.tokens["baru"] = token
    assert (status, changed(before, after)) == (0, {"api_token"})
    assert new_lines(before, after) == [("", "own.sessions", "allowed")]
    assert [row for row in after["api_token"] if token in str(row)] == []


@pytest.mark.usefixtures("scene")
def test_a_token_for_nobody_is_refused(on: Command) -> None:
    status, out, err = on("token", "create", "--user", "tidak-ada")

    assert (status, out, len(err.splitlines())) == (1, "", 1)


@pytest.mark.usefixtures("scene")
def test_periods_are_listed_and_shown_with_their_states(on: Command) -> None:
    status, out, _ = on("period", "list", "--json")
    shown = json.loads(on("period", "show", str(YEAR), "--json")[1])

    assert (status, [row["year"] for row in json.loads(out)]) == (0, [YEAR])
    assert shown["states"] == {"Sedang diisi": 3}
    assert on("period", "show", "1999")[0] == 1


def test_the_host_restarts_a_second_factor(scene: Play, on: Command) -> None:
    with behind_its_back(scene.database) as session:
        by_username(session, "auditor").totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    done = on("user", "restart-second-factor", "--username", "auditor")
    again = on("user", "restart-second-factor", "--username", "auditor")

    with scene.database.reading() as session:
        user = by_username(session, "auditor")
    assert (done[:2], again[0]) == ((0, "Kode dua langkah auditor dilepas."), 1)
    assert (user.totp_secret, user.is_active) == ("", True)
