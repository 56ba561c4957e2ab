"""Why an uploaded file is not taken, in one sentence each: what is wrong and the way out."""

from typing import Final


class Refused(Exception):
    """The content breaks the policy; `reason` is a key of SENTENCES."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_AS_PDF: Final = "Simpan sebagai PDF lalu unggah lagi."
_AGAIN: Final = "Buka dan simpan ulang, lalu unggah lagi."

SENTENCES: Final = {
    "kind": f"isinya bukan PDF, PNG, JPG, DOCX, XLSX, atau PPTX. {_AS_PDF}",
    "damaged": f"isinya rusak atau terpotong. {_AGAIN}",
    "double": "isinya sekaligus berkas jenis lain. Unggah masing-masing sebagai berkas sendiri.",
    "encrypted": "terkunci kata sandi. Simpan ulang tanpa kata sandi lalu unggah lagi.",
    "heavy": f"terlalu berat untuk diperiksa. {_AS_PDF}",
    "expanding": f"isinya mengembang terlalu besar saat dibuka. {_AS_PDF}",
    "pixels": "gambarnya lebih dari 50 megapiksel. Perkecil gambarnya lalu unggah lagi.",
    "no-page": f"PDF ini tidak punya halaman. {_AGAIN}",
    "script": "PDF ini memuat skrip atau aksi otomatis. Cetak ke PDF lalu unggah hasilnya.",
    "embedded": "PDF ini memuat berkas atau media lain di dalamnya. Cetak ke PDF, atau unggah "
    "lampirannya sebagai berkas sendiri.",
    "form": "PDF ini berupa formulir XFA. Cetak ke PDF lalu unggah hasilnya.",
    "macro": "memuat makro. Simpan tanpa makro (DOCX, XLSX, PPTX) lalu unggah lagi.",
    "active": f"memuat program atau objek OLE di dalamnya. {_AS_PDF}",
    "linked": f"memuat tautan yang mengambil isi dari luar. Putuskan tautannya atau s{_AS_PDF[1:]}",
    "entities": f"memuat definisi XML yang tidak diizinkan. {_AGAIN}",
    "names": f"nama bagian di dalamnya tidak wajar. {_AGAIN}",
    "infected": "pemindai menemukan virus di dalamnya.",
    "table-kind": "isinya bukan buku kerja XLSX. Simpan sebagai XLSX lalu unggah lagi.",
    "table-large": "tabelnya lebih dari 5.000 baris atau 50 kolom. Hapus baris dan kolom yang "
    "tidak dipakai lalu unggah lagi.",
}


def sentence(name: str, reason: str) -> str:
    """Say why the file of that name is refused."""
    return f"Berkas '{name}' ditolak: {SENTENCES[reason]}"
