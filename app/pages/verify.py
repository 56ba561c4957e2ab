"""Pages: the public check of a document's authenticity. No log-in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from app.accounts import throttle
from app.errors import TooLarge
from app.reports import queries
from app.reports.schemas import VerifyView
from app.web.identity import address_of
from app.web.quotas import count_check
from app.web.responses import page
from app.web.unit_of_work import Db, Now

router = APIRouter(include_in_schema=False)
LARGEST = 20 << 20
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the hash of an uploaded file says about a document."""

    file_name: str
    sha256: str
    is_same: bool


@router.get("/v/{code}")
def check(request: Request, code: str, session: Db, now: Now) -> Response:
    """Tell what a code stands for."""
    count_check(request, now)
    return page(request, "verify/detail.html", view=_document(session, code), comparison=None)


@router.post("/v/{code}")
def compare(
    request: Request, code: str, session: Db, now: Now, file: Annotated[UploadFile, File()]
) -> Response:
    """Compare an uploaded PDF with the document; nothing of it is kept."""
    _count(request, now)
    view = _document(session, code)
    found = digest(file)
    comparison = Comparison((file.filename or "")[:200], found, found == view.sha256)
    return page(request, "verify/detail.html", view=view, comparison=comparison)


def _count(request: Request, now: datetime) -> None:
    """Count the try in a transaction of its own, so that a code that is not there counts too."""
    with request.app.state.database.transaction() as own:
        throttle.count(own, [throttle.key(throttle.Kind.VERIFY, address_of(request))], now)


def _document(session: Db, code: str) -> VerifyView:
    return queries.verify(session, code.upper()[:20])


def digest(file: UploadFile) -> str:
    """Hash an upload piece by piece; TooLarge above LARGEST bytes."""
    whole, size = hashlib.sha256(), 0
    while piece := file.file.read(PIECE):
        size += len(piece)
        if size > LARGEST:
            raise TooLarge("Berkas lebih besar dari 20 MB, jadi bukan dokumen dari sistem ini.")
        whole.update(piece)
    return whole.hexdigest()
