"""What OPDs of the demo write about each indicator.

Domain 1, Prinsip Satu Data Indonesia.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.topics.topic import Topic

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "10101": Topic(
            subject="penerapan standar data statistik",
            absent=(
                (
                    "Istilah dan satuan pada formulir data {data} masih dibuat sendiri oleh "
                    "{unit}, dan belum dicocokkan dengan standar yang terbit di INDAH."
                ),
                (
                    "{unit} sudah mendaftar variabel data {data}, tetapi belum dapat menunjukkan "
                    "standar data mana yang dirujuk oleh formulir yang dipakai {field}."
                ),
            ),
            done=(
                (
                    "Variabel utama dalam {activity} sudah memakai standar yang terbit di ms-sds, "
                    "dan definisinya dikutip sama pada buku panduan {unit}."
                ),
                (
                    "Konsep, definisi, dan satuan data {data} mengikuti standar data yang "
                    "berstatus Diterima di INDAH; formulir {field} memuat kutipan definisi yang "
                    "sama."
                ),
            ),
            proofs=(
                ("metadata", "lembar MS-Var, baris 2 sampai 5"),
                ("laporan", "Bab 2, halaman 1"),
            ),
            ruled=(
                "pencocokan setiap istilah dengan standar data di INDAH sebelum formulir "
                "dibagikan kepada {field}"
            ),
            finding=(
                "satuan data {data} pada formulir {field} berbeda dari lembar standar data untuk "
                "{n} baris isian"
            ),
            advice=(
                "{unit} mengganti satuan pada formulir dan memberi tahu seluruh {field} sebelum "
                "pendataan berikutnya"
            ),
            improved=(
                "Formulir data {data} edisi {last} memakai dua satuan yang berbeda, sedangkan "
                "edisi {year} hanya memakai satuan baku dan standar barunya sudah diajukan "
                "bersama Walidata."
            ),
            gap=(
                "definisi pada formulir {field} tidak sama dengan lembar standar data yang "
                "ditunjukkan"
            ),
            question=(
                "Variabel data {data} mana saja yang standarnya sudah terbit di INDAH, dan mana "
                "yang masih berupa usulan?"
            ),
            answer=(
                "Tiga variabel pokok data {data} sudah terbit di INDAH. Satu variabel turunan "
                "masih berupa usulan dan baru diajukan {unit} pada {month} {year}."
            ),
            start=(
                "Mencocokkan semua istilah dan satuan pada formulir data {data} dengan standar di "
                "INDAH, lalu mengusulkan yang belum tersedia melalui Walidata"
            ),
        ),
        "10201": Topic(
            subject="penyusunan metadata statistik",
            absent=(
                (
                    "Metadata kegiatan untuk {activity} sudah dicoba diisi, tetapi metadata "
                    "variabel dan metadata indikatornya belum ada."
                ),
                (
                    "{opd} belum memiliki berkas MS-Keg, MS-Var, dan MS-Ind; penjelasan data "
                    "{data} hanya ada pada kata pengantar laporan."
                ),
            ),
            done=(
                (
                    "MS-Keg, MS-Var, dan MS-Ind untuk {activity} sudah lengkap dan berstatus "
                    "submit di INDAH; pengisinya petugas {unit}."
                ),
                (
                    "Metadata data {data} disusun {unit} menurut format BPS dan disimpan bersama "
                    "tabelnya, termasuk cara hitung setiap indikator."
                ),
            ),
            proofs=(
                ("metadata", "lembar MS-Keg, baris 2 sampai 9"),
                ("layar", "kolom Metadata pada daftar dataset"),
            ),
            ruled=(
                "pengisian ketiga metadata oleh pemilik kegiatan, penyuntingan oleh sekretariat, "
                "dan larangan mengirim tabel tanpa metadata"
            ),
            finding=(
                "rumus pada MS-Ind data {data} tidak lagi sama dengan lembar hitung yang dipakai "
                "{unit}"
            ),
            advice=(
                "pemilik kegiatan membetulkan MS-Ind dan mengirimkannya kembali lewat INDAH "
                "paling lambat akhir triwulan"
            ),
            improved=(
                "Isian MS-Ind data {data} yang lama memakai penyebut tahun sebelumnya; setelah "
                "reviu rumusnya dibetulkan dan metadata baru disetujui Walidata."
            ),
            gap=(
                "berkas MS-Ind untuk data {data} tidak ditemukan, sedangkan MS-Keg dan MS-Var "
                "baru terisi sebagian"
            ),
            question=(
                "Apakah metadata indikator untuk data {data} sudah dikirim ke INDAH, dan pada "
                "tanggal berapa statusnya berubah menjadi submit?"
            ),
            answer=(
                "Sudah, MS-Ind data {data} dikirim oleh {unit} pada bulan {month} {year}. "
                "Tangkapan layar statusnya ada pada pustaka bukti {opd}."
            ),
            start=(
                "Melengkapi MS-Keg, MS-Var, dan MS-Ind untuk {activity} serta mengirimkannya "
                "melalui akun INDAH"
            ),
        ),
        "10301": Topic(
            subject="berbagi data antarsistem",
            absent=(
                (
                    "Data {data} masih diserahkan kepada {user} sebagai lampiran pesan dan PDF, "
                    "sehingga harus diketik ulang oleh penerimanya."
                ),
                (
                    "{system} hanya dapat dibuka oleh pegawai {opd}; belum ada keluaran yang "
                    "dapat dibaca sistem OPD lain."
                ),
            ),
            done=(
                (
                    "Data {data} diunggah ke portal Satu Data Kota Kediri sebagai CSV dengan "
                    "kolom tetap, sehingga dapat ditarik lewat API portal oleh {user}."
                ),
                (
                    "{system} sudah menyediakan keluaran JSON untuk data {data}, dan alamat "
                    "layanannya diberikan {unit} kepada OPD yang meminta."
                ),
            ),
            proofs=(
                ("layar", "tombol CSV dan JSON pada daftar dataset"),
                ("data", "lembar Tabel, baris judul kolom"),
            ),
            ruled=(
                "susunan kolom tetap, jadwal pembaruan, dan cara pemberian kunci akses bagi OPD "
                "penerima data"
            ),
            finding=(
                "penarikan data {data} oleh {user} gagal {n} kali karena nama kolom diubah tanpa "
                "pemberitahuan"
            ),
            advice=(
                "susunan kolom dikunci dan setiap perubahan diumumkan dua minggu sebelumnya "
                "melalui Walidata"
            ),
            improved=(
                "Sebelum reviu, {user} masih mengetik ulang data {data}; sesudah susunan kolom "
                "dikunci, data ditarik langsung setiap bulan tanpa kegagalan."
            ),
            gap=(
                "alamat layanan data yang dicantumkan tidak dapat dibuka dan berkas yang "
                "dibagikan hanya berupa PDF"
            ),
            question=(
                "Sistem OPD mana yang sudah menarik data {data} secara langsung, dan dengan "
                "alamat layanan apa?"
            ),
            answer=(
                "Saat ini {user} menarik data {data} melalui API portal Satu Data. OPD lain masih "
                "mengunduh berkas CSV secara manual."
            ),
            start=(
                "Mengunggah data {data} sebagai CSV berkolom tetap ke portal Satu Data agar dapat "
                "ditarik lewat API"
            ),
        ),
        "10401": Topic(
            subject="pemakaian kode referensi",
            absent=(
                (
                    "Baris data {data} masih dicatat dengan nama saja, sehingga satu objek dapat "
                    "tertulis berbeda antara {unit} dan {second}."
                ),
                (
                    "{code} baru dicantumkan pada sampul laporan {activity}, belum pada setiap "
                    "baris data."
                ),
            ),
            done=(
                (
                    "Setiap baris data {data} sudah memuat {code}, baik pada lembar kerja {unit} "
                    "maupun pada tabel yang disajikan."
                ),
                (
                    "{unit} menambahkan kolom {code} pada lembar kerja {activity}, sehingga data "
                    "{data} dapat dicocokkan dengan data OPD lain."
                ),
            ),
            proofs=(
                ("data", "lembar Tabel, kolom A dan B"),
                ("laporan", "Bab 2, halaman 1"),
            ),
            ruled=(
                "satu daftar {code} hasil Forum Satu Data yang wajib dipakai semua bidang dan "
                "tidak boleh disalin ulang oleh {field}"
            ),
            finding=(
                "{n} baris data {data} tidak berpasangan dengan data {other} karena {field} "
                "memakai daftar kode lama"
            ),
            advice=("daftar kode lama ditarik, lalu pencocokan diulang pada semester berikutnya"),
            improved=(
                "Jumlah baris data {data} yang gagal dicocokkan turun dari {n} menjadi 3 setelah "
                "pilihan kode pada templat dikunci menurut kesepakatan Forum Satu Data."
            ),
            gap=(
                "kolom kode pada lembar kerja {field} masih kosong dan objek hanya ditulis dengan "
                "nama"
            ),
            question=(
                "Dari mana {unit} memperoleh daftar kode yang dipakai pada data {data}, dan kapan "
                "terakhir diperbarui?"
            ),
            answer=(
                "Daftar kode diambil dari lampiran keputusan Forum Satu Data dan terakhir "
                "diperbarui {unit} pada {month} {year}."
            ),
            start=(
                "Menambahkan {code} pada setiap baris data {data} dan mengganti daftar kode "
                "buatan {field}"
            ),
        ),
    }
)
