"""Which evidence has the reader opened himself? Nobody reads another's looks here."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from app.assessments.desk_schemas import LookView, OpenedEvidence
from app.assessments.models import EvidenceLook
from app.files.media_types import SHOWABLE
from app.permissions import Actor
from app.submissions import queries as submissions
from app.submissions.citations import page_of
from app.submissions.models import Submission


def own(session: Session, actor: Actor, submission_id: str, code: str) -> list[LookView]:
    """Give what the actor opened for an indicator, oldest first."""
    query = select(EvidenceLook).where(
        EvidenceLook.submission_id == submission_id,
        EvidenceLook.user_id == actor.user_id,
        EvidenceLook.code == code,
    )
    rows = session.exec(query.order_by(col(EvidenceLook.at), col(EvidenceLook.id)))
    return [LookView.model_validate(row) for row in rows]


def opened(session: Session, actor: Actor, submission_id: str, code: str) -> frozenset[str]:
    """Give the ids of the evidence the actor opened for an indicator; none for who scores not."""
    if actor.institution is None:
        return frozenset()
    return frozenset(look.evidence_id for look in own(session, actor, submission_id, code))


def claimed(session: Session, submission: Submission, code: str) -> dict[str, dict[str, Any]]:
    """Give by id the evidence that was sent for an indicator."""
    claim = submissions.claims(session, submission.id).get(code, {})
    return {item["id"]: item for item in claim.get("evidence", ())}


def cited(session: Session, submission: Submission, code: str) -> dict[str, str]:
    """Give the titles by id of the evidence that was sent for an indicator."""
    found = claimed(session, submission, code)
    return {item_id: item["title"] for item_id, item in found.items()}


def shown(item: Mapping[str, Any]) -> OpenedEvidence:
    """Give how a piece of evidence is opened: at its cited page where there is one."""
    file, page = f"/bukti/{item['id']}", page_of(item["citation"])
    if item["url"]:
        return OpenedEvidence(
            kind="link", title=item["title"], source="", address=item["url"], download=""
        )
    is_pdf = item["media_type"] == "application/pdf"
    if item["media_type"] not in SHOWABLE:
        return OpenedEvidence(
            kind="other", title=item["title"], source="", address=file, download=file
        )
    place = f"#page={page or 1}&view=FitH&navpanes=0" if is_pdf else ""
    return OpenedEvidence(
        kind="pdf" if is_pdf else "image",
        title=item["title"],
        source=f"{file}?tampil=1{place}",
        address=f"{file}/lihat" + (f"?halaman={page}" if page else ""),
        download=file,
    )
