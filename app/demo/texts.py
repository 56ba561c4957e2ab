"""What people of the demo write, in Indonesian, fitting the indicator, the level and the OPD.

The pools of sentences stand in `sentences`, what belongs to one indicator in `topics`. Which
variant is taken comes from the caller's `rng`; names, numbers and citations never change for one
OPD, indicator and year, so that an explanation and the cited file agree.
"""

from random import Random

from app.demo import sentences
from app.demo.agencies import DemoAgency
from app.demo.levels import HIGHEST, LOWEST, DemoScores
from app.demo.topics import TOPICS
from app.demo.wording import filled, words

TALK = (
    "Mohon dilengkapi ya. Notula rapat terakhir ada di map Sekretariat, halaman 2 yang dipakai.",
    "Siap. Notulanya sudah saya temukan; besok saya pindai dan lampirkan.",
)
"""What two of one OPD say to each other beside an indicator."""


def explanation(agency: DemoAgency, code: str, level: int, year: int, rng: Random) -> str:
    """Tell the practice at that level, cumulatively, and where its proof stands."""
    topic = TOPICS[code]
    if level == LOWEST:
        parts = [rng.choice(topic.absent), rng.choice(sentences.NOTHING_YET)]
    else:
        parts = [rng.choice(topic.done), rng.choice(sentences.PROOF)]
        parts += [rng.choice(sentences.OWN_WAY)] if level == 2 else []
        parts += [rng.choice(sentences.RULE)] if level >= 3 else []
        parts += [rng.choice(sentences.REVIEW)] if level >= 4 else []
        parts += [topic.improved] if level == HIGHEST else []
    return filled(" ".join(parts), words(agency, code, year))


def assessor_note(agency: DemoAgency, code: str, level: int, year: int, rng: Random) -> str:
    """Say what an assessor saw that carries this level."""
    return filled(rng.choice(sentences.NOTE[level]), words(agency, code, year))


def assessor_reason(
    agency: DemoAgency, code: str, levels: tuple[int, int], year: int, rng: Random
) -> str:
    """Say why the level given differs from the claim. levels: (claim, given level)."""
    claim, level = levels
    pool = sentences.LOWER[level] if level < claim else sentences.HIGHER
    with_levels = {**words(agency, code, year), "claim": str(claim), "level": str(level)}
    return filled(rng.choice(pool), with_levels)


def agreed_reason(agency: DemoAgency, code: str, scores: DemoScores, year: int, rng: Random) -> str:
    """Say why the institutions settled on the agreed level."""
    same = scores.diskominfo == scores.bps
    opening = rng.choice(sentences.BOTH_SAME if same else sentences.SETTLED)
    phrase = f"{opening} {rng.choice(sentences.BECAUSE[scores.agreed])}"
    return filled(phrase, {**words(agency, code, year), **_levels(scores)})


def objection_reason(
    agency: DemoAgency, code: str, scores: DemoScores, year: int, rng: Random
) -> str:
    """Say in the head's words why the agreed level should be higher."""
    phrase = rng.choice(sentences.OBJECTION[min(scores.agreed, HIGHEST - 1)])
    return filled(phrase, {**words(agency, code, year), **_levels(scores)})


def recommendation_reason(
    agency: DemoAgency, code: str, year: int, rng: Random, *, accepted: bool
) -> str:
    """Say what one institution advises on an objection, and why."""
    pool = sentences.ADVISE_ACCEPTING if accepted else sentences.ADVISE_KEEPING
    return filled(rng.choice(pool), words(agency, code, year))


def objection_decision_reason(
    agency: DemoAgency, code: str, year: int, rng: Random, *, accepted: bool
) -> str:
    """Say why the coordinator accepts an objection or keeps the level."""
    pool = sentences.OBJECTION_ACCEPTED if accepted else sentences.OBJECTION_REFUSED
    return filled(rng.choice(pool), words(agency, code, year))


def clarification_question(agency: DemoAgency, code: str, year: int, rng: Random) -> str:
    """Ask the OPD about one indicator."""
    phrase = f"{rng.choice(sentences.QUESTION_OPENING)} {TOPICS[code].question}"
    return filled(phrase, words(agency, code, year))


def clarification_answer(agency: DemoAgency, code: str, year: int, rng: Random) -> str:
    """Answer the assessor's question."""
    phrase = f"{TOPICS[code].answer} {rng.choice(sentences.ANSWER_CLOSING)}"
    return filled(phrase, words(agency, code, year))


def interview_note(agency: DemoAgency, code: str, year: int, rng: Random) -> str:
    """Note down what an interview or a visit showed."""
    return filled(rng.choice(sentences.INTERVIEW), words(agency, code, year))


def return_reason(agency: DemoAgency, code: str, year: int, rng: Random) -> str:
    """Say why the coordinator sends an indicator back."""
    return filled(rng.choice(sentences.RETURNED), words(agency, code, year))


def action_plan_what(agency: DemoAgency, code: str, level: int, year: int, rng: Random) -> str:
    """Name the step that leads from this level to the next; at the top, how to stay there."""
    return filled(rng.choice(sentences.ACTION[level]), words(agency, code, year))


def action_plan_who(agency: DemoAgency, code: str, year: int, rng: Random) -> str:
    """Name who does it."""
    return filled(rng.choice(sentences.ACTION_WHO), words(agency, code, year))


def action_plan_progress(agency: DemoAgency, code: str, year: int, rng: Random) -> str:
    """Say how far it has come."""
    return filled(rng.choice(sentences.ACTION_PROGRESS), words(agency, code, year))


def _levels(scores: DemoScores) -> dict[str, str]:
    return {
        "claim": str(scores.claim),
        "diskominfo": str(scores.diskominfo),
        "bps": str(scores.bps),
        "agreed": str(scores.agreed),
        "next": str(min(scores.agreed + 1, HIGHEST)),
    }
