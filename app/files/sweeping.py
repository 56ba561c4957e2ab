"""Takes away what uploads that broke off have left: temporary files, and bytes without a row."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.files.queries import hashes
from app.files.storage import Storage

LEFT_BEHIND_AFTER = timedelta(hours=1)
ORPHAN_AFTER = timedelta(days=1)


def sweep(session: Session, storage: Storage, now: datetime) -> int:
    """Remove left-behind files; gives how many.

    Safe beside a running upload: its bytes are kept before its row is committed, but they are
    younger than a day, also when the same bytes lay there before (`Storage.keep` renews them).
    """
    before = now - ORPHAN_AFTER
    temporary = storage.unfinished(before)
    for path in temporary:
        path.unlink(missing_ok=True)
    found = orphans(session, storage, before)
    for sha256 in found:
        storage.shelf.remove(sha256, before)
    return len(temporary) + len(found)


def orphans(session: Session, storage: Storage, before: datetime) -> set[str]:
    """Give the kept files no row names, not renewed since `before`."""
    old = storage.shelf.older(before)  # first the files: a row committed meanwhile is then seen
    return old - hashes(session)
