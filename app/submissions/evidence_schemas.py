"""Shapes of an indicator's page and of the evidence library: what is offered, what comes in."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.questionnaires.schema import Indicator
from app.submissions.schemas import (
    AnswerView,
    CitationInput,
    ClarificationView,
    EvidenceView,
    Input,
    SubmissionView,
    UseInput,
    View,
    WindowView,
)
from app.texts import Line, Name


class Search(View):
    """What an address asks of a library, in the words of addresses.

    cari: words of a title; halaman: page of the list; sama: items found by the hash of an upload.
    """

    cari: Line = ""
    halaman: Annotated[int, Field(ge=1, le=1000)] = 1
    sama: Annotated[tuple[str, ...], Field(max_length=20)] = ()


class ReuseInput(UseInput):
    """An item of an earlier year taken again, used at once when `code` names an indicator."""


class PlacedUseInput(CitationInput):
    """An indicator an item is used for, and where in it the proof stands."""

    code: Name


class ManyUsesInput(Input):
    """Several indicators at once, each with its own citation."""

    uses: Annotated[list[PlacedUseInput], Field(min_length=1, max_length=200)]


class PlaceInput(Input):
    """The indicator a button stood at; without code it stood in the library."""

    code: Line = ""


class LinkCheckView(View):
    """Who of the OPD opened a link last; state: unchecked, fresh, old; hint: on its address."""

    by: str
    at: datetime | None
    state: str
    hint: str


class ServedView(View):
    """An indicator an item serves, or may serve; then without citation."""

    code: str
    name: str
    citation: str = ""


class ServedGroup(View):
    """A domain with the indicators an item may serve."""

    code: str
    name: str
    indicators: tuple[ServedView, ...]


class ItemView(View):
    """One item of the library: what it serves, what else it may serve."""

    standing: SubmissionView
    item: EvidenceView
    link: LinkCheckView | None
    uses: tuple[ServedView, ...]
    groups: tuple[ServedGroup, ...]


class EarlierItemView(View):
    """An item of an earlier year: how old, what it served; `citation` where it served before."""

    id: str
    title: str
    file_name: str
    url: str
    size_bytes: int
    age: str
    is_old: bool
    served: str
    citation: str = ""
    is_for_this: bool = False


class EarlierLibraryView(View):
    """What an OPD may use again: of which year, the first items found, how many more were."""

    year: int
    items: tuple[EarlierItemView, ...]
    total: int
    more: int


class ShelfView(View):
    """What may be chosen at an indicator: items found by `words`, of all that it does not use."""

    words: str
    items: tuple[EvidenceView, ...]
    found: int
    total: int
    is_long: bool


class LeafView(ShelfView):
    """One page of the library."""

    number: int
    pages: int


class IndicatorView(View):
    """One indicator with all that helps to fill it. Codes are empty where there is none."""

    standing: SubmissionView
    window: WindowView | None
    indicator: Indicator
    domain_name: str
    aspect_name: str
    level_names: dict[int, str]
    answer: AnswerView
    saved: str
    position: int
    complete: int
    previous_code: str
    next_code: str
    incomplete_code: str
    links: dict[str, LinkCheckView]
    personal: str
    shelf: ShelfView
    earlier: EarlierLibraryView | None
    questions: tuple[ClarificationView, ...]
    note: str
    reply: str
    is_attachable: bool
    is_waiting: bool
