"""What a round does next when people do their work: one of the steps that are due, by chance."""

import random
from datetime import datetime, timedelta

from tests.factories import ASSESSORS, short_of
from tests.submissions.law import OF, Step, levels_of
from tests.submissions.world import CODES, World


def onward(world: World, now: datetime, dice: random.Random) -> list[Step]:
    """Give the requests of one piece of work; empty when only the clock can help."""
    due = [step for code in CODES for step in _of_one(world, code, now, dice)]
    due += _of_all(world, dice)
    return dice.choice(due) if due else []


def _of_one(world: World, code: str, now: datetime, dice: random.Random) -> list[list[Step]]:
    sub = world["subs"][code]
    return WORK.get(sub["state"], _nothing)(sub, code, now, dice)


def _nothing(_sub: World, _code: str, _now: datetime, _dice: random.Random) -> list[list[Step]]:
    return []


def _fill(sub: World, code: str, _now: datetime, dice: random.Random) -> list[list[Step]]:
    operator, head = _operator(code), _head(code)
    left = [each for each in CODES[code] if not sub["levels"].get(each) or each not in sub["cited"]]
    if not left:
        return [[Step("submit", head, code)], [_save(sub, code, dice.choice(CODES[code]), dice)]]
    saves = [_save(sub, code, each, dice) for each in left]
    return [saves + [Step("cite", operator, code, {"code": each}) for each in left]]


def _save(sub: World, code: str, indicator: str, dice: random.Random) -> Step:
    given = {
        "code": indicator,
        "level": dice.randint(1, 4),
        "version": sub["versions"].get(indicator, 0),
    }
    return Step("save", _operator(code), code, given)


def _begin(sub: World, code: str, _now: datetime, dice: random.Random) -> list[list[Step]]:
    assign = Step("assign", "koordinator", code, {"assessors": list(ASSESSORS[code])})
    if not sub["assigned"]:
        return [[assign], [Step("recall", _head(code), code)]]
    who = dice.choice(["koordinator", *sorted(sub["assigned"])])
    return [[Step("start", who, code)]] * 3 + [[Step("recall", _head(code), code)]]


def _score(sub: World, code: str, now: datetime, dice: random.Random) -> list[list[Step]]:
    work = []
    for who in sorted(sub["assigned"]):
        institution = str(OF[who][2])
        if institution in sub["locked"]:
            continue
        judged = sub["judged"][institution]
        left = [each for each in CODES[code] if each not in judged]
        todo = left or [dice.choice(CODES[code])]
        work.append([_score_one(who, code, each, judged, dice) for each in todo])
        work += [] if left else [[Step("lock", who, code)]] * 3
    until = now + timedelta(days=dice.choice([1, 7]))
    given = {"code": dice.choice(CODES[code]), "until": until}
    return [*work, [Step("return", "koordinator", code, given)]]


def _score_one(who: str, code: str, indicator: str, judged: World, dice: random.Random) -> Step:
    given = {
        "code": indicator,
        "level": dice.choice([3, 3, 3, 2, 4]),
        "version": judged.get(indicator, (0, 0))[1],
    }
    return Step("judge", who, code, given)


def _mend(sub: World, code: str, _now: datetime, dice: random.Random) -> list[list[Step]]:
    (indicator,) = sub["opened"]
    return [[_save(sub, code, indicator, dice)], [Step("submit", _head(code), code)]]


def _moderate(sub: World, code: str, _now: datetime, dice: random.Random) -> list[list[Step]]:
    if sub["closed"]:
        return []
    left = [e for e in CODES[code] if e not in sub["agreed"] and len(levels_of(sub, e)) > 1]
    institution = dice.choice(["bps", "diskominfo"])
    unlock = Step("unlock", "koordinator", code, {"institution": institution})
    if not left:
        return [[Step("close", "koordinator", code)]] * 4 + [[unlock]]
    return [[_agree(code, each, dice) for each in left]] * 4 + [[unlock]]


def _agree(code: str, indicator: str, dice: random.Random) -> Step:
    given = {"code": indicator, "level": dice.randint(1, 4), "reason": True}
    return Step("agree", "koordinator", code, given)


def _object(_sub: World, code: str, _now: datetime, dice: random.Random) -> list[list[Step]]:
    return [[Step("object", _head(code), code, {"code": dice.choice(CODES[code])})]]


def _hear(sub: World, code: str, _now: datetime, dice: random.Random) -> list[list[Step]]:
    ((indicator, item),) = sub["objected"].items()
    if item["decided"] is not None:
        return []
    given = {"code": indicator, "level": dice.randint(1, 4)}
    withdraw = [Step("withdraw", _head(code), code)]
    if len(item["advice"]) == 2:
        return [[Step("decide", "koordinator", code, given)]] * 3 + [withdraw]
    people = sorted(sub["assigned"])
    return [[Step("recommend", who, code, given) for who in people], withdraw]


def _correct(sub: World, code: str, _now: datetime, dice: random.Random) -> list[list[Step]]:
    return [[_agree(code, dice.choice(sorted(sub["correcting"])), dice)]]


def _late(_sub: World, code: str, now: datetime, dice: random.Random) -> list[list[Step]]:
    until = now + timedelta(days=dice.choice([1, 3]))
    return [[Step("extend", "admin", code, {"until": until})]]


WORK = {
    "DRAFT": _fill,
    "SUBMITTED": _begin,
    "UNDER_ASSESSMENT": _score,
    "RETURNED": _mend,
    "MODERATION": _moderate,
    "PROVISIONAL": _object,
    "OBJECTION": _hear,
    "CORRECTION": _correct,
    "LAPSED": _late,
}


def _of_all(world: World, dice: random.Random) -> list[list[Step]]:
    states = {sub["state"] for sub in world["subs"].values()}
    if not world["announced"]:
        is_ready = all(s["closed"] or s["state"] == "LAPSED" for s in world["subs"].values())
        return [[Step("announce", "koordinator")]] * 3 if is_ready else []
    about = dice.choice(sorted(CODES))
    given = {"code": dice.choice(CODES[about])}
    steps = {
        "finalise": ("koordinator", dice.choice(["admin", "admin2"])),
        "publish": (dice.choice(["admin", "admin2"]), "koordinator"),
        "reopen": ("koordinator", dice.choice(["admin", "admin2"])),
    }
    names = ["finalise"] if states & {"PROVISIONAL", "OBJECTION", "CORRECTION"} else []
    names += ["publish"] * 2 if "FINAL" in states else []
    names += ["reopen"] if states & {"FINAL", "PUBLISHED"} else []
    work = []
    for name in names:
        who = steps[name][name in world["proposals"]]
        work.append([Step(name, who, about, given)])
    return work


def _operator(code: str) -> str:
    return f"operator.{short_of(code)}"


def _head(code: str) -> str:
    return f"kepala.{short_of(code)}"
