"""Runs jobs and the clock's steps: HANDLERS is the table of names and functions."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlmodel import Session

from app import mail
from app.accounts import link_actions, notice_actions
from app.backups import actions as backups
from app.db import Database
from app.errors import AppError
from app.files.actions import SCAN, scan_again
from app.files.scanner import Scanner, ScannerAway
from app.files.storage import Storage
from app.files.sweeping import sweep
from app.jobs import queue
from app.jobs.models import Job, JobState
from app.notices.actions import mark_mailed
from app.reports import actions as reports
from app.reports import documents, evaluation, ranking
from app.reports import queries as report_queries
from app.reports.press import Limits, Press
from app.settings import Settings
from app.submissions.actions import tick
from app.submissions.evidence_actions import note_scan
from app.submissions.reminders import remind_all

log = structlog.get_logger()
PAUSE_SECONDS = 1.0
SCANNER_REST = timedelta(minutes=1)
SWEEP_EVERY = timedelta(days=1)
REMIND_EVERY = timedelta(minutes=1)
AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, OSError)
"""A database or a disk that cannot be used now; the job waits for it."""
DIED = "Mesin pembuat dokumen berkali-kali berhenti di tengah pekerjaan ini. Coba lagi nanti."


@dataclass(frozen=True, slots=True)
class Workshop:
    """What handlers need around them."""

    database: Database
    storage: Storage
    settings: Settings
    clock: Callable[[], datetime]
    press: Press


def render_report(shop: Workshop, report_id: str) -> None:
    """Make one document: read the view, print it in the child process, keep it."""
    with shop.database.reading() as session:
        report = report_queries.get(session, report_id)
        if report.state == "made":
            return
        is_ranking = report.kind == "ranking"
        document = (
            documents.ranking(ranking.build(session, report, shop.settings))
            if is_ranking
            else documents.evaluation(evaluation.build(session, report, shop.settings))
        )
    printed = shop.press.print(document.html, document.attachments)
    with shop.database.transaction() as session:
        found = report_queries.get(session, report_id)
        reports.keep_pdf(session, shop.storage, found, (printed.pdf, printed.pages), shop.clock())


def scan_file(shop: Workshop, sha256: str) -> None:
    """Have one file scanned; ScannerAway leaves it as it was, for later."""
    if not shop.settings.clamd:
        return
    virus = Scanner(shop.settings.clamd).virus_in(shop.storage.stream(sha256))
    with shop.database.transaction() as session:
        note_scan(session, sha256, virus, shop.clock())


def mail_link(shop: Workshop, user_id: str) -> None:
    """Write to someone with a fresh link to set the password; without a mail server do nothing."""
    settings = shop.settings
    if not settings.smtp_url:
        return
    office = link_actions.Office(settings.base_url, settings.city)
    with shop.database.transaction() as session:
        letter = link_actions.write_letter(session, user_id, office, shop.clock())
    if letter:
        mail.send(settings.smtp_url, settings.sender, letter)


def mail_notices(shop: Workshop, user_id: str) -> None:
    """Write to someone what waits in the inbox, in one letter; marked when it has been sent."""
    settings = shop.settings
    office = link_actions.Office(settings.base_url, settings.city)
    with shop.database.reading() as session:
        found = notice_actions.write_letter(session, user_id, office, shop.clock())
    if found and settings.smtp_url:
        letter, waiting = found
        mail.send(settings.smtp_url, settings.sender, letter)
        with shop.database.transaction() as session:
            mark_mailed(session, waiting, shop.clock())


def write_backup(shop: Workshop, name: str) -> None:
    """Make one backup in the data folder."""
    backups.make(shop, shop.settings, name)


HANDLERS: dict[str, Callable[[Workshop, str], None]] = {
    reports.RENDER: render_report,
    SCAN: scan_file,
    link_actions.MAIL_LINK: mail_link,
    notice_actions.MAIL_NOTICES: mail_notices,
    backups.BACKUP: write_backup,
}


def remind(shop: Workshop) -> None:
    """Remind of windows that close soon; with a mail server ask for the letters that wait."""
    with shop.database.transaction() as session:
        remind_all(session, shop.clock())
        if shop.settings.smtp_url:
            notice_actions.ask_for_letters(session, shop.clock())


def run_one(shop: Workshop) -> bool:
    """Take and do the oldest due job; False when there is none. A failure stays with its job."""
    with shop.database.transaction() as session:
        job = queue.claim(session, shop.clock())
        if job is None:
            return False
        if queue.is_spent(job):
            _finish(session, job, shop.clock(), DIED)
            return True
    try:
        error = _attempt(shop, job.name, job.subject)
    except ScannerAway as away:
        with shop.database.transaction() as session:
            queue.postpone(session, job.name, shop.clock() + SCANNER_REST, away.message)
        return True
    except AWAY as fault:
        log.warning("job", name=job.name, subject=job.subject, error=str(fault))
        with shop.database.transaction() as session:
            queue.put_off(session, job.id, shop.clock(), "Menunggu penyimpanan atau basis data.")
        return True
    with shop.database.transaction() as session:
        _finish(session, job, shop.clock(), error)
    return True


def _finish(session: Session, job: Job, now: datetime, error: str) -> None:
    ended = queue.finish(session, job.id, now, error)
    if ended.state == JobState.FAILED and job.name == reports.RENDER:
        reports.note_failure(session, report_queries.get(session, job.subject), error, now)


def _attempt(shop: Workshop, name: str, subject: str) -> str:
    try:
        HANDLERS[name](shop, subject)
    except ScannerAway:
        raise
    except AppError as refusal:
        return refusal.message
    except AWAY:
        raise
    except Exception as fault:  # the border of a job: one failure must not stop the rest
        log.exception("job", name=name, subject=subject)
        return f"Galat di dalam program ({type(fault).__name__})."
    return ""


def run_all(shop: Workshop) -> int:
    """Do every due job; gives how many."""
    done = 0
    while run_one(shop):
        done += 1
    return done


class Runner:
    """A thread that does due jobs and the clock's steps until it is stopped."""

    def __init__(
        self,
        database: Database,
        storage: Storage,
        settings: Settings,
        clock: Callable[[], datetime],
    ) -> None:
        limits = Limits(settings.render_seconds, settings.render_memory_mib)
        self.shop = Workshop(database, storage, settings, clock, Press(limits))
        self._swept_at: datetime | None = None
        self._reminded_at: datetime | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="matang-jobs", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the job at hand."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        self.shop.press.close()

    def _run(self) -> None:
        is_tidy = False
        while not self._stop.is_set():
            try:
                if not is_tidy:
                    self._tidy()
                    is_tidy = True
                self._step()
            except AWAY as error:  # try again later
                log.warning("runner", error=str(error))
            except Exception:  # nothing may end the clock's steps for good
                log.exception("runner")
            self._stop.wait(PAUSE_SECONDS)

    def _tidy(self) -> None:
        """Clear away what a killed program left behind."""
        if self.shop.database.engine.dialect.name == "sqlite":  # then this process runs all jobs
            with self.shop.database.transaction() as session:
                queue.free(session)

    def _step(self) -> None:
        with self.shop.database.transaction() as session:
            tick(session, self.shop.clock())
        self._sweep_daily()
        self._remind()
        while not self._stop.is_set() and run_one(self.shop):
            pass

    def _remind(self) -> None:
        now = self.shop.clock()
        if self._reminded_at and now - self._reminded_at < REMIND_EVERY:
            return
        self._reminded_at = now
        remind(self.shop)

    def _sweep_daily(self) -> None:
        now = self.shop.clock()
        if self._swept_at and now - self._swept_at < SWEEP_EVERY:
            return
        self._swept_at = now
        with self.shop.database.transaction() as session:
            sweep(session, self.shop.storage, now)
            if self.shop.settings.clamd:
                scan_again(session, now)
