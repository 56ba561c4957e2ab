"""What the city can do about a weak aspect: one sentence each.

Written for the 19 aspects of EPSS (Peraturan BPS 3/2022). Another instrument gets the
recommendation of its own weakest indicator in the group.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.questionnaires.schema import Aspect, Domain
from app.reports.standings import Standings

FAMILY = "epss-"

EPSS: Mapping[str, str] = MappingProxyType(
    {
        "101": (
            "Tetapkan satu daftar standar data prioritas kota bersama BPS, lalu wajibkan "
            "setiap perangkat daerah mencantumkan konsep, definisi, klasifikasi, ukuran, dan "
            "satuan sebelum datanya terbit."
        ),
        "102": (
            "Selenggarakan klinik metadata bulanan oleh walidata dan BPS sampai seluruh data "
            "prioritas memiliki metadata kegiatan, variabel, dan indikator yang sudah "
            "diperiksa."
        ),
        "103": (
            "Sediakan layanan berbagi pakai data kota dengan format terbuka dan API, lalu "
            "hubungkan perangkat daerah secara bertahap mulai dari pemilik data prioritas."
        ),
        "104": (
            "Terbitkan keputusan tentang kode referensi dan data induk kota (wilayah, "
            "penduduk, pegawai, aset) dan periksa pemakaiannya pada setiap kiriman data."
        ),
        "201": (
            "Adakan forum pengguna data setahun sekali untuk menyepakati kebutuhan, lalu "
            "jadikan hasilnya dasar daftar data tahun berikutnya."
        ),
        "202": (
            "Susun pedoman pemeriksaan ketelitian data bersama BPS dan latih petugas data "
            "setiap perangkat daerah menghitung serta melaporkan tingkat kesalahannya."
        ),
        "203": (
            "Tetapkan kalender rilis data kota, pantau ketepatannya setiap bulan, dan "
            "laporkan keterlambatan kepada Sekretaris Daerah."
        ),
        "204": (
            "Satukan penyebarluasan data pada portal Satu Data kota dengan format yang dapat "
            "diolah dan saluran bantuan bagi pengguna."
        ),
        "205": (
            "Wajibkan catatan perubahan konsep dan metode pada setiap seri data, dan "
            "rekonsiliasikan angka antarperangkat daerah sebelum terbit."
        ),
        "301": (
            "Masukkan rencana kegiatan statistik ke dalam Renja perangkat daerah dan mintakan"
            " rekomendasi BPS sebelum anggarannya disahkan."
        ),
        "302": (
            "Sediakan instrumen dan prosedur pengumpulan data baku, termasuk pelatihan "
            "petugas dan pengawasan lapangan, yang dapat dipakai semua bidang dan UPT."
        ),
        "303": (
            "Berlakukan daftar periksa sebelum data dikirim ke walidata, dengan nama "
            "pemeriksa dan catatan perbaikan yang disimpan."
        ),
        "304": (
            "Terapkan satu prosedur rilis dan layanan data: jadwal, pemeriksaan akhir, "
            "penyebarluasan lewat portal, dan tindak lanjut masukan pengguna."
        ),
        "401": (
            "Tetapkan kode etik dan aturan kerahasiaan data bagi pengelola data, dengan "
            "pernyataan tertulis setiap tahun."
        ),
        "402": (
            "Petakan kebutuhan petugas data, angkat atau latih pejabat fungsional statistisi "
            "dan pranata komputer, serta siapkan penggantinya sebelum mutasi."
        ),
        "403": (
            "Tetapkan tim data pada setiap perangkat daerah dengan tugas, anggaran, dan rapat"
            " koordinasi triwulanan bersama walidata dan BPS."
        ),
        "501": (
            "Minta setiap usulan program dan laporan kinerja mencantumkan data yang dipakai, "
            "lalu bahas pemanfaatannya dalam Forum Satu Data."
        ),
        "502": (
            "Daftarkan seluruh kegiatan statistik sektoral pada walidata dan BPS, dan hindari"
            " pengumpulan ganda lewat pemeriksaan bersama setiap awal tahun."
        ),
        "503": (
            "Susun rencana aksi statistik sektoral kota tiga tahunan bersama BPS dan laporkan"
            " kemajuannya kepada Wali Kota setiap semester."
        ),
    }
)


def programme(group: Domain | Aspect, standings: Standings) -> str:
    """Propose what the city can do about a weak group."""
    if standings.instrument.id.startswith(FAMILY) and group.code in EPSS:
        return EPSS[group.code]
    items = group.all_indicators() if isinstance(group, Domain) else group.indicators
    means = {item.code: standings.level_mean(item.code) for item in items}
    asked = [item for item in items if means[item.code] is not None]
    weakest = min(asked, key=lambda item: (means[item.code] or 0, item.code))
    return weakest.level(int(means[weakest.code] or 1)).recommendation
