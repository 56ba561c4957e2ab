"""Reads tables of levels (CSV): every fault with its file and line."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.questionnaires.faults import shown

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_FAULTS = 6_000
MAX_HEADER = 10_000
MAX_AGENCY_CODE = 60
DELIMITERS = ";,\t"
LEVEL = re.compile(r"[0-9]{1,3}", re.ASCII)


class TableRefused(Exception):
    """Tables with faults; `lines` are the messages, each "file:line: what"."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


@dataclass(slots=True)
class Faults:
    """Gathers faults, the first MAX_FAULTS of them word by word.

    misshapen: the files with faults of form, in which nobody can say what is missing.
    """

    lines: list[str] = field(default_factory=list)
    count: int = 0
    misshapen: set[Path] = field(default_factory=set)

    def add(self, file: Path, line: int, message: str) -> None:
        """Note a fault of content."""
        self.count += 1
        if self.count <= MAX_FAULTS:
            self.lines.append(f"{shown(file, 300)}:{line}: {message}")

    def add_misshapen(self, file: Path, line: int, message: str) -> None:
        """Note a fault of form."""
        self.misshapen.add(file)
        self.add(file, line, message)

    def check(self) -> None:
        """Raise TableRefused when anything was noted."""
        if self.count > MAX_FAULTS:
            self.lines.append(f"... dan {self.count - MAX_FAULTS} kesalahan lain.")
        if self.lines:
            raise TableRefused(self.lines)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a table of levels may say: the codes with their top, and the codes that do not apply."""

    tops: dict[str, int]
    absent: frozenset[str] = frozenset()
    why_absent: str = ""

    def problem(self, code: str, level: str) -> str:
        """Say what is wrong with a code and its level; empty when nothing is."""
        if len(level) == 1 and "1" <= level <= "9" and int(level) <= self.tops.get(code, 0):
            return ""  # the usual case, half a million times in a row
        if code in self.absent:
            return f"{code}: {self.why_absent}"
        if code not in self.tops:
            return f"kode '{shown(code)}' tidak dikenal dalam instrumen ini"
        if not LEVEL.fullmatch(level) or not 1 <= int(level) <= self.tops[code]:
            found = f"bukan '{shown(level)}'" if level else "belum diisi"
            return f"{code}: tingkat harus bilangan bulat 1 sampai {self.tops[code]}, {found}"
        return ""


def read_levels(path: Path, expected: Expected, faults: Faults) -> dict[str, int]:
    """Read one agency's levels: columns code and level, one row per indicator.

    Faults go into `faults`; a code that has no row is reported on the last line.
    """
    levels: dict[str, int] = {}
    seen: dict[str, int] = {}
    last = 1
    for last, (code, level) in _small_table(path, faults):
        if code in seen:
            faults.add(path, last, f"kode '{shown(code)}' ganda; sudah ada di baris {seen[code]}")
        elif problem := expected.problem(code, level):
            faults.add(path, last, problem)
        else:
            levels[code] = int(level)
        seen.setdefault(code, last)
    for code in expected.tops:
        if code not in seen and path not in faults.misshapen:
            faults.add(path, last, f"{code}: belum ada; tambahkan baris untuk kode ini")
    return levels


def read_folder(path: Path, expected: Expected, faults: Faults) -> dict[str, bytearray]:
    """Read a folder with one file <opd>.csv per agency (columns code and level)."""
    tables: dict[str, bytearray] = {}
    files = sorted(file for file in path.iterdir() if file.suffix.casefold() == ".csv")
    for file in files:
        before = faults.count
        levels = read_levels(file, expected, faults)
        if problem := _agency_problem(file.stem):
            faults.add(file, 1, problem)
        if faults.count == before:
            tables[file.stem] = bytearray(levels[code] for code in expected.tops)
    if not files:
        faults.add(path, 1, "tidak memuat satu berkas .csv pun")
    return tables


def read_many(path: Path, expected: Expected, faults: Faults) -> dict[str, bytearray]:
    """Read many agencies' levels: columns opd, code, level in any order of rows.

    Gives agency -> one byte per code of `expected`, so that a nation fits into little memory.
    """
    position = {code: number for number, code in enumerate(expected.tops)}
    tables: dict[str, bytearray] = {}
    first: dict[str, int] = {}
    for line, (agency, code, level) in _rows_of(path, ("opd", "code", "level"), faults):
        if agency not in tables:
            first[agency] = line
            tables[agency] = bytearray(len(position))
            if problem := _agency_problem(agency):
                faults.add(path, line, problem)
        if problem := expected.problem(code, level):
            faults.add(path, line, problem)
        elif tables[agency][position[code]]:
            faults.add(path, line, f"kode '{code}' ganda untuk OPD '{shown(agency)}'")
        else:
            tables[agency][position[code]] = int(level)
    for agency, table in tables.items():
        if 0 in table and path not in faults.misshapen:
            faults.add(path, first[agency], _incomplete(agency, table, list(position)))
    return tables


def _incomplete(agency: str, table: bytearray, codes: Sequence[str]) -> str:
    missing = [code for code, level in zip(codes, table, strict=True) if not level]
    rest = f" dan {len(missing) - 10} kode lain" if len(missing) > 10 else ""
    return f"OPD '{shown(agency)}' belum lengkap; belum ada {', '.join(missing[:10])}{rest}"


def _small_table(path: Path, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Stream the rows of one agency's table, within the limits of reliability.md "Uploads"."""
    rows = _rows_of(path, ("code", "level"), faults, max_bytes=MAX_BYTES)
    for count, (line, cells) in enumerate(rows):
        if count == MAX_ROWS:
            faults.add_misshapen(path, line, f"lebih dari {MAX_ROWS} baris")
            return
        yield line, cells


