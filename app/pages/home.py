"""Pages: what to do now, by role."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.accounts.queries import open_grants
from app.assessments import duties
from app.assessments.schemas import QueueRow
from app.clock import days_until, last_minute
from app.delegations import queries as delegations
from app.jobs import queries as jobs
from app.journal import queries as journal
from app.notices import queries as notices
from app.pages.rounds import Board, StepView, may_see_ranking, period_page
from app.periods import queries as periods
from app.periods.models import Period
from app.periods.schemas import PhaseRow
from app.permissions import Actor, Permission, Role
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import SubmissionView
from app.submissions.states import State
from app.submissions.visits import waits_for_opd
from app.web.guards import RoleWith
from app.web.responses import page
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
Own = Annotated[Actor, Depends(RoleWith(Permission.OWN_NOTICES), scope="function")]
NEWEST = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One line of what to do: where it is done, how it stands."""

    label: str
    href: str = ""
    state: str = ""
    word: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One unread message."""

    text: str
    href: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks under one title."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Banner:
    """The newest period in short."""

    label: str
    phase: str
    closes_at: datetime | None
    days_left: int
    closes_label: str
    phases: Sequence[PhaseRow]


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page of one person."""

    greeting: str
    lead: str
    period: Banner | None
    groups: tuple[TaskGroup, ...]
    notices: tuple[NewNotice, ...]


@router.get("/")
def home(_actor: Own, here: Here) -> Response:
    """Show what waits for the reader."""
    return page(here.request, "home/index.html", view=home_view(here))


def home_view(here: Visit) -> HomeView:
    """Build the home page from the newest period and the reader's role."""
    period = periods.newest(here.session)
    build = GROUPS[here.actor.role]
    groups = tuple(group for group in build(here, period) if group.tasks)
    waiting = [
        row for row in notices.inbox(here.session, here.actor.user_id) if row.read_at is None
    ]
    return HomeView(
        greeting=f"Halo, {here.actor.name}",
        lead=LEADS[here.actor.role],
        period=_banner(period, here.now) if period else None,
        groups=groups,
        notices=tuple(NewNotice(row.text, row.link, row.at) for row in waiting[:NEWEST]),
    )


def _banner(period: Period, now: datetime) -> Banner:
    view = periods.view(period, now)
    ends_at = view.phase_ends_at
    return Banner(
        label=period.title,
        phase=view.phase_name,
        closes_at=last_minute(ends_at) if ends_at else None,
        days_left=days_until(ends_at, now) if ends_at else 0,
        closes_label=CLOSES.get(view.phase, "Sampai"),
        phases=periods.phase_rows(period, now),
    )


CLOSES = {
    "preparation": "Dibuka sesudah",
    "self_assessment": "Pengisian ditutup",
    "objection": "Masa sanggah ditutup",
}
LEADS = {
    Role.OPERATOR: "Isian penilaian mandiri OPD Anda.",
    Role.HEAD: "Anda memeriksa dan mengirim isian OPD Anda.",
    Role.ASSESSOR: "OPD yang Anda nilai.",
    Role.MODERATOR: "Yang menunggu keputusan koordinator.",
    Role.LEADERSHIP: "Hasil evaluasi data perangkat daerah.",
    Role.ADMIN: "Persiapan dan jalannya periode.",
    Role.AUDITOR: "Jejak audit dan peran istimewa.",
}


def _of_agency(here: Visit, period: Period | None) -> tuple[TaskGroup, ...]:
    row = (
        submissions.of_agency(here.session, period.id, here.actor.agency_id or "")
        if period
        else None
    )
    if row is None:
        return ()
    view = submissions.submission_view(here.session, row, here.now)
    known = submissions.asked(here.session, row.id)
    asked = [each for each in known if waits_for_opd(each, here.now)]
    tasks = [_own_task(view, here)]
    if asked and view.state == State.UNDER_ASSESSMENT:
        address = f"/penilaian-mandiri/{view.id}"
        tasks.insert(
            0, Task("Jawab pertanyaan penilai", address, "fix", f"{len(asked)} pertanyaan")
        )
    if view.state in RESULT_TASKS:
        tasks.append(Task(RESULT_TASKS[State(view.state)], f"/hasil/{view.id}"))
    tasks += _shared(row, here)
    return (TaskGroup("Yang perlu Anda kerjakan", tuple(tasks)),)


