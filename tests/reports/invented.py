"""Invented people, proofs and reasons for the example reports; only the names of OPDs are real."""
# ruff: noqa: ISC004, E501  whole sentences as data

AGENCIES = (
    # code, name, short name, type, head
    ("01", "Sekretariat Daerah", "Setda", "sekretariat", "Sekretaris Daerah"),
    ("02", "Sekretariat DPRD", "Setwan", "sekretariat", "Sekretaris DPRD"),
    ("03", "Inspektorat", "Inspektorat", "inspektorat", "Inspektur"),
    ("04", "Badan Perencanaan Pembangunan Daerah", "Bappeda", "badan", ""),
    ("05", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "BKPSDM", "badan", ""),
    ("06", "Badan Pendapatan, Pengelolaan Keuangan dan Aset Daerah", "BPPKAD", "badan", ""),
    ("07", "Badan Penanggulangan Bencana Daerah", "BPBD", "badan", ""),
    ("08", "Badan Kesatuan Bangsa dan Politik", "Bakesbangpol", "badan", ""),
    ("09", "Satuan Polisi Pamong Praja", "Satpol PP", "satuan", ""),
    ("10", "Dinas Pendidikan", "Disdik", "dinas", ""),
    ("11", "Dinas Kesehatan", "Dinkes", "dinas", ""),
    ("12", "Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR", "dinas", ""),
    ("13", "Dinas Perumahan dan Kawasan Permukiman", "DPKP", "dinas", ""),
    ("14", "Dinas Sosial", "Dinsos", "dinas", ""),
    ("15", "Dinas Koperasi, Usaha Mikro, dan Tenaga Kerja", "Dinkop UMTK", "dinas", ""),
    (
        "16",
        "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga"
        " Berencana",
        "DP3AP2KB",
        "dinas",
        "",
    ),
    ("17", "Dinas Ketahanan Pangan dan Pertanian", "DKPP", "dinas", ""),
    ("18", "Dinas Lingkungan Hidup, Kebersihan dan Pertamanan", "DLHKP", "dinas", ""),
    ("19", "Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil", "dinas", ""),
    ("20", "Dinas Perhubungan", "Dishub", "dinas", ""),
    ("21", "Dinas Komunikasi dan Informatika", "Diskominfo", "walidata", ""),
    ("22", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "DPMPTSP", "dinas", ""),
    ("23", "Dinas Kebudayaan, Pariwisata, Pemuda, dan Olahraga", "Disbudparpora", "dinas", ""),
    ("24", "Dinas Kearsipan dan Perpustakaan", "Disarpus", "dinas", ""),
    ("25", "Dinas Perdagangan dan Perindustrian", "Disperdagin", "dinas", ""),
    ("26", "RSUD Gambiran", "RSUD Gambiran", "rsud", "Direktur RSUD Gambiran"),
    ("27", "RSUD Kilisuci", "RSUD Kilisuci", "rsud", "Direktur RSUD Kilisuci"),
    ("28", "Kecamatan Kota", "Kec. Kota", "kecamatan", "Camat Kota"),
    ("29", "Kecamatan Mojoroto", "Kec. Mojoroto", "kecamatan", "Camat Mojoroto"),
    ("30", "Kecamatan Pesantren", "Kec. Pesantren", "kecamatan", "Camat Pesantren"),
    ("31", "Bagian Protokol dan Komunikasi Pimpinan", "Prokopim", "bagian", ""),
    ("32", "Bagian Pemerintahan", "Bag. Pemerintahan", "bagian", ""),
    ("33", "Bagian Kesejahteraan Rakyat", "Bag. Kesra", "bagian", ""),
    ("34", "Bagian Hukum", "Bag. Hukum", "bagian", ""),
    ("35", "Bagian Perekonomian", "Bag. Perekonomian", "bagian", ""),
    ("36", "Bagian Administrasi Pembangunan", "Bag. Adbang", "bagian", ""),
    ("37", "Bagian Pengadaan Barang/Jasa", "Bag. PBJ", "bagian", ""),
    ("38", "Bagian Umum", "Bag. Umum", "bagian", ""),
    ("39", "Bagian Organisasi", "Bag. Organisasi", "bagian", ""),
)
ABSENT = ("38", "02")

