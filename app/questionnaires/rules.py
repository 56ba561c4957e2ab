"""What must hold between the parts of an instrument: sums, codes, levels, bounds.

The rules read plain data (dicts, tuples, numbers) and skip what has the wrong type, because the
schema reports that: so an author sees the broken rules beside the broken fields in one run.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from app.questionnaires.faults import Location, RuleFault, shown

Node = Mapping[str, Any]
Placed = tuple[Location, Node]

CHILDREN = ("aspects", "indicators")


def faults(data: object) -> list[RuleFault]:
    """List every broken rule of an instrument given as plain data."""
    if not isinstance(data, Mapping):
        return []
    return [fault for rule in RULES for fault in rule(data)]


def _levels_ascend(data: Node) -> Iterator[RuleFault]:
    numbers = _numbers(data)
    if numbers and numbers != list(range(1, len(numbers) + 1)):
        yield RuleFault(
            ("levels",), f"tingkat harus urut 1, 2, 3, … tanpa terlewat, bukan {_list(numbers)}"
        )
    yield from _doubled(data, ("levels",), "name", "nama tingkat")


def _grades_descend(data: Node) -> Iterator[RuleFault]:
    bounds = [(place, _decimal(node.get("from"))) for place, node in _nodes(data, (), "grades")]
    known = [(place, bound) for place, bound in bounds if bound is not None]
    for (_, higher), (place, lower) in pairwise(known):
        if lower >= higher:
            yield RuleFault(
                (*place, "from"), f"batas predikat harus menurun; {lower} tidak di bawah {higher}"
            )
    if known and len(known) == len(bounds) and known[-1][1] != 1:
        yield RuleFault(
            (*known[-1][0], "from"), 'batas predikat terakhir harus tingkat terendah: "1.00"'
        )
    top = max(_numbers(data), default=7)
    for place, bound in known:
        if bound > top:
            yield RuleFault((*place, "from"), f"batas {bound} di atas tingkat tertinggi {top}")
    yield from _doubled(data, ("grades",), "name", "nama predikat")


def _groups_have_their_depth(data: Node) -> Iterator[RuleFault]:
    names = _items(data, "group_names")
    if len(names) not in (1, 2):
        return
    wanted, other = CHILDREN if len(names) == 2 else CHILDREN[::-1]
    why = f"karena group_names memuat {len(names)} nama"
    for place, domain in _nodes(data, (), "domains"):
        if domain.get(other):
            yield RuleFault((*place, other), f"tidak boleh di sini {why}; pakai `{wanted}`")
        if not domain.get(wanted) and not domain.get(other):
            yield RuleFault((*place, wanted), f"tidak ada; setiap domain memuat `{wanted}` {why}")


def _weights_sum_to_100(data: Node) -> Iterator[RuleFault]:
    for place, group in _groups(data):
        for name in ("domains", *CHILDREN):
            weights = [_decimal(child.get("weight")) for _, child in _nodes(group, place, name)]
            known = [weight for weight in weights if weight is not None]
            complete = len(known) == len(_items(group, name))
            if known and complete and sum(known) != 100:
                summed = shown(" + ".join(map(str, known)), 120)
                yield RuleFault(
                    (*place, name), f"bobot berjumlah {sum(known)} ({summed}); harus tepat 100"
                )


def _codes_nest(data: Node) -> Iterator[RuleFault]:
    for place, group in _groups(data):
        parent = group.get("code")
        for name in CHILDREN:
            for child_place, child in _nodes(group, place, name):
                code = child.get("code")
                if not isinstance(parent, str) or not isinstance(code, str):
                    continue
                if not code.startswith(parent) or code == parent:
                    message = (
                        f"kode '{code}' harus berawalan kode induknya '{parent}' dan lebih panjang"
                    )
                    yield RuleFault((*child_place, "code"), message)


def _codes_are_unique(data: Node) -> Iterator[RuleFault]:
    seen: set[str] = set()
    for place, node in _everything(data):
        code = node.get("code")
        if isinstance(code, str) and code in seen:
            yield RuleFault(
                (*place, "code"), f"kode '{code}' sudah dipakai; setiap kode hanya satu kali"
            )
        elif isinstance(code, str):
            seen.add(code)


def _rubrics_are_complete(data: Node) -> Iterator[RuleFault]:
    wanted = _numbers(data)
    for place, indicator in _indicators(data):
        found = _numbers(indicator)
        if not wanted or not found or found == wanted:
            continue
        missing = [level for level in wanted if level not in found]
        what = f"tingkat {_list(missing)} tidak ada" if missing else f"tingkat {_list(found)}"
        yield RuleFault(
            (*place, "levels"), f"{what}; tulis tepat satu kali {_list(wanted)}, menaik"
        )


def _types_are_not_doubled(data: Node) -> Iterator[RuleFault]:
    open_to_all = False
    for place, indicator in _indicators(data):
        types = _items(indicator, "applies_to")
        open_to_all = open_to_all or indicator.get("applies_to") is None
        if len(set(map(str, types))) < len(types):
            yield RuleFault(
                (*place, "applies_to"), "memuat jenis OPD yang sama lebih dari satu kali"
            )
    if not open_to_all and any(True for _ in _indicators(data)):
        yield RuleFault(
            ("domains",), "paling sedikit satu indikator harus berlaku untuk semua jenis OPD"
        )


def _changes_are_told(data: Node) -> Iterator[RuleFault]:
    replaces, changes = data.get("replaces"), data.get("changes")
    if replaces is not None and replaces == data.get("id"):
        yield RuleFault(("replaces",), "instrumen tidak dapat menggantikan dirinya sendiri")
    if replaces is not None and changes is None:
        yield RuleFault(("changes",), "tulis apa yang berbeda dari instrumen yang digantikan")


RULES = (
    _levels_ascend,
    _grades_descend,
    _groups_have_their_depth,
    _weights_sum_to_100,
    _codes_nest,
    _codes_are_unique,
    _rubrics_are_complete,
    _types_are_not_doubled,
    _changes_are_told,
)


def _doubled(data: Node, place: Location, field: str, what: str) -> Iterator[RuleFault]:
    seen: set[str] = set()
    for item_place, item in _nodes(data, place[:-1], str(place[-1])):
        value = item.get(field)
        if isinstance(value, str) and value in seen:
            yield RuleFault((*item_place, field), f"{what} '{value}' sudah dipakai")
        elif isinstance(value, str):
            seen.add(value)


def _nodes(node: Node, place: Location, name: str) -> Iterator[Placed]:
    """Give the mappings of a list field, each with the way to it."""
    for position, item in enumerate(_items(node, name)):
        if isinstance(item, Mapping):
            yield (*place, name, position), item


def _items(node: Node, name: str) -> Sequence[object]:
    items = node.get(name)
    return items if isinstance(items, list | tuple) else ()


def _groups(data: Node) -> Iterator[Placed]:
    """Give the root, every domain and every aspect."""
    yield (), data
    for place, domain in _nodes(data, (), "domains"):
        yield place, domain
        yield from _nodes(domain, place, "aspects")


def _indicators(data: Node) -> Iterator[Placed]:
    for place, group in _groups(data):
        yield from _nodes(group, place, "indicators")


def _everything(data: Node) -> Iterator[Placed]:
    for place, group in _groups(data):
        if place:
            yield place, group
        yield from _nodes(group, place, "indicators")


def _numbers(node: Node) -> list[int]:
    """Give the level numbers of a scale or rubric; empty when one of them is no number."""
    numbers = [item.get("level") for _, item in _nodes(node, (), "levels")]
    whole = [number for number in numbers if type(number) is int]
    return whole if len(whole) == len(_items(node, "levels")) else []


def _decimal(value: object) -> Decimal | None:
    """Read a weight or a bound, whether still as written or already checked."""
    if type(value) is int or isinstance(value, Decimal):
        return Decimal(value)
    if isinstance(value, str) and value.replace(".", "", 1).isdecimal() and value.isascii():
        return Decimal(value)
    return None


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
