"""The weighted tree of codes that an index is computed on."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Leaf:
    """An indicator: its code, its weight in percent of its group, its highest level.

    Raises ValueError for a weight outside 0 < weight <= 100 or not exact, or a top below 2.
    """

    code: str
    weight: Fraction
    top: int

    def __init__(self, code: str, weight: int | Decimal | Fraction, top: int = 5) -> None:
        if type(top) is not int or top < 2:
            raise ValueError(f"tingkat tertinggi {code} harus bilangan bulat mulai dari 2: {top!r}")
        object.__setattr__(self, "code", _code(code))
        object.__setattr__(self, "weight", _percent(code, weight))
        object.__setattr__(self, "top", top)

    def leaves(self) -> tuple["Leaf", ...]:
        """Give the leaf itself, as a branch gives its leaves."""
        return (self,)


@dataclass(frozen=True, slots=True)
class Branch:
    """A group, or the root: its code, its weight in percent of its group, what hangs under it.

    Raises ValueError when the children's weights do not sum to exactly 100 or a code is doubled.
    """

    code: str
    weight: Fraction
    children: tuple["Branch | Leaf", ...]
    _hash: int = field(repr=False, compare=False)

    def __init__(
        self,
        code: str,
        weight: int | Decimal | Fraction,
        children: Collection["Branch | Leaf"],
    ) -> None:
        object.__setattr__(self, "code", _code(code))
        object.__setattr__(self, "weight", _percent(code, weight))
        object.__setattr__(self, "children", tuple(children))
        object.__setattr__(self, "_hash", hash((self.code, self.weight, self.children)))
        _refuse_wrong_sum(self)
        _refuse_doubled_codes(self)

    def __hash__(self) -> int:
        """Give the hash made once: a tree is the key of every cache beside it."""
        return self._hash

    def __reduce__(self) -> tuple[type["Branch"], tuple[object, ...]]:
        """Travel between processes without the hash: text hashes differently in each of them."""
        return Branch, (self.code, self.weight, self.children)

    def leaves(self) -> tuple[Leaf, ...]:
        """List the leaves below, in the order of the instrument."""
        return tuple(leaf for child in self.children for leaf in child.leaves())

    def branches(self) -> tuple["Branch", ...]:
        """List the groups below, parents before children, without this one."""
        groups: list[Branch] = []
        for child in self.children:
            if isinstance(child, Branch):
                groups += (child, *child.branches())
        return tuple(groups)


def without(tree: Branch, codes: Collection[str]) -> Branch:
    """Leave out leaves that do not apply; groups that end up empty go with them.

    The weights that remain in a group are scaled to sum to 100, so they carry its mean.
    Raises ValueError for a code that is no leaf of the tree, or when nothing would remain.
    Source: the official means divide by the sum of the weights present (domain/epss.md 2.1).
    """
    return _without(tree, frozenset(codes))


@lru_cache(maxsize=256)
def _without(tree: Branch, codes: frozenset[str]) -> Branch:
    known = {leaf.code for leaf in tree.leaves()}
    if codes - known:
        names = ", ".join(sorted(codes - known))
        raise ValueError(f"kode bukan indikator pohon ini: {names}")
    if codes == known:
        raise ValueError("tidak ada indikator yang tersisa")
    return _pruned(tree, codes, tree.weight) if codes else tree


def _pruned(tree: Branch, codes: frozenset[str], weight: Fraction) -> Branch:
    kept = [child for child in tree.children if any(x.code not in codes for x in child.leaves())]
    present = sum((child.weight for child in kept), Fraction(0))
    children: list[Branch | Leaf] = []
    for child in kept:
        share = child.weight * HUNDRED / present
        if isinstance(child, Leaf):
            children.append(Leaf(child.code, share, child.top))
        else:
            children.append(_pruned(child, codes, share))
    return Branch(tree.code, weight, children)


def _code(code: object) -> str:
    if not isinstance(code, str) or not code:
        raise ValueError(f"kode harus teks yang tidak kosong, bukan {code!r}")
    return code


def _percent(code: str, weight: object) -> Fraction:
    if not isinstance(weight, int | Decimal | Fraction) or isinstance(weight, bool):
        message = f"bobot {code} harus int, Decimal, atau Fraction, bukan {weight!r}"
        raise ValueError(message)  # noqa: TRY004 - one kind of error for every bad weight
    is_finite = not isinstance(weight, Decimal) or weight.is_finite()
    percent = Fraction(weight) if is_finite else Fraction(0)
    if not 0 < percent <= HUNDRED:
        raise ValueError(f"bobot {code} harus lebih dari 0 dan paling banyak 100, bukan {weight}")
    return percent


def _refuse_wrong_sum(branch: Branch) -> None:
    total = sum((child.weight for child in branch.children), Fraction(0))
    if total != HUNDRED:
        raise ValueError(f"bobot di bawah {branch.code} berjumlah {total}, seharusnya 100")


def _refuse_doubled_codes(branch: Branch) -> None:
    codes = [branch.code]
    codes += [leaf.code for leaf in branch.leaves()]
    codes += [group.code for group in branch.branches()]
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    if doubled:
        raise ValueError(f"kode ganda di bawah {branch.code}: {', '.join(doubled)}")
