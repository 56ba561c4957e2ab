"""The city's invented regulation on Satu Data: twelve articles, three on a page."""

ARTICLES = (
    (
        "Dalam Peraturan Wali Kota ini, Satu Data Kota Kediri adalah kebijakan tata kelola data "
        "untuk menghasilkan data yang akurat, mutakhir, terpadu, dan dapat "
        "dipertanggungjawabkan."
    ),
    (
        "Penyelenggara terdiri atas Pembina Data, Walidata, dan Produsen Data. Walidata adalah "
        "Dinas Komunikasi dan Informatika; Produsen Data adalah setiap perangkat daerah."
    ),
    (
        "Setiap perangkat daerah membentuk tim data dan menetapkan prosedur pengelolaan data "
        "paling lambat enam bulan sesudah Peraturan Wali Kota ini berlaku."
    ),
    (
        "Data memenuhi standar data: konsep, definisi, klasifikasi, ukuran, dan satuan. "
        "Perangkat daerah merujuk standar data yang terbit atau mengusulkannya melalui "
        "Walidata."
    ),
    (
        "Setiap data disertai metadata kegiatan, variabel, dan indikator menurut format Pembina "
        "Data. Data tanpa metadata tidak diterbitkan pada portal."
    ),
    (
        "Data dibagipakaikan melalui sistem elektronik dengan format terbuka, susunan kolom "
        "tetap, dan layanan yang dapat dibaca sistem perangkat daerah lain."
    ),
    (
        "Setiap baris data memuat kode referensi dan/atau data induk yang disepakati Forum Satu "
        "Data, antara lain kode wilayah dan Nomor Induk Kependudukan."
    ),
    (
        "Produsen Data menjamin relevansi, akurasi, kemutakhiran, aksesibilitas, "
        "keterbandingan, dan konsistensi data, serta mengumumkan jadwal rilis setiap bulan "
        "Januari."
    ),
    (
        "Kegiatan statistik dilaksanakan melalui perencanaan, pengumpulan, pemeriksaan, "
        "analisis, dan penyebarluasan; setiap tahapan didokumentasikan."
    ),
    (
        "Perangkat daerah menjamin transparansi, netralitas, mutu, dan kerahasiaan data "
        "individu. Data individu disamarkan sebelum dibagikan."
    ),
    (
        "Pengelola data adalah pegawai yang kompeten. Perangkat daerah bekerja sama dengan "
        "Walidata, Pembina Data, dan perangkat daerah lain melalui Forum Satu Data."
    ),
    (
        "Data dipakai dalam perencanaan dan evaluasi. Rancangan kegiatan statistik diajukan "
        "untuk memperoleh rekomendasi Pembina Data sebelum pengumpulan dimulai."
    ),
)
SECOND_CLAUSES = (
    "Peraturan Wali Kota ini menjadi pedoman seluruh perangkat daerah dan badan usaha daerah.",
    "Pembina Data statistik adalah BPS Kota Kediri; koordinator Forum Satu Data adalah Bappeda.",
    "Prosedur direviu paling sedikit dua kali dalam setahun oleh tim data perangkat daerah.",
    "Istilah yang berbeda dari standar dibetulkan sebelum formulir dibagikan ke lapangan.",
    "Metadata diperbarui setiap kali sumber, cakupan, atau rumus berubah.",
    "Perubahan susunan kolom diumumkan Walidata paling lambat dua minggu sebelum berlaku.",
    "Daftar kode diperbarui Walidata setiap awal tahun sesuai kesepakatan Forum Satu Data.",
    "Selisih dengan sumber lain dan perubahan cakupan dijelaskan kepada pengguna.",
    "Walidata menyediakan pedoman dan contoh dokumen bagi setiap tahapan.",
    "Pemeriksa mutu berhak menahan data yang tidak lolos pemeriksaan.",
    "Pergantian pengelola data disertai serah terima daftar data, akun, dan dokumen.",
    "Perangkat daerah menjelaskan datanya kepada masyarakat paling sedikit sekali dalam setahun.",
)
