"""What OPDs of the demo write about each indicator.

Domain 4, Kelembagaan: working together.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.topics.topic import Topic

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "40301": Topic(
            subject="kolaborasi penyelenggaraan statistik",
            absent=(
                (
                    "{activity} dikerjakan {unit} sendiri; belum ada kerja bersama dengan bidang "
                    "lain maupun Walidata."
                ),
                (
                    "Pembagian data {data} dengan {second} terjadi bila ditanya, tanpa "
                    "pembicaraan yang tercatat."
                ),
            ),
            done=(
                (
                    "{unit} dan {second} membahas {activity} melalui grup koordinasi, dan "
                    "Walidata ikut memberi masukan."
                ),
                (
                    "Pengelola data {opd} berkoordinasi dengan Walidata tentang data {data}; "
                    "percakapan dan hasilnya disimpan."
                ),
            ),
            proofs=(
                ("sk", "Diktum KEDUA, halaman 1"),
                ("surat", "catatan konsultasi butir 1, halaman 2"),
            ),
            ruled=(
                "tim data dengan anggota dari setiap bidang, undangan resmi, dan notula setiap "
                "pertemuan"
            ),
            finding=(
                "{second} tidak hadir pada dua pertemuan tim data sehingga data {other} terlambat "
                "digabung"
            ),
            advice="kehadiran menjadi bagian penilaian kinerja dan wakil tetap ditunjuk",
            improved=(
                "Setelah wakil tetap ditunjuk, seluruh bidang hadir pada empat pertemuan tim data "
                "dan data {other} digabung tepat waktu."
            ),
            gap=(
                "kerja bersama disebut ada, tetapi undangan, notula, atau surat tugasnya tidak "
                "dilampirkan"
            ),
            question=(
                "Apakah kerja sama {unit} dengan {second} sudah dituangkan dalam surat tugas atau "
                "keputusan?"
            ),
            answer=(
                "Sudah, tim data ditetapkan dengan keputusan kepala dan beranggotakan kedua "
                "bidang itu."
            ),
            start="Membentuk tim data {opd} yang beranggotakan {unit} dan {second}",
        ),
        "40302": Topic(
            subject="keterlibatan dalam Forum Satu Data",
            absent=(
                (
                    "{opd} belum menghadiri Forum Satu Data Kota Kediri secara teratur, dan "
                    "tugasnya dalam rencana aksi belum dibagi."
                ),
                ("Undangan Forum Satu Data diterima, tetapi hasil rapatnya tidak ditindaklanjuti."),
            ),
            done=(
                (
                    "{opd} hadir pada setiap Forum Satu Data sesuai rencana aksi; notula dan "
                    "daftar hadirnya tersimpan."
                ),
                (
                    "Sebagai Walidata, {opd} menyiapkan bahan Forum Satu Data dan mencatat "
                    "kesepakatannya bersama Bappeda."
                ),
            ),
            proofs=(
                ("surat", "catatan konsultasi butir 2, halaman 2"),
                ("sk", "Diktum KETIGA, halaman 1"),
            ),
            ruled=(
                "jadwal forum, penyiapan bahan oleh Walidata, dan pelaksanaan rencana aksi oleh "
                "setiap OPD"
            ),
            finding=(
                "{n} butir kesepakatan forum belum dijalankan karena penanggung jawabnya tidak "
                "disebut"
            ),
            advice="setiap kesepakatan menyebut OPD penanggung jawab dan batas waktunya",
            improved=(
                "Pada {last} {n} butir kesepakatan tertunda; sesudah penanggung jawab disebut, "
                "hanya 2 butir yang masih berjalan."
            ),
            gap="notula forum yang dilampirkan tidak menyebut peran Walidata",
            question=(
                "Bagian rencana aksi mana yang menjadi tugas {opd}, dan sejauh mana dijalankan?"
            ),
            answer=(
                "Tugas kami daftar data dan pemeriksaan metadata. Sampai {month} {year} sudah "
                "berjalan {share} persen."
            ),
            start="Menghadiri Forum Satu Data menurut rencana aksi dan menyimpan notulanya",
        ),
        "40303": Topic(
            subject="kolaborasi dengan Pembina Data",
            absent=(
                ("{opd} belum pernah berkonsultasi dengan BPS Kota Kediri tentang {activity}."),
                (
                    "Pertemuan dengan BPS hanya terjadi ketika {opd} diminta mengisi buku Kota "
                    "Kediri Dalam Angka."
                ),
            ),
            done=(
                (
                    "{unit} berkonsultasi dengan BPS Kota Kediri tentang data {data} melalui "
                    "pesan dan kunjungan; catatannya disimpan."
                ),
                (
                    "Masukan BPS Kota Kediri atas {activity} dicatat {unit} dan dipakai "
                    "memperbaiki daftar variabel."
                ),
            ),
            proofs=(
                ("surat", "catatan konsultasi butir 3, halaman 2"),
                ("surat", "isi surat, halaman 1"),
            ),
            ruled=(
                "konsultasi resmi dengan BPS sebelum kegiatan dimulai dan penyimpanan berita "
                "acaranya"
            ),
            finding=("dua saran BPS tentang data {data} belum dijalankan dan tidak diberi alasan"),
            advice="setiap saran diberi jawaban tertulis dan batas waktu oleh {unit}",
            improved=(
                "Saran BPS tentang daftar variabel dahulu tidak terjawab; sekarang seluruhnya "
                "dijawab, dan formulir data {data} sudah diganti."
            ),
            gap="percakapan dengan BPS tidak menyebut kegiatan statistik {opd}",
            question=(
                "Kapan konsultasi resmi dengan BPS Kota Kediri dilakukan, dan saran apa yang "
                "dijalankan?"
            ),
            answer=(
                "Konsultasi dilakukan pada {month} {year}. Saran tentang definisi variabel sudah "
                "dijalankan, sedangkan saran sampel masih dipelajari."
            ),
            start=(
                "Menjadwalkan konsultasi tentang {activity} dengan BPS Kota Kediri dan mencatat "
                "hasilnya"
            ),
        ),
        "40304": Topic(
            subject="pelaksanaan tugas Walidata",
            absent=(
                (
                    "{opd} sudah disebut sebagai Walidata, tetapi tugas memeriksa, "
                    "menyebarluaskan, dan membina belum dibagi kepada petugas."
                ),
                ("Tugas Walidata baru dijalankan ketika ada permintaan data dari provinsi."),
            ),
            done=(
                (
                    "{opd} ditetapkan sebagai Walidata dan sudah memeriksa data kiriman OPD, "
                    "sedangkan pembinaan produsen data baru sebagian."
                ),
                (
                    "Petugas {unit} memeriksa metadata OPD dan mengelola portal; pembinaan "
                    "dilakukan bila OPD meminta."
                ),
            ),
            proofs=(
                ("sk", "Diktum KETIGA, halaman 1"),
                ("layar", "daftar dataset portal Satu Data"),
            ),
            ruled=(
                "pembagian tugas memeriksa data, menyebarluaskannya di portal, dan membina "
                "produsen bersama BPS"
            ),
            finding=(
                "{n} OPD belum menerima pembinaan dan hasil pemeriksaan data tidak dikirim kepada "
                "pimpinannya"
            ),
            advice=(
                "surat evaluasi dikirim setiap triwulan dan jadwal pembinaan mencakup seluruh OPD"
            ),
            improved=(
                "Surat evaluasi Walidata yang dahulu tidak ada sekarang dikirim setiap triwulan, "
                "dan seluruh OPD sudah menerima pembinaan."
            ),
            gap=("bukti pembinaan produsen data tidak dilampirkan, hanya bukti pengelolaan portal"),
            question=(
                "Tugas Walidata mana yang sudah berjalan penuh, dan OPD mana yang belum dibina?"
            ),
            answer=(
                "Pemeriksaan dan penyebarluasan berjalan penuh. Pembinaan belum menjangkau "
                "sebagian bagian dan kecamatan."
            ),
            start=("Membagi tugas memeriksa, menyebarluaskan, dan membina kepada petugas Walidata"),
        ),
    }
)
