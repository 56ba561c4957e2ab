"""How a round stands for one reader: its steps, and the board of its submissions and documents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.accounts.schemas import ROLE_NAMES
from app.assessments.queries import SubmissionSubject
from app.clock import days_until, last_minute
from app.periods import queries
from app.periods.models import Period
from app.periods.schemas import PeriodView, PhaseRow, ProposalView
from app.permissions import Actor, Permission, Role, allows, holds
from app.questionnaires import queries as instruments
from app.reports import queries as reports
from app.reports.actions import obstacle
from app.reports.models import Report
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import SubmissionView
from app.submissions.states import STATE_NAMES, State
from app.web.round_guards import ANNOUNCE, FINALISE, PUBLISH, REOPEN, EitherStep

P = Permission


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the round: who proposes, who confirms, which states it still has to move."""

    kind: str
    title: str
    text: str
    verb: str
    guard: EitherStep
    pending: frozenset[State]
    address: str


STEPS = (
    Step(
        "announce", "Hasil sementara",
        "Setiap OPD melihat tingkat yang disepakati dan alasannya. Masa sanggah mulai saat itu.",
        "Umumkan hasil sementara", ANNOUNCE, frozenset({State.MODERATION}), "pengumuman",
    ),
    Step(
        "finalise", "Penetapan",
        "Nilai, peringkat, dan predikat dibekukan, lalu semua dokumen dibuat.",
        "penetapan hasil", FINALISE,
        frozenset({State.PROVISIONAL, State.OBJECTION, State.CORRECTION}), "penetapan",
    ),
    Step(
        "publish", "Publikasi",
        "Hasil dan dokumen terbuka bagi semua pengguna, dan kode QR pada dokumen mulai menjawab.",
        "publikasi", PUBLISH, frozenset({State.FINAL, State.CORRECTION}), "publikasi",
    ),
)  # fmt: skip
CORRECTION = Step(
    "reopen", "Koreksi",
    "Indikator tertentu dibuka kembali setelah ditetapkan. "
    "Yang sudah terbit tetap terlihat sampai gantinya terbit.",
    "koreksi", REOPEN, frozenset(), "koreksi",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepView:
    """How a step stands for this reader. `button` empty: not the reader's to do, or not now."""

    kind: str
    title: str
    text: str
    state: str
    word: str
    action: str
    button: str
    confirm: str
    obstacle: str
    proposal: ProposalView | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One submission on the board; `href` empty when the reader may not look inside.

    `glass`: where the admin may break the glass, else empty.
    """

    standing: SubmissionView
    href: str
    glass: str


@dataclass(frozen=True, slots=True)
class Board:
    """How the round stands: counts, submissions, documents."""

    counts: tuple[tuple[State, str, int], ...]
    rows: tuple[BoardRow, ...]
    chosen: str
    documents: tuple[Report, ...]

    @property
    def shown(self) -> tuple[BoardRow, ...]:
        """Give the rows of the chosen state, or all."""
        return tuple(row for row in self.rows if self.chosen in {"", row.standing.state})

    @property
    def choices(self) -> tuple[tuple[State, str], ...]:
        """Give the states there are, with their numbers, to choose from."""
        return tuple((state, f"{name} ({number})") for state, name, number in self.counts)

    @property
    def made(self) -> int:
        """Give how many documents are made."""
        return sum(row.state == "made" for row in self.documents)

    @property
    def failed(self) -> int:
        """Give how many could not be made."""
        return sum(row.state == "failed" for row in self.documents)


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """One evaluation year as this reader may see it."""

    period: PeriodView
    instrument: str
    opened: bool
    closes_at: datetime | None
    days_left: int
    phases: Sequence[PhaseRow]
    steps: tuple[StepView, ...]
    correction: StepView | None
    board: Board | None
    may: Mapping[str, bool]
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def agencies(self) -> tuple[tuple[str, str], ...]:
        """Give the agencies of the board to choose from: code and name."""
        rows = self.board.rows if self.board else ()
        return tuple((row.standing.agency.code, row.standing.agency.name) for row in rows)


def period_page(
    session: Session,
    actor: Actor,
    period: Period,
    now: datetime,
    *,
    chosen: str = "",
    typed: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> PeriodPage:
    """Build the page; `chosen` filters the board by state, `typed` is a refused form."""
    view = queries.view(period, now)
    rows = submissions.of_period(session, period.id)
    sees_board = holds(actor, P.DASHBOARD_PROGRESS)
    board = _board(session, actor, period, (rows, chosen), now) if sees_board else None
    steps, correction = _steps(session, actor, period, rows, now) if sees_board else ((), None)
    ends_at = view.phase_ends_at
    return PeriodPage(
        period=view,
        instrument=instruments.get(session, period.instrument_id).title,
        opened=period.opened_at is not None,
        closes_at=last_minute(ends_at) if ends_at else None,
        days_left=days_until(ends_at, now) if ends_at else 0,
        phases=queries.phase_rows(period, now),
        steps=steps,
        correction=correction,
        board=board,
        may=_may(actor, period, now),
        values=typed[0],
        errors=typed[1],
    )


def _may(actor: Actor, period: Period, now: datetime) -> dict[str, bool]:
    is_filling = bool(period.opened_at) and not period.announced_at
    return {
        "change_dates": holds(actor, P.CYCLE_EDIT_DATES_BEFORE_OPEN) and not period.opened_at,
        "open": holds(actor, P.PERIOD_OPEN)
        and not period.opened_at
        and period.fill_opens_at <= now,
        "extend": holds(actor, P.DEADLINE_EXTEND) and is_filling,
        "export_scores": holds(actor, P.EXPORT_SCORES_XLSX),
        "retry": holds(actor, P.JOBS_RETRY),
        "open_reports": holds(actor, P.REPORT_RANKING_PDF_EMBARGOED)
        or period.published_at is not None,
        "see_ranking": may_see_ranking(actor, period),
    }


def may_see_ranking(actor: Actor, period: Period) -> bool:
    """Tell whether web.guards.ReadableRanking would let the actor in, to hide a dead link."""
    if period.published_at:
        return True
    is_too_early = actor.role is Role.LEADERSHIP and not period.finalised_at
    return (
        holds(actor, P.RANKING_READ_EMBARGOED)
        and period.announced_at is not None
        and not is_too_early
    )


def _steps(
    session: Session, actor: Actor, period: Period, rows: Sequence[Submission], now: datetime
) -> tuple[tuple[StepView, ...], StepView | None]:
    states = frozenset(State(row.state) for row in rows)
    done = {
        "announce": period.announced_at,
        "finalise": period.finalised_at,
        "publish": period.published_at,
    }
    waiting = {proposal.kind: proposal for proposal in queries.proposal_views(session, period.id)}
    steps = tuple(
        _done(step) if done[step.kind] and not step.pending & states
        else _step(actor, step, waiting.get(step.kind), obstacle(session, period, step.kind, now))
        for step in STEPS
    )  # fmt: skip
    correction = (
        _step(actor, CORRECTION, waiting.get("reopen"), "") if period.finalised_at else None
    )
    return steps, correction


def _done(step: Step) -> StepView:
    return StepView(step.kind, step.title, step.text, "done", "Selesai", "", "", "", "", None)


def _step(actor: Actor, step: Step, proposal: ProposalView | None, reason: str) -> StepView:
    proposer, confirmer = (step.guard.proposer, step.guard.confirmer)
    if proposal:
        state, word = "proposed", f"Menunggu {ROLE_NAMES[confirmer]}"
        button = f"Konfirmasi {step.verb}" if actor.role is confirmer else ""
    else:
        state, word = (
            ("blocked", "Belum bisa") if reason else ("open", f"Giliran {ROLE_NAMES[proposer]}")
        )
        verb = step.verb if proposer is confirmer else f"Usulkan {step.verb}"
        button = verb if actor.role is proposer and not reason else ""
    return StepView(
        kind=step.kind,
        title=step.title,
        text=step.text,
        state=state,
        word=word,
        action=step.address,
        button=button,
        confirm=f"{button}? {step.text}",
        obstacle="" if proposal else reason,
        proposal=proposal,
    )


def _board(
    session: Session,
    actor: Actor,
    period: Period,
    wanted: tuple[Sequence[Submission], str],
    now: datetime,
) -> Board:
    rows, chosen = wanted
    counts = Counter(State(row.state) for row in rows)
    views = submissions.submission_views(session, period, now, rows)
    documents = [row for row in reports.of_period(session, period.id) if not row.is_provisional]
    return Board(
        counts=tuple(
            (state, name, counts[state]) for state, name in STATE_NAMES.items() if counts[state]
        ),
        rows=tuple(BoardRow(view, _href(actor, view), _glass(actor, view)) for view in views),
        chosen=chosen if chosen in set(counts) else "",
        documents=tuple(documents),
    )


def _href(actor: Actor, view: SubmissionView) -> str:
    """Link to the innermost page about this submission that the reader may open."""
    subject = SubmissionSubject("", view.state, (), window_open=False)
    if view.state != State.MODERATION and allows(actor, P.RESULT_READ, subject):
        return f"/hasil/{view.id}"
    if allows(actor, P.SCORE_READ_BOTH, subject):
        return f"/pleno/{view.id}"
    if allows(actor, P.ASSIGNMENT_SET, subject):
        return f"/pleno/{view.id}/penugasan"
    return f"/penilaian-mandiri/{view.id}/status"


def _glass(actor: Actor, view: SubmissionView) -> str:
    subject = SubmissionSubject("", view.state, (), window_open=False)
    return f"/akses-darurat/{view.id}" if allows(actor, P.BREAKGLASS_OPEN, subject) else ""
