"""What the law says of one request: which statuses it may have, and what it changes.

The permission is read from the law's own matrix; what must be *possible* stands here, one function
a request. Each gives a status and changes the world; a refusal changes nothing.
Source: reliability.md 1.1 (T1-T20).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from tests.factories import PEOPLE
from tests.permissions.law import submission_cells
from tests.submissions.world import CODES, INSTITUTIONS, World, index, places, window_is_open

OF = {
    username: (role.value, agency, institution) for username, _, role, agency, institution in PEOPLE
}
EVIDENCE_FROM = 2
OBJECTION_DAYS = timedelta(days=5)
SETTLED = {"MODERATION", "PROVISIONAL", "OBJECTION", "FINAL", "PUBLISHED", "CORRECTION"}
TO_FINALISE = {"PROVISIONAL", "OBJECTION", "CORRECTION"}


@dataclass(frozen=True)
class Step:
    """One request as plain data: it can be held back, repeated, sent by another person."""

    name: str
    who: str
    about: str = "1.01"
    given: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """The law refuses, with one of these statuses."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = frozenset(statuses)


def judge(world: World, step: Step, now: datetime) -> tuple[frozenset[int], int]:
    """Change the world as the law says; gives the statuses allowed and the journal's new lines."""
    try:
        answer = RULES[step.name](world, step, now)
    except Refused as refusal:
        return refusal.statuses, 1
    return (answer, 1) if isinstance(answer, frozenset) else answer


OK, CREATED, ACCEPTED = frozenset({200}), frozenset({201}), frozenset({202})
Answer = frozenset[int] | tuple[frozenset[int], int]


def tick(world: World, now: datetime) -> None:
    """Do what the clock alone decides: T1, T4, T9."""
    opens, closes = world["next"]
    if not world["next_states"] and opens <= now:
        world["next_states"] = ["DRAFT"] * len(CODES)
    if world["next_states"] and closes <= now:
        world["next_states"] = ["LAPSED"] * len(CODES)
    for sub in world["subs"].values():
        if sub["state"] == "DRAFT" and sub["closes"] <= now:
            sub["state"] = "LAPSED"
        elif sub["state"] == "RETURNED" and sub["until"] <= now:
            sub["state"] = "UNDER_ASSESSMENT"


@cache
def _matrix() -> dict[tuple[str, str, str], dict[str, str]]:
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for cell in submission_cells():
        found.setdefault((cell.actor, cell.action, cell.state), {})[cell.window] = cell.expected
    return found


def _variant(sub: World, step: Step) -> str:
    """Name the step's actor as the matrix does."""
    role, agency, institution = OF[step.who]
    if role in {"operator", "head"}:
        return ("op" if role == "operator" else "head") + (
            "_own" if agency == step.about else "_other"
        )
    if role == "assessor":
        short = "bps" if institution == "bps" else "dk"
        return short + ("_assigned" if step.who in sub["assigned"] else "_unassigned")
    return role


def _permit(world: World, step: Step, action: str, now: datetime) -> World:
    """Give the submission when the law's cell allows the action; Refused otherwise."""
    sub: World = world["subs"][step.about]
    cell = _matrix()[_variant(sub, step), action, sub["state"]]
    window = "open" if window_is_open(world, sub, now) else "closed"
    _refuse(cell.get(window) or cell["any"])
    return sub


def _permit_round(world: World, step: Step, half: tuple[str, str], *, is_to_come: bool) -> None:
    """The same for a step of the whole round: some submission must stand where it begins."""
    wanted, action = half
    role = OF[step.who][0]
    if role != wanted:
        raise Refused(403, 404)
    cells = [_matrix()[role, action, sub["state"]] for sub in world["subs"].values()]
    if not is_to_come and not any(cell.get("any") == "allow" for cell in cells):
        raise Refused(409)


def _refuse(expected: str) -> None:
    if expected != "allow":
        raise Refused(int(expected))


def _must(holds: object, status: int = 409) -> None:
    if not holds:
        raise Refused(status)


def _save(world: World, step: Step, now: datetime) -> Answer:
    sub, code = _permit(world, step, "answer.save", now), step.given["code"]
    _must(code in CODES[step.about], 404)
    _must(sub["state"] == "DRAFT" or code in sub["opened"])
    _must(sub["versions"].get(code, 0) == step.given["version"], 412)
    sub["versions"][code] = step.given["version"] + 1
    sub["levels"][code] = step.given["level"]
    return OK


def _cite(world: World, step: Step, now: datetime) -> Answer:
    sub, code = _permit(world, step, "evidence.upload", now), step.given["code"]
    _must(code in CODES[step.about], 404)
    opened = {"RETURNED": sub["opened"], "OBJECTION": set(sub["objected"] or ())}
    _must(code in opened.get(sub["state"], CODES[step.about]))
    sub["cited"].add(code)
    return OK


