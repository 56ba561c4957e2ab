"""What an instrument is: strict, frozen, nothing unknown, every rule of README.md kept.

The files are read by `loader`; what holds between the parts (sums, codes, levels) is in `rules`.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from app.errors import InvalidInput, NotFound
from app.questionnaires import rules
from app.questionnaires.faults import RuleFault
from app.questionnaires.messages import indonesian
from app.scoring import Branch, Leaf, without
from app.texts import clean

AGENCY_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "walidata": "Walidata",
        "dinas": "Dinas",
        "badan": "Badan",
        "sekretariat": "Sekretariat",
        "inspektorat": "Inspektorat",
        "satuan": "Satuan",
        "bagian": "Bagian",
        "kecamatan": "Kecamatan",
        "kelurahan": "Kelurahan",
        "rsud": "RSUD",
        "produsen": "Produsen data",
    }
)

MARKUP = re.compile(r"</?[A-Za-z!]")
TWO_PLACES = re.compile(r"[0-9]{1,2}\.[0-9]{2}", re.ASCII)


def _plain(text: str) -> str:
    """Give the text normalised; refuses several paragraphs and markup."""
    if "\n" in text.strip():
        raise ValueError("harus satu alinea; hapus baris kosong di dalamnya")
    if MARKUP.search(text):
        raise ValueError("harus teks biasa tanpa tanda HTML; hapus <...>")
    return clean(text)


def _percent(value: object) -> object:
    """Take a whole number as Decimal; everything else is left for the strict check."""
    return Decimal(value) if type(value) is int else value


def _bound(value: object) -> object:
    if isinstance(value, str) and TWO_PLACES.fullmatch(value):
        return Decimal(value)
    raise ValueError('harus dua desimal dalam tanda kutip, misalnya "4.20"')


def _agency_type(value: str) -> str:
    if value not in AGENCY_TYPES:
        raise ValueError(f"jenis OPD tidak dikenal; yang dikenal: {', '.join(AGENCY_TYPES)}")
    return value


Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$", max_length=20)]
InstrumentId = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=3, max_length=60)
]
Version = Annotated[str, Field(pattern=r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$", max_length=20)]
Label = Annotated[str, Field(min_length=2, max_length=60), AfterValidator(_plain)]
Name = Annotated[str, Field(min_length=3, max_length=200), AfterValidator(_plain)]
Prose = Annotated[str, Field(min_length=20, max_length=600), AfterValidator(_plain)]
Item = Annotated[str, Field(min_length=3, max_length=400), AfterValidator(_plain)]
Items = Annotated[tuple[Item, ...], Field(min_length=1, max_length=20)]
AgencyType = Annotated[
    str,
    AfterValidator(_agency_type),
    WithJsonSchema({"type": "string", "enum": list(AGENCY_TYPES)}),
]
Number = Annotated[int, Field(ge=1, le=7)]
Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    Field(gt=0, le=100, max_digits=9, decimal_places=6),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 100}),
]
Bound = Annotated[
    Decimal,
    BeforeValidator(_bound),
    Field(ge=1, le=7),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,2}\.[0-9]{2}$"}),
]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


class LevelName(_Part):
    """A level of the scale, as the whole instrument uses it."""

    level: Number
    name: Label
    meaning: Prose


class GradeBound(_Part):
    """A band of the published index: its name and its lower bound (Indonesian: predikat)."""

    name: Label
    lower: Bound = Field(alias="from")


class Level(_Part):
    """One cell of the rubric: an indicator at a level."""

    level: Number
    criterion: Prose
    distinction: Prose
    evidence: Items
    recommendation: Prose


class Indicator(_Part):
    """One question with its rubric. `weight` is percent of the group it hangs under."""

    code: Code
    name: Name
    short_name: Label
    weight: Percent
    scope: Literal["kegiatan", "umum"]
    applies_to: Annotated[tuple[AgencyType, ...], Field(min_length=1)] | None = None
    question: Prose
    purpose: Prose
    legal_basis: Annotated[tuple[Item, ...], Field(max_length=20)]
    levels: Annotated[tuple[Level, ...], Field(min_length=1, max_length=7)]

    @property
    def top(self) -> int:
        """Give the highest level."""
        return self.levels[-1].level

    def level(self, number: int) -> Level:
        """Give the rubric cell of a level; raises InvalidInput outside 1..top."""
        if not 1 <= number <= self.top:
            raise InvalidInput(f"Tingkat indikator {self.code} harus 1 sampai {self.top}.")
        return self.levels[number - 1]

    def applies(self, agency_type: str) -> bool:
        """Tell whether agencies of this type are asked this question."""
        return self.applies_to is None or agency_type in self.applies_to

    def node(self) -> Leaf:
        """Give the indicator as scoring sees it."""
        return Leaf(self.code, self.weight, self.top)


class Aspect(_Part):
    """A group of indicators inside a domain."""

    code: Code
    name: Name
    weight: Percent
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1, max_length=60)]

    def node(self) -> Branch:
        """Give the aspect as scoring sees it."""
        return Branch(self.code, self.weight, [indicator.node() for indicator in self.indicators])


class Domain(_Part):
    """A domain file: aspects, or indicators directly when the instrument has one group name."""

    code: Code
    name: Name
    weight: Percent
    description: Prose
    aspects: Annotated[tuple[Aspect, ...], Field(max_length=40)] = ()
    indicators: Annotated[tuple[Indicator, ...], Field(max_length=60)] = ()

    def all_indicators(self) -> tuple[Indicator, ...]:
        """List the indicators below, through the aspects or directly."""
        through = tuple(indicator for aspect in self.aspects for indicator in aspect.indicators)
        return through + self.indicators

    def node(self) -> Branch:
        """Give the domain as scoring sees it."""
        children = self.aspects or self.indicators
        return Branch(self.code, self.weight, [child.node() for child in children])


class Instrument(_Part):
    """A whole questionnaire. Immutable; equal content, equal instrument."""

    id: InstrumentId
    version: Version
    title: Name
    short_title: Label
    description: Annotated[str, Field(min_length=20, max_length=1200), AfterValidator(_plain)]
    unit: Label
    replaces: InstrumentId | None = None
    changes: Prose | None = None
    legal_basis: Items
    levels: Annotated[tuple[LevelName, ...], Field(min_length=3, max_length=7)]
    grades: Annotated[tuple[GradeBound, ...], Field(min_length=1, max_length=10)]
    group_names: Annotated[tuple[Label, ...], Field(min_length=1, max_length=2)]
    domains: Annotated[tuple[Domain, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="wrap")
    @classmethod
    def _rules_hold(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Check fields and rules, so that one run reports the faults of both kinds."""
        try:
            instrument = handler(data)
        except ValidationError as error:
            raise _refusal(rules.faults(data), error) from None
        if broken := rules.faults(instrument.model_dump(by_alias=True)):
            raise _refusal(broken)
        return instrument

    @property
    def top(self) -> int:
        """Give the highest level."""
        return self.levels[-1].level

    def tree(self, agency_type: str | None = None) -> Branch:
        """Give the tree that `score` computes on; weights live here and nowhere else.

        With `agency_type` the indicators that do not apply are left out and the remaining
        weights of their group carry the mean. Raises InvalidInput for an unknown type.
        """
        absent = () if agency_type is None else self.not_applicable(agency_type)
        return without(self._whole_tree, [indicator.code for indicator in absent])

    def indicators(self) -> tuple[Indicator, ...]:
        """List every indicator in the order of the instrument."""
        return tuple(indicator for _, _, indicator in self._places.values())

    def applicable(self, agency_type: str) -> tuple[Indicator, ...]:
        """List the indicators an agency of this type is asked; InvalidInput for unknown types."""
        known_agency_type(agency_type)
        return tuple(item for item in self.indicators() if item.applies(agency_type))

    def not_applicable(self, agency_type: str) -> tuple[Indicator, ...]:
        """List the indicators an agency of this type is not asked; InvalidInput as above."""
        known_agency_type(agency_type)
        return tuple(item for item in self.indicators() if not item.applies(agency_type))

    def indicator(self, code: str) -> Indicator:
        """Find an indicator; raises NotFound."""
        return self._place(code)[2]

    def domain_of(self, code: str) -> Domain:
        """Find the domain of an indicator; raises NotFound."""
        return self._place(code)[0]

    def aspect_of(self, code: str) -> Aspect | None:
        """Find the aspect of an indicator, None when it hangs under a domain; raises NotFound."""
        return self._place(code)[1]

    def aspects(self) -> tuple[Aspect, ...]:
        """List every aspect in the order of the instrument."""
        return tuple(aspect for domain in self.domains for aspect in domain.aspects)

    def level_name(self, level: int) -> str:
        """Name a level of the scale; raises InvalidInput outside 1..top."""
        if not 1 <= level <= self.top:
            raise InvalidInput(f"Tingkat harus 1 sampai {self.top}.")
        return self.levels[level - 1].name

    def grade_bounds(self) -> tuple[tuple[str, Decimal], ...]:
        """Give the bands for `grade`: (name, lower bound), descending."""
        return tuple((bound.name, bound.lower) for bound in self.grades)

    @cached_property
    def _whole_tree(self) -> Branch:
        return Branch(self.id, 100, [domain.node() for domain in self.domains])

    @cached_property
    def _places(self) -> dict[str, tuple[Domain, Aspect | None, Indicator]]:
        return {
            indicator.code: (domain, aspect, indicator)
            for domain, aspect, indicator in self._walk()
        }

    def _walk(self) -> Iterator[tuple[Domain, Aspect | None, Indicator]]:
        for domain in self.domains:
            for aspect in domain.aspects:
                yield from ((domain, aspect, indicator) for indicator in aspect.indicators)
            yield from ((domain, None, indicator) for indicator in domain.indicators)

    def _place(self, code: str) -> tuple[Domain, Aspect | None, Indicator]:
        if code not in self._places:
            raise NotFound(f"Indikator dengan kode itu tidak ada dalam {self.short_title}.")
        return self._places[code]


def known_agency_type(agency_type: str) -> str:
    """Give the type back; raises InvalidInput naming the known ones."""
    if agency_type not in AGENCY_TYPES:
        raise InvalidInput(f"Jenis OPD tidak dikenal. Yang dikenal: {', '.join(AGENCY_TYPES)}.")
    return agency_type


def _refusal(broken: list[RuleFault], error: ValidationError | None = None) -> ValidationError:
    """Bring field faults and broken rules into one pydantic error, all in Indonesian."""
    found = [
        (item["loc"], indonesian(item), item["input"])
        for item in (error.errors() if error else ())
        if not _follows_from_another(item)
    ]
    found += [(fault.location, fault.message, None) for fault in broken]
    return ValidationError.from_exception_data(
        "Instrument",
        [
            InitErrorDetails(
                type=PydanticCustomError("instrument", "{said}", {"said": text}),
                loc=loc,
                input=data,
            )
            for loc, text, data in found
        ],
    )


def _follows_from_another(item: ErrorDetails) -> bool:
    """Tell whether a list is only called short because its items are wrong, and said to be."""
    return item["type"] == "too_short" and len(item["input"]) >= item["ctx"]["min_length"]
