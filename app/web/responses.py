"""Answers of the HTML door: pages, redirects, downloads."""

from collections.abc import Iterator
from urllib.parse import quote

from fastapi import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from app.templating import render
from app.web.refusals import note_refusal
from app.web.shell import shell
from app.web.unit_of_work import SAFE_METHODS

DOWNLOAD_CSP = "sandbox; default-src 'none'"


def page(request: Request, template: str, *, status: int = 200, **view: object) -> Response:
    """Render a full page for the request's actor; a form that comes back refused is journalled."""
    if status >= 400 and request.method not in SAFE_METHODS:
        note_refusal(request, status, getattr(request.state, "session", None))
    flash = FLASHES.get(request.query_params.get("pesan", ""), "")
    return HTMLResponse(render(template, **shell(request, flash), **view), status)


FLASHES = {
    "tersimpan": "Tersimpan.",
    "terkirim": "Terkirim. Tanda terima tersedia di halaman ini.",
    "dihapus": "Dihapus.",
    "dikunci": "Nilai instansi Anda sudah dikunci.",
    "diusulkan": "Usulan tercatat dan menunggu konfirmasi orang kedua.",
    "dikonfirmasi": "Langkah dikonfirmasi dan sudah berlaku.",
    "ditutup": "Pleno ditutup.",
    "peserta": "Peserta pleno tercatat.",
    "sandi-diganti": "Kata sandi diganti. Sesi di perangkat lain dan semua token sudah ditutup.",
    "sandi-dibuat": "Kata sandi tersimpan. Silakan masuk dengan kata sandi itu.",
    "kode-mulai-ulang": "Kode dua langkah dilepas dan dipasang lagi saat masuk berikutnya.",
    "dikeluarkan": "Perangkat itu dikeluarkan.",
    "sesi-ditutup": "Semua sesi dan token akun itu ditutup.",
    "dicabut": "Token dicabut.",
    "diperpanjang": "Tenggat diperpanjang dan OPD sudah diberi tahu.",
    "diumumkan": "Hasil sementara diumumkan kepada semua OPD.",
    "diminta": "Dokumen sedang dibuat. Muat ulang sebentar lagi.",
    "siap": "Ditandai siap dikirim. Kepala OPD sudah diberi tahu.",
    "ditarik": "Isian ditarik kembali dan dapat diubah lagi.",
    "diunggah": "Bukti masuk ke perpustakaan.",
    "dipakai": "Bukti dipakai untuk indikator ini.",
    "dipakai-lagi": "Bukti itu masuk ke perpustakaan tahun ini. Berkasnya tidak diunggah ulang.",
    "dipakai-banyak": "Bukti dipakai untuk indikator yang dicentang.",
    "diperiksa": "Tercatat bahwa Anda sudah memeriksanya.",
    "dilepas": "Bukti dilepas dari indikator ini. Berkasnya tetap di perpustakaan.",
    "dimulai": "Penilaian dimulai.",
    "sama": "Tersimpan, sama dengan klaim.",
    "sama-tanpa-bukti": "Tersimpan, sama dengan klaim. OPD tidak melampirkan bukti.",
    "disimpan-siap": "Catatan siap pakai tersimpan.",
    "ditanyakan": "Pertanyaan terkirim ke OPD.",
    "dicatat": "Catatan tersimpan.",
    "dikembalikan": "Indikator dikembalikan dan OPD sudah diberi tahu.",
    "periode-dibuka": "Periode dibuka dan OPD sudah diberi tahu.",
    "dibuka": "Kunci dibuka dan penilai sudah diberi tahu.",
    "disamakan": "Semua nilai yang sama diterima.",
    "ditugaskan": "Penugasan tersimpan.",
    "diingatkan": "Pengingat terkirim ke kotak masuk.",
    "sudah-diingatkan": "Hari ini sudah diingatkan. Pengingat berikutnya dapat dikirim besok.",
    "diputus": "Putusan tersimpan dan OPD sudah diberi tahu.",
    "benturan": "Benturan kepentingan tercatat. OPD itu tidak lagi di antrean penilai tersebut.",
    "akses-ditutup": "Akses darurat ditutup.",
    "diulang": "Pekerjaan masuk antrean lagi.",
    "dicadangkan": "Cadangan diminta dan dibuat di latar belakang.",
    "diterapkan": "Isi tabel diterapkan. Riwayat setiap indikator mencatatnya.",
    "disiapkan": "Latihan disiapkan. Baca contohnya, lalu buka.",
    "latihan-dibuka": "Latihan dibuka dan semua penilai sudah diberi tahu.",
    "latihan-ditutup": "Latihan ditutup. Sebarannya terbuka bagi semua penilai.",
    "nilai-diterapkan": "Nilai dari berkas tersimpan, seperti diisi di halamannya.",
    "rancangan": "Rancangan tersimpan. Periksa isinya, lalu usulkan untuk terbit.",
    "ditarik-rancangan": "Rancangan ditarik.",
    "diserahkan": "Bukti diserahkan kepada penilai.",
    "dijawab": "Jawaban terkirim kepada penilai.",
    "disanggah": "Sanggahan diajukan. Penilai sudah diberi tahu.",
    "batal-sanggah": "Sanggahan ditarik kembali.",
    "dibagi": "Diserahkan. Rekan Anda sudah diberi tahu.",
    "bagian-ditarik": "Ditarik kembali.",
    "bagian-diserahkan": "Seluruh bagian Anda diserahkan. Rekan Anda sudah diberi tahu.",
    "dikomentari": "Komentar tersimpan. Hanya terbaca di dalam OPD Anda.",
}


def see_other(address: str, flash: str = "") -> Response:
    """Send the browser on after a form: 303, with a short message by name; `#part` stays last."""
    path, mark, part = address.partition("#")
    joint = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joint}pesan={flash}{mark}{part}" if flash else address, 303)


def is_autosave(request: Request) -> bool:
    """Tell whether the form's script sent this (it wants JSON)."""
    return request.headers.get("x-autosave") == "1"


def saved(version: int, at: str, **more: object) -> Response:
    """Answer an autosave; `more`: what else the script shows."""
    return JSONResponse({"version": version, "saved_at": at, **more})


def told_as(view: dict[str, object]) -> Response:
    """Answer a script with a view's members."""
    return JSONResponse(view)


def told(detail: str, status: int = 201) -> Response:
    """Answer a script's upload with one sentence."""
    return JSONResponse({"detail": detail}, status)


def download(
    content: bytes | Iterator[bytes],
    name: str,
    media_type: str,
    size_bytes: int = 0,
    *,
    inline: bool = False,
) -> Response:
    """Give bytes, or pieces of them, as a file that no page can run (reliability.md V3.2.1)."""
    kind = "inline" if inline else "attachment"
    ascii_name = "".join(c if c.isascii() and c not in '"\\%' else "_" for c in name)
    disposition = f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": disposition, "Content-Security-Policy": DOWNLOAD_CSP}
    if inline:  # our own viewer may frame it
        framed = f"{DOWNLOAD_CSP}; frame-ancestors 'self'"
        headers |= {"Content-Security-Policy": framed, "X-Frame-Options": "SAMEORIGIN"}
    if isinstance(content, bytes):
        return Response(content, 200, headers, media_type=media_type)
    if size_bytes:
        headers["Content-Length"] = str(size_bytes)
    return StreamingResponse(content, 200, headers, media_type=media_type)