GIVEN = ("Sri", "Agus", "Dwi", "Endang", "Bambang", "Retno", "Hadi", "Nur", "Wahyu", "Yuni")
FAMILY = ("Wijayanto", "Lestari", "Prasetyo", "Handayani", "Santoso", "Kusumawati", "Nugroho")
DEGREES = ("S.E., M.M.", "S.Sos., M.Si.", "S.T., M.T.", "S.Kom., M.Kom.", "S.STP., M.AP.")

ACTIVITIES = (
    "Kompilasi Data Pelayanan dan Profil {short} Kota Kediri",
    "Survei Kepuasan Pengguna Layanan {short}",
)

PROOFS = {
    1: (),
    2: (
        ("Laporan kegiatan kompilasi data triwulan I", "halaman 3–5"),
        ("Tangkapan layar pengisian metadata kegiatan di INDAH", ""),
        ("Notula rapat pengumpulan data bidang", "butir 4"),
    ),
    3: (
        ("SOP Pengelolaan Data Nomor 000.8.3/214/2025", "Bab III, halaman 7"),
        ("Peraturan Wali Kota tentang Satu Data Indonesia", "Pasal 9 ayat (2), halaman 6"),
        ("Lembar periksa definisi variabel, terisi", "halaman 1–2"),
    ),
    4: (
        ("Laporan reviu semester I", "rekomendasi 2, halaman 8"),
        ("Laporan reviu semester II", "tabel 3, halaman 5"),
    ),
    5: (("Perbandingan dokumen sebelum dan sesudah perbaikan", "halaman 1–4"),),
}

REASONS_SAME = (
    "Kedua institusi menemukan bukti yang disebut pada penjelasan dan isinya sesuai dengan kriteria;"
    " klaim diterima.",
    "Bukti diperiksa pada halaman yang dikutip dan berlaku pada tahun penilaian. Tidak ada perbedaan"
    " antara penilaian Diskominfo dan BPS.",
    "Dokumen pelaksanaan tersedia untuk kedua kegiatan statistik. Pengembangan ke tingkat berikut"
    " belum diklaim dan belum tampak pada bukti.",
)
REASONS_LOWEST = (
    "Penjelasan mengakui bahwa praktik ini belum berjalan di semua bidang dan tidak ada bukti yang"
    " dilampirkan; kedua institusi menilai sama.",
    "Praktik baru ada pada satu bidang. Tidak ada bukti dari UPT, sehingga nilai tertahan di tingkat"
    " pertama.",
)
REASONS_LOWER = (
    "SOP yang diunggah masih berupa draf tanpa nomor dan tanda tangan, jadi belum dihitung sebagai"
    " aturan. Yang terbukti hanya praktik tiap bidang.",
    "Hanya satu notula reviu yang dilampirkan, padahal tingkat yang diklaim memerlukan dua reviu"
    " dengan masalah dan rekomendasi tertulis.",
    "Bukti pada UPT belum dilampirkan; satu kegiatan tanpa bukti menahan nilai walaupun kegiatan"
    " yang lain lengkap.",
    "Laporan evaluasi memuat capaian program, bukan reviu atas mutu data, sehingga tidak membuktikan"
    " tingkat yang diklaim.",
)
REASONS_HIGHER = (
    "Pada interviu ditunjukkan aturan yang sah dan sudah dipakai kedua bidang tetapi belum"
    " dilampirkan; kedua institusi sepakat menaikkan nilai.",
)

PROGRAMMES = (
    "Diskominfo dan BPS menyelenggarakan klinik bulanan bagi OPD di bawah tingkat 3, dengan sasaran"
    " satu aturan bertanda tangan tiap OPD sebelum penilaian mandiri tahun depan.",
    "Bappeda memasukkan reviu data semester ke dalam jadwal Forum Satu Data; tiap OPD membawa satu"
    " notula yang memuat masalah, penyebab, dan penanggung jawab.",
    "Bagian Organisasi menyiapkan satu contoh SOP yang dapat ditandatangani kepala OPD tanpa"
    " menyusun dari awal, lengkap dengan lembar periksa.",
)