def _submit(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "submission.submit", now)
    levels = {code: sub["levels"].get(code) for code in CODES[step.about]}
    for code, level in levels.items():
        _must(level and (level < EVIDENCE_FROM or code in sub["cited"]), 422)
    if sub["state"] == "RETURNED":
        sub["claim"] = sub["claim"] | {code: levels[code] for code in sub["opened"]}
        sub["state"] = "UNDER_ASSESSMENT"
    else:
        sub["claim"], sub["state"] = levels, "SUBMITTED"
    sub["sent"] += 1
    return OK


def _recall(world: World, step: Step, now: datetime) -> Answer:
    _permit(world, step, "submission.recall", now)["state"] = "DRAFT"
    return OK


def _assign(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "assignment.set", now)
    _must(all(OF[each][1] != step.about for each in step.given["assessors"]))
    sub["assigned"] = set(step.given["assessors"])
    return OK


def _start(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "assessment.start", now)
    _must({OF[each][2] for each in sub["assigned"]} == set(INSTITUTIONS))
    sub["state"] = "UNDER_ASSESSMENT"
    return OK


def _judge(world: World, step: Step, now: datetime) -> Answer:
    sub, code = _permit(world, step, "score.save", now), step.given["code"]
    institution = str(OF[step.who][2])
    _must(code in CODES[step.about], 404)
    _must(institution not in sub["locked"])
    level, version = sub["judged"][institution].get(code, (None, 0))
    _must(version == step.given["version"], 412)
    if version and level != step.given["level"]:
        sub["agreed"].pop(code, None)  # it rested on the old level
    sub["judged"][institution][code] = (step.given["level"], version + 1)
    return OK


def _lock(world: World, step: Step, now: datetime) -> Answer:
    sub, institution = _permit(world, step, "score.lock", now), str(OF[step.who][2])
    _must(institution not in sub["locked"])
    _must(sub["judged"][institution].keys() == set(CODES[step.about]), 422)
    sub["locked"].add(institution)
    if sub["locked"] == set(INSTITUTIONS):
        sub["state"] = "MODERATION"
    return OK


def _unlock(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "score.unlock", now)
    _must(step.given["institution"] in sub["locked"] and not sub["closed"])
    sub["locked"].remove(step.given["institution"])
    sub["state"] = "UNDER_ASSESSMENT"
    return OK


def _return(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "submission.return", now)
    _must(sub["returns"] < 1)
    _must(step.given["until"] > now, 422)
    sub.update(state="RETURNED", returns=1, until=step.given["until"], opened={step.given["code"]})
    return OK


def levels_of(sub: World, code: str) -> set[int]:
    """Give the levels the institutions gave an indicator."""
    return {judged[code][0] for judged in sub["judged"].values() if code in judged}


def _agree(world: World, step: Step, now: datetime) -> Answer:
    sub, code = _permit(world, step, "moderation.set", now), step.given["code"]
    _must(code in CODES[step.about], 404)
    _must(not (sub["state"] == "MODERATION" and sub["closed"]))
    is_correction = sub["state"] == "CORRECTION"
    _must(not is_correction or code in sub["correcting"])
    is_plain = levels_of(sub, code) == {step.given["level"]} and not is_correction
    _must(step.given["reason"] or is_plain, 422)
    sub["agreed"][code] = step.given["level"]
    return OK


def _close(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "moderation.close", now)
    _must(not sub["closed"])
    left = [code for code in CODES[step.about] if code not in sub["agreed"]]
    _must(all(len(levels_of(sub, code)) == 1 for code in left), 422)
    sub["agreed"] |= {code: min(levels_of(sub, code)) for code in left}
    sub["closed"] = True
    return OK


def _revise(sub: World) -> None:
    sub["revision"] += 1
    sub["scored"], sub["index"], sub["place"] = (
        dict(sub["agreed"]),
        index(sub["agreed"]),
        (None, None),
    )


def _announce(world: World, step: Step, now: datetime) -> Answer:
    half = ("moderator", "result.announce")
    _permit_round(world, step, half, is_to_come=not world["announced"])
    subs = world["subs"].values()
    _must(not all(sub["state"] == "LAPSED" for sub in subs))
    _must(all(sub["state"] == "LAPSED" or sub["closed"] for sub in subs))
    for sub in subs:
        if sub["state"] == "MODERATION":
            sub["state"] = "PROVISIONAL"
            _revise(sub)
    world["announced"], world["objecting"] = True, (now, now + OBJECTION_DAYS)
    return OK


def _object(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "objection.file", now)
    sub["state"] = "OBJECTION"
    sub["objected"] = {step.given["code"]: {"advice": set(), "decided": None}}
    return CREATED


def _withdraw(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "objection.withdraw", now)
    _must(all(item["decided"] is None for item in sub["objected"].values()))
    sub["state"], sub["objected"] = "PROVISIONAL", None
    return OK


def _item(sub: World, step: Step) -> World:
    found = (sub["objected"] or {}).get(step.given["code"])
    _must(found is not None, 404)
    assert found is not None
    _must(found["decided"] is None)
    return dict(found)


