"""The journal as a download: JSON lines, streamed, so that its length costs no memory."""

import json
from collections.abc import Iterator
from datetime import datetime

from fastapi import Request
from starlette.responses import StreamingResponse

from app.accounts.quotas import Use
from app.clock import in_wib
from app.db import Database
from app.journal import queries
from app.permissions import Actor, Permission
from app.web.quotas import count_of_account
from app.web.reading import journal_read
from app.web.responses import DOWNLOAD_CSP


def journal_export(request: Request, actor: Actor, now: datetime) -> StreamingResponse:
    """Give every line up to now; the export itself is the last line of it."""
    count_of_account(request, actor, Use.EXPORT, now)
    journal_read(request, actor, Permission.AUDIT_EXPORT, "journal", now)
    name = f"jejak-audit-{in_wib(now):%Y%m%d-%H%M%S}.jsonl"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": DOWNLOAD_CSP,
    }
    lines = _lines(request.app.state.database)
    return StreamingResponse(lines, headers=headers, media_type="application/x-ndjson")


def _lines(database: Database) -> Iterator[str]:
    """Read in a session of its own: the request's has ended when the answer begins to flow."""
    with database.reading() as session:
        for line in queries.walk(session):
            yield json.dumps(line, ensure_ascii=False, default=str) + "\n"
