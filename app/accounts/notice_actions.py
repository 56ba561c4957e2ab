"""The inbox by mail: who wants it, and the letter with what waits."""

from datetime import datetime

from sqlmodel import Session

from app.accounts.link_actions import Office
from app.accounts.models import User
from app.jobs.queue import enqueue
from app.journal.record import Entry, record
from app.mail import Letter
from app.notices import queries as notices
from app.notices.models import Notice
from app.permissions import Actor, Permission
from app.templating import render_text

MAIL_NOTICES = "mail_notices"
MAIL_ATTEMPTS = 8


def choose(session: Session, actor: Actor, now: datetime, *, by_mail: bool) -> None:
    """Keep whether a person wants the inbox by mail too."""
    user = session.get_one(User, actor.user_id)
    words = {True: "mail", False: "inbox"}
    before, user.by_mail = words[user.by_mail], by_mail
    session.add(user)
    entry = Entry(Permission.OWN_NOTICES, "user", user.id, before=before, after=words[user.by_mail])
    record(session, actor, entry, now)


def ask_for_letters(session: Session, now: datetime) -> None:
    """Ask for one letter to each person with something to be mailed."""
    for user_id in notices.receivers(session, now):
        enqueue(session, MAIL_NOTICES, user_id, now, max_attempts=MAIL_ATTEMPTS)


def write_letter(
    session: Session, user_id: str, office: Office, now: datetime
) -> tuple[Letter, list[Notice]] | None:
    """Give the letter and what it tells; None when there is nobody to write to, or nothing."""
    user = session.get(User, user_id)
    if user is None or not user.is_active or not user.by_mail or not user.email:
        return None
    waiting = notices.to_mail(session, user_id, now)
    if not waiting:
        return None
    words = {"person": user.name, "city": office.city, "home": office.base_url, "notices": waiting}
    first, more = waiting[0].text, len(waiting) - 1
    subject = f"Matang: {first}" if not more else f"Matang: {len(waiting)} pemberitahuan"
    return Letter(user.email, subject, render_text("mails/pemberitahuan.txt", **words)), waiting
