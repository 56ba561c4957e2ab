"""Example views: Kota Kediri with its real OPD names, the real rubric, invented scores and people.

`City(seed)` computes a whole year with the app's own scoring and gives the view of any OPD; the
ranking is in `ranked`. Equal seeds give equal views.
"""

import hashlib
import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from app.questionnaires import catalogue
from app.questionnaires.schema import AGENCY_TYPES, Aspect, Indicator
from app.reports import advice
from app.reports import views as v
from app.scoring import ScoreSheet, compiled, gains, rank, score, two_places
from app.scoring import grade as grade_of
from app.scoring.tree import Branch
from tests.reports import invented
from tests.reports.kediri import LETTERHEAD, PHASES, SIGNATORIES

YEAR = 2026
INSTRUMENT = "epss-opd-2026"


@dataclass(frozen=True)
class Scored:
    """One agency's levels and score sheets."""

    row: tuple[str, str, str, str, str]
    tree: Branch
    claim: dict[str, int]
    final: dict[str, int]
    previous: dict[str, int]

    @cached_property
    def now(self) -> ScoreSheet:
        return score(self.tree, self.final)

    @cached_property
    def before(self) -> ScoreSheet:
        return score(self.tree, self.previous)

    @property
    def code(self) -> str:
        return self.row[0]


