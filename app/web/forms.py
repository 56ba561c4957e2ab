"""From an HTML form to an input model, with the faults in Indonesian, said once."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from sqlmodel import Session
from starlette.datastructures import FormData

from app.errors import AppError, Fault, InvalidInput, TooLarge
from app.faults import sentence
from app.web.bodies import IS_WHOLE, WHOLE_MAX

LABELS = {
    "agency": "OPD",
    "assessors": "Penilai",
    "codes": "Indikator",
    "held_on": "Tanggal",
    "institution": "Instansi",
    "level": "Tingkat",
    "note": "Catatan",
    "place": "Tempat",
    "reason": "Alasan",
    "text": "Teks",
    "until": "Tanggal",
}

TEXTS = ("explanation", "note", "reason", "text", "answer")
"""Fields of people's own words: a page that cannot save them gives them back."""

TWICE = "dikirim dua kali; muat ulang halaman ini lalu isi satu kali"

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Form(Generic[M]):
    """A form as typed: `value` when it fits its model, else `errors` by field."""

    raw: Mapping[str, object]
    value: M | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    def valid(self) -> M:
        """Give the value; InvalidInput with every fault when it does not fit."""
        if self.value is None:
            faults = [Fault(name, message) for name, message in self.errors.items()]
            raise InvalidInput("Isian belum benar. Perbaiki yang ditandai lalu kirim lagi.", faults)
        return self.value


def form_of(model: type[M]) -> Callable[[Request], Coroutine[Any, Any, Form[M]]]:
    """Make a dependency that reads an HTML form into `model`.

    Fields named `x[]` become lists; empty fields that the model does not know are dropped.
    """

    async def read(request: Request) -> Form[M]:
        form = parse(model, await fields_of(request))
        request.state.words = [str(form.raw[name]) for name in TEXTS if form.raw.get(name)]
        return form

    return read


async def fields_of(request: Request) -> FormData:
    """Read a form without files; TooLarge beyond 1 MiB or 500 fields.

    Only what is here whole already is read: the database's write lock may be held by now.
    """
    if not getattr(request.state, IS_WHOLE):
        raise TooLarge(f"Formulir ini lebih besar dari {WHOLE_MAX >> 20} MiB.")
    async with request.form(max_files=1, max_fields=500) as data:
        return data


def parse(model: type[M], data: FormData) -> Form[M]:
    """Check what was typed against `model`."""
    raw: dict[str, object] = {}
    for name in data:
        if name.endswith("[]"):
            raw[name[:-2]] = [
                value for value in data.getlist(name) if isinstance(value, str) and value
            ]
        elif isinstance(value := data[name], str):
            raw[name] = value
    if twice := doubled(data, model.model_fields):
        return Form(raw, None, twice)
    given = {
        name: value for name, value in raw.items() if name in model.model_fields and value != ""
    }
    try:
        return Form(raw, _check(model, given))
    except ValidationError as error:
        return Form(
            raw,
            None,
            {str(item["loc"][0]) if item["loc"] else "": _named(item) for item in error.errors()},
        )


def doubled(data: FormData, names: Iterable[str]) -> dict[str, str]:
    """Say of each field that holds one value and came with several that it did, by field.

    Source: ASVS 5.0 V15.3.7.
    """
    return {
        name: f"{LABELS.get(name, 'Isian ini')} {TWICE}."
        for name in names
        if len(data.getlist(name)) > 1
    }


def _check(model: type[M], given: Mapping[str, object]) -> M:
    """Read texts as numbers and dates; lists, which pydantic's string mode refuses, as they are."""
    has_list = any(isinstance(value, list) for value in given.values())
    return model.model_validate(given) if has_list else model.model_validate_strings(given)


def _named(item: Mapping[str, Any]) -> str:
    """Say a fault with its field's label in front, so that it also reads well in the summary."""
    text, label = sentence(item), LABELS.get(str(item["loc"][0])) if item["loc"] else None
    return f"{label} {text}." if label and not text.endswith(".") else text


def refused(session: Session, refusal: AppError) -> dict[str, str]:
    """Undo the request's changes; give a refusal as errors by field, "" for the whole form."""
    session.rollback()
    return {fault.place: fault.message for fault in refusal.faults} or {"": refusal.message}
