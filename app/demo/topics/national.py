"""What OPDs of the demo write about each indicator.

Domain 5, Statistik Nasional.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.topics.topic import Topic

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "50101": Topic(
            subject="pemakaian statistik dasar",
            absent=(
                (
                    "Dokumen rencana {opd} belum memakai angka BPS; latar belakangnya disalin "
                    "dari tahun sebelumnya."
                ),
                (
                    "Angka BPS hanya ditempel pada sambutan laporan dan tidak menentukan sasaran "
                    "{unit}."
                ),
            ),
            done=(
                (
                    "Angka kemiskinan dan proyeksi penduduk BPS dipakai {unit} sebagai penyebut "
                    "data {data} dalam Renja {year}."
                ),
                (
                    "{opd} memakai publikasi BPS Kota Kediri Dalam Angka untuk menetapkan sasaran "
                    "layanan pada Renstra dan LPPD."
                ),
            ),
            proofs=(
                ("laporan", "Bab 7, halaman 2"),
                ("laporan", "Bab 5, halaman 2"),
            ),
            ruled=(
                "pemakaian angka BPS bersama Walidata dalam penyusunan rencana dan evaluasi kinerja"
            ),
            finding=(
                "Renja memakai proyeksi penduduk tahun lama sehingga cakupan data {data} tampak "
                "terlalu tinggi"
            ),
            advice=(
                "{unit} mengonsultasikan tahun dasar proyeksi kepada BPS sebelum Renja disusun"
            ),
            improved=(
                "Renja {last} memakai proyeksi lama; Renja {year} memakai proyeksi terbaru, dan "
                "target data {data} disesuaikan."
            ),
            gap=("angka BPS tercantum dalam dokumen tetapi tidak dipakai untuk menetapkan sasaran"),
            question="Pada bagian mana Renja {opd} angka BPS menentukan sasaran?",
            answer=(
                "Pada tabel sasaran {unit}, proyeksi penduduk BPS menjadi penyebut cakupan data "
                "{data}."
            ),
            start=(
                "Memakai angka BPS sebagai dasar sasaran pada penyusunan Renja {opd} berikutnya"
            ),
        ),
        "50102": Topic(
            subject="pemakaian statistik sektoral",
            absent=(
                (
                    "Data {data} dikumpulkan, tetapi belum dipakai dalam rapat evaluasi maupun "
                    "penyusunan kegiatan {opd}."
                ),
                ("Lokasi kegiatan {unit} ditentukan dari usulan, tanpa melihat data {data}."),
            ),
            done=(
                (
                    "Data {data} dipakai {unit} untuk menentukan kelurahan sasaran dan dibahas "
                    "dalam rapat evaluasi triwulanan."
                ),
                (
                    "{opd} memakai data {other} dari OPD lain bersama data {data} untuk menyusun "
                    "prioritas kegiatan {year}."
                ),
            ),
            proofs=(
                ("laporan", "Bab 7, halaman 2"),
                ("data", "lembar Tabel"),
            ),
            ruled=(
                "kewajiban melampirkan data sektoral pada usulan kegiatan dan membahasnya bersama "
                "Walidata"
            ),
            finding=(
                "tiga usulan kegiatan tidak melampirkan data {data} dan lokasinya tidak sesuai "
                "urutan prioritas"
            ),
            advice="usulan tanpa data dikembalikan oleh sekretaris sebelum dibahas",
            improved=(
                "Pada {last} tiga usulan tidak memakai data; pada {year} seluruh usulan {unit} "
                "melampirkan data {data} menurut kelurahan."
            ),
            gap="contoh keputusan yang memakai data {data} tidak dapat ditunjukkan",
            question="Keputusan apa pada tahun {last} yang diambil berdasarkan data {data}?",
            answer=(
                "Penetapan kelurahan sasaran kegiatan {unit}. Urutannya mengikuti tabel data "
                "{data} triwulan terakhir."
            ),
            start=(
                "Melampirkan data {data} pada usulan kegiatan {unit} dan membahasnya dalam rapat "
                "evaluasi"
            ),
        ),
        "50103": Topic(
            subject="sosialisasi dan literasi statistik",
            absent=(
                (
                    "{opd} belum menjelaskan datanya kepada warga maupun {field}; media sosial "
                    "hanya memuat kegiatan."
                ),
                ("Penjelasan data {data} hanya diberikan kepada pegawai {unit} dalam apel."),
            ),
            done=(
                (
                    "{unit} menjelaskan cara membaca data {data} kepada {field} melalui pertemuan "
                    "dan infografis di media sosial."
                ),
                (
                    "{opd} mengadakan kelas singkat tentang data {data} bagi pengguna layanan, "
                    "dengan materi dan daftar hadirnya."
                ),
            ),
            proofs=(
                ("laporan", "Bab 7, halaman 2"),
                ("layar", "tautan infografis pada daftar dataset"),
            ),
            ruled="jadwal sosialisasi, bentuk bahan, dan pengukuran pemahaman peserta",
            finding=(
                "peserta sosialisasi data {data} sebagian besar pegawai, dan pemahaman warga "
                "belum diukur"
            ),
            advice=(
                "sosialisasi dipindahkan ke kelurahan dan ditutup dengan lima pertanyaan singkat"
            ),
            improved=(
                "Skor pemahaman peserta tentang data {data} naik dari 58 menjadi {share} setelah "
                "bahan diganti dengan contoh kelurahan."
            ),
            gap=(
                "kegiatan yang dilampirkan adalah rapat internal, bukan sosialisasi kepada publik"
            ),
            question=("Siapa peserta sosialisasi data {data}, dan bagaimana pemahamannya diukur?"),
            answer=(
                "Pesertanya petugas {field} dan perwakilan warga. Pemahamannya diukur dengan lima "
                "pertanyaan di akhir acara."
            ),
            start="Mengadakan sosialisasi data {data} bagi warga dan {field}",
        ),
        "50201": Topic(
            subject="pelaksanaan rekomendasi kegiatan statistik",
            absent=(
                ("Rancangan {activity} belum diberitahukan kepada BPS sebelum dilaksanakan."),
                ("{unit} baru mengetahui kewajiban rekomendasi setelah {activity} selesai."),
            ),
            done=(
                (
                    "Rancangan {activity} sudah diajukan kepada BPS Kota Kediri, dan tanda "
                    "pengajuannya disimpan {unit}."
                ),
                (
                    "{unit} mengajukan rancangan {activity} melalui Romantik, dan masih "
                    "melengkapi catatan pemeriksa."
                ),
            ),
            proofs=(
                ("surat", "isi surat, halaman 1"),
                ("surat", "catatan konsultasi butir 4, halaman 2"),
            ),
            ruled=(
                "pengajuan melalui Romantik yang dikoordinasikan Walidata dan larangan mulai "
                "sebelum rekomendasi terbit"
            ),
            finding=(
                "dua kegiatan diajukan sesudah pengumpulan dimulai dan satu saran BPS belum "
                "dijalankan"
            ),
            advice=("pengajuan masuk ke dalam jadwal Januari dan Walidata memeriksa tanggalnya"),
            improved=(
                "Pada {last} dua kegiatan terlambat diajukan; pada {year} seluruh kegiatan {opd} "
                "memperoleh rekomendasi sebelum pengumpulan."
            ),
            gap="surat pengajuan bertanggal sesudah kegiatan selesai",
            question=(
                "Apakah nomor rekomendasi untuk {activity} sudah terbit, dan sebelum pengumpulan "
                "dimulai?"
            ),
            answer=(
                "Pengajuan dikirim pada {month} {year}. Nomor rekomendasi terbit dua minggu "
                "kemudian, sebelum surat permintaan kepada {field}."
            ),
            start=(
                "Mengajukan rancangan {activity} melalui Romantik sebelum pengumpulan data dimulai"
            ),
        ),
        "50301": Topic(
            subject="perencanaan pembangunan statistik",
            absent=(
                (
                    "Rencana statistik sektoral seluruh OPD belum disusun oleh {opd}; kegiatan "
                    "berjalan menurut anggaran masing-masing."
                ),
                "Rencana aksi Satu Data masih berupa konsep dan belum ditetapkan.",
            ),
            done=(
                (
                    "Rencana aksi Satu Data {year} sudah ditetapkan, memuat kegiatan statistik "
                    "dan penanggung jawab setiap OPD."
                ),
                (
                    "{opd} menyusun rencana kerja statistik bersama Bappeda dan membagikannya "
                    "kepada seluruh OPD."
                ),
            ),
            proofs=(
                ("sk", "Diktum KETIGA, halaman 1"),
                ("surat", "catatan konsultasi butir 5, halaman 2"),
            ),
            ruled=("pelaksanaan rencana aksi dan lembar pantau triwulanan yang diisi seluruh OPD"),
            finding="{n} OPD tertinggal dari rencana karena pengelola datanya berganti",
            advice="Walidata mendampingi OPD tertinggal dan membagi ulang jadwal bersama BPS",
            improved=(
                "Rencana semula tidak memuat pendampingan; rencana yang direvisi memuatnya, dan "
                "OPD tertinggal berkurang menjadi 3."
            ),
            gap="rencana aksi yang dilampirkan belum ditandatangani",
            question="Kegiatan mana dalam rencana aksi yang tertinggal, dan apa penyebabnya?",
            answer=(
                "Pengisian metadata pada beberapa bagian dan kecamatan tertinggal karena "
                "pergantian pengelola data."
            ),
            start=(
                "Menetapkan rencana aksi Satu Data yang memuat kegiatan dan penanggung jawab "
                "setiap OPD"
            ),
        ),
        "50302": Topic(
            subject="penyebarluasan data satu pintu",
            absent=(
                (
                    "Sebagian OPD belum membuka datanya, dan {opd} belum mencatat di mana data "
                    "OPD diterbitkan."
                ),
                ("Portal Satu Data masih dalam pembangunan dan belum dapat dibuka umum."),
            ),
            done=(
                (
                    "Seluruh OPD sudah menerbitkan data di laman masing-masing, dan {opd} "
                    "menyusun daftar alamatnya."
                ),
                (
                    "{opd} meminta OPD membuka data pokoknya; tautan laman OPD dihimpun pada satu "
                    "halaman."
                ),
            ),
            proofs=(
                ("layar", "daftar dataset portal Satu Data"),
                ("laporan", "Bab 7, halaman 2"),
            ),
            ruled=(
                "penerbitan satu pintu melalui portal daerah beserta pemeriksa dan batas waktu "
                "unggah"
            ),
            finding=(
                "{n} dataset gagal dipanen Portal Satu Data Indonesia karena lisensi dan "
                "metadatanya kosong"
            ),
            advice="isian lisensi diwajibkan dan hasil panen dipantau setiap minggu",
            improved=(
                "Dataset yang gagal dipanen turun dari {n} menjadi 2 setelah isian lisensi "
                "diwajibkan pada SOP unggah."
            ),
            gap="daftar alamat data OPD tidak mencakup kecamatan dan bagian",
            question="Berapa dataset OPD yang sudah terbaca di Portal Satu Data Indonesia?",
            answer=(
                "Per {month} {year} sekitar {share} persen dataset terbaca. Sisanya masih "
                "menunggu perbaikan metadata."
            ),
            start="Menerbitkan data pokok seluruh OPD pada portal Satu Data Kota Kediri",
        ),
        "50303": Topic(
            subject="pemanfaatan sumber digital",
            absent=(
                (
                    "Rekaman {system} dan aduan warga dibiarkan tersimpan; belum ada kajian untuk "
                    "mengolahnya menjadi angka."
                ),
                (
                    "{opd} baru mengikuti seminar tentang big data dan belum mencoba satu sumber "
                    "pun."
                ),
            ),
            done=(
                (
                    "{unit} menulis percobaan menghitung aduan warga per kelurahan sebagai "
                    "pelengkap data {data}, termasuk izin dan keterbatasannya."
                ),
                (
                    "{unit} mencoba mengolah rekaman {system} menjadi angka mingguan; cara dan "
                    "hasilnya ditulis dalam laporan pendek."
                ),
            ),
            proofs=(
                ("laporan", "Bab 7, halaman 2"),
                ("data", "lembar Tabel"),
            ),
            ruled=(
                "angka pelengkap bulanan dari sumber digital, izin pemakaiannya, dan keterangan "
                "keterbatasannya"
            ),
            finding=(
                "aduan ganda membuat angka pelengkap data {data} terlalu tinggi di satu kecamatan"
            ),
            advice=(
                "aduan ganda dibuang menurut nomor dan hasilnya dibandingkan dengan cek lapangan"
            ),
            improved=(
                "Setelah aduan ganda dibuang, selisih angka pelengkap data {data} terhadap cek "
                "lapangan turun dari {n} persen menjadi 6 persen."
            ),
            gap="laporan percobaan tidak menyebut sumber, izin, dan hasil hitungannya",
            question="Sumber digital apa yang dicoba {unit}, dan bagaimana izin pemakaiannya?",
            answer=(
                "Kami memakai rekaman {system} yang sudah dianonimkan. Izinnya diberikan kepala "
                "{opd} melalui nota dinas."
            ),
            start=(
                "Mencoba mengolah satu sumber digital, misalnya aduan warga per kelurahan, dan "
                "menulis hasilnya"
            ),
        ),
    }
)
