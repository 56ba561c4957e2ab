"""Contents of the demo's papers; places are filled by `wording.words`."""

from collections.abc import Mapping
from types import MappingProxyType

DUTIES: Mapping[str, str] = MappingProxyType(
    {
        "KESATU": "Membentuk Tim Data {opd} dengan susunan sebagaimana tercantum dalam Lampiran.",
        "KEDUA": (
            "Tim Data menghimpun {unit} dan {second}, bertemu paling sedikit empat kali dalam "
            "setahun, dan bekerja sama dengan Walidata."
        ),
        "KETIGA": (
            "Tim Data menjalankan rencana aksi Satu Data, mengikuti Forum Satu Data, dan "
            "melaksanakan tugas perangkat daerah dalam penyelenggaraan Satu Data."
        ),
        "KEEMPAT": (
            "Pemeriksa mutu memeriksa data dengan daftar periksa sebelum dikirim dan menahan "
            "data yang tidak lolos."
        ),
        "KELIMA": (
            "Pengelola basis data merawat {system}, membuat cadangan setiap minggu, dan mencoba "
            "pemulihannya dua kali dalam setahun."
        ),
        "KEENAM": (
            "Anggota tim menjaga kerahasiaan data individu, menyamarkan identitas sebelum data "
            "dibagikan, dan menandatangani pernyataan kerahasiaan."
        ),
        "KETUJUH": "Keputusan ini berlaku sejak tanggal ditetapkan.",
    }
)

CHAPTERS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        1: (
            "Kebutuhan dan tujuan",
            (
                "{activity} dilaksanakan untuk memenuhi permintaan {user}. Pertemuan kebutuhan "
                "data dihadiri {unit}, {second}, dan {user}; rinciannya ada pada lembar "
                "Kebutuhan. Data yang sudah ada pada {system} dan {source} diperiksa lebih "
                "dahulu."
            ),
        ),
        2: (
            "Konsep, definisi, dan kode",
            (
                "Konsep dan definisi mengikuti standar data; variabelnya dijelaskan pada "
                "metadata. Setiap baris memuat {code}. Sumber, cara hitung, dan alamat bertanya "
                "dicantumkan pada setiap tabel terbit."
            ),
        ),
        3: (
            "Rancangan dan instrumen",
            (
                "Rancangan memuat tabel kosong, daftar variabel, rumus, dan jadwal. Formulir "
                "dicoba pada dua {field}; dua pertanyaan diperjelas. Sumber dipilih karena "
                "mencakup seluruh {field}, dan rumus dibahas bersama {second}."
            ),
        ),
        4: (
            "Pengumpulan dan pengolahan",
            (
                "Surat permintaan dikirim kepada seluruh {field}; penyerahan dicatat dalam "
                "berita acara, dengan pemasukan {share} persen. Kiriman digabung, divalidasi, "
                "dan diuji petik sebanyak {n} baris. Petugas pengelola mengikuti pengarahan "
                "pada {month} {last}."
            ),
        ),
        5: (
            "Hasil dan analisis",
            (
                "Tabel berikut memuat hasil menurut kecamatan. Perubahan antartahun dibahas "
                "{unit} bersama {second}; proyeksi penduduk BPS dipakai sebagai penyebut."
            ),
        ),
        6: (
            "Rilis, keterbandingan, dan konsistensi",
            (
                "Data terbit {days} hari sesudah akhir periode; rencana dan realisasinya ada "
                "pada lembar Rilis. Cakupan {field} bertambah pada {last}, sehingga deret "
                "sebelumnya diberi catatan. Selisih dengan {source} sebesar {n} dan dijelaskan "
                "pada lembar Pemeriksaan."
            ),
        ),
        7: (
            "Pemanfaatan, kanal, dan sosialisasi",
            (
                "Hasil dipakai dalam Renja {opd} dan rapat evaluasi triwulanan. Data disebarkan "
                "melalui portal Satu Data, laman {opd}, dan PPID, menurut rekap permintaan. "
                "Pertemuan penjelasan data diikuti petugas {field} dan perwakilan warga; "
                "pemahaman diukur dengan lima pertanyaan. Percobaan mengolah aduan warga per "
                "kelurahan ditulis terpisah dengan izin kepala {opd}."
            ),
        ),
    }
)

LETTER = (
    (
        "Sehubungan dengan rencana pelaksanaan {activity} tahun {year}, bersama ini kami ajukan "
        "rancangan kegiatan statistik melalui Romantik untuk memperoleh rekomendasi."
    ),
    (
        "Kegiatan dilaksanakan {unit} dengan sumber data dari {field}. Rancangan memuat tujuan, "
        "variabel, cara pengumpulan, dan jadwal."
    ),
    (
        "Kami mohon pula waktu konsultasi tentang definisi variabel dan cara penyandingan "
        "dengan {source}. Atas perhatian Saudara, kami sampaikan terima kasih."
    ),
)

POINTS = (
    ("Kerja sama: {unit} dan {second} menyiapkan data bersama; Walidata hadir sebagai pendamping."),
    ("Forum Satu Data: {opd} melaporkan pelaksanaan rencana aksi dan daftar data tahun {year}."),
    ("Konsultasi Pembina Data: definisi variabel pada {activity} disesuaikan dengan saran BPS."),
    (
        "Rekomendasi: rancangan {activity} diajukan sebelum pengumpulan; catatan pemeriksa "
        "dilengkapi."
    ),
    "Rencana statistik: jadwal kegiatan {year} disepakati dan dipantau setiap triwulan.",
)
