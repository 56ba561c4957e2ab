"""What OPDs of the demo write about each indicator.

Domain 2, Kualitas Data: relevance, accuracy and timeliness.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.topics.topic import Topic

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "20101": Topic(
            subject="kecocokan data dengan kebutuhan pengguna",
            absent=(
                (
                    "Tabel data {data} dibuat mengikuti judul tahun lalu; {opd} belum mencatat "
                    "siapa pemakainya dan data apa yang diminta."
                ),
                (
                    "Laporan {activity} hanya menyebut data untuk kebutuhan pimpinan, tanpa "
                    "rincian permintaan {user}."
                ),
            ),
            done=(
                (
                    "{unit} menyusun matriks kebutuhan yang membandingkan permintaan {user} "
                    "dengan tabel data {data} yang tersedia, termasuk yang belum dapat dipenuhi."
                ),
                (
                    "Tanggapan {user} atas data {data} dicatat oleh {unit}, dan kekurangannya "
                    "disebutkan pada laporan {activity}."
                ),
            ),
            proofs=(
                ("data", "lembar Kebutuhan, baris 2 sampai 5"),
                ("laporan", "Bab 1, halaman 1"),
            ),
            ruled=(
                "bentuk matriks kebutuhan, ukuran terpenuhi atau belum, dan petugas penampung "
                "tanggapan pengguna"
            ),
            finding=(
                "hanya {share} persen permintaan {user} atas data {data} terjawab, dan satu tabel "
                "tidak pernah dipakai"
            ),
            advice=(
                "tabel yang tidak dipakai dihentikan dan rincian menurut kelurahan ditambahkan"
            ),
            improved=(
                "Tabel data {data} yang semula hanya menyajikan jumlah kota sekarang memuat "
                "rincian kelurahan, sesuai permintaan {user} pada tahun {last}."
            ),
            gap=(
                "matriks kebutuhan pengguna untuk {activity} tidak memuat nama pemakai selain "
                "pimpinan sendiri"
            ),
            question=(
                "Permintaan {user} mana yang belum dapat dijawab oleh data {data}, dan bagaimana "
                "hal itu disampaikan kepadanya?"
            ),
            answer=(
                "Rincian menurut jenis kelamin belum tersedia. Hal itu sudah disampaikan kepada "
                "{user} melalui nota dinas {unit} bulan {month} {year}."
            ),
            start="Mengisi matriks kebutuhan pengguna untuk data {data} bersama {user}",
        ),
        "20102": Topic(
            subject="penggalian kebutuhan data",
            absent=(
                (
                    "Kebutuhan data {data} ditentukan sendiri oleh {unit}; belum ada pertemuan "
                    "atau daftar permintaan dari pemakai."
                ),
                (
                    "Sebelum {activity} dimulai belum ada catatan siapa yang memerlukan data, "
                    "petugasnya, dan biayanya."
                ),
            ),
            done=(
                (
                    "Sebelum {activity} dimulai, {unit} mengundang {user} untuk menyusun daftar "
                    "data yang diminta beserta petugas dan biayanya."
                ),
                (
                    "Daftar permintaan data {data} dihimpun {unit} melalui rapat yang notula dan "
                    "daftar hadirnya disimpan bersama laporan kegiatan."
                ),
            ),
            proofs=(
                ("data", "lembar Kebutuhan, kolom Diminta oleh"),
                ("laporan", "Bab 1, halaman 1"),
            ),
            ruled=(
                "urutan bertanya kepada pengguna, lembar isian kebutuhan, dan waktu pengisiannya "
                "sebelum penyusunan rencana kerja"
            ),
            finding=(
                "daftar permintaan data {data} hanya berasal dari dua bidang, sedangkan {second} "
                "belum ditanya"
            ),
            advice=("undangan diperluas kepada {second} dan {user} sebelum rencana kerja disusun"),
            improved=(
                "Lembar isian kebutuhan yang dahulu hanya satu kolom sekarang memuat pemakai, "
                "tujuan, waktu, dan biaya, dan {second} ikut mengisinya."
            ),
            gap=("daftar hadir dan notula penggalian kebutuhan untuk {activity} tidak dilampirkan"),
            question=(
                "Siapa saja yang diundang ketika kebutuhan data {data} digali, dan kapan "
                "pertemuannya?"
            ),
            answer=(
                "Pertemuan dilaksanakan pada {month} {last} dengan undangan {user} dan {second}. "
                "Notulanya kami tambahkan pada laporan kegiatan."
            ),
            start=(
                "Mengadakan pertemuan penggalian kebutuhan data {data} dengan {user} dan "
                "menyimpan notula serta daftar hadirnya"
            ),
        ),
        "20201": Topic(
            subject="pemeriksaan akurasi data",
            absent=(
                (
                    "Kiriman data {data} dari {field} langsung dijumlahkan oleh {unit} tanpa "
                    "pemeriksaan isian kosong atau ganda."
                ),
                (
                    "Kesalahan data {data} baru diketahui bila ada pertanyaan dari {user}; belum "
                    "ada aturan validasi yang tertulis."
                ),
            ),
            done=(
                (
                    "{unit} memeriksa kelengkapan, isian ganda, dan pencilan data {data} dengan "
                    "aturan validasi tertulis, lalu menguji petik {n} baris pada {field}."
                ),
                (
                    "Data {data} diperiksa dengan daftar validasi pada lembar kerja {activity}; "
                    "kelengkapannya tercatat {share} persen."
                ),
            ),
            proofs=(
                ("data", "lembar Pemeriksaan, baris 2 sampai 6"),
                ("laporan", "Bab 4, halaman 2"),
            ),
            ruled=(
                "daftar validasi, besar uji petik pada {field}, dan berita acara pemeriksaan "
                "sebelum data dinyatakan final"
            ),
            finding=(
                "{n} baris data {data} terkirim ganda dan pencilan pada satu {field} tidak "
                "dikonfirmasi"
            ),
            advice=(
                "aturan isian ganda dimasukkan ke dalam {system} dan pencilan wajib dikonfirmasi "
                "dalam tiga hari"
            ),
            improved=(
                "Sebelum aturan validasi diganti terdapat {n} baris ganda pada data {data}; pada "
                "semester berikutnya tinggal 2 baris."
            ),
            gap=(
                "hasil uji petik tidak menyebut berapa baris yang diperiksa dan kesalahan apa "
                "yang ditemukan"
            ),
            question=(
                "Berapa baris data {data} yang diuji petik, dan bagaimana kesalahan yang "
                "ditemukan dibetulkan?"
            ),
            answer=(
                "Uji petik mencakup {n} baris dari tiga {field}. Kesalahannya dibetulkan pada "
                "lembar kerja dan dicatat dalam lembar Pemeriksaan."
            ),
            start=("Menyusun daftar validasi data {data} dan melakukan uji petik pada {field}"),
        ),
        "20301": Topic(
            subject="penjaminan kemutakhiran data",
            absent=(
                (
                    "Jarak antara periode data {data} dan waktu terbitnya belum dicatat; tabel "
                    "tahun {last} baru selesai ketika diminta."
                ),
                (
                    "Laporan {activity} tidak memuat tanggal pendataan, pengolahan, dan rilis, "
                    "sehingga kemutakhirannya tidak dapat dihitung."
                ),
            ),
            done=(
                (
                    "Produk data {data} mencantumkan periode pendataan, pengolahan, dan rilis; "
                    "jaraknya {days} hari sesuai kesepakatan dengan {user}."
                ),
                (
                    "{unit} mencatat tanggal setiap tahapan {activity}, dan data {data} terbit "
                    "{days} hari sesudah akhir periode."
                ),
            ),
            proofs=(
                ("laporan", "Bab 6, halaman 2"),
                ("data", "lembar Rilis, kolom Selisih hari"),
            ),
            ruled=(
                "batas waktu setiap tahapan dari penerimaan kiriman {field} sampai rilis beserta "
                "penanggung jawabnya"
            ),
            finding=(
                "kiriman {field} terlambat rata-rata {days} hari sehingga rilis data {data} ikut "
                "mundur"
            ),
            advice=("batas kirim dimajukan dan {unit} mengingatkan {field} seminggu sebelumnya"),
            improved=(
                "Jarak rilis data {data} berkurang dari {days} hari menjadi 3 hari setelah "
                "pengiriman melalui {system} menggantikan surat."
            ),
            gap=(
                "tanggal rilis yang tercantum tidak disertai kesepakatan dengan pengguna tentang "
                "jarak yang diharapkan"
            ),
            question=(
                "Berapa hari jarak antara akhir periode data {data} dan tanggal terbitnya, dan di "
                "mana kesepakatannya tertulis?"
            ),
            answer=(
                "Jaraknya {days} hari. Kesepakatannya ada pada notula rapat dengan {user} bulan "
                "{month} {last}."
            ),
            start=(
                "Mencatat tanggal pendataan, pengolahan, dan rilis data {data} serta menyepakati "
                "jaraknya dengan {user}"
            ),
        ),
        "20302": Topic(
            subject="pemantauan ketepatan waktu rilis",
            absent=(
                (
                    "{opd} belum memiliki jadwal rilis; data {data} diterbitkan bila sudah "
                    "selesai dikerjakan."
                ),
                (
                    "Rencana terbit data {data} hanya disampaikan lisan di {unit} dan tidak "
                    "dibandingkan dengan kenyataannya."
                ),
            ),
            done=(
                (
                    "Jadwal rilis data {data} diumumkan pada awal tahun, dan {unit} mengisi "
                    "tanggal rencana serta tanggal terbit yang sebenarnya."
                ),
                (
                    "{unit} menyusun kalender rilis {year}; realisasi data {data} dan data "
                    "{other} dicatat setiap triwulan."
                ),
            ),
            proofs=(
                ("data", "lembar Rilis, baris 2 sampai 5"),
                ("laporan", "Bab 6, halaman 2"),
            ),
            ruled=(
                "pengumuman kalender rilis setiap Januari dan laporan rencana dibandingkan "
                "realisasi setiap triwulan"
            ),
            finding=(
                "dua dari empat rilis data {data} terlambat dan sebabnya tidak diumumkan kepada "
                "pengguna"
            ),
            advice=(
                "penyebab keterlambatan ditulis pada kalender dan alur persetujuan dipersingkat"
            ),
            improved=(
                "Pada kalender {last} dua rilis terlambat; setelah persetujuan dipindahkan ke "
                "sekretaris, keempat rilis data {data} terbit tepat waktu."
            ),
            gap=(
                "kalender rilis tidak memuat tanggal realisasi sehingga ketepatannya tidak dapat "
                "dinilai"
            ),
            question=(
                "Di mana kalender rilis data {data} diumumkan, dan berapa rilis yang tepat waktu "
                "pada tahun {last}?"
            ),
            answer=(
                "Kalender diumumkan pada laman {opd}. Tahun {last} tiga dari empat rilis data "
                "{data} tepat waktu."
            ),
            start=(
                "Menyusun dan mengumumkan kalender rilis data {data} serta mencatat realisasinya"
            ),
        ),
    }
)