def _recommend(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "objection.recommend", now)
    item = _item(sub, step)
    sub["objected"][step.given["code"]] = item | {"advice": item["advice"] | {str(OF[step.who][2])}}
    return OK


def _decide(world: World, step: Step, now: datetime) -> Answer:
    sub = _permit(world, step, "objection.decide", now)
    item, code = _item(sub, step), step.given["code"]
    _must(item["advice"] == set(INSTITUTIONS))
    sub["objected"][code] = item | {"decided": step.given["level"]}
    sub["agreed"][code] = step.given["level"]
    _revise(sub)
    return OK


def _finalise(world: World, step: Step, now: datetime) -> Answer:
    role = OF[step.who][0]
    half = ("admin", "confirm") if role == "admin" else ("moderator", "propose")
    _permit_round(
        world, step, (half[0], f"result.finalise_{half[1]}"), is_to_come=not world["finalised"]
    )
    subs = world["subs"].values()
    _must(world["announced"] and now >= world["objecting"][1])
    _must(all(sub["state"] in SETTLED - {"MODERATION"} | {"LAPSED"} for sub in subs))
    _must(any(sub["state"] in TO_FINALISE for sub in subs))
    _must(
        not any(
            item["decided"] is None for sub in subs for item in (sub["objected"] or {}).values()
        )
    )
    if role == "moderator":
        return _propose(world, "finalise", step, {})
    _must(world["proposals"].pop("finalise", None))
    for sub in subs:
        if sub["state"] == "CORRECTION":
            _revise(sub)
        if sub["state"] in TO_FINALISE:
            sub["state"] = "FINAL"
    _place(world)
    world["finalised"] = world["unmade"] = True
    return OK


def _place(world: World) -> None:
    for code, place in places(world).items():
        sub = world["subs"][code]
        if sub["place"] not in {(None, None), place}:
            _revise(sub)
        sub["place"] = place


def _propose(world: World, kind: str, step: Step, content: dict[str, list[str]]) -> Answer:
    """Put a step up; asking again gives the proposal that waits, and changes nothing."""
    if kind in world["proposals"]:
        return ACCEPTED, 0
    world["proposals"][kind] = (step.who, content)
    return ACCEPTED


def _publish(world: World, step: Step, _now: datetime) -> Answer:
    role = OF[step.who][0]
    half = ("moderator", "confirm") if role == "moderator" else ("admin", "propose")
    _permit_round(
        world, step, (half[0], f"result.publish_{half[1]}"), is_to_come=not world["published"]
    )
    states = {sub["state"] for sub in world["subs"].values()}
    _must(world["finalised"] and not world["unmade"])
    _must(states <= {"FINAL", "PUBLISHED", "LAPSED"} and "FINAL" in states)
    if role == "admin":
        return _propose(world, "publish", step, {})
    _must(world["proposals"].pop("publish", None))
    for sub in world["subs"].values():
        if sub["state"] == "FINAL":
            sub["state"] = "PUBLISHED"
    world["published"] = True
    return OK


def _reopen(world: World, step: Step, _now: datetime) -> Answer:
    role = OF[step.who][0]
    half = ("admin", "confirm") if role == "admin" else ("moderator", "propose")
    _permit_round(world, step, (half[0], f"result.reopen_{half[1]}"), is_to_come=False)
    if role == "moderator":
        _must(world["subs"][step.about]["state"] in {"FINAL", "PUBLISHED"})
        return _propose(world, "reopen", step, {step.about: [step.given["code"]]})
    _must("reopen" in world["proposals"])
    content = world["proposals"]["reopen"][1]
    _must(all(world["subs"][code]["state"] in {"FINAL", "PUBLISHED"} for code in content))
    del world["proposals"]["reopen"]
    for code, codes in content.items():
        world["subs"][code].update(state="CORRECTION", correcting=set(codes))
    return OK


def _extend(world: World, step: Step, now: datetime) -> Answer:
    _must(OF[step.who][0] == "admin", 403)
    sub = world["subs"][step.about]
    is_late = any(each["state"] in SETTLED for each in world["subs"].values())
    _must(not world["announced"])
    _must(not (sub["state"] == "LAPSED" and is_late))
    _must(step.given["until"] > max(now, sub["closes"]), 422)
    _must(sub["state"] in {"DRAFT", "LAPSED"})
    sub["state"], sub["closes"] = "DRAFT", step.given["until"]
    return OK


RULES: dict[str, Callable[[World, Step, datetime], Answer]] = {
    "save": _save, "cite": _cite, "submit": _submit, "recall": _recall, "assign": _assign,
    "start": _start, "judge": _judge, "lock": _lock, "unlock": _unlock, "return": _return,
    "agree": _agree, "close": _close, "announce": _announce, "object": _object,
    "withdraw": _withdraw, "recommend": _recommend, "decide": _decide, "finalise": _finalise,
    "publish": _publish, "reopen": _reopen, "extend": _extend,
}  # fmt: skip