def _shared(row: Submission, here: Visit) -> Iterator[Task]:
    """The reader's own share of the OPD's work, and who else is late with theirs."""
    seen = delegations.overview(here.session, here.actor, row, here.now)
    address = f"/penilaian-mandiri/{row.id}?bagian="
    if seen.mine:
        state = "late" if seen.mine.late else "started" if seen.mine.waiting else "complete"
        yield Task(f"Bagian saya: {seen.mine.words}", f"{address}saya", state)
    if seen.late:
        people = ", ".join(f"{share.name} ({share.late})" for share in seen.late)
        number = sum(share.late for share in seen.late)
        yield Task(
            f"{number} indikator rekan terlambat", f"{address}terlambat", "late", detail=people
        )


RESULT_TASKS = MappingProxyType(
    {
        State.PROVISIONAL: "Lihat hasil sementara",
        State.OBJECTION: "Lihat hasil sementara",
        State.FINAL: "Lihat hasil yang ditetapkan",
        State.PUBLISHED: "Lihat hasil",
        State.CORRECTION: "Lihat hasil",
    }
)


def _own_task(view: SubmissionView, here: Visit) -> Task:
    address = f"/penilaian-mandiri/{view.id}"
    filled = f"{view.complete} dari {view.total} indikator lengkap"
    if view.state == State.RETURNED and view.return_until:
        left = days_until(view.return_until, here.now)
        return Task(
            "Perbaiki indikator yang dikembalikan", address, "fix", detail=f"Tinggal {left} hari."
        )
    if view.state == State.LAPSED:
        return Task(
            "Penilaian mandiri",
            address,
            view.state,
            detail="Tenggat terlewati. Hubungi admin bila perlu perpanjangan.",
        )
    if view.state != State.DRAFT:
        return Task("Isian yang dikirim", address, view.state, view.state_name)
    if here.actor.role is Role.HEAD and view.is_ready:
        return Task("Periksa lalu kirim penilaian mandiri", address, "ready", detail=filled)
    state = "ready" if view.is_ready else "started" if view.answered else "empty"
    word = "Menunggu kepala OPD" if view.is_ready else ""
    return Task("Isi penilaian mandiri", address, state, word, filled)


def _assessor(here: Visit, period: Period | None) -> tuple[TaskGroup, ...]:
    if period is None or here.actor.institution is None:
        return ()
    rows = duties.queue(here.session, here.actor, period)
    active = [row for row in rows if row.state == State.UNDER_ASSESSMENT and not row.is_locked]
    active.sort(key=lambda row: row.judged == row.total)
    objected = [row for row in rows if row.state == State.OBJECTION]
    overview = Task("Semua OPD yang Anda nilai", "/penilaian", word=f"{len(rows)} OPD")
    return (
        TaskGroup("Beri rekomendasi atas sanggahan", tuple(map(_objection_task, objected))),
        TaskGroup("Antrean penilaian", tuple(map(_queue_task, active))),
        TaskGroup("Lainnya", (overview,) if rows else ()),
    )


def _objection_task(row: QueueRow) -> Task:
    address = f"/penilaian/{row.submission_id}/sanggahan"
    return Task(row.agency_name, address, row.state, row.state_name)


def _queue_task(row: QueueRow) -> Task:
    state = "scored" if row.judged == row.total else "unscored"
    asked = f"{row.open_questions} pertanyaan belum dijawab OPD." if row.open_questions else ""
    word = f"{row.judged} dari {row.total}"
    return Task(row.agency_name, f"/penilaian/{row.submission_id}", state, word, asked)


def _round(here: Visit, period: Period | None) -> tuple[TaskGroup, ...]:
    """What the coordinator and the admin have to do in the round."""
    if period is None:
        return ()
    view = period_page(here.session, here.actor, period, here.now)
    address = f"/periode/{period.year}"
    due = [
        step
        for step in (*view.steps, view.correction)
        if step and step.button and (step.proposal or step.kind != "reopen")
    ]
    steps = tuple(Task(step.button, address, step.state, step.word, _who(step)) for step in due)
    board = (_board_task(view.board, period),) if view.board else ()
    return (TaskGroup("Menunggu keputusan Anda", steps), TaskGroup("Periode ini", board))


def _who(step: StepView) -> str:
    return f"Diusulkan {step.proposal.proposed_by}." if step.proposal else step.text


