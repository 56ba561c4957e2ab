"""What can be refused, and how: a status and an Indonesian sentence that names the way out."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where (field, code, row) and what."""

    place: str
    message: str


class AppError(Exception):
    """A refusal. `message` is Indonesian and safe to show; `faults` name the places."""

    status = 500
    title = "Galat"

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults = tuple(faults)


class BadRequest(AppError):
    """A request that cannot be read at all."""

    status = 400
    title = "Permintaan rusak"


class InvalidInput(AppError):
    """The content does not meet the rules."""

    status = 422
    title = "Isian belum benar"


class Unauthenticated(AppError):
    """Nobody is signed in."""

    status = 401
    title = "Belum masuk"


class Forbidden(AppError):
    """The actor sees the thing but may not do this to it."""

    status = 403
    title = "Tidak berwenang"


class NotFound(AppError):
    """There is no such thing, or the actor may not know of it: the same words for both."""

    status = 404
    title = "Tidak ditemukan"

    def __init__(self, message: str = "Halaman atau data ini tidak ada.") -> None:
        super().__init__(message)


class Conflict(AppError):
    """Allowed in principle, not in the present state or outside the window."""

    status = 409
    title = "Belum atau tidak lagi bisa dilakukan"


class Gone(AppError):
    """It was there and is no longer."""

    status = 410
    title = "Sudah tidak ada"


class Stale(AppError):
    """Someone else saved in between; `current` carries what stands now."""

    status = 412
    title = "Sudah diubah orang lain"

    def __init__(self, message: str, current: dict[str, object]) -> None:
        super().__init__(message)
        self.current = current


class TooLarge(AppError):
    """More bytes than allowed."""

    status = 413
    title = "Terlalu besar"


class WrongAddress(AppError):
    """The request was meant for another site."""

    status = 421
    title = "Salah alamat"


class VersionMissing(AppError):
    """A write to a versioned thing without saying which version was seen."""

    status = 428
    title = "Versi tidak disebut"


class TooMany(AppError):
    """Too many tries; `retry_after` in seconds."""

    status = 429
    title = "Terlalu banyak percobaan"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class HeadTooLarge(AppError):
    """More headers than anybody needs."""

    status = 431
    title = "Kepala terlalu besar"


class Unavailable(AppError):
    """Something outside the program (PDF engine, disk, database) is not there now."""

    status = 503
    title = "Sedang tidak tersedia"