def _rows_of(
    path: Path, columns: Sequence[str], faults: Faults, *, max_bytes: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Stream (line, cells) of a CSV file with a header; `;`, `,` or tab, with or without BOM.

    columns: the names that the header must hold, in any order and letter case, and no others;
    the cells come in this order. Blank rows are skipped.
    """
    found = False
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if max_bytes is not None and path.stat().st_size > max_bytes:
                faults.add_misshapen(path, 1, f"lebih dari {max_bytes // 1024**2} MiB")
                return
            for row in _rows(file, path, columns, faults):
                found = True
                yield row
    except UnicodeDecodeError:
        line = _line_not_utf8(path)
        faults.add_misshapen(path, line, "bukan UTF-8; simpan ulang sebagai CSV UTF-8")
    except IsADirectoryError:
        faults.add_misshapen(path, 1, "adalah folder; beri satu berkas CSV, atau tambahkan --many")
    except OSError:
        faults.add_misshapen(path, 1, "tidak dapat dibaca; periksa nama dan izin berkas")
    if not found and path not in faults.misshapen:
        faults.add_misshapen(path, 1, "tidak memuat satu baris pun di bawah judul kolom")


def _rows(
    file: IO[str], path: Path, columns: Sequence[str], faults: Faults
) -> Iterator[tuple[int, list[str]]]:
    header = file.readline(MAX_HEADER)
    delimiter = max(DELIMITERS, key=header.count)
    order = _order(next(csv.reader([header], delimiter=delimiter), []), columns)
    if isinstance(order, str):
        faults.add_misshapen(path, 1, order)
        return
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    line = 2
    try:
        for cells in reader:
            texts = [cell.strip() for cell in cells]
            if any(texts) and len(texts) == len(columns):
                yield line, [texts[position] for position in order]
            elif any(texts):
                faults.add_misshapen(path, line, f"harus {len(columns)} kolom, ada {len(texts)}")
            line = reader.line_num + 2
    except csv.Error as error:
        faults.add_misshapen(path, line, f"tanda kutip atau pemisah tidak benar ({error})")


def _order(header: Sequence[str], columns: Sequence[str]) -> list[int] | str:
    """Find where each column stands, or say what is wrong with the header."""
    names = [name.strip().casefold() for name in header]
    wanted = ";".join(columns)
    if missing := [column for column in columns if column not in names]:
        return f"judul kolom '{missing[0]}' tidak ada; baris pertama harus {wanted}"
    if extra := [name for name in names if name not in columns]:
        return f"kolom '{shown(extra[0])}' tidak dikenal; hapus, yang dipakai hanya {wanted}"
    if len(names) > len(columns):
        return f"judul kolom ganda; baris pertama harus {wanted}"
    return [names.index(column) for column in columns]


def _line_not_utf8(path: Path) -> int:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1


def _agency_problem(agency: str) -> str:
    if not agency:
        return "kolom opd kosong"
    if len(agency) > MAX_AGENCY_CODE or not agency.isprintable():
        return f"kode OPD '{shown(agency, 30)}' tidak sah; paling banyak {MAX_AGENCY_CODE} huruf"
    return ""
