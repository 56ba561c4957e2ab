"""The 40 OPDs of Kota Kediri with invented heads.

Names of OPDs: domain/epss.md section 6; "Bagian Perencanaan dan Keuangan" is the usual tenth
bagian of a city's Setda and not confirmed. Codes follow the urusan numbers of Permendagri 90/2019.
EVERY PERSON IS INVENTED, and so are strength and growth: nothing here judges a real office.
The order mixes the kinds, so that the first N make a small city with Diskominfo and Inspektorat.
"""

from dataclasses import dataclass

from app.demo.heads import HEADS

Row = tuple[str, str, str, str, float, float]


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """One OPD. strength: its usual level in the past year; growth: what the year after adds."""

    code: str
    name: str
    short_name: str
    type: str
    head_name: str
    head_title: str
    strength: float
    growth: float


def _agency(row: Row) -> DemoAgency:
    code, kind, name, short_name, strength, growth = row
    head_name, title = HEADS[code]
    head_title = title or f"Kepala {name}"
    return DemoAgency(code, name, short_name, kind, head_name, head_title, strength, growth)


# code, type, name, short name, strength, growth
_ROWS: tuple[Row, ...] = (
    ("2.16", "walidata", "Dinas Komunikasi dan Informatika", "Diskominfo", 3.25, 0.68),
    ("1.02", "dinas", "Dinas Kesehatan", "Dinkes", 2.95, 0.63),
    ("6.01", "inspektorat", "Inspektorat", "Inspektorat", 2.15, 0.43),
    ("7.01.01", "kecamatan", "Kecamatan Mojoroto", "Kec. Mojoroto", 1.5, 0.53),
    ("1.02.01", "rsud", "Rumah Sakit Umum Daerah Gambiran", "RSUD Gambiran", 2.6, 0.53),
    ("5.01", "badan", "Badan Perencanaan Pembangunan Daerah", "Bappeda", 2.75, 0.68),
    ("2.12", "dinas", "Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil", 2.85, 0.63),
    ("1.05.01", "satuan", "Satuan Polisi Pamong Praja", "Satpol PP", 1.8, 0.3),
    ("4.01.03", "bagian", "Bagian Hukum", "Bag. Hukum", 1.8, 0.43),
    ("1.01", "dinas", "Dinas Pendidikan", "Disdik", 2.5, 0.63),
    ("4.02", "sekretariat", "Sekretariat Dewan Perwakilan Rakyat Daerah", "Setwan", 1.5, 0.2),
    ("3.30", "dinas", "Dinas Perdagangan dan Perindustrian", "Disperdagin", 2.35, 0.58),
    (
        "5.02",
        "badan",
        "Badan Pendapatan, Pengelolaan Keuangan dan Aset Daerah",
        "BPPKAD",
        2.3,
        0.53,
    ),
    ("7.01.02", "kecamatan", "Kecamatan Kota", "Kec. Kota", 1.4, 0.3),
    ("3.27", "dinas", "Dinas Ketahanan Pangan dan Pertanian", "DKPP", 2.4, 0.63),
    ("2.15", "dinas", "Dinas Perhubungan", "Dishub", 2.1, 0.53),
    ("1.06", "dinas", "Dinas Sosial", "Dinsos", 2.1, 0.53),
    (
        "5.03",
        "badan",
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        "BKPSDM",
        2.3,
        0.63,
    ),
    ("4.01", "sekretariat", "Sekretariat Daerah", "Setda", 1.8, 0.3),
    ("1.02.02", "rsud", "Rumah Sakit Umum Daerah Kilisuci", "RSUD Kilisuci", 2.0, 0.88),
    ("1.03", "dinas", "Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR", 1.9, 0.53),
    ("1.04", "dinas", "Dinas Perumahan dan Kawasan Permukiman", "Perkim", 1.8, 0.48),
    ("1.05.02", "badan", "Badan Penanggulangan Bencana Daerah", "BPBD", 2.2, 0.63),
    ("2.07", "dinas", "Dinas Koperasi, Usaha Mikro, dan Tenaga Kerja", "Dinkop UMTK", 1.9, 0.43),
    (
        "2.08",
        "dinas",
        (
            "Dinas Pemberdayaan Perempuan, Perlindungan Anak, "
            "Pengendalian Penduduk dan Keluarga Berencana"
        ),
        "DP3AP2KB",
        2.15,
        0.7,
    ),
    ("2.11", "dinas", "Dinas Lingkungan Hidup, Kebersihan dan Pertamanan", "DLHKP", 2.1, 0.63),
    (
        "2.18",
        "dinas",
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "DPMPTSP",
        2.3,
        0.55,
    ),
    (
        "2.22",
        "dinas",
        "Dinas Kebudayaan, Pariwisata, Pemuda, dan Olahraga",
        "Disbudparpora",
        1.7,
        0.4,
    ),
    ("2.23", "dinas", "Dinas Kearsipan dan Perpustakaan", "Disarpus", 1.8, 0.78),
    ("8.01", "badan", "Badan Kesatuan Bangsa dan Politik", "Bakesbangpol", 1.5, 0.3),
    ("7.01.03", "kecamatan", "Kecamatan Pesantren", "Kec. Pesantren", 1.3, 0.35),
    ("4.01.01", "bagian", "Bagian Pemerintahan", "Bag. Pemerintahan", 1.6, 0.3),
    ("4.01.02", "bagian", "Bagian Kesejahteraan Rakyat", "Bag. Kesra", 1.4, 0.43),
    ("4.01.04", "bagian", "Bagian Perekonomian", "Bag. Perekonomian", 1.7, 0.63),
    ("4.01.05", "bagian", "Bagian Administrasi Pembangunan", "Bag. Adm. Pembangunan", 1.8, 0.53),
    ("4.01.06", "bagian", "Bagian Pengadaan Barang/Jasa", "Bag. PBJ", 2.0, 0.63),
    ("4.01.07", "bagian", "Bagian Umum", "Bag. Umum", 0.9, 0.1),
    ("4.01.08", "bagian", "Bagian Organisasi", "Bag. Organisasi", 1.9, 0.53),
    ("4.01.09", "bagian", "Bagian Protokol dan Komunikasi Pimpinan", "Bag. Prokopim", 1.3, 0.53),
    ("4.01.10", "bagian", "Bagian Perencanaan dan Keuangan", "Bag. Renkeu", 1.7, -0.2),
)

AGENCIES: tuple[DemoAgency, ...] = tuple(_agency(row) for row in _ROWS)
