"""What OPDs of the demo write about each indicator.

Domain 4, Kelembagaan: professional conduct and people.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.topics.topic import Topic

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "40101": Topic(
            subject="transparansi informasi statistik",
            absent=(
                (
                    "Tabel data {data} terbit tanpa keterangan sumber, cara hitung, dan alamat "
                    "bertanya."
                ),
                (
                    "Daftar informasi publik {opd} belum memuat data statistik, dan hak pengguna "
                    "belum dijelaskan."
                ),
            ),
            done=(
                (
                    "Halaman data {data} memuat sumber, cara pengumpulan, konsep, serta alamat "
                    "PPID {opd} yang dapat dihubungi."
                ),
                (
                    "{opd} mengumumkan perubahan cara hitung data {data} dan memasukkan datanya "
                    "ke daftar informasi publik PPID."
                ),
            ),
            proofs=(
                ("layar", "kolom Metadata dan alamat PPID"),
                ("laporan", "Bab 2, halaman 1"),
            ),
            ruled=(
                "keterangan wajib pada setiap tabel terbit dan cara mengumumkan perubahan metode"
            ),
            finding=(
                "tiga tabel data {data} tidak menyebut sumber dan pertanyaan warga dijawab "
                "melewati batas waktu"
            ),
            advice="templat tabel memuat baris sumber dan PPID memantau waktu jawab",
            improved=(
                "Tabel data {data} edisi lama tanpa sumber; edisi baru memuat sumber, cara "
                "hitung, dan tanggal pembaruan."
            ),
            gap="halaman yang ditunjukkan tidak memuat sumber dan cara hitung",
            question="Di mana warga dapat membaca cara hitung data {data}?",
            answer=(
                "Cara hitungnya ada pada kolom Metadata di portal Satu Data. Tautannya juga "
                "dipasang pada laman {opd}."
            ),
            start=(
                "Mencantumkan sumber, cara hitung, dan alamat PPID pada setiap tabel data {data}"
            ),
        ),
        "40102": Topic(
            subject="netralitas sumber dan metode",
            absent=(
                (
                    "Pemilihan sumber data {data} belum dijelaskan, dan angkanya dibahas hanya "
                    "dengan pihak yang dinilai oleh angka itu."
                ),
                (
                    "{unit} memakai cara hitung yang berganti mengikuti permintaan laporan, tanpa "
                    "dasar tertulis."
                ),
            ),
            done=(
                (
                    "Dasar pemilihan sumber dan rumus data {data} ditulis pada laporan "
                    "{activity}, dan hasilnya dibahas bersama {second} sebelum rilis."
                ),
                (
                    "{unit} mengumumkan rencana rilis data {data} lebih dahulu, sehingga angkanya "
                    "tidak dapat ditahan atau diubah menjelang evaluasi."
                ),
            ),
            proofs=(
                ("laporan", "Bab 3, halaman 1"),
                ("data", "lembar Rilis"),
            ),
            ruled=(
                "alasan pemilihan sumber, pemisahan penghitung dari pengguna angka, dan larangan "
                "mengubah angka sesudah rilis"
            ),
            finding=(
                "rumus data {data} dipilih tanpa membandingkan pilihan lain dan penghitungnya "
                "juga pemilik target"
            ),
            advice=("penghitungan dipindahkan ke {second} dan alasan pemilihan rumus dilampirkan"),
            improved=(
                "Penghitung data {data} dahulu juga pemilik target; sejak {year} penghitungan "
                "dilakukan {second}, dan alasan rumus dilampirkan."
            ),
            gap=(
                "dasar pemilihan sumber data tidak ditulis dan pembahasan hanya dihadiri bidang "
                "yang bersangkutan"
            ),
            question=(
                "Mengapa {unit} memakai sumber itu untuk data {data}, dan siapa yang menyetujuinya?"
            ),
            answer=(
                "Sumber dipilih karena mencakup seluruh {field}. Persetujuannya ada pada rapat "
                "tim data bulan {month} {last}."
            ),
            start=(
                "Menulis dasar pemilihan sumber dan rumus data {data} serta membahasnya dengan "
                "pihak di luar {unit}"
            ),
        ),
        "40103": Topic(
            subject="penjaminan kualitas data",
            absent=(
                (
                    "Pemeriksaan mutu data {data} bergantung pada ketelitian petugas; belum ada "
                    "daftar periksa atau penanggung jawab."
                ),
                (
                    "{opd} belum menunjuk penjamin mutu, sehingga data {data} dikirim tanpa paraf "
                    "pemeriksa."
                ),
            ),
            done=(
                (
                    "Tim data {opd} memeriksa data {data} dengan daftar periksa mutu sebelum "
                    "dikirim, dan hasilnya diparaf sekretaris."
                ),
                (
                    "Keputusan tim data menunjuk pemeriksa mutu dari {second}, yang mengisi "
                    "lembar periksa untuk data {data}."
                ),
            ),
            proofs=(
                ("sk", "Diktum KEEMPAT, halaman 1"),
                ("data", "lembar Pemeriksaan"),
            ),
            ruled=("daftar periksa mutu pada setiap tahapan dan penahanan data yang tidak lolos"),
            finding=("daftar periksa mutu data {data} diisi sesudah data dikirim pada dua bulan"),
            advice="pengiriman dikunci sampai daftar periksa terisi",
            improved=(
                "Data {data} sekarang tidak dapat dikirim sebelum daftar periksa lengkap; pada "
                "{last} dua kiriman masih tanpa pemeriksaan."
            ),
            gap="daftar periksa mutu yang dilampirkan kosong dan tidak diparaf",
            question=(
                "Siapa yang menahan data {data} bila tidak lolos pemeriksaan mutu, dan pernahkah "
                "terjadi?"
            ),
            answer=(
                "Penahan data adalah sekretaris. Pada {month} {last} satu kiriman dikembalikan "
                "kepada {unit} karena belum lengkap."
            ),
            start="Menunjuk pemeriksa mutu dan memakai daftar periksa untuk data {data}",
        ),
        "40104": Topic(
            subject="penjaminan kerahasiaan data",
            absent=(
                (
                    "Berkas data {data} yang memuat identitas masih dibagikan melalui pesan, dan "
                    "belum ada pembatasan akses."
                ),
                (
                    "Kolom nama dan NIK pada lembar kerja {unit} belum disamarkan ketika data "
                    "{data} diserahkan kepada pihak lain."
                ),
            ),
            done=(
                (
                    "Identitas pada data {data} disamarkan sebelum dibagikan, dan akses ke "
                    "{system} dibatasi menurut tugas pegawai."
                ),
                (
                    "{unit} menyimpan data individu secara terpisah; tabel data {data} yang "
                    "terbit tidak memuat nama dan NIK."
                ),
            ),
            proofs=(
                ("data", "lembar Pemeriksaan, baris Identitas disamarkan"),
                ("sk", "Diktum KEENAM, halaman 1"),
            ),
            ruled=(
                "penyamaran identitas, pembatasan akses, dan pernyataan menjaga kerahasiaan oleh "
                "petugas"
            ),
            finding=(
                "tabel data {data} menurut kelurahan memuat sel bernilai satu yang dapat membuka "
                "identitas"
            ),
            advice=("sel kecil digabung dan akun pegawai yang pindah tugas segera dinonaktifkan"),
            improved=(
                "Sel bernilai kecil pada tabel data {data} sudah digabung, dan {n} akun lama pada "
                "{system} dinonaktifkan."
            ),
            gap="lembar yang dilampirkan masih memuat kolom NIK secara utuh",
            question=(
                "Bagaimana {unit} menyamarkan identitas pada data {data} sebelum diserahkan "
                "kepada {user}?"
            ),
            answer=(
                "NIK diganti nomor acak dan nama dihapus. Kunci penggantinya disimpan sekretaris "
                "di tempat terpisah."
            ),
            start=(
                "Menyamarkan identitas pada data {data} dan membatasi akses {system} menurut tugas"
            ),
        ),
        "40201": Topic(
            subject="kompetensi SDM statistik",
            absent=(
                (
                    "Belum ada pegawai {opd} yang ditugaskan khusus untuk kegiatan statistik, dan "
                    "analisis jabatannya belum disusun."
                ),
                (
                    "Pengolah data {data} adalah tenaga kontrak; surat tugas bagi pegawai tetap "
                    "belum ada."
                ),
            ),
            done=(
                (
                    "Dua pegawai tetap {unit} ditugaskan mengelola {activity} dengan surat tugas, "
                    "dan salah satunya berijazah statistika."
                ),
                (
                    "Analisis jabatan dan beban kerja Statistisi sudah disusun {opd}; untuk "
                    "sementara tugasnya dijalankan pegawai {unit}."
                ),
            ),
            proofs=(
                ("sk", "Lampiran susunan tim, halaman 2"),
                ("laporan", "Bab 4, halaman 2"),
            ),
            ruled=(
                "syarat ijazah atau sertifikat bagi pengelola statistik dan penggantinya bila "
                "terjadi mutasi"
            ),
            finding=(
                "pengelola data {data} yang bersertifikat dimutasi dan penggantinya belum dilatih"
            ),
            advice="penggantinya diikutkan pelatihan Pusdiklat BPS pada semester berikutnya",
            improved=(
                "Sesudah mutasi hanya satu pegawai yang terlatih; sekarang tiga pegawai {opd} "
                "bersertifikat dan tugasnya dapat saling menggantikan."
            ),
            gap="nama pada sertifikat tidak sama dengan nama pada surat tugas",
            question=(
                "Siapa pegawai tetap yang mengelola statistik di {opd}, dan pelatihan apa yang "
                "sudah diikutinya?"
            ),
            answer=(
                "Dua pegawai {unit} tercantum dalam lampiran keputusan tim. Keduanya mengikuti "
                "pelatihan statistik sektoral pada {last}."
            ),
            start=(
                "Menerbitkan surat tugas pengelola statistik bagi pegawai tetap {unit} dan "
                "mengusulkan pelatihannya"
            ),
        ),
        "40202": Topic(
            subject="kompetensi SDM manajemen data",
            absent=(
                (
                    "Pemeliharaan {system} diserahkan kepada pihak ketiga, dan belum ada pegawai "
                    "tetap yang ditugaskan mengelola basis datanya."
                ),
                ("Cadangan data {data} dibuat bila sempat; tugas pengelola data belum tertulis."),
            ),
            done=(
                (
                    "Seorang pegawai tetap {second} ditugaskan mengelola {system}, termasuk "
                    "cadangan data {data} setiap minggu."
                ),
                (
                    "{opd} mempunyai surat tugas pengelola basis data, dan pegawainya berijazah "
                    "bidang komputer."
                ),
            ),
            proofs=(
                ("sk", "Lampiran susunan tim, halaman 2"),
                ("sk", "Diktum KELIMA, halaman 1"),
            ),
            ruled=(
                "tugas pengelola basis data, jadwal cadangan, dan syarat sertifikat pelatihannya"
            ),
            finding=(
                "pemulihan cadangan data {data} belum pernah dicoba dan hanya satu pegawai yang "
                "menguasainya"
            ),
            advice="percobaan pemulihan dijadwalkan dan pegawai kedua dilatih",
            improved=(
                "Pemulihan cadangan {system} yang dahulu belum pernah dicoba sekarang selesai "
                "dalam dua jam, dan dijalankan oleh dua pegawai."
            ),
            gap="surat tugas pengelola data berlaku untuk tenaga pihak ketiga",
            question=(
                "Siapa yang menjalankan cadangan {system}, dan kapan pemulihannya terakhir dicoba?"
            ),
            answer=(
                "Cadangan dijalankan pegawai {second} setiap minggu. Pemulihannya terakhir dicoba "
                "pada {month} {last}."
            ),
            start=(
                "Menugaskan pegawai tetap sebagai pengelola {system} dan menjadwalkan cadangan data"
            ),
        ),
    }
)
