"""`instrument check|list|show|lock`: what instruments there are, and whether they are right."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from app.questionnaires import catalogue
from app.questionnaires.faults import QuestionnaireError, QuestionnaireFault
from app.questionnaires.folder import HEADER, load
from app.questionnaires.schema import Aspect, Domain, Indicator, Instrument

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Memeriksa dan menampilkan instrumen."
)

COMPANIONS = frozenset({"README.md", "schema.json", "published.lock"})
Json = Annotated[bool, typer.Option("--json", help="Satu dokumen JSON di stdout.")]
Id = Annotated[
    str, typer.Argument(metavar="INSTRUMEN", help="Id instrumen, atau folder instrumen.")
]
Paths = Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Folder instrumen.")]


@app.command("check")
def check(paths: Paths, *, as_json: Json = False) -> None:
    """Periksa folder instrumen; setiap kesalahan satu baris `berkas:baris: isian: pesan`."""
    faults: list[QuestionnaireFault] = []
    for path in paths:
        if path.name in COMPANIONS and path.is_file():
            continue  # `instrument check questionnaires/*` names them too
        folder = path.parent if path.name == HEADER else path
        try:
            instrument = load(folder)
        except QuestionnaireError as error:
            faults += error.found
        else:
            if not as_json:
                count = len(instrument.indicators())
                typer.echo(f"{folder}: {instrument.short_title}, {count} indikator, benar")
    for fault in faults:
        typer.echo(str(fault), err=True)
    if as_json:
        _print_json({"valid": not faults, "faults": [_fault(fault) for fault in faults]})
    raise typer.Exit(1 if faults else 0)


@app.command("list")
def list_instruments(*, as_json: Json = False) -> None:
    """Sebutkan instrumen yang tersedia."""
    published = catalogue.locked()
    found = [_summary(catalogue.get(name), published) for name in catalogue.ids()]
    if as_json:
        _print_json(found)
        return
    for item in found:
        state = "terbit" if item["published"] else "rancangan"
        count = f"{item['indicators']} indikator"
        typer.echo(f"{item['id']:<20} {count:<14} {state:<10} {item['title']}")


@app.command("show")
def show(instrument_id: Id, *, as_json: Json = False) -> None:
    """Tampilkan susunan instrumen dengan bobotnya."""
    instrument = named(instrument_id)
    if as_json:
        _print_json(_tree(instrument))
        return
    typer.echo(f"{instrument.title} ({instrument.id}, versi {instrument.version})")
    typer.echo(f"Yang dinilai: {instrument.unit}. Bobot dalam persen dari kelompoknya.\n")
    for domain in instrument.domains:
        _echo_line(0, domain)
        for aspect in domain.aspects:
            _echo_line(1, aspect)
            for indicator in aspect.indicators:
                _echo_line(2, indicator)
        for indicator in domain.indicators:
            _echo_line(1, indicator)


@app.command("lock")
def lock(instrument_id: Id) -> None:
    """Terbitkan instrumen: catat sidik jarinya dalam published.lock."""
    folder = Path(instrument_id)
    if _is_folder(folder):
        typer.echo(
            f"{folder.name} {catalogue.lock(folder.resolve().name, folder.resolve().parent)}"
        )
    else:
        typer.echo(f"{instrument_id} {catalogue.lock(instrument_id)}")


def named(name: str) -> Instrument:
    """Find an instrument by its id, or by its folder; raises an AppError."""
    return load(Path(name)) if _is_folder(Path(name)) else catalogue.get(name)


def _is_folder(path: Path) -> bool:
    try:
        return (path / HEADER).is_file()
    except OSError:  # a name that no file system takes
        return False


def _print_json(document: object) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _fault(fault: QuestionnaireFault) -> dict[str, object]:
    return {
        "file": fault.file,
        "line": fault.line,
        "field": fault.field,
        "message": fault.message,
    }


def _summary(instrument: Instrument, published: dict[str, str]) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "version": instrument.version,
        "title": instrument.title,
        "unit": instrument.unit,
        "indicators": len(instrument.indicators()),
        "published": instrument.id in published,
        "digest": published.get(instrument.id),
    }


def _tree(instrument: Instrument) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "version": instrument.version,
        "title": instrument.title,
        "unit": instrument.unit,
        "levels": [{"level": level.level, "name": level.name} for level in instrument.levels],
        "grades": [{"name": name, "from": str(lower)} for name, lower in instrument.grade_bounds()],
        "domains": [_node(domain) for domain in instrument.domains],
    }


def _node(node: Domain | Aspect | Indicator) -> dict[str, Any]:
    shown: dict[str, Any] = {"code": node.code, "name": node.name, "weight": str(node.weight)}
    if isinstance(node, Indicator):
        return shown | {"applies_to": list(node.applies_to) if node.applies_to else None}
    if isinstance(node, Domain) and node.aspects:
        return shown | {"aspects": [_node(aspect) for aspect in node.aspects]}
    return shown | {"indicators": [_node(indicator) for indicator in node.indicators]}


def _echo_line(depth: int, node: Domain | Aspect | Indicator) -> None:
    only = ", ".join(node.applies_to) if isinstance(node, Indicator) and node.applies_to else ""
    limited = f" [hanya {only}]" if only else ""
    title = f"{'  ' * depth}{node.code}"
    typer.echo(f"{title:<10} {percent(node.weight):>7} %  {node.name}{limited}")


def percent(weight: Decimal) -> str:
    """Write a weight with a decimal comma and without needless zeros."""
    return f"{weight.normalize():f}".replace(".", ",")