def _board_task(board: Board, period: Period) -> Task:
    counted = ", ".join(f"{number} {name.lower()}" for _, name, number in board.counts)
    return Task(
        period.title,
        f"/periode/{period.year}",
        word=f"{len(board.rows)} OPD",
        detail=f"{counted}." if counted else "Belum dibuka.",
    )


def _moderator(here: Visit, period: Period | None) -> tuple[TaskGroup, ...]:
    if period is None:
        return ()
    rows = submissions.of_period(here.session, period.id)
    states = Counter(
        State(row.state)
        for row in rows
        if row.closed_at is None or State(row.state) is not State.MODERATION
    )
    waiting = tuple(
        Task(label, address, state, f"{states[state]} OPD")
        for state, label, address in TO_MODERATE
        if states[state]
    )
    due, overview = _round(here, period)
    return (
        due,
        TaskGroup("OPD yang menunggu", waiting),
        overview,
        TaskGroup("Hasil", _ranking_tasks(here, period)),
    )


TO_MODERATE = (
    (State.SUBMITTED, "Tugaskan penilai dan mulai penilaian", "/pleno/penugasan"),
    (State.MODERATION, "Pleno: sepakati nilai", "/pleno"),
    (State.OBJECTION, "Putuskan sanggahan", "/pleno"),
    (State.CORRECTION, "Sepakati nilai koreksi", "/pleno"),
)


def _ranking_tasks(here: Visit, period: Period) -> tuple[Task, ...]:
    if not may_see_ranking(here.actor, period):
        return ()
    detail = "" if period.published_at else "Masih tertutup bagi umum; setiap pembacaan tercatat."
    return (
        Task(
            f"Peringkat dan indeks kota {period.year}", f"/peringkat/{period.year}", detail=detail
        ),
    )


def _leadership(here: Visit, period: Period | None) -> tuple[TaskGroup, ...]:
    known = [
        each for each in periods.all_periods(here.session) if may_see_ranking(here.actor, each)
    ]
    results = tuple(task for each in known for task in _ranking_tasks(here, each))
    overview = _round(here, period)[1:] if period else ()
    return (TaskGroup("Hasil", results), *overview)


def _admin(here: Visit, period: Period | None) -> tuple[TaskGroup, ...]:
    if period is None:
        start = Task("Siapkan periode pertama", "/periode/baru", "empty", "Belum ada")
        return (
            TaskGroup(
                "Mulai di sini",
                (Task("Daftarkan OPD", "/opd"), Task("Buat akun", "/pengguna"), start),
            ),
        )
    registers = (
        Task("Register OPD", "/opd"),
        Task("Pengguna", "/pengguna"),
        Task("Instrumen", "/instrumen"),
    )
    number = len(jobs.failed(here.session))
    upkeep = (
        Task("Pekerjaan", "/pekerjaan", *(("failed", f"{number} gagal") if number else ())),
        Task("Cadangan", "/cadangan"),
    )
    groups = (TaskGroup("Data induk", registers), TaskGroup("Pemeliharaan", upkeep))
    return (*_round(here, period), *groups)


def _auditor(here: Visit, period: Period | None) -> tuple[TaskGroup, ...]:
    grants = open_grants(here.session)
    head = journal.head_hash(here.session).partition(":")[0]
    confirm = Task(
        "Konfirmasi peran istimewa", "/pengguna/peran", "proposed", f"{len(grants)} menunggu"
    )
    trail = Task(
        "Jejak audit",
        "/jejak-audit",
        word=f"{head} baris",
        detail="Rantai dapat diperiksa kapan saja.",
    )
    overview = _round(here, period)[1:] if period else ()
    results = _ranking_tasks(here, period) if period else ()
    return (
        TaskGroup("Menunggu Anda", (confirm,) if grants else ()),
        TaskGroup("Pemeriksaan", (trail, *results)),
        *overview,
    )


GROUPS: Mapping[Role, Callable[[Visit, Period | None], tuple[TaskGroup, ...]]] = MappingProxyType(
    {
        Role.OPERATOR: _of_agency,
        Role.HEAD: _of_agency,
        Role.ASSESSOR: _assessor,
        Role.MODERATOR: _moderator,
        Role.LEADERSHIP: _leadership,
        Role.ADMIN: _admin,
        Role.AUDITOR: _auditor,
    }
)
