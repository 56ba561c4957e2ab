"""Example views: Kota Kediri with its real OPD names, the real rubric, invented scores and people.

`city(seed)` computes a whole year with the app's own scoring and gives the views of any OPD and of
the city. Equal seeds give equal views. Tests and `python -m tests.reports.show` use it.
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
from app.reports import advice, words
from app.reports import views as v
from app.scoring import ScoreSheet, compiled, gains, grade, rank, score, two_places
from app.scoring.tree import Branch
from tests.reports import invented

YEAR = 2026
INSTRUMENT = "epss-opd-2026"
LETTERHEAD = v.Letterhead(
    address="Jalan Jenderal Basuki Rahmad Nomor 15, Kediri 64123",
    contact="Telepon (0354) 682955 · diskominfo.kedirikota.go.id",
)
PHASES = (
    v.PhaseView(
        name="Penilaian mandiri",
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 7, 10),
        actor="Perangkat daerah",
    ),
    v.PhaseView(
        name="Penilaian dokumen",
        starts_on=date(2026, 7, 13),
        ends_on=date(2026, 8, 21),
        actor="Asesor Diskominfo dan BPS",
    ),
    v.PhaseView(
        name="Interviu dan visitasi",
        starts_on=date(2026, 8, 24),
        ends_on=date(2026, 9, 4),
        actor="Asesor dan perangkat daerah",
    ),
    v.PhaseView(
        name="Pleno",
        starts_on=date(2026, 9, 14),
        ends_on=date(2026, 9, 25),
        actor="Koordinator bersama kedua institusi",
    ),
    v.PhaseView(
        name="Masa sanggah",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 14),
        actor="Kepala perangkat daerah",
    ),
)


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

    def __init__(self, seed: int = 2026, *, provisional: bool = False, page_size: v.PageSize = "A4"):
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
            document=self._document("Laporan Hasil Evaluasi", f"400.14.5.4/{code}/419.114/2026", code),
            year=YEAR,
            agency=self._agency(scored),
            instrument=self._instrument(),
            institutions=("Diskominfo", "BPS"),
            standing=self._standing(scored),
            history=self._history(scored),
            domains=domains,
            indicators=indicators,
            not_applicable=self._left_out(scored),
            strengths=advice.strengths(aspects),
            gaps=advice.gaps(aspects),
            recommendations=advice.recommendations(
                indicators,
                {gain.code: gain.gain for gain in gains(scored.tree, scored.final)},
                scored.now.total,
                self._instrument().grades,
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

    def _standing(self, scored: Scored) -> v.Standing:
        now, before, city = scored.now.published, scored.before.published, self.mean("now")
        place = self.places[scored.code]
        return v.Standing(
            index=now,
            exact=str(scored.now.total),
            grade=self._grade(now),
            grade_meaning=self._meaning(now),
            place=place,
            of=len(self.scored),
            tied=list(self.places.values()).count(place) > 1,
            city_index=city,
            city_grade=self._grade(city),
            target=Decimal("2.60"),
            claimed_index=score(scored.tree, scored.claim).published,
            previous_index=before,
            previous_grade=self._grade(before),
            previous_place=self.past_places[scored.code],
            change=now - before,
        )

    def _history(self, scored: Scored) -> tuple[v.YearIndex, ...]:
        older = max(Decimal("1.00"), scored.before.published - Decimal("0.22"))
        values = ((older, "1.83"), (scored.before.published, None), (scored.now.published, None))
        means = (Decimal("1.83"), self.mean("before"), self.mean("now"))
        return tuple(
            v.YearIndex(year=YEAR - 2 + n, index=index, grade=self._grade(index), city=means[n])
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
        one_off = dice.random() < 0.25 and final > 1  # noqa: PLR2004
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
            v.RoleHolder(role="Asesor", institution="BPS Kota Kediri", name=person("b" + scored.code)),
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
                claim="Keputusan penetapan sudah berlaku sejak Januari dan kini dilampirkan lengkap.",
                decision="Diterima: keputusan sah dan dipakai pada kedua kegiatan.",
                before=item.final - 1,
                after=item.final,
            ),
        )

    # The city

    def ranking(self, *, with_pages: bool = False) -> v.RankingReportView:
        """Give the ranking report."""
        rows = self._rows()
        improved = sorted(rows, key=lambda row: (-(row.change or 0), row.place, row.code))
        return v.RankingReportView(
            document=self._document("Laporan Peringkat", "400.14.5.4/001/419.114/2026", "kota"),
            year=YEAR,
            instrument=self._instrument(),
            city=self._city_standing(),
            history=tuple(
                v.YearIndex(year=YEAR - 2 + n, index=value, grade=self._grade(value))
                for n, value in enumerate((Decimal("1.83"), self.mean("before"), self.mean("now")))
            ),
            rows=rows,
            not_submitted=tuple(
                v.NotSubmitted(
                    code=row[0], name=row[1], short_name=row[2], type_label=AGENCY_TYPES[row[3]]
                )
                for row in invented.AGENCIES
                if row[0] in invented.ABSENT
            ),
            heat_map=self._heat_map(rows),
            domains=tuple(self._city_group(d.code, d.name, d.weight) for d in self.instrument.domains),
            distribution=self._distribution(),
            weak_aspects=self._weak_aspects(),
            most_improved=tuple(row for row in improved[:5] if row.change and row.change > 0),
            actions=invented.PROGRAMMES,
            phases=PHASES,
            agencies=tuple(self._compact(row) for row in rows) if with_pages else (),
        )

    def mean(self, when: str) -> Decimal:
        """Give the mean of the agencies' indices."""
        totals = [getattr(scored, when).total for scored in self.scored.values()]
        return two_places(sum(totals, Fraction(0)) / len(totals))

    def group_mean(self, code: str) -> Decimal:
        """Give the mean of one group over the agencies that have it."""
        return two_places(self._exact_group_mean(code))

    def _exact_group_mean(self, code: str) -> Fraction:
        known = [s.now.groups[code] for s in self.scored.values() if code in s.now.groups]
        return sum(known, Fraction(0)) / len(known)

    def _rows(self) -> tuple[v.RankingRow, ...]:
        ordered = sorted(self.scored.values(), key=lambda s: (self.places[s.code], s.code))
        return tuple(self._row(scored) for scored in ordered)

    def _row(self, scored: Scored) -> v.RankingRow:
        standing = self._standing(scored)
        before = standing.previous_place
        return v.RankingRow(
            place=standing.place,
            tied=standing.tied,
            code=scored.code,
            name=scored.row[1],
            short_name=scored.row[2],
            type_label=AGENCY_TYPES[scored.row[3]],
            index=standing.index,
            grade=standing.grade,
            previous_index=standing.previous_index,
            previous_place=before,
            change=standing.change,
            movement=None if before is None else before - standing.place,
            series=tuple(past.index for past in self._history(scored)),
        )

    def _heat_map(self, rows: tuple[v.RankingRow, ...]) -> v.HeatMap:
        columns = tuple(
            v.HeatColumn(code=aspect.code, name=aspect.name, group=domain.code)
            for domain in self.instrument.domains
            for aspect in domain.aspects
        )
        return v.HeatMap(
            groups=tuple((domain.code, domain.name) for domain in self.instrument.domains),
            columns=columns,
            rows=tuple(self._heat_row(row, columns) for row in rows),
            city=tuple(self.group_mean(column.code) for column in columns),
        )

    def _heat_row(self, row: v.RankingRow, columns: tuple[v.HeatColumn, ...]) -> v.HeatRow:
        means = self.scored[row.code].now.groups
        cells = (means.get(column.code) for column in columns)
        return v.HeatRow(
            code=row.code,
            short_name=row.short_name,
            index=row.index,
            cells=tuple(None if cell is None else two_places(cell) for cell in cells),
        )

    def _city_standing(self) -> v.CityStanding:
        now, before = self.mean("now"), self.mean("before")
        totals = [scored.now.total for scored in self.scored.values()]
        return v.CityStanding(
            index=now,
            exact=str(sum(totals, Fraction(0)) / len(totals)),
            grade=self._grade(now),
            previous_index=before,
            previous_grade=self._grade(before),
            change=now - before,
            target=Decimal("2.60"),
        )

    def _city_group(self, code: str, name: str, weight: Decimal) -> v.GroupScore:
        mean = self.group_mean(code)
        return v.GroupScore(code=code, name=name, weight=weight, score=mean, city=None)

    def _distribution(self) -> tuple[v.GradeCount, ...]:
        def counts(when: str) -> list[str]:
            return [self._grade(getattr(s, when).published) for s in self.scored.values()]

        now, before = counts("now"), counts("before")
        return tuple(
            v.GradeCount(name=b.name, count=now.count(b.name), previous=before.count(b.name))
            for b in self.instrument.grades
        )

    def _weak_aspects(self) -> tuple[v.WeakAspect, ...]:
        aspects = [(d, a) for d in self.instrument.domains for a in d.aspects]
        aspects.sort(key=lambda pair: self._exact_group_mean(pair[1].code))
        return tuple(
            self._weak(domain.name, aspect, domain.weight * aspect.weight / 10_000, programme)
            for (domain, aspect), programme in zip(aspects, invented.PROGRAMMES, strict=False)
        )

    def _weak(
        self, domain_name: str, aspect: Aspect, share: Decimal, programme: str
    ) -> v.WeakAspect:
        known = [s.now.groups[aspect.code] for s in self.scored.values()]
        return v.WeakAspect(
            code=aspect.code,
            name=aspect.name,
            domain_name=domain_name,
            city=self.group_mean(aspect.code),
            below=sum(value < 3 for value in known),
            of=len(known),
            gain=share,
            programme=programme,
        )

    def _compact(self, row: v.RankingRow) -> v.CompactAgency:
        view = self.evaluation(row.code)
        return v.CompactAgency(
            row=row,
            domains=tuple(
                v.GroupScore(**domain.model_dump(exclude={"aspects"})) for domain in view.domains
            ),
            strengths=view.strengths,
            gaps=view.gaps,
            first_steps=view.recommendations[:3],
        )

    # The document

    def _document(self, title: str, number: str, seed: str) -> v.DocumentMeta:
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

    def _instrument(self) -> v.InstrumentView:
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

    def _grade(self, index: Decimal) -> str:
        return grade(index, [(bound.name, bound.lower) for bound in self.instrument.grades])

    def _meaning(self, index: Decimal) -> str:
        names = [bound.name for bound in self.instrument.grades]
        return self.instrument.levels[4 - names.index(self._grade(index))].meaning


SIGNATORIES = (
    v.Signatory(
        lead="Pembina Data Statistik,",
        office="Kepala Badan Pusat Statistik Kota Kediri",
        name="Drs. Bambang Wijayanto, M.Si.",
        identity_number="19700214 199503 1 002",
    ),
    v.Signatory(
        lead="Walidata,",
        office="Kepala Dinas Komunikasi dan Informatika Kota Kediri",
        name="Retno Kusumawati, S.Kom., M.Kom.",
        rank="Pembina Utama Muda",
        identity_number="19760819 200003 2 001",
    ),
)


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


__all__ = ["City", "person", "words"]
