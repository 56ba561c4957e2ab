"""Two exercises of the assessors: one closed and talked about, one open and half scored."""

import random
from datetime import timedelta

from app.demo.stage import Stage
from app.exercises import actions, queries
from app.exercises.models import Exercise
from app.exercises.schemas import DiscussionInput, ExerciseInput, ScoreInput
from app.permissions import Actor, Role

CLOSED, OPEN = "Latihan membaca rubrik bersama", "Latihan kedua: contoh dari OPD lain"
HARSHER = "Penjelasannya menyebut kebiasaan, belum aturan dan jadwal yang dapat diperiksa."
MILDER = "Contoh ini sudah menyebut pemeriksaan dan tindak lanjutnya, jadi memenuhi pembeda."
TALK = (
    "Yang dinilai bukti pelaksanaannya, bukan rencana. Kata 'berkala' tanpa jadwal belum cukup.",
    "Sepakat. Lain kali cari dahulu pembeda dengan tingkat di bawahnya, baru baca kriterianya.",
)
EVERY = 8
"""One indicator of so many is exercised: four or five of 38, from different domains."""


def exercises(stage: Stage) -> None:
    """Play both, from the first two OPDs whose results are published."""
    published = [each for each in stage.agencies if stage.submission(each).state == "PUBLISHED"]
    leader, dice = stage.actors["koordinator"], random.Random(f"{stage.seed}:latihan")  # noqa: S311  (a play)
    for title, agency in zip((CLOSED, OPEN), published[:2], strict=False):
        codes = list(stage.codes(agency)[::EVERY])
        source = stage.submission(agency).id
        given = ExerciseInput(title=title, codes=codes, submission_id=source)
        row = actions.prepare(stage.session, leader, given, stage.at)
        stage.pass_time(timedelta(hours=1))
        actions.open_up(stage.session, leader, row, stage.at)
        for number, assessor in enumerate(_assessors(stage)):
            wanted = codes if title == CLOSED else codes[: number % (len(codes) + 1)]
            _score(stage, row, assessor, (wanted, dice))
        if title == CLOSED:
            _close(stage, row, codes[0])


def _assessors(stage: Stage) -> list[Actor]:
    return [actor for actor in stage.actors.values() if actor.role is Role.ASSESSOR]


def _score(
    stage: Stage, row: Exercise, assessor: Actor, wanted: tuple[list[str], random.Random]
) -> None:
    codes, dice = wanted
    top = queries.instrument_of(stage.session, row).top
    stage.pass_time(timedelta(minutes=20))
    for code in codes:
        claim = queries.item_of(stage.session, row, code).claim or 1
        level = min(top, max(1, claim + dice.choice((-1, -1, 0, 0, 0, 1))))
        reason = "" if level == claim else HARSHER if level < claim else MILDER
        given = (ScoreInput(level=level, reason=reason), 0)
        actions.score(stage.session, assessor, row, code, given, stage.at)


def _close(stage: Stage, row: Exercise, code: str) -> None:
    leader = stage.actors["koordinator"]
    stage.pass_time(timedelta(days=1))
    actions.close(stage.session, leader, row, stage.at)
    for speaker, text in zip((_assessors(stage)[0], leader), TALK, strict=True):
        stage.pass_time(timedelta(minutes=10))
        said = DiscussionInput(code=code, text=text)
        actions.discuss(stage.session, speaker, row, said, stage.at)
