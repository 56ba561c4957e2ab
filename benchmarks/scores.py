"""`scores`: the index of 20.000 agencies x 38 indicators x 3 series, exact.

Run: python benchmarks/scores.py [AGENCIES]
The ratios compare with a floor in the same run: the same sums in floats, inexact and unchecked.
Target (performance.md section 4): <= 2.5 s CPU on one core, linear, memory streams.
"""

# ruff: noqa: D103, INP001, S101, S311, T201 - a script that invents data and prints

import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from operator import mul
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.questionnaires import catalogue
from app.scoring import Compiled, compiled, grade, rank, score

SERIES = 3
LIMIT_SECONDS = 2.5
INSTRUMENT = "epss-2023"

Row = bytes


def main() -> None:
    agencies = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    means = compiled(catalogue.get(INSTRUMENT).tree())
    data = list(rows(means, agencies * SERIES))
    floor = seconds(lambda: floats(means, data))
    ranking = seconds(lambda: ranked(means, data))
    sheets = seconds(lambda: score_sheets(means, data))
    tenth = seconds(lambda: ranked(means, data[: len(data) // 10]))
    print(f"{agencies} agencies x {len(means.codes)} indicators x {SERIES} series")
    report("floor: float sums", floor, floor)
    report("exact index, published, grade, places", ranking, floor)
    report("every mean of every sheet (from dicts)", sheets, floor)
    print(f"linear: ten times the rows take {ranking / tenth:.1f} x the time")
    print(f"memory of streaming the published index: {streamed_kib(means, agencies):.0f} KiB")
    print(f"target: {ranking / LIMIT_SECONDS:.2f} of the {LIMIT_SECONDS} s allowed")


def rows(means: Compiled, count: int) -> Iterator[Row]:
    chance = random.Random(38)
    for _ in range(count):
        yield bytes(chance.choices(range(1, 6), k=len(means.codes)))


def floats(means: Compiled, data: list[Row]) -> None:
    weights = [coefficient / means.total.denominator for coefficient in means.total.coefficients]
    for row in data:
        round(sum(map(mul, weights, row)), 2)


def ranked(means: Compiled, data: list[Row]) -> None:
    bounds = catalogue.get(INSTRUMENT).grade_bounds()
    for start in range(SERIES):
        entries = []
        for number, row in enumerate(data[start::SERIES]):
            assert means.fits(row)
            means.exact(row)
            published = means.published(row)
            grade(published, bounds)
            entries.append((f"{number:05}", published))
        rank(entries)


def score_sheets(means: Compiled, data: list[Row]) -> None:
    tree = catalogue.get(INSTRUMENT).tree()
    for row in data:
        score(tree, dict(zip(means.codes, row, strict=True)))


def streamed_kib(means: Compiled, agencies: int) -> float:
    def consume(stream: Iterable[Row]) -> None:
        for row in stream:
            means.published(row)

    tracemalloc.start()
    consume(rows(means, agencies // 10))
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak_bytes / 1024


def seconds(work: Callable[[], None]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def report(name: str, spent: float, floor: float) -> None:
    print(f"{name:<42} {spent:6.2f} s CPU  {spent / floor:5.1f} x floor")


if __name__ == "__main__":
    main()
