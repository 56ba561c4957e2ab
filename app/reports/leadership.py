"""What the leadership is told to act on: the city's weak groups, and three decisions."""

from collections.abc import Sequence
from fractions import Fraction

from app.questionnaires.schema import Aspect, Domain
from app.reports import advice, words
from app.reports.city_views import CityStanding, NotSubmitted, RankingRow, WeakAspect
from app.reports.programmes import programme
from app.reports.standings import Scored, Standings
from app.scoring import Branch
from app.templating import angka

WEAK = 5
THRESHOLD = 3
"""The level from which a practice rests on written rules, in every shipped instrument."""
ACTIONS = 3
NAMED = 4


def weak_groups(now: Standings) -> tuple[WeakAspect, ...]:
    """Name the city's weakest aspects (domains where there are none), weakest first.

    What fewer than half of the agencies are asked is no weakness of the city.
    """
    pairs = [
        (domain, group)
        for domain in now.instrument.domains
        for group in (domain.aspects or (domain,))
        if 2 * len(now.having(group.code)) >= len(now.scored)
        and now.means[group.code] < now.instrument.top
    ]
    pairs.sort(key=lambda pair: (now.means[pair[1].code], pair[1].code))
    count = min(WEAK, len(pairs) // 2)
    return tuple(_weak(domain, group, now) for domain, group in pairs[:count])


def _weak(domain: Domain, group: Aspect | Domain, now: Standings) -> WeakAspect:
    known = now.having(group.code)
    mean = now.mean(group.code)
    if mean is None:
        raise ValueError(f"nobody has {group.code}")
    return WeakAspect(
        code=group.code,
        name=group.name,
        domain_name=domain.name,
        city=mean,
        below=sum(each.groups[group.code] < THRESHOLD for each in known),
        of=len(known),
        gain=advice.four_places(_gain(group.code, now)),
        programme=programme(group, now),
    )


def _gain(code: str, now: Standings) -> Fraction:
    """Give what the city's mean rises by when every agency gains a level here, the top as limit."""
    risen = (_rise(each, code) for each in now.having(code))
    return sum(risen, Fraction(0)) / len(now.scored)


def _rise(scored: Scored, code: str) -> Fraction:
    room = scored.instrument.top - scored.groups[code]
    return share(scored.tree, code) * min(Fraction(1), room)


def share(tree: Branch, code: str) -> Fraction:
    """Give the part of the index a group carries; 0 for one that is not in the tree."""
    for child in tree.children:
        if not isinstance(child, Branch):
            continue
        below = Fraction(1) if child.code == code else share(child, code)
        if below:
            return below * child.weight / 100
    return Fraction(0)


def actions(
    rows: Sequence[RankingRow],
    absent: Sequence[NotSubmitted],
    weak: Sequence[WeakAspect],
    city: CityStanding,
) -> tuple[str, ...]:
    """Give the three decisions the figures ask for, the most telling first."""
    possible = (
        _absent(absent),
        _weakest(weak),
        _lowest(rows),
        _fallen(rows),
        _target(city, weak),
        _best(rows),
    )
    return tuple(sentence for sentence in possible if sentence)[:ACTIONS]


def _absent(absent: Sequence[NotSubmitted]) -> str:
    if not absent:
        return ""
    return (
        f"Meminta penjelasan tertulis dari {len(absent)} perangkat daerah yang tidak menyampaikan "
        f"penilaian mandiri ({_names(absent)}) dan memastikan keikutsertaannya tahun depan."
    )


def _weakest(weak: Sequence[WeakAspect]) -> str:
    if not weak:
        return ""
    worst = weak[0]
    return (
        f"Menetapkan program kota untuk {worst.name}: rata-ratanya baru {angka(worst.city)} dan "
        f"{worst.below} dari {worst.of} perangkat daerah masih di bawah tingkat {THRESHOLD}; naik "
        f"satu tingkat di semua perangkat daerah menambah rata-rata kota {angka(worst.gain, 2)}."
    )


def _lowest(rows: Sequence[RankingRow]) -> str:
    if len(rows) < 2 or rows[-1].grade == rows[0].grade:
        return ""
    lowest = [row for row in rows if row.grade == rows[-1].grade][-NAMED:]
    return (
        "Menugaskan pendampingan bagi perangkat daerah dengan indeks terendah: "
        f"{words.listed([f'{row.short_name} ({angka(row.index)})' for row in lowest])}, "
        f"berpredikat {lowest[0].grade}."
    )


def _fallen(rows: Sequence[RankingRow]) -> str:
    fallen = [row for row in rows if row.change is not None and row.change < 0]
    if not fallen:
        return ""
    return (
        f"Meminta rencana perbaikan dari {len(fallen)} perangkat daerah yang indeksnya turun "
        f"({_names(fallen)})."
    )


def _target(city: CityStanding, weak: Sequence[WeakAspect]) -> str:
    if city.target is None or city.index >= city.target:
        return ""
    aimed = words.listed([item.name for item in weak[:2]])
    where = f" dengan mendahulukan {aimed}" if aimed else ""
    return f"Menutup selisih {angka(city.target - city.index)} terhadap target kota{where}."


def _best(rows: Sequence[RankingRow]) -> str:
    if len(rows) < 2:
        return ""
    best = rows[0]
    return (
        f"Menjadikan praktik {best.short_name} ({angka(best.index)}) contoh yang ditiru lewat "
        "Forum Satu Data."
    )


def _names(items: Sequence[NotSubmitted] | Sequence[RankingRow]) -> str:
    names = [item.short_name for item in items[:NAMED]]
    more = len(items) - len(names)
    return words.listed(names) if not more else f"{', '.join(names)}, dan {more} lainnya"
