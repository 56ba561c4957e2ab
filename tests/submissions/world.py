"""The law's model of a round in plain dicts, and the same picture read from the stored rows.

A step of the program must change the picture as `law.py` changes the dicts, and nothing else.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app.db import all_models
from app.questionnaires.catalogue import get
from tests.factories import AGENCIES, INSTRUMENT, YEAR

World = dict[str, Any]
INSTRUMENT_READ = get(INSTRUMENT)
CODES = {
    code: tuple(item.code for item in INSTRUMENT_READ.applicable(kind))
    for code, _, _, kind in AGENCIES
}
INSTITUTIONS = ("bps", "diskominfo")
TABLES = all_models().tables


def seen(connection: sa.Connection) -> World:
    """Read the round as it stands: everything the law speaks of."""
    (period,) = _rows(connection, "period", year=YEAR)
    (following,) = _rows(connection, "period", year=YEAR + 1)
    agencies = {row["id"]: row["code"] for row in _rows(connection, "agency")}
    people = {row["id"]: row["username"] for row in _rows(connection, "user_account")}
    subs = {
        agencies[row["agency_id"]]: _submission(connection, row, people)
        for row in _rows(connection, "submission", period_id=period["id"])
    }
    steps = [row for row in _rows(connection, "proposal") if row["confirmed_by"] is None]
    unmade = [
        row for row in _rows(connection, "report", standing="current") if row["state"] != "made"
    ]
    later = _rows(connection, "submission", period_id=following["id"])
    return {
        "announced": period["announced_at"] is not None,
        "finalised": period["finalised_at"] is not None,
        "published": period["published_at"] is not None,
        "objecting": (period["objection_opens_at"], period["objection_closes_at"]),
        "opens": period["fill_opens_at"],
        "next": (following["fill_opens_at"], following["fill_closes_at"]),
        "next_states": sorted(row["state"] for row in later),
        "proposals": {row["kind"]: (people[row["proposed_by"]], row["content"]) for row in steps},
        "unmade": bool(unmade),
        "subs": subs,
    }


def _rows(connection: sa.Connection, name: str, **where: Any) -> list[Mapping[str, Any]]:
    table = TABLES[name]
    query = sa.select(table).where(*(table.c[key] == value for key, value in where.items()))
    return [dict(row) for row in connection.execute(query).mappings()]


def _submission(
    connection: sa.Connection, row: Mapping[str, Any], people: Mapping[str, str]
) -> World:
    mine = {"submission_id": row["id"]}
    answers = _rows(connection, "answer", **mine)
    judged = _rows(connection, "judgement", **mine)
    locks = [each for each in _rows(connection, "score_lock", **mine) if not each["unlocked_at"]]
    snapshots = sorted(_rows(connection, "snapshot", **mine), key=lambda each: each["number"])
    results = _rows(connection, "result", **mine)
    result = next((each for each in results if each["is_current"]), None)
    return {
        "state": row["state"],
        "closes": row["fill_closes_at"],
        "returns": row["returns"],
        "until": row["return_until"],
        "closed": row["closed_at"] is not None,
        "versions": {each["code"]: each["version"] for each in answers},
        "levels": {each["code"]: each["level"] for each in answers},
        "cited": {each["code"] for each in _rows(connection, "evidence_use", **mine)},
        "opened": _opened(connection, mine, "return"),
        "correcting": _opened(connection, mine, "correction"),
        "sent": len(snapshots),
        "claim": _claim(snapshots),
        "assigned": {people[each["user_id"]] for each in _rows(connection, "assignment", **mine)},
        "judged": {
            name: {
                each["code"]: (each["level"], each["version"])
                for each in judged
                if each["institution"] == name
            }
            for name in INSTITUTIONS
        },
        "locked": {each["institution"] for each in locks},
        "agreed": {
            each["code"]: each["level"]
            for each in _rows(connection, "agreement", **mine)
            if each["is_current"]
        },
        "objected": _objected(connection, mine),
        "revision": len(results),
        "scored": result["levels"] if result else None,
        "index": result["index"] if result else None,
        "place": (result["place"], result["of"]) if result else (None, None),
    }


def _opened(connection: sa.Connection, mine: dict[str, Any], kind: str) -> set[str]:
    rows = _rows(connection, "open_item", kind=kind, **mine)
    newest = max((row["round"] for row in rows), default=0)
    return {row["code"] for row in rows if row["round"] == newest}


def _claim(snapshots: list[Mapping[str, Any]]) -> dict[str, int]:
    if not snapshots:
        return {}
    return {each["code"]: each["level"] for each in snapshots[-1]["content"]["answers"]}


def _objected(connection: sa.Connection, mine: dict[str, Any]) -> dict[str, Any] | None:
    live = [row for row in _rows(connection, "objection", **mine) if row["withdrawn_at"] is None]
    if not live:
        return None
    found = {}
    for item in _rows(connection, "objection_item", objection_id=live[-1]["id"]):
        advice = _rows(connection, "recommendation", item_id=item["id"])
        by = {row["institution"] for row in advice}
        found[item["code"]] = {"advice": by, "decided": item["decided_level"]}
    return found


def window_is_open(world: World, sub: World, now: datetime) -> bool:
    """Tell whether the window that governs a submission's state is open: half-open, [from, to)."""
    opens, closes = world["opens"], sub["closes"]
    if sub["state"] == "RETURNED":
        closes = sub["until"]
    if sub["state"] in {"PROVISIONAL", "OBJECTION"}:
        opens, closes = world["objecting"]
    return bool(opens and closes and opens <= now < closes)


def index(levels: Mapping[str, int]) -> str:
    """Give the published index: nested means in fractions, one rounding, half up."""
    total = _mean(INSTRUMENT_READ.domains, levels)
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _mean(nodes: Iterable[Any], levels: Mapping[str, int]) -> Fraction:
    parts = [(Fraction(node.weight), _value(node, levels)) for node in nodes]
    present = [(weight, value) for weight, value in parts if value is not None]
    return sum((w * v for w, v in present), Fraction(0)) / sum(w for w, _ in present)


def _value(node: Any, levels: Mapping[str, int]) -> Fraction | None:
    below = [*getattr(node, "aspects", ()), *getattr(node, "indicators", ())]
    if not below:
        return Fraction(levels[node.code]) if node.code in levels else None
    found = [each for each in below if _value(each, levels) is not None]
    return _mean(found, levels) if found else None


def places(world: World) -> dict[str, tuple[int, int]]:
    """Give every scored OPD its place and of how many: ties share one, the next is skipped."""
    indexes = {code: Decimal(sub["index"]) for code, sub in world["subs"].items() if sub["index"]}
    return {
        code: (1 + sum(other > mine for other in indexes.values()), len(indexes))
        for code, mine in indexes.items()
    }
