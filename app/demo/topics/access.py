"""What OPDs of the demo write about each indicator.

Domain 2, Kualitas Data: access, comparability and consistency.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.topics.topic import Topic

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "20401": Topic(
            subject="ketersediaan data bagi pengguna",
            absent=(
                (
                    "Data {data} tersimpan di komputer petugas {unit}; pengguna harus datang "
                    "untuk memperolehnya."
                ),
                (
                    "{opd} belum memiliki katalog, sehingga data {data} yang sudah ada tidak "
                    "diketahui oleh {user}."
                ),
            ),
            done=(
                (
                    "Data {data} dan metadatanya tersedia pada portal Satu Data, dan arsip tiga "
                    "tahun terakhir disimpan oleh {unit}."
                ),
                (
                    "{unit} menyusun katalog yang memuat data {data} dan data {other} beserta "
                    "tempat memperolehnya."
                ),
            ),
            proofs=(
                ("layar", "daftar dataset {opd}, baris 1 sampai 4"),
                ("data", "lembar Tabel"),
            ),
            ruled=("isi katalog, batas unggah ke portal, dan masa simpan arsip data setiap bidang"),
            finding=(
                "{n} tabel pada katalog tidak dapat dibuka dan arsip data {data} sebelum {last} "
                "tidak ditemukan"
            ),
            advice="tautan rusak dibetulkan dan arsip lama dipindai oleh {unit}",
            improved=(
                "Katalog yang semula memuat sebagian tabel sekarang memuat seluruh tabel data "
                "{data} beserta arsipnya, dan tautan rusak sudah tidak ada."
            ),
            gap="data yang disebut tersedia tidak dapat dibuka tanpa akun pegawai",
            question=("Apakah data {data} beserta metadatanya dapat dibuka oleh umum tanpa akun?"),
            answer=(
                "Ya, data {data} tahun {last} terbuka pada portal Satu Data. Untuk tahun "
                "sebelumnya masih melalui permintaan ke PPID."
            ),
            start=(
                "Menerbitkan data {data} beserta metadatanya pada portal Satu Data dan menyusun "
                "katalog {opd}"
            ),
        ),
        "20402": Topic(
            subject="pemilihan kanal penyebarluasan",
            absent=(
                (
                    "Data {data} hanya disampaikan dalam rapat internal; belum ada kanal yang "
                    "ditetapkan bagi pengguna."
                ),
                ("Laman {opd} belum memuat data, dan media sosial hanya berisi berita kegiatan."),
            ),
            done=(
                (
                    "Data {data} disebarkan melalui portal Satu Data, laman {opd}, dan PPID, "
                    "dengan alasan pemilihan kanal yang dicatat {unit}."
                ),
                (
                    "{unit} memakai laman dan media sosial resmi {opd} untuk data {data} karena "
                    "{user} paling sering mengaksesnya di sana."
                ),
            ),
            proofs=(
                ("layar", "alamat laman dan daftar dataset"),
                ("laporan", "Bab 7, halaman 2"),
            ),
            ruled=(
                "kanal resmi untuk setiap jenis data, dasar pemilihannya, dan petugas yang "
                "mengunggah"
            ),
            finding=(
                "halaman data {data} di laman jarang dibuka, sedangkan permintaan lewat pesan "
                "terus bertambah"
            ),
            advice=(
                "tautan portal disematkan pada kanal layanan yang paling sering dipakai pengguna"
            ),
            improved=(
                "Setelah tautan portal dipasang pada kanal layanan, permintaan data {data} lewat "
                "pesan berkurang dari {n} menjadi 5 dalam satu semester."
            ),
            gap="kanal yang disebut tidak memuat data, hanya berita kegiatan",
            question=(
                "Apa dasar pemilihan kanal untuk data {data}, dan siapa yang bertugas "
                "mengunggahnya?"
            ),
            answer=(
                "Dasarnya rekap permintaan tahun {last}. Pengunggahnya petugas {unit} yang "
                "disebut dalam keputusan tim data."
            ),
            start=(
                "Menetapkan kanal resmi untuk data {data} berdasarkan rekap permintaan pengguna"
            ),
        ),
        "20403": Topic(
            subject="penyediaan format data",
            absent=(
                (
                    "Data {data} hanya tersedia sebagai PDF hasil pindai, sehingga tidak dapat "
                    "diolah ulang."
                ),
                (
                    "Permintaan data {data} dalam bentuk Excel dijawab dengan foto tabel melalui "
                    "pesan."
                ),
            ),
            done=(
                (
                    "Data {data} dapat diunduh sebagai XLSX dan CSV dari portal, dan {unit} "
                    "melayani permintaan format lain."
                ),
                (
                    "{unit} menyediakan data {data} dalam XLSX, CSV, dan JSON; petunjuk unduhnya "
                    "ada pada halaman dataset."
                ),
            ),
            proofs=(
                ("layar", "tombol XLSX, CSV, dan JSON"),
                ("data", "lembar Tabel"),
            ),
            ruled=(
                "format wajib XLSX dan CSV untuk semua tabel serta batas dua hari untuk "
                "permintaan format lain"
            ),
            finding=("berkas CSV data {data} memuat sel gabungan sehingga {n} baris terbaca salah"),
            advice="templat tabel diganti dengan satu baris judul tanpa sel gabungan",
            improved=(
                "Berkas CSV data {data} yang lama memuat sel gabungan; templat baru sudah terbaca "
                "penuh oleh aplikasi {user}."
            ),
            gap="tangkapan layar hanya memperlihatkan satu tombol unduh PDF",
            question=(
                "Format apa saja yang dapat diunduh untuk data {data}, dan bagaimana permintaan "
                "format lain dilayani?"
            ),
            answer=(
                "Tersedia XLSX dan CSV. Permintaan format lain kami layani lewat PPID paling lama "
                "dua hari kerja."
            ),
            start="Menyediakan data {data} dalam XLSX dan CSV di samping PDF",
        ),
        "20501": Topic(
            subject="pemeriksaan keterbandingan data",
            absent=(
                (
                    "Angka data {data} tahun {last} dan tahun sebelumnya disajikan berdampingan "
                    "tanpa pemeriksaan perubahan cakupan."
                ),
                (
                    "{unit} belum memeriksa apakah data {data} antarkecamatan dihitung dengan "
                    "cara yang sama."
                ),
            ),
            done=(
                (
                    "Laporan {activity} menjelaskan perubahan cakupan data {data} antartahun, "
                    "sehingga deretnya dapat dibandingkan."
                ),
                (
                    "{unit} membandingkan data {data} antarkecamatan dan menandai tahun ketika "
                    "cara hitungnya berubah."
                ),
            ),
            proofs=(
                ("laporan", "Bab 6, halaman 2"),
                ("data", "lembar Tabel, kolom tahun"),
            ),
            ruled=(
                "kewajiban memeriksa deret waktu dan mencatat setiap perubahan konsep pada metadata"
            ),
            finding=(
                "deret data {data} terputus pada {last} karena cakupan {field} bertambah tanpa "
                "catatan"
            ),
            advice="angka tahun sebelumnya dihitung ulang atau diberi catatan pada metadata",
            improved=(
                "Deret data {data} yang terputus sudah dihitung ulang untuk tiga tahun, dan "
                "perubahan cakupannya dicatat pada MS-Var."
            ),
            gap=("tabel memuat beberapa tahun tetapi tidak ada penjelasan perubahan cakupan"),
            question=(
                "Apakah cakupan atau cara hitung data {data} berubah dalam tiga tahun terakhir, "
                "dan di mana perubahan itu dicatat?"
            ),
            answer=(
                "Cakupan {field} bertambah pada {last}. Penjelasannya kami tulis pada Bab 6 "
                "laporan kegiatan."
            ),
            start=(
                "Memeriksa deret data {data} tiga tahun terakhir dan menulis catatan perubahan "
                "cakupannya"
            ),
        ),
        "20502": Topic(
            subject="pemeriksaan konsistensi antarsumber",
            absent=(
                (
                    "Data {data} belum pernah disandingkan dengan {source}, sehingga selisihnya "
                    "tidak diketahui."
                ),
                (
                    "Angka data {data} pada laporan {unit} berbeda dari yang dikirim kepada "
                    "{user}, dan sebabnya belum diperiksa."
                ),
            ),
            done=(
                (
                    "{unit} menyandingkan data {data} dengan {source} dan menjelaskan selisih {n} "
                    "yang terjadi karena waktu pencatatan."
                ),
                (
                    "Selisih data {data} terhadap {source} dihitung pada lembar kerja {activity} "
                    "dan sebabnya ditulis oleh {unit}."
                ),
            ),
            proofs=(
                ("data", "lembar Pemeriksaan, baris Selisih dengan sumber lain"),
                ("laporan", "Bab 6, halaman 2"),
            ),
            ruled=(
                "sumber pembanding untuk setiap data, batas selisih yang diterima, dan cara "
                "menjelaskannya"
            ),
            finding=(
                "selisih data {data} dengan {source} melebihi batas pada dua periode dan belum "
                "dijelaskan"
            ),
            advice=(
                "{unit} menetapkan satu tanggal penarikan dan menjelaskan sisa selisih pada "
                "metadata"
            ),
            improved=(
                "Selisih data {data} dengan {source} turun dari {n} menjadi 2 setelah tanggal "
                "penarikan disamakan."
            ),
            gap=("selisih dengan {source} disebutkan tetapi tidak dihitung dan tidak dijelaskan"),
            question="Berapa selisih data {data} dengan {source}, dan apa penyebabnya?",
            answer=(
                "Selisihnya {n} dan terjadi karena {field} mencatat menurut tanggal layanan, "
                "sedangkan sumber pembanding menurut tanggal lapor."
            ),
            start="Menyandingkan data {data} dengan {source} dan menjelaskan selisihnya",
        ),
    }
)
