"""The demo's worksheets: the OPD's figures with their checks, and its statistical metadata."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import xlsxwriter

from app.demo.agencies import DemoAgency
from app.demo.choosing import whole
from app.demo.holdings import HOLDINGS
from app.demo.wording import words
from app.demo.written import DISTRICTS, figure

Cell = str | int
Table = Sequence[Sequence[Cell]]
DISTRICT_CODES = (("35.71.01", "3571010"), ("35.71.02", "3571020"), ("35.71.03", "3571030"))
COLUMN_WIDTH = 26


def figures(agency: DemoAgency, year: int) -> bytes:
    """Make the worksheet: Tabel, Kebutuhan, Pemeriksaan, Rilis."""
    sheets = {
        "Tabel": _table(agency, year),
        "Kebutuhan": _needs(agency, year),
        "Pemeriksaan": _checks(agency, year),
        "Rilis": _releases(agency, year),
    }
    return _workbook(sheets, year)


def metadata(agency: DemoAgency, year: int) -> bytes:
    """Make the metadata in the three forms of BPS: MS-Keg, MS-Var, MS-Ind."""
    sheets = {
        "MS-Keg": _activity(agency, year),
        "MS-Var": _variables(agency),
        "MS-Ind": _indicators(agency),
    }
    return _workbook(sheets, year)


def _workbook(sheets: Mapping[str, Table], year: int) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": datetime(year, 1, 2, tzinfo=UTC), "author": "Matang, peragaan"})
    bold = book.add_format({"bold": True, "bg_color": "#D9E2EC"})
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(table[0]) - 1, COLUMN_WIDTH)
        sheet.write_row(0, 0, table[0], bold)
        for number, row in enumerate(table[1:], start=1):
            sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def _table(agency: DemoAgency, year: int) -> Table:
    years = [year - back for back in (3, 2, 1)]
    head = ["Kode Kemendagri", "Kode BPS", "Kecamatan", *map(str, years)]
    rows: list[list[Cell]] = [
        [*codes, name, *(int(figure(agency, name, y).replace(".", "")) for y in years)]
        for codes, name in zip(DISTRICT_CODES, DISTRICTS, strict=True)
    ]
    return [head, *rows]


def _needs(agency: DemoAgency, year: int) -> Table:
    held = HOLDINGS[agency.code]
    requests = (
        (held.user, "rincian menurut kecamatan", "tersedia"),
        (held.second, "deret tiga tahun", "tersedia"),
        (held.user, "rincian menurut kelurahan", "sebagian"),
        ("Masyarakat", "penjelasan cara hitung", f"direncanakan {year}"),
    )
    rows = [
        [by, f"data {dataset}", what, state]
        for dataset, (by, what, state) in zip(held.datasets, requests, strict=True)
    ]
    return [["Diminta oleh", "Data", "Rincian yang diminta", "Pemenuhan"], *rows]


def _checks(agency: DemoAgency, year: int) -> Table:
    facts = words(agency, "10101", year)
    return [
        ["Pemeriksaan", "Aturan", "Hasil", "Tindak lanjut"],
        ["Pemasukan", f"Semua {facts['field']} mengirim", f"{facts['share']} persen", "Diingatkan"],
        ["Kelengkapan", "Tidak ada isian kosong", "3 isian kosong", "Dikonfirmasi"],
        ["Isian ganda", "Kode tidak berulang", f"{facts['n']} baris diperiksa", "2 baris dihapus"],
        ["Pencilan", "Di luar tiga simpangan baku", "1 baris", "Dikonfirmasi dan benar"],
        ["Uji petik", "Dicocokkan dengan berkas asli", f"{facts['n']} baris", "Sesuai"],
        ["Selisih dengan sumber lain", facts["source"], facts["n"], "Beda waktu pencatatan"],
        ["Identitas disamarkan", "Nama dan NIK tidak tampil", "Ya", "Kunci disimpan sekretaris"],
    ]


def _releases(agency: DemoAgency, year: int) -> Table:
    head = ["Data", "Akhir periode", "Rencana rilis", "Realisasi rilis", "Selisih hari"]
    rows: list[list[Cell]] = []
    for number, dataset in enumerate(HOLDINGS[agency.code].datasets):
        month = 3 * number + 4
        late = whole(0, 6, agency.code, dataset, year)
        planned, real = f"10-{month:02}-{year - 1}", f"{10 + late}-{month:02}-{year - 1}"
        rows.append([f"data {dataset}", f"triwulan {number + 1}", planned, real, late])
    return [head, *rows]


def _activity(agency: DemoAgency, year: int) -> Table:
    held = HOLDINGS[agency.code]
    return [
        ["Rincian", "Isian"],
        ["Judul kegiatan", held.activity],
        ["Tahun", year - 1],
        ["Penyelenggara", agency.name],
        ["Unit pelaksana", held.unit],
        ["Tujuan", f"Menyediakan data {held.datasets[0]} bagi {held.user}"],
        ["Cara pengumpulan", f"Kompilasi dari {held.field}"],
        ["Sumber pembanding", held.source],
        ["Sistem", held.system],
        ["Kode referensi", held.code],
    ]


def _variables(agency: DemoAgency) -> Table:
    held = HOLDINGS[agency.code]
    rule = "Bilangan bulat, tidak boleh kosong"
    rows = [
        [f"Jumlah {name}", f"Data {name}", f"Banyaknya {name} selama satu periode", "satuan", rule]
        for name in held.datasets
    ]
    return [["Nama variabel", "Konsep", "Definisi", "Satuan", "Aturan isian"], *rows]


def _indicators(agency: DemoAgency) -> Table:
    first, second = HOLDINGS[agency.code].datasets[:2]
    return [
        ["Nama indikator", "Rumus", "Satuan", "Interpretasi"],
        [
            f"Pertumbuhan {first}",
            "(nilai tahun ini - nilai tahun lalu) / nilai tahun lalu x 100",
            "persen",
            "Positif berarti bertambah",
        ],
        [
            f"Bagian {second} menurut kecamatan",
            "nilai kecamatan / nilai kota x 100",
            "persen",
            "Berjumlah 100 untuk seluruh kecamatan",
        ],
    ]
