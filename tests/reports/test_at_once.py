"""Two runs make one document at the same moment: the first to be kept stays."""

from collections.abc import Callable

from sqlmodel import Session, select

from app.reports import actions, queries
from app.reports.models import Report
from tests.commands.test_doctor import ailing
from tests.crowd import meanwhile
from tests.play import Play, new_lines

Stage = Callable[[str], Play]
FIRST, SECOND = b"%PDF-1.7 satu", b"%PDF-1.7 dua"


def unmade(scene: Play) -> str:
    """Give a document that is wanted and not made."""
    with scene.database.reading() as session:
        return session.exec(select(Report.id).where(Report.state == "wanted")).first() or ""


def keep(scene: Play, session: Session, report: Report, content: bytes) -> None:
    actions.keep_pdf(session, scene.storage, report, (content, 1), scene.app.state.clock())


def first(scene: Play, report_id: str) -> Callable[[Session], None]:
    """Give the run that PostgreSQL lets through first."""
    return lambda session: keep(scene, session, queries.get(session, report_id), FIRST)


def test_a_document_that_two_runs_made_is_kept_once(play: Stage) -> None:
    scene = play("FINAL")
    report_id, before = unmade(scene), scene.rows()

    with scene.database.transaction() as session:
        report = queries.get(session, report_id)
        other = meanwhile(scene.database, first(scene, report_id))
        keep(scene, session, report, SECOND)
    other.join()

    lines = new_lines(before, scene.rows())
    assert [action for _, action, _ in lines] == ["report.make"]
    assert ailing(scene) == set()


def test_a_failure_that_is_noted_late_does_not_undo_what_another_run_made(play: Stage) -> None:
    scene = play("FINAL")
    report_id, now = unmade(scene), scene.app.state.clock()

    with scene.database.transaction() as session:
        report = queries.get(session, report_id)
        other = meanwhile(scene.database, first(scene, report_id))
        actions.note_failure(session, report, "Proses berhenti.", now)
    other.join()

    with scene.database.reading() as session:
        assert queries.get(session, report_id).state == "made"
    assert ailing(scene) == set()
