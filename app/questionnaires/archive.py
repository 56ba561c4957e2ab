"""What is in an uploaded ZIP of an instrument's folder? Only plain YAML files, or it is refused."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable

from app.errors import Fault, InvalidInput, TooLarge
from app.questionnaires.faults import shown
from app.questionnaires.folder import DOMAIN_FILE, HEADER, MAX_BYTES, too_large

ZIP_MAX_BYTES = 2 * MAX_BYTES
"""The packed file: its content counts, this only bounds what is read."""
FILES_MAX = 100
ENCRYPTED = 0x1
PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
NO_ZIP = "bukan arsip ZIP yang utuh; kemas ulang folder instrumen sebagai ZIP"


def unpack(content: bytes) -> tuple[str, dict[str, bytes]]:
    """Give the folder's name ("" when the files lie at the top) and its files by name.

    Nothing is written to disk. Raises TooLarge, or InvalidInput with every entry refused.
    """
    if len(content) > ZIP_MAX_BYTES:
        raise TooLarge(f"Berkas ZIP lebih besar dari {ZIP_MAX_BYTES >> 20} MiB.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
        OverflowError,
    ) as error:  # fmt: skip
        raise InvalidInput("Berkas ZIP tidak terbaca.", [Fault("zip", NO_ZIP)]) from error


def _read(archive: zipfile.ZipFile) -> tuple[str, dict[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    folder = _common_folder(archive.namelist())
    _refuse(_faults(entries, folder))
    files, left = {}, MAX_BYTES
    for entry in entries:
        with archive.open(entry) as packed:  # what the directory says of the size is not trusted
            files[_plain_name(entry, folder)] = found = packed.read(left + 1)
        left -= len(found)
        if left < 0:
            _refuse([Fault("zip", too_large(MAX_BYTES - left))])
    return folder, files


def _common_folder(names: Iterable[str]) -> str:
    """Give the one folder that everything lies in, or ""."""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    is_flat = any("/" not in name for name in names)
    return tops.pop() if len(tops) == 1 and not is_flat else ""


def _plain_name(entry: zipfile.ZipInfo, folder: str) -> str:
    return entry.filename.removeprefix(f"{folder}/") if folder else entry.filename


def _faults(entries: list[zipfile.ZipInfo], folder: str) -> list[Fault]:
    if len(entries) > FILES_MAX:
        return [Fault("zip", f"memuat {len(entries)} berkas; paling banyak {FILES_MAX}")]
    size_bytes = sum(entry.file_size for entry in entries)
    found = [Fault("zip", too_large(size_bytes))] if size_bytes > MAX_BYTES else []
    seen: set[str] = set()
    for entry in entries:
        name = _plain_name(entry, folder)
        problem = "ada dua kali; hapus salah satu" if name in seen else _problem(entry, name)
        seen.add(name)
        if problem:
            found.append(Fault(shown(entry.filename), problem))
    return found


def _problem(entry: zipfile.ZipInfo, name: str) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.flag_bits & ENCRYPTED:
        return "dilindungi kata sandi; kemas ulang tanpa sandi"
    if kind not in {0, stat.S_IFREG}:
        return "bukan berkas biasa; hapus dari arsip"
    if entry.compress_type not in PLAIN:
        return "dikemas dengan cara yang tidak dikenal; kemas ulang sebagai ZIP biasa"
    if name != HEADER and not DOMAIN_FILE.fullmatch(name):
        return f"tidak boleh ada di folder instrumen; hanya {HEADER} dan berkas domain (.yaml)"
    return ""


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(f"Arsip memuat {len(faults)} kesalahan.", faults)
