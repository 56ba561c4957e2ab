"""Pools of sentences for the demo, by purpose; places are filled by `wording.words`."""

from collections.abc import Mapping
from types import MappingProxyType

Pool = tuple[str, ...]

NOTHING_YET: Pool = (
    "Belum ada bukti dukung yang dapat dilampirkan.",
    "Perbaikan direncanakan pada semester berikutnya dengan pendampingan Walidata.",
    "{opd} sudah meminta pendampingan kepada Walidata untuk memulainya.",
    "Kekurangan ini dibahas dalam rapat {second} dan menjadi rencana tahun depan.",
    "Petugas sebelumnya dimutasi, sehingga pekerjaan ini belum dilanjutkan.",
)
PROOF: Pool = (
    "Buktinya {proof} ({proof_place}).",
    "Hal itu dapat dilihat pada {proof}, {proof_place}.",
    "Kami lampirkan {proof}; bagian yang dimaksud ada pada {proof_place}.",
    "Bukti pelaksanaannya adalah {proof} ({proof_place}).",
)
OWN_WAY: Pool = (
    (
        "Cara kerja {second} masih berbeda karena {subject} belum diatur dengan prosedur yang "
        "ditetapkan."
    ),
    "{unit} dan {second} menjalankannya menurut kebiasaan masing-masing.",
    "Aturan khusus untuk {subject} masih berupa konsep dan belum ditandatangani.",
    (
        "Pelaksanaannya bergantung pada petugas karena aturan tertulis belum berlaku bagi semua "
        "bidang."
    ),
)
RULE: Pool = (
    "{sop} ({sop_place}) mengatur {ruled}, dan dipakai semua bidang.",
    "Semua bidang mengikuti {sop}, yang pada {sop_place} mengatur {ruled}.",
    "Dasarnya {perwali} ({perwali_place}) dan {sop} ({sop_place}), yang mengatur {ruled}.",
    (
        "Sesuai {perwali} ({perwali_place}), {opd} menetapkan {sop_short}; {sop_place} mengatur "
        "{ruled}."
    ),
)
REVIEW: Pool = (
    (
        "Reviu tanggal {review1} ({review_place}) mencatat bahwa {finding}, dan "
        "merekomendasikan agar {advice}. Reviu kedua tanggal {review2} memeriksa tindak "
        "lanjutnya."
    ),
    (
        "Dua reviu dilakukan, tanggal {review1} dan {review2}: keduanya ({review_place}) "
        "membahas bahwa {finding}, dengan rekomendasi agar {advice}."
    ),
    (
        "Tim data mereviu hal ini pada {review1} dan {review2} ({review_place}). Masalahnya, "
        "{finding}; rekomendasinya, {advice}."
    ),
)
NOTE: Mapping[int, Pool] = MappingProxyType(
    {
        1: (
            "Penjelasan {opd} belum disertai bukti pelaksanaan; {gap}.",
            "Belum dapat dinilai lebih tinggi: {gap}. Mulailah dengan contoh dari {unit}.",
            (
                "Praktik {subject} belum terlihat pada semua bidang, dan bukti dari {second} "
                "tidak ada."
            ),
        ),
        2: (
            (
                "Praktiknya terlihat pada {proof}, {proof_place}. Prosedur tertulis yang "
                "berlaku bagi semua bidang belum ditunjukkan."
            ),
            (
                "{unit} sudah menjalankan {subject}; {second} memakai cara yang berbeda. "
                "Tetapkan dalam SOP."
            ),
            (
                "Bukti pelaksanaan lengkap untuk {activity}. Untuk naik, {subject} perlu diatur "
                "secara resmi."
            ),
        ),
        3: (
            ("{sop_short} ({sop_place}) mengatur {ruled}, dan pemakaiannya terlihat pada {proof}."),
            "Aturan dan pelaksanaan sudah sejalan. Reviu berkala atas {subject} belum ada.",
            (
                "Prosedur dipakai {unit} dan {second}; bukti pada {proof_place} cocok dengan "
                "aturan. Jadwalkan dua reviu setahun."
            ),
        ),
        4: (
            ("Dua notula reviu ({review_place}) memuat masalah dan rekomendasi tentang {subject}."),
            (
                "Reviu {review1} dan {review2} nyata dan menyebut penanggung jawab. Bukti "
                "sebelum dan sesudah perbaikan belum lengkap."
            ),
            "Temuan bahwa {finding} dicatat dengan jelas; tindak lanjutnya masih berjalan.",
        ),
        5: (
            (
                "Perbaikan hasil reviu terbukti: keadaan sebelum dan sesudahnya dapat "
                "dibandingkan pada notula {review2}, {review_place}."
            ),
            (
                "Rekomendasi reviu sudah dijalankan dan hasilnya tampak pada {proof}. Layak "
                "menjadi contoh bagi OPD lain."
            ),
        ),
    }
)
LOWER: Mapping[int, Pool] = MappingProxyType(
    {
        1: (
            "Klaim tingkat {claim} belum didukung karena {gap}.",
            "Bukti yang dilampirkan tidak membuktikan {subject}: {gap}.",
            "Dinilai tingkat 1 karena {gap}, dan bukti dari {second} tidak ditemukan.",
        ),
        2: (
            (
                "{sop_short} memang mengatur hal ini ({sop_place}), tetapi pemakaiannya hanya "
                "terbukti pada {unit}; {second} belum memakainya."
            ),
            (
                "Klaim tingkat {claim} memerlukan aturan yang dipakai semua bidang. Bukti hanya "
                "berasal dari {activity}."
            ),
            (
                "Aturan pada {sop_place} baru menyebut pokoknya; belum terlihat {ruled} "
                "dijalankan semua bidang."
            ),
        ),
        3: (
            (
                "Notula {review2} berisi laporan kegiatan; masalah dan rekomendasi tentang "
                "{subject} hanya ada pada notula {review1}."
            ),
            (
                "Tingkat {claim} mensyaratkan dua reviu. Untuk {subject} baru satu notula yang "
                "memuat masalah dan rekomendasi."
            ),
            (
                "Aturan dan pelaksanaan sudah baik, tetapi reviu atas {subject} belum menyebut "
                "bidang yang harus memperbaiki."
            ),
        ),
        4: (
            (
                "Dua reviu terbukti, tetapi dokumen sebelum dan sesudah perbaikan atas "
                "{subject} tidak dilampirkan."
            ),
            (
                "Rekomendasi agar {advice} belum selesai dijalankan, sehingga tingkat {claim} "
                "belum terpenuhi."
            ),
        ),
    }
)
HIGHER: Pool = (
    (
        "{opd} menilai dirinya tingkat {claim}, padahal {proof} ({proof_place}) memenuhi "
        "kriteria tingkat {level}."
    ),
    (
        "Bukti lebih kuat daripada klaim: {subject} sudah memenuhi tingkat {level}, terlihat "
        "pada {proof_place}."
    ),
)
BOTH_SAME: Pool = (
    "Kedua instansi menilai sama, tingkat {agreed}.",
    "Diskominfo dan BPS sama-sama memberi tingkat {agreed}.",
)
SETTLED: Pool = (
    (
        "Diskominfo menilai tingkat {diskominfo} dan BPS tingkat {bps}; setelah {proof} "
        "diperiksa bersama, disepakati tingkat {agreed}."
    ),
    (
        "Perbedaan nilai (Diskominfo {diskominfo}, BPS {bps}) dibahas dalam pleno dan "
        "disepakati tingkat {agreed}."
    ),
    (
        "Pleno membuka kembali {proof} ({proof_place}). Nilai Diskominfo {diskominfo} dan BPS "
        "{bps} disatukan menjadi tingkat {agreed}."
    ),
)
BECAUSE: Mapping[int, Pool] = MappingProxyType(
    {
        1: (
            "Alasannya, {gap}.",
            "Praktik {subject} belum terbukti pada semua bidang.",
        ),
        2: (
            ("Pelaksanaan terbukti, tetapi aturan yang dipakai semua bidang belum ada buktinya."),
            (
                "{unit} sudah menjalankan {subject}, sedangkan {second} belum mengikuti "
                "prosedur yang sama."
            ),
        ),
        3: (
            (
                "{sop_short} ({sop_place}) berlaku dan dipakai, sedangkan reviu berkala belum "
                "lengkap."
            ),
            "Aturan tentang {subject} sah dan dijalankan; dua reviu belum terpenuhi.",
        ),
        4: (
            (
                "Dua reviu ({review_place}) memuat masalah dan rekomendasi, sedangkan bukti "
                "perbaikannya belum lengkap."
            ),
            (
                "Reviu {review1} dan {review2} memenuhi syarat; hasil perbaikannya belum dapat "
                "dibandingkan."
            ),
        ),
        5: (
            "Bukti sebelum dan sesudah perbaikan lengkap dan berasal dari hasil reviu.",
            "Perbaikan {subject} terbukti menurunkan kesalahan yang ditemukan reviu.",
        ),
    }
)
OBJECTION: Mapping[int, Pool] = MappingProxyType(
    {
        1: (
            (
                "Kami memohon peninjauan tingkat {agreed}. {proof} ({proof_place}) menunjukkan "
                "bahwa {unit} dan {second} sudah menjalankan {subject}; bukti dari {second} "
                "kami tambahkan."
            ),
            (
                "Keberatan kami: bukti {second} tertinggal ketika penilaian mandiri dikirim. "
                "Kami lampirkan sekarang, sehingga {subject} memenuhi tingkat {next}."
            ),
        ),
        2: (
            (
                "Kami memohon peninjauan menjadi tingkat {next}. {sop} ({sop_place}) sudah "
                "mengatur {ruled}, dan bukti pemakaiannya oleh {second} kami tambahkan."
            ),
            (
                "Aturan yang dianggap belum dipakai semua bidang sebenarnya sudah berjalan "
                "sejak tahun lalu. Lembar periksa {second} kami lampirkan bersama {sop_short}, "
                "{sop_place}."
            ),
        ),
        3: (
            (
                "Kami memohon peninjauan menjadi tingkat {next}. Reviu dilakukan dua kali, "
                "{review1} dan {review2}; keduanya pada {review_place} mencatat bahwa "
                "{finding}."
            ),
            (
                "Notula {review2} memuat rekomendasi agar {advice}. Karena itu syarat dua reviu "
                "menurut kami sudah terpenuhi."
            ),
        ),
        4: (
            (
                "Kami memohon peninjauan menjadi tingkat {next}. {improved} Bukti sebelum dan "
                "sesudahnya kami lampirkan."
            ),
            (
                "Rekomendasi reviu sudah selesai dijalankan sesudah penilaian mandiri dikirim. "
                "{improved}"
            ),
        ),
    }
)
ADVISE_ACCEPTING: Pool = (
    "Bukti tambahan memperlihatkan {subject} di {second}; keberatan layak diterima.",
    ("{proof_place} dan bukti tambahan saling menguatkan. Disarankan menerima keberatan {opd}."),
    (
        "Syarat yang semula kurang sudah dipenuhi dengan dokumen bertanggal sebelum penilaian "
        "mandiri."
    ),
)
ADVISE_KEEPING: Pool = (
    (
        "Bukti tambahan bertanggal sesudah penilaian mandiri, sehingga tingkat semula "
        "disarankan tetap."
    ),
    "Bukti tambahan mengulang {proof} dan tidak menjawab kekurangan tentang {subject}.",
    "Dokumen {second} belum memperlihatkan {ruled}; disarankan tetap.",
)
OBJECTION_ACCEPTED: Pool = (
    (
        "Keberatan diterima. Bukti tambahan membuktikan {subject} di {unit} dan {second}, dan "
        "tanggalnya sebelum penilaian mandiri."
    ),
    (
        "Keberatan diterima karena {proof} ({proof_place}) bersama bukti tambahan memenuhi "
        "kriteria tingkat di atasnya. Kedua instansi menyarankan hal yang sama."
    ),
)
OBJECTION_REFUSED: Pool = (
    (
        "Keberatan tidak diterima. Bukti tambahan tidak memperlihatkan {ruled} di semua bidang; "
        "tingkat semula tetap."
    ),
    (
        "Keberatan tidak diterima karena dokumen yang ditambahkan dibuat sesudah penilaian "
        "mandiri. Dokumen itu dapat dipakai pada penilaian tahun berikutnya."
    ),
)
QUESTION_OPENING: Pool = (
    "Mohon penjelasan.",
    "Untuk melengkapi pemeriksaan kami:",
    "Terkait {proof} ({proof_place}):",
    "Bukti yang dilampirkan belum menjawab hal berikut.",
)
ANSWER_CLOSING: Pool = (
    "Bagian yang dimaksud dapat dilihat pada {proof}, {proof_place}.",
    "Bila diperlukan, {unit} siap menunjukkannya pada saat visitasi.",
    "Demikian penjelasan kami.",
)
INTERVIEW: Pool = (
    (
        "{unit} memperagakan {subject} untuk data {data}. Yang ditunjukkan cocok dengan "
        "{proof}, {proof_place}."
    ),
    (
        "Petugas {second} dapat menjelaskan {subject}, tetapi belum memegang {sop_short}. "
        "Kepala {unit} berjanji membagikannya."
    ),
    "Ditanyakan tentang {subject}. {answer} Keterangan ini dicocokkan dengan {proof}.",
    "Dalam visitasi terlihat data {data} dikelola melalui {system}. Catatan: {gap}.",
)
RETURNED: Pool = (
    "Mohon dilengkapi: {gap}. Perbaiki penjelasan dan lampirkan bukti untuk {subject}.",
    (
        "Bukti yang dilampirkan tidak dapat dibuka atau bukan milik indikator ini. Lampirkan "
        "kembali bukti {subject} dan sebutkan halamannya."
    ),
    (
        "Penjelasan belum menyebut letak bukti. Sebutkan dokumen, pasal atau langkah, dan "
        "halaman yang membuktikan {subject}."
    ),
)
ACTION: Mapping[int, Pool] = MappingProxyType(
    {
        1: (
            "{start}.",
            "{start}; contoh pertama diselesaikan oleh {unit} dan diperiksa Walidata.",
        ),
        2: (
            (
                "Menetapkan langkah baku dalam SOP {opd} tentang {ruled}, lalu membagikannya "
                "kepada {unit} dan {second}."
            ),
            (
                "Mengesahkan prosedur {subject} yang memuat {ruled} dan mulai memakainya pada "
                "{activity} berikutnya."
            ),
        ),
        3: (
            (
                "Melaksanakan dua reviu {subject} dalam setahun bersama {unit} dan {second}, "
                "dengan notula yang memuat masalah, rekomendasi, dan penanggung jawab."
            ),
            (
                "Memasukkan {subject} ke dalam agenda reviu data tiap semester dan menguji "
                "pelaksanaannya pada data {data}."
            ),
        ),
        4: (
            (
                "Menjalankan rekomendasi reviu agar {advice}, lalu menyimpan bukti sebelum dan "
                "sesudahnya."
            ),
            (
                "Menyelesaikan tindak lanjut reviu {review2} tentang {subject} dan "
                "membandingkan hasilnya pada data {data}."
            ),
        ),
        5: (
            (
                "Mempertahankan {subject}, memantaunya setiap semester, dan membagikan "
                "pengalamannya kepada OPD lain."
            ),
            (
                "Menjadwalkan pemeriksaan ulang {subject} setelah setiap pergantian petugas "
                "agar hasil perbaikan tidak hilang."
            ),
        ),
    }
)
ACTION_WHO: Pool = (
    "{unit}",
    "{second}",
    "{unit} bersama {second}",
    "Tim Data {opd}",
)
ACTION_PROGRESS: Pool = (
    "Konsep sudah dibahas dengan {second} dan menunggu tanda tangan kepala {opd}.",
    "Contoh untuk data {data} sudah selesai; sisanya dijadwalkan pada semester ini.",
    "Pertemuan pertama sudah dilakukan bersama Walidata, dan notulanya disimpan {unit}.",
    "Belum dimulai karena menunggu anggaran perubahan.",
)