class City:
    """A whole year of Kota Kediri."""

    def __init__(
        self, seed: int = 2026, *, provisional: bool = False, page_size: v.PageSize = "A4"
    ) -> None:
        self.instrument = catalogue.get(INSTRUMENT)
        self.provisional, self.page_size = provisional, page_size
        self.dice = random.Random(seed)  # noqa: S311  invented scores, not secrets
        present = [row for row in invented.AGENCIES if row[0] not in invented.ABSENT]
        self.scored = {row[0]: self._invent(row) for row in present}
        self.places = {
            place.code: place.place
            for place in rank((s.code, s.now.published) for s in self.scored.values())
            if place.place is not None
        }
        self.past_places = {
            place.code: place.place
            for place in rank((s.code, s.before.published) for s in self.scored.values())
            if place.place is not None
        }

    # One agency

    def evaluation(self, code: str) -> v.EvaluationReportView:
        """Give the report of one agency."""
        scored = self.scored[code]
        domains = self._domains(scored)
        aspects = [aspect for domain in domains for aspect in domain.aspects]
        indicators = tuple(self._indicator(scored, item) for item in self._asked(scored))
        return v.EvaluationReportView(
            document=self.document(
                "Laporan Hasil Evaluasi", f"400.14.5.4/{code}/419.114/2026", code
            ),
            year=YEAR,
            agency=self._agency(scored),
            instrument=self.instrument_view(),
            institutions=("Diskominfo", "BPS"),
            standing=self.standing(scored),
            history=self.history(scored),
            domains=domains,
            indicators=indicators,
            not_applicable=self._left_out(scored),
            strengths=advice.strengths(aspects),
            gaps=advice.gaps(aspects),
            recommendations=advice.recommendations(
                indicators,
                {gain.code: gain.gain for gain in gains(scored.tree, scored.final)},
                scored.now.total,
                self.instrument_view().grades,
            ),
            phases=PHASES,
            assessors=self._assessors(scored),
            substitutes=self._substitutes(scored),
            objections=self._objections(scored, indicators),
        )

    def _invent(self, row: tuple[str, str, str, str, str]) -> Scored:
        tree = self.instrument.tree(row[3])
        ability = self.dice.gauss(2.3, 0.62) + (0.9 if row[3] == "walidata" else 0)
        final, claim, previous = {}, {}, {}
        for leaf in tree.leaves():
            level = self._level(ability + self.dice.gauss(0, 0.75))
            final[leaf.code] = level
            claim[leaf.code] = min(5, level + self.dice.choices((0, 1, -1), (60, 34, 6))[0] or 1)
            previous[leaf.code] = self._level(level + self.dice.choices((0, -1, 1), (40, 56, 4))[0])
        return Scored(row, tree, claim, final, previous)

    @staticmethod
    def _level(value: float) -> int:
        return max(1, min(5, round(value)))

    def _asked(self, scored: Scored) -> list[Indicator]:
        return [i for i in self.instrument.indicators() if i.code in scored.final]

    def _agency(self, scored: Scored) -> v.AgencyView:
        code, name, short, kind, head = scored.row
        return v.AgencyView(
            code=code,
            name=name,
            short_name=short,
            type_label=AGENCY_TYPES[kind],
            head_office=head or f"Kepala {name}",
            head_name=person(code),
            activities=tuple(text.format(short=short) for text in invented.ACTIVITIES),
        )

    def standing(self, scored: Scored) -> v.Standing:
        now, before, city = scored.now.published, scored.before.published, self.mean("now")
        place = self.places[scored.code]
        return v.Standing(
            index=now,
            exact=str(scored.now.total),
            grade=self.grade(now),
            grade_meaning=self._meaning(now),
            place=place,
            of=len(self.scored),
            tied=list(self.places.values()).count(place) > 1,
            city_index=city,
            city_grade=self.grade(city),
            target=Decimal("2.60"),
            claimed_index=score(scored.tree, scored.claim).published,
            previous_index=before,
            previous_grade=self.grade(before),
            previous_place=self.past_places[scored.code],
            change=now - before,
        )

    def history(self, scored: Scored) -> tuple[v.YearIndex, ...]:
        older = max(Decimal("1.00"), scored.before.published - Decimal("0.22"))
        values = ((older, "1.83"), (scored.before.published, None), (scored.now.published, None))
        means = (Decimal("1.83"), self.mean("before"), self.mean("now"))
        return tuple(
            v.YearIndex(year=YEAR - 2 + n, index=index, grade=self.grade(index), city=means[n])
            for n, (index, _) in enumerate(values)
        )

    def _domains(self, scored: Scored) -> tuple[v.DomainScore, ...]:
        return tuple(
            v.DomainScore(
                **self._group(scored, domain.code, domain.name),
                aspects=tuple(
                    v.GroupScore(**self._group(scored, aspect.code, aspect.name))
                    for aspect in domain.aspects
                    if self._applies(scored, aspect)
                ),
            )
            for domain in self.instrument.domains
        )

    @staticmethod
    def _applies(scored: Scored, aspect: Aspect) -> bool:
        return any(item.code in scored.final for item in aspect.indicators)

    def _group(self, scored: Scored, code: str, name: str) -> dict[str, object]:
        now, before = two_places(scored.now.groups[code]), two_places(scored.before.groups[code])
        weights = {branch.code: branch.weight for branch in scored.tree.branches()}
        return {
            "code": code,
            "name": name,
            "weight": advice.four_places(weights[code]).quantize(Decimal("0.01")),
            "score": now,
            "city": self.group_mean(code),
            "previous": before,
            "change": now - before,
        }

    def _indicator(self, scored: Scored, item: Indicator) -> v.IndicatorResult:
        final, claim = scored.final[item.code], scored.claim[item.code]
        shares = compiled(scored.tree)
        share = shares.share(shares.codes.index(item.code)) * 100
        cell = item.level(final)
        level_names = {level.level: level.name for level in self.instrument.levels}
        dice = random.Random(scored.code + item.code)  # noqa: S311  invented texts
        one_off = dice.random() < 0.25 and final > 1
        return v.IndicatorResult(
            code=item.code,
            name=item.name,
            short_name=item.short_name,
            domain_code=item.code[0],
            aspect_code=item.code[:3],
            share=advice.four_places(share).quantize(Decimal("0.01")),
            claim=claim,
            by_institution=(final, final - 1 if one_off else final),
            final=final,
            level_name=level_names[final],
            previous=scored.previous[item.code],
            criterion=cell.criterion,
            reason=dice.choice(_reasons(claim, final)),
            evidence=_evidence(final, dice),
            next_level=final + 1 if final < item.top else None,
            next_step=cell.recommendation,
            gain=advice.four_places(share / 100) if final < item.top else None,
        )

    def _left_out(self, scored: Scored) -> tuple[v.NotApplicable, ...]:
        return tuple(
            v.NotApplicable(
                code=item.code,
                name=item.short_name,
                reason="Tugas walidata; hanya dinilai pada Dinas Komunikasi dan Informatika.",
            )
            for item in self.instrument.indicators()
            if item.code not in scored.final
        )

    @staticmethod
    def _assessors(scored: Scored) -> tuple[v.RoleHolder, ...]:
        return (
            v.RoleHolder(role="Asesor", institution="Diskominfo", name=person("a" + scored.code)),
            v.RoleHolder(
                role="Asesor", institution="BPS Kota Kediri", name=person("b" + scored.code)
            ),
            v.RoleHolder(role="Koordinator", institution="Bappeda", name=person("koordinator")),
        )

    @staticmethod
    def _substitutes(scored: Scored) -> tuple[v.Substitute, ...]:
        if scored.row[3] != "walidata":
            return ()
        return (
            v.Substitute(
                name=person("pengganti"),
                institution="Inspektorat",
                replaces="asesor Diskominfo",
                reason="Diskominfo adalah perangkat daerah yang dinilai.",
            ),
        )

    @staticmethod
    def _objections(
        scored: Scored, indicators: tuple[v.IndicatorResult, ...]
    ) -> tuple[v.ObjectionResult, ...]:
        item = indicators[4]
        if int(scored.code) % 3 or item.final == 1:
            return ()
        return (
            v.ObjectionResult(
                code=item.code,
                name=item.short_name,
                claim="Keputusan penetapan berlaku sejak Januari dan kini dilampirkan lengkap.",
                decision="Diterima: keputusan sah dan dipakai pada kedua kegiatan.",
                before=item.final - 1,
                after=item.final,
            ),
        )

    def mean(self, when: str) -> Decimal:
        """Give the mean of the agencies' indices."""
        totals = [getattr(scored, when).total for scored in self.scored.values()]
        return two_places(sum(totals, Fraction(0)) / len(totals))

    def group_mean(self, code: str) -> Decimal:
        """Give the mean of one group over the agencies that have it."""
        return two_places(self.exact_group_mean(code))

    def exact_group_mean(self, code: str) -> Fraction:
        known = [s.now.groups[code] for s in self.scored.values() if code in s.now.groups]
        return sum(known, Fraction(0)) / len(known)

    def document(self, title: str, number: str, seed: str) -> v.DocumentMeta:
        digest = hashlib.sha256(f"{title}{seed}".encode()).hexdigest()
        code = f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}".upper()
        return v.DocumentMeta(
            title=title,
            number=None if self.provisional else number,
            letterhead=LETTERHEAD,
            city="Kota Kediri",
            place="Kediri",
            dated_on=None if self.provisional else date(2026, 11, 23),
            page_size=self.page_size,
            provisional=self.provisional,
            authenticity=v.Authenticity(
                code=code, url=f"https://matang.kedirikota.go.id/v/{code}", result_sha256=digest
            ),
            signatories=SIGNATORIES,
        )

    def instrument_view(self) -> v.InstrumentView:
        chosen = self.instrument
        return v.InstrumentView(
            id=chosen.id,
            version=chosen.version,
            title=chosen.title,
            legal_basis=chosen.legal_basis,
            group_names=chosen.group_names,
            levels=tuple(
                v.LevelName(level=n.level, name=n.name, meaning=n.meaning) for n in chosen.levels
            ),
            grades=tuple(v.GradeBound(name=b.name, lowest=b.lower) for b in chosen.grades),
        )

    def grade(self, index: Decimal) -> str:
        return grade_of(index, [(bound.name, bound.lower) for bound in self.instrument.grades])

    def _meaning(self, index: Decimal) -> str:
        names = [bound.name for bound in self.instrument.grades]
        return self.instrument.levels[4 - names.index(self.grade(index))].meaning


def person(seed: str) -> str:
    """Give an invented person."""
    dice = random.Random(seed)  # noqa: S311  invented people
    names = dice.choice(invented.GIVEN), dice.choice(invented.FAMILY)
    return f"{' '.join(names)}, {dice.choice(invented.DEGREES)}"


def _reasons(claim: int, final: int) -> tuple[str, ...]:
    if final < claim:
        return invented.REASONS_LOWER
    if final == 1:
        return invented.REASONS_LOWEST
    return invented.REASONS_SAME if final == claim else invented.REASONS_HIGHER


def _evidence(final: int, dice: random.Random) -> tuple[v.EvidenceCitation, ...]:
    levels = range(2, final + 1)
    chosen = [dice.choice(invented.PROOFS[level]) for level in levels]
    return tuple(v.EvidenceCitation(title=title, citation=place) for title, place in chosen)
