"""`score`: the index of one agency, or of many with their places, from tables of levels."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.commands.instrument import Id, Json, named
from app.commands.level_tables import (
    Expected,
    Faults,
    TableRefused,
    read_folder,
    read_levels,
    read_many,
)
from app.questionnaires.schema import Instrument
from app.results.simulate import (
    SimulationView,
    Standing,
    does_not_apply,
    ratio,
    simulate,
    standings,
)

Table = Annotated[Path, typer.Argument(metavar="TINGKAT.csv", help="Kolom code dan level.")]
Many = Annotated[
    bool, typer.Option("--many", help="Kolom opd, code, level; atau folder <opd>.csv.")
]
Type = Annotated[str | None, typer.Option("--opd-type", metavar="JENIS", help="Jenis OPD.")]


def score(
    instrument_id: Id,
    table: Table,
    *,
    many: Many = False,
    opd_type: Type = None,
    as_json: Json = False,
) -> None:
    """Hitung indeks dan predikat dari tingkat setiap indikator."""
    instrument = named(instrument_id)
    try:
        if many:
            _print_standings(instrument, _ranked(instrument, table, opd_type), as_json=as_json)
        else:
            _print_view(instrument, _simulated(instrument, table, opd_type), as_json=as_json)
    except TableRefused as refused:
        for line in refused.lines:
            typer.echo(line, err=True)
        raise typer.Exit(1) from refused


def _simulated(instrument: Instrument, table: Path, opd_type: str | None) -> SimulationView:
    faults = Faults()
    levels = read_levels(table, _expected(instrument, opd_type), faults)
    faults.check()
    return simulate(instrument, levels, opd_type)


def _ranked(instrument: Instrument, table: Path, opd_type: str | None) -> list[Standing]:
    faults = Faults()
    read = read_folder if table.is_dir() else read_many
    tables = read(table, _expected(instrument, opd_type), faults)
    faults.check()
    return list(standings(instrument, instrument.tree(opd_type), tables))


def _expected(instrument: Instrument, opd_type: str | None) -> Expected:
    tree = instrument.tree(opd_type)
    tops = {leaf.code: leaf.top for leaf in tree.leaves()}
    absent = frozenset(indicator.code for indicator in instrument.indicators()) - tops.keys()
    return Expected(tops, absent, does_not_apply(opd_type or ""))


def _print_view(instrument: Instrument, view: SimulationView, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(view.model_dump(), ensure_ascii=False))
        return
    typer.echo(f"{instrument.title} ({instrument.id})\n")
    typer.echo(f"Indeks    {_comma(view.index)}\nPredikat  {view.grade}")
    names = {domain.code: domain.name for domain in instrument.domains}
    names |= {aspect.code: aspect.name for aspect in instrument.aspects()}
    titles = dict(zip(instrument.group_names, (view.domains, view.aspects), strict=False))
    for title, values in titles.items():
        typer.echo(f"\n{title}")
        for code, value in values.items():
            typer.echo(f"  {code:<6} {_comma(value)}  {names[code]}")


def _print_standings(instrument: Instrument, ranked: list[Standing], *, as_json: bool) -> None:
    if as_json:
        results = [_standing(standing) for standing in ranked]
        document = {"instrument": instrument.id, "count": len(results), "results": results}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    width = max(len(standing.agency) for standing in ranked)
    typer.echo(f"{instrument.title} ({instrument.id}), {len(ranked)} OPD\n")
    typer.echo(f"{'Peringkat':>9}  {'OPD':<{width}}  Indeks  Predikat")
    for item in ranked:
        index = _comma(str(item.index))
        typer.echo(f"{item.place or '-':>9}  {item.agency:<{width}}  {index:>6}  {item.grade}")


def _standing(standing: Standing) -> dict[str, object]:
    return {
        "opd": standing.agency,
        "place": standing.place,
        "index": str(standing.index),
        "exact": ratio(standing.exact),
        "grade": standing.grade,
    }


def _comma(number: str) -> str:
    return number.replace(".", ",")
