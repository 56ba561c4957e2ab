"""What OPDs of the demo write about each indicator.

Domain 3, Proses Bisnis Statistik.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.topics.topic import Topic

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "30101": Topic(
            subject="pendefinisian kebutuhan statistik",
            absent=(
                (
                    "{activity} dijalankan mengikuti kebiasaan tahun sebelumnya; belum ada "
                    "kerangka acuan yang menyebut tujuan dan pemakainya."
                ),
                (
                    "{unit} memiliki surat perintah pendataan, tetapi belum menulis mengapa data "
                    "yang sudah ada tidak mencukupi."
                ),
            ),
            done=(
                (
                    "Kerangka acuan {activity} memuat tujuan, pemakai, konsep utama, dan "
                    "pemeriksaan data yang sudah tersedia di {system}."
                ),
                (
                    "{unit} berkonsultasi dengan {user} sebelum {activity} diusulkan, dan "
                    "hasilnya menjadi bagian kerangka acuan."
                ),
            ),
            proofs=(
                ("laporan", "Bab 1, halaman 1"),
                ("data", "lembar Kebutuhan"),
            ),
            ruled=(
                "isi kerangka acuan, konsultasi pemakai, dan pemeriksaan data yang sudah ada "
                "sebelum kegiatan diusulkan"
            ),
            finding=(
                "kerangka acuan {activity} tidak menyebut data {other} yang sebenarnya sudah "
                "tersedia"
            ),
            advice="pemeriksaan data tersedia menjadi lampiran wajib kerangka acuan",
            improved=(
                "Kerangka acuan {last} tidak memuat pemeriksaan data tersedia; kerangka acuan "
                "{year} memuatnya dan menghapus dua pertanyaan yang berulang."
            ),
            gap=(
                "kerangka acuan yang dilampirkan tidak menyebut pemakai data dan data yang sudah "
                "ada"
            ),
            question="Data apa yang sudah diperiksa lebih dahulu sebelum {activity} diusulkan?",
            answer=(
                "Kami memeriksa keluaran {system} dan {source}. Keduanya belum memuat rincian "
                "kelurahan yang diminta {user}."
            ),
            start=(
                "Menyusun kerangka acuan {activity} yang memuat tujuan, pemakai, konsep, dan "
                "pemeriksaan data tersedia"
            ),
        ),
        "30102": Topic(
            subject="perancangan statistik",
            absent=(
                (
                    "Tabel hasil {activity} baru dibentuk sesudah data terkumpul; rancangan "
                    "variabel dan cara olahnya belum ada."
                ),
                (
                    "{unit} belum memiliki rancangan tabel dan jadwal kerja tertulis untuk data "
                    "{data}."
                ),
            ),
            done=(
                (
                    "Rancangan {activity} memuat tabel kosong, daftar variabel, rumus indikator, "
                    "sumber dari {field}, dan jadwal kerja."
                ),
                (
                    "{unit} menyusun rancangan keluaran data {data} beserta cara pengumpulan dan "
                    "alur pengolahannya sebelum kegiatan dimulai."
                ),
            ),
            proofs=(
                ("laporan", "Bab 3, halaman 1"),
                ("metadata", "lembar MS-Ind, baris 2 dan 3"),
            ),
            ruled=(
                "rancangan tabel, variabel, rumus, dan jadwal yang harus disetujui sekretaris "
                "sebelum pengumpulan data"
            ),
            finding=("rumus data {data} dalam rancangan belum memuat perlakuan untuk isian kosong"),
            advice="rancangan dilengkapi aturan isian kosong dan disetujui ulang",
            improved=(
                "Rancangan lama tidak mengatur isian kosong; rancangan {year} mengaturnya, dan "
                "tabel data {data} tidak lagi dihitung dua kali."
            ),
            gap="rancangan tabel yang dilampirkan bertanggal sesudah data dikumpulkan",
            question=(
                "Kapan rancangan tabel dan rumus data {data} disetujui, sebelum atau sesudah "
                "pengumpulan?"
            ),
            answer=(
                "Rancangan disetujui pada {month} {last}, sebelum surat permintaan data dikirim "
                "kepada {field}."
            ),
            start=(
                "Menyusun rancangan tabel, variabel, rumus, dan jadwal sebelum {activity} "
                "berikutnya dimulai"
            ),
        ),
        "30103": Topic(
            subject="penyiapan instrumen",
            absent=(
                (
                    "Formulir {activity} dibagikan kepada {field} tanpa petunjuk pengisian dan "
                    "tanpa uji coba."
                ),
                (
                    "Setiap {field} memakai bentuk isian sendiri untuk data {data}, lalu "
                    "disesuaikan oleh {unit}."
                ),
            ),
            done=(
                (
                    "Formulir {activity} sudah dicoba pada dua {field}, diperbaiki, dan dibagikan "
                    "bersama petunjuk pengisiannya."
                ),
                (
                    "{unit} menyiapkan layar isian data {data} pada {system} disertai panduan dan "
                    "contoh pengisian."
                ),
            ),
            proofs=(
                ("laporan", "Bab 3, halaman 1"),
                ("metadata", "lembar MS-Var, kolom Aturan isian"),
            ),
            ruled=(
                "uji coba formulir, penyusunan panduan, dan pengesahan versi sebelum instrumen "
                "dibagikan"
            ),
            finding=("petugas {field} salah mengartikan dua pertanyaan pada formulir data {data}"),
            advice=("kalimat pertanyaan diganti dan diuji coba ulang pada {field} yang berbeda"),
            improved=(
                "Pertanyaan yang sering salah diartikan sudah diganti; kesalahan isian data "
                "{data} turun dari {n} menjadi 4 baris."
            ),
            gap="laporan uji coba formulir tidak dilampirkan, hanya formulir kosong",
            question=(
                "Apakah formulir data {data} pernah diuji coba, dan apa yang diubah sesudahnya?"
            ),
            answer=(
                "Uji coba dilakukan pada dua {field}. Dua pertanyaan diperjelas dan satu pilihan "
                "jawaban ditambahkan."
            ),
            start="Menguji coba formulir {activity} dan menulis petunjuk pengisiannya",
        ),
        "30201": Topic(
            subject="pengumpulan data",
            absent=(
                (
                    "Data {data} diminta lewat pesan singkat kepada {field}; surat permintaan dan "
                    "tanda terimanya belum ada."
                ),
                (
                    "Kiriman {field} tidak dicatat, sehingga {unit} tidak mengetahui siapa yang "
                    "belum mengirim data {data}."
                ),
            ),
            done=(
                (
                    "{unit} mengirim surat permintaan data {data} kepada seluruh {field}, dan "
                    "setiap penyerahan dicatat dalam berita acara."
                ),
                (
                    "Pengumpulan {activity} dilakukan melalui {system}; petugas {field} diberi "
                    "pengarahan, dan pemasukannya mencapai {share} persen."
                ),
            ),
            proofs=(
                ("laporan", "Bab 4, halaman 2"),
                ("data", "lembar Pemeriksaan, baris Pemasukan"),
            ),
            ruled=(
                "surat permintaan, pengarahan petugas, pencatatan penyerahan, dan penyimpanan "
                "berkas asli"
            ),
            finding=(
                "pemasukan data {data} baru {share} persen pada batas waktu karena petugas "
                "{field} berganti"
            ),
            advice=(
                "pengarahan diulang setiap ada petugas baru dan daftar pemasukan dikirim mingguan"
            ),
            improved=(
                "Pemasukan data {data} tepat waktu naik menjadi 100 persen setelah daftar "
                "pemasukan mingguan dikirim kepada pimpinan {field}."
            ),
            gap=(
                "surat permintaan data ada, tetapi berita acara penyerahan dari {field} tidak "
                "ditemukan"
            ),
            question="Bagaimana {unit} mencatat {field} yang belum menyerahkan data {data}?",
            answer=(
                "Pemasukan dicatat pada lembar Pemeriksaan dan disampaikan setiap minggu. Yang "
                "belum mengirim dihubungi oleh {second}."
            ),
            start=(
                "Membuat surat permintaan dan berita acara penyerahan data {data} untuk seluruh "
                "{field}"
            ),
        ),
        "30301": Topic(
            subject="pengolahan data",
            absent=(
                (
                    "Data {data} diolah dengan menyalin tabel satu per satu; langkah penggabungan "
                    "dan perbaikannya tidak dicatat."
                ),
                (
                    "Hanya satu petugas {unit} yang mengetahui cara menggabungkan kiriman "
                    "{field}, dan belum ada catatannya."
                ),
            ),
            done=(
                (
                    "Kiriman {field} digabung dan divalidasi pada {system}; isian kosong data "
                    "{data} dikonfirmasi, lalu perbaikannya dicatat."
                ),
                (
                    "{unit} membuat laporan pengolahan {activity} yang memuat penggabungan, "
                    "pengodean, validasi, dan hasil akhirnya."
                ),
            ),
            proofs=(
                ("laporan", "Bab 4, halaman 2"),
                ("data", "lembar Pemeriksaan"),
            ),
            ruled=(
                "urutan penggabungan, pengodean, validasi, dan penyimpanan versi akhir yang sama "
                "untuk semua bidang"
            ),
            finding="dua versi akhir data {data} beredar karena nama berkasnya tidak diatur",
            advice="penamaan versi ditetapkan dan hanya satu folder akhir yang dipakai",
            improved=(
                "Dahulu beredar dua versi akhir data {data}; sekarang {system} hanya menyimpan "
                "satu versi yang ditandai sekretaris."
            ),
            gap="tidak terlihat catatan perbaikan isian selama pengolahan",
            question="Bagaimana isian kosong pada data {data} diperlakukan ketika diolah?",
            answer=(
                "Isian kosong dikonfirmasi kepada {field}. Bila tidak dijawab dalam tiga hari, "
                "ditandai sebagai tidak tersedia."
            ),
            start=("Menulis langkah pengolahan {activity} dan mencatat setiap perbaikan isian"),
        ),
        "30302": Topic(
            subject="analisis data",
            absent=(
                (
                    "Laporan {activity} berisi tabel tanpa penjelasan, dan angka yang janggal "
                    "belum ditelaah."
                ),
                ("Data {data} langsung diserahkan kepada {user} tanpa pembahasan di {unit}."),
            ),
            done=(
                (
                    "Laporan {activity} memuat tabulasi, penjelasan perubahan data {data}, dan "
                    "catatan pembahasan sebelum dirilis."
                ),
                (
                    "{unit} memeriksa silang data {data} dengan data {other}, menafsirkan "
                    "perubahannya, dan membahasnya dengan {second}."
                ),
            ),
            proofs=(
                ("laporan", "Bab 5, halaman 2"),
                ("data", "lembar Tabel"),
            ),
            ruled=(
                "pemeriksaan antartabel, pembahasan sebelum rilis, dan kendali atas angka yang "
                "dapat membuka identitas"
            ),
            finding="kenaikan data {data} dijelaskan tanpa menyebut perubahan cakupan {field}",
            advice="naskah analisis memuat satu alinea tentang mutu data sebelum penafsiran",
            improved=(
                "Naskah analisis {last} tidak menyebut mutu data; naskah {year} memuatnya, dan "
                "satu kesimpulan tentang data {data} dibetulkan."
            ),
            gap=("laporan hanya berisi tabel dan tidak ada penafsiran atau catatan pembahasan"),
            question="Siapa yang membahas hasil data {data} sebelum diserahkan kepada {user}?",
            answer=(
                "Hasilnya dibahas {unit} bersama {second} pada {month} {last}, dan koreksinya "
                "dicatat pada notula."
            ),
            start="Menulis penjelasan perubahan data {data} dan membahasnya sebelum rilis",
        ),
        "30401": Topic(
            subject="diseminasi data oleh Walidata",
            absent=(
                (
                    "{opd} menerima kiriman data OPD, tetapi belum memeriksa metadatanya dan "
                    "belum menyebarkannya kepada umum."
                ),
                (
                    "Data kiriman OPD masih tersimpan di folder Walidata dan belum memiliki "
                    "jadwal terbit."
                ),
            ),
            done=(
                (
                    "{opd} mencocokkan data dan metadata kiriman OPD, lalu menerbitkannya di "
                    "portal Satu Data mengikuti jadwal tiap produsen."
                ),
                (
                    "{unit} menerbitkan data {data} beserta data OPD lain dan melayani permintaan "
                    "pengguna melalui meja layanan data."
                ),
            ),
            proofs=(
                ("layar", "daftar dataset portal Satu Data"),
                ("laporan", "Bab 7, halaman 2"),
            ),
            ruled=(
                "satu alur pemeriksaan, penerbitan, promosi, dan layanan pengguna bagi seluruh "
                "produsen data"
            ),
            finding=(
                "{n} dataset OPD terbit tanpa metadata karena pemeriksaan dilewati menjelang "
                "batas waktu"
            ),
            advice=(
                "portal menolak unggahan tanpa metadata dan jadwal terbit dibagi merata sepanjang "
                "bulan"
            ),
            improved=(
                "Jumlah dataset tanpa metadata turun dari {n} menjadi nol setelah portal menolak "
                "unggahan yang tidak lengkap."
            ),
            gap="bukti pemeriksaan data dan metadata sebelum terbit tidak dilampirkan",
            question=(
                "Bagaimana {opd} memeriksa kecocokan data dan metadata sebelum dataset OPD "
                "diterbitkan?"
            ),
            answer=(
                "Petugas {unit} mengisi lembar periksa pada portal. Dataset yang belum cocok "
                "dikembalikan kepada produsennya."
            ),
            start=("Memeriksa dan menerbitkan data kiriman OPD di portal Satu Data menurut jadwal"),
        ),
    }
)
