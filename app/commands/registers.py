"""`agency import`, `user import`, `user add`, `token create`, `period list`, `period show`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.accounts import recovery_actions, sessions
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.schemas import AgencyInput
from app.clock import utc_now
from app.commands.surroundings import Surroundings, open_data, settings_for
from app.errors import AppError, Fault, InvalidInput
from app.faults import sentence
from app.files.tables import Row, read_table
from app.journal.record import Entry, record
from app.periods import queries as periods
from app.permissions import Institution, Permission, Role
from app.submissions import queries as submissions

agency_app = typer.Typer(help="Daftar OPD.", no_args_is_help=True)
user_app = typer.Typer(help="Akun pengguna.", no_args_is_help=True)
token_app = typer.Typer(help="Token API.", no_args_is_help=True)
period_app = typer.Typer(help="Periode penilaian.", no_args_is_help=True)
LABEL = "baris perintah"
M = TypeVar("M", bound=BaseModel)
Apply = Annotated[bool, typer.Option("--apply", help="tulis; tanpa ini hanya diperiksa")]
AsJson = Annotated[bool, typer.Option("--json", help="satu dokumen JSON")]


def _open(context: typer.Context) -> Surroundings:
    opened = open_data(settings_for(context.obj.data, context.obj.db))
    context.call_on_close(opened.database.engine.dispose)
    return opened


def _rows(path: Path) -> tuple[Row, ...]:
    """Read the table in a file; a refusal names the file in front of the place."""
    if not path.is_file():
        raise InvalidInput("Berkas tidak ditemukan.", [Fault(str(path), "berkas tidak ditemukan")])
    try:
        return read_table(path.read_bytes(), path.name).rows
    except AppError as refused:
        faults = [Fault(f"{path}:{fault.place}", fault.message) for fault in refused.faults]
        raise InvalidInput(refused.message, faults) from refused


def _parsed(path: Path, model: type[M]) -> list[tuple[int, M]]:
    """Read a table into inputs; InvalidInput names every wrong row and column."""
    parsed, faults = [], []
    for row in _rows(path):
        given = {name: value for name, value in row.cells.items() if value != ""}
        try:
            parsed.append((row.number, model.model_validate_strings(given)))
        except ValidationError as error:
            faults += [
                Fault(
                    f"{path}:{row.number}",
                    f"{item['loc'][0] if item['loc'] else 'baris'}: {sentence(item)}",
                )
                for item in error.errors()
            ]
    if faults:
        raise InvalidInput(f"{len(faults)} kesalahan dalam {path}.", faults)
    return parsed


def _import(
    context: typer.Context, path: Path, model: type[M], add: Callable[..., object], *, apply: bool
) -> None:
    rows = _parsed(path, model)
    now, faults = utc_now(), []
    with _open(context).database.session(write=True) as session:
        for number, given in rows:
            try:
                add(session, None, given, now)
            except AppError as refused:
                faults.append(Fault(f"{path}:{number}", refused.message))
        if faults:
            raise InvalidInput(f"{len(faults)} kesalahan dalam {path}.", faults)
        if apply:
            session.commit()
    typer.echo(
        f"{len(rows)} baris ditulis."
        if apply
        else f"{len(rows)} baris benar. Ulangi dengan --apply untuk menulis."
    )


@agency_app.command("import")
def import_agencies(context: typer.Context, file: Path, apply: Apply = False) -> None:  # noqa: FBT002
    """Impor OPD dari CSV atau XLSX: code, name, short_name, type, head_name, head_title."""
    _import(context, file, AgencyInput, agencies.add, apply=apply)


@user_app.command("import")
def import_users(context: typer.Context, file: Path, apply: Apply = False) -> None:  # noqa: FBT002
    """Impor akun dari CSV atau XLSX: username, name, role, agency, institution, email, password."""
    _import(context, file, UserInput, accounts.add, apply=apply)


@user_app.command("add")
def add_user(  # noqa: PLR0913  (options of a command)
    context: typer.Context,
    username: Annotated[str, typer.Option()],
    name: Annotated[str, typer.Option()],
    role: Annotated[Role, typer.Option()],
    agency: Annotated[str, typer.Option(help="kode OPD")] = "",
    institution: Annotated[Institution | None, typer.Option()] = None,
    password: Annotated[str, typer.Option(help="kosong = dibuatkan dan dicetak")] = "",
) -> None:
    """Tambah satu akun."""
    now = utc_now()
    given = {
        "username": username,
        "name": name,
        "role": role,
        "agency": agency,
        "institution": institution,
    }
    try:
        account = UserInput.model_validate(given | ({"password": password} if password else {}))
    except ValidationError as error:
        raise InvalidInput(
            "; ".join(
                f"{'.'.join(map(str, item['loc'])) or 'akun'}: {sentence(item)}"
                for item in error.errors()
            )
        ) from error
    with _open(context).database.transaction() as session:
        user = accounts.add(session, None, account, now)
        made = "" if password else accounts.reset_password(session, None, user, now)
    typer.echo(f"{username} {made}".strip())


@user_app.command("restart-second-factor")
def restart_second_factor(
    context: typer.Context,
    username: Annotated[str, typer.Option(help="nama pengguna")],
) -> None:
    """Lepas kode dua langkah satu akun; ia memasangnya lagi saat masuk berikutnya."""
    with _open(context).database.transaction() as session:
        account = account_queries.by_username(session, username)
        recovery_actions.restart(session, None, account, utc_now())
    typer.echo(f"Kode dua langkah {username} dilepas.")


@token_app.command("create")
def create_token(
    context: typer.Context,
    user: Annotated[str, typer.Option(help="nama pengguna")],
    days: Annotated[int, typer.Option(min=1, max=366)] = 90,
) -> None:
    """Buat token API; dicetak sekali."""
    now = utc_now()
    with _open(context).database.transaction() as session:
        account = account_queries.by_username(session, user)
        token = sessions.make_token(session, account, LABEL, days, now)
        entry = Entry(Permission.OWN_SESSIONS, "token", account.id, after=LABEL)
        record(session, None, entry, now)
    typer.echo(token)


@period_app.command("list")
def list_periods(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Daftar periode."""
    with _open(context).database.reading() as session:
        views = [periods.view(period, utc_now()) for period in periods.all_periods(session)]
    if as_json:
        typer.echo(json.dumps([view.model_dump(mode="json") for view in views], ensure_ascii=False))
        return
    for view in views:
        typer.echo(f"{view.year}  {view.title}  {view.instrument}  {view.phase_name}")


@period_app.command("show")
def show_period(context: typer.Context, year: int, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Satu periode: tahap dan banyaknya OPD pada setiap keadaan."""
    with _open(context).database.reading() as session:
        period = periods.by_year(session, year)
        view = periods.view(period, utc_now())
        rows = submissions.submission_views(
            session, period, utc_now(), submissions.of_period(session, period.id)
        )
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.state_name] = counts.get(row.state_name, 0) + 1
    if as_json:
        typer.echo(
            json.dumps(view.model_dump(mode="json") | {"states": counts}, ensure_ascii=False)
        )
        return
    typer.echo(f"{view.year}  {view.title}  {view.phase_name}")
    for name, number in counts.items():
        typer.echo(f"  {number:4} {name}")
