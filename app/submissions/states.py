"""The whole life of a submission on one screen. Pure. Source: reliability.md 1.1."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Conflict


class State(StrEnum):
    """Where a submission stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    UNDER_ASSESSMENT = "UNDER_ASSESSMENT"
    RETURNED = "RETURNED"
    MODERATION = "MODERATION"
    PROVISIONAL = "PROVISIONAL"
    OBJECTION = "OBJECTION"
    FINAL = "FINAL"
    PUBLISHED = "PUBLISHED"
    CORRECTION = "CORRECTION"
    LAPSED = "LAPSED"


STATE_NAMES = {
    State.DRAFT: "Sedang diisi",
    State.SUBMITTED: "Dikirim",
    State.UNDER_ASSESSMENT: "Sedang dinilai",
    State.RETURNED: "Perlu perbaikan",
    State.MODERATION: "Pleno",
    State.PROVISIONAL: "Hasil sementara",
    State.OBJECTION: "Disanggah",
    State.FINAL: "Ditetapkan",
    State.PUBLISHED: "Dipublikasikan",
    State.CORRECTION: "Sedang dikoreksi",
    State.LAPSED: "Tidak menyampaikan",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed edge; `number` is its row in the law."""

    number: int
    name: str
    sources: frozenset[State]
    target: State

    @property
    def label(self) -> str:
        """Give the journal's name for it."""
        return f"T{self.number} {self.name}"


def _edge(number: int, name: str, sources: Iterable[State], target: State) -> Transition:
    return Transition(number, name, frozenset(sources), target)


OPEN = _edge(1, "open", (), State.DRAFT)
SUBMIT = _edge(2, "submit", {State.DRAFT}, State.SUBMITTED)
RECALL = _edge(3, "recall", {State.SUBMITTED}, State.DRAFT)
LAPSE = _edge(4, "lapse", {State.DRAFT}, State.LAPSED)
EXTEND = _edge(5, "extend", {State.LAPSED}, State.DRAFT)
START = _edge(6, "start", {State.SUBMITTED}, State.UNDER_ASSESSMENT)
RETURN = _edge(7, "return", {State.UNDER_ASSESSMENT}, State.RETURNED)
RESEND = _edge(8, "resend", {State.RETURNED}, State.UNDER_ASSESSMENT)
EXPIRE = _edge(9, "expire", {State.RETURNED}, State.UNDER_ASSESSMENT)
MODERATE = _edge(10, "moderate", {State.UNDER_ASSESSMENT}, State.MODERATION)
UNLOCK = _edge(11, "unlock", {State.MODERATION}, State.UNDER_ASSESSMENT)
ANNOUNCE = _edge(13, "announce", {State.MODERATION}, State.PROVISIONAL)
FILE_OBJECTION = _edge(14, "file", {State.PROVISIONAL}, State.OBJECTION)
WITHDRAW = _edge(15, "withdraw", {State.OBJECTION}, State.PROVISIONAL)
FINALISE = _edge(17, "finalise", {State.PROVISIONAL, State.OBJECTION}, State.FINAL)
PUBLISH = _edge(18, "publish", {State.FINAL}, State.PUBLISHED)
REOPEN = _edge(19, "reopen", {State.FINAL, State.PUBLISHED}, State.CORRECTION)
REFINALISE = _edge(20, "refinalise", {State.CORRECTION}, State.FINAL)

TRANSITIONS = (
    OPEN, SUBMIT, RECALL, LAPSE, EXTEND, START, RETURN, RESEND, EXPIRE, MODERATE, UNLOCK,
    ANNOUNCE, FILE_OBJECTION, WITHDRAW, FINALISE, PUBLISH, REOPEN, REFINALISE,
)  # fmt: skip
BY_LABEL = {transition.label: transition for transition in TRANSITIONS}

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
SENT = frozenset(State) - {State.DRAFT, State.LAPSED}
SCORED = frozenset(
    {State.PROVISIONAL, State.OBJECTION, State.FINAL, State.PUBLISHED, State.CORRECTION}
)
UNSENT = EDITABLE | {State.LAPSED}
"""What the OPD's working copy says was not sent, or not yet again."""


class WrongState(Conflict):
    """The edge does not start where the submission stands."""


def advance(state: State, transition: Transition) -> State:
    """Give the state after `transition`; WrongState when the edge does not start at `state`."""
    if state not in transition.sources:
        here = STATE_NAMES[state]
        raise WrongState(
            f"Tahap OPD ini sekarang '{here}', jadi langkah ini tidak bisa dilakukan. "
            "Muat ulang halaman."
        )
    return transition.target


def replay(labels: Iterable[str]) -> State | None:
    """Walk journalled labels from nothing to the state reached; WrongState on a forbidden edge."""
    state: State | None = None
    for label in labels:
        transition = BY_LABEL[label]
        state = (
            transition.target
            if state is None and transition is OPEN
            else advance(State(state or ""), transition)
        )
    return state
