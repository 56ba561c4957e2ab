"""Example view of the ranking report, over the same invented year."""

from decimal import Decimal
from fractions import Fraction

from app.questionnaires.schema import AGENCY_TYPES, Aspect
from app.reports import city_views as cv
from app.reports import views as v
from app.scoring import two_places
from tests.reports import invented
from tests.reports.examples import YEAR, City, Scored
from tests.reports.kediri import PHASES


class RankedCity(City):
    """The year of Kota Kediri with its ranking report."""

    def ranking(self, *, with_pages: bool = False) -> cv.RankingReportView:
        """Give the ranking report."""
        rows = self._rows()
        improved = sorted(rows, key=lambda row: (-(row.change or 0), row.place, row.code))
        return cv.RankingReportView(
            document=self.document("Laporan Peringkat", "400.14.5.4/001/419.114/2026", "kota"),
            year=YEAR,
            instrument=self.instrument_view(),
            city=self._city_standing(),
            history=tuple(
                v.YearIndex(year=YEAR - 2 + n, index=value, grade=self.grade(value))
                for n, value in enumerate((Decimal("1.83"), self.mean("before"), self.mean("now")))
            ),
            rows=rows,
            not_submitted=tuple(
                cv.NotSubmitted(
                    code=row[0], name=row[1], short_name=row[2], type_label=AGENCY_TYPES[row[3]]
                )
                for row in invented.AGENCIES
                if row[0] in invented.ABSENT
            ),
            heat_map=self._heat_map(rows),
            domains=tuple(
                self._city_group(d.code, d.name, d.weight) for d in self.instrument.domains
            ),
            distribution=self._distribution(),
            weak_aspects=self._weak_aspects(),
            most_improved=tuple(row for row in improved[:5] if row.change and row.change > 0),
            actions=invented.PROGRAMMES,
            phases=PHASES,
            agencies=tuple(self._compact(row) for row in rows) if with_pages else (),
        )

    def _rows(self) -> tuple[cv.RankingRow, ...]:
        ordered = sorted(self.scored.values(), key=lambda s: (self.places[s.code], s.code))
        return tuple(self._row(scored) for scored in ordered)

    def _row(self, scored: Scored) -> cv.RankingRow:
        standing = self.standing(scored)
        before, place = standing.previous_place, self.places[scored.code]
        return cv.RankingRow(
            place=place,
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
            movement=None if before is None else before - place,
            series=tuple(past.index for past in self.history(scored)),
        )

    def _heat_map(self, rows: tuple[cv.RankingRow, ...]) -> cv.HeatMap:
        columns = tuple(
            cv.HeatColumn(code=aspect.code, name=aspect.name, group=domain.code)
            for domain in self.instrument.domains
            for aspect in domain.aspects
        )
        return cv.HeatMap(
            groups=tuple((domain.code, domain.name) for domain in self.instrument.domains),
            columns=columns,
            rows=tuple(self._heat_row(row, columns) for row in rows),
            city=tuple(self.group_mean(column.code) for column in columns),
        )

    def _heat_row(self, row: cv.RankingRow, columns: tuple[cv.HeatColumn, ...]) -> cv.HeatRow:
        means = self.scored[row.code].now.groups
        cells = (means.get(column.code) for column in columns)
        return cv.HeatRow(
            code=row.code,
            short_name=row.short_name,
            index=row.index,
            cells=tuple(None if cell is None else two_places(cell) for cell in cells),
        )

    def _city_standing(self) -> cv.CityStanding:
        now, before = self.mean("now"), self.mean("before")
        totals = [scored.now.total for scored in self.scored.values()]
        return cv.CityStanding(
            index=now,
            exact=str(sum(totals, Fraction(0)) / len(totals)),
            grade=self.grade(now),
            previous_index=before,
            previous_grade=self.grade(before),
            change=now - before,
            target=Decimal("2.60"),
        )

    def _city_group(self, code: str, name: str, weight: Decimal) -> v.GroupScore:
        mean = self.group_mean(code)
        return v.GroupScore(code=code, name=name, weight=weight, score=mean, city=None)

    def _distribution(self) -> tuple[cv.GradeCount, ...]:
        def counts(when: str) -> list[str]:
            return [self.grade(getattr(s, when).published) for s in self.scored.values()]

        now, before = counts("now"), counts("before")
        return tuple(
            cv.GradeCount(name=b.name, count=now.count(b.name), previous=before.count(b.name))
            for b in self.instrument.grades
        )

    def _weak_aspects(self) -> tuple[cv.WeakAspect, ...]:
        aspects = [(d, a) for d in self.instrument.domains for a in d.aspects]
        aspects.sort(key=lambda pair: self.exact_group_mean(pair[1].code))
        return tuple(
            self._weak(domain.name, aspect, domain.weight * aspect.weight / 10_000, programme)
            for (domain, aspect), programme in zip(aspects, invented.PROGRAMMES, strict=False)
        )

    def _weak(
        self, domain_name: str, aspect: Aspect, share: Decimal, programme: str
    ) -> cv.WeakAspect:
        known = [s.now.groups[aspect.code] for s in self.scored.values()]
        return cv.WeakAspect(
            code=aspect.code,
            name=aspect.name,
            domain_name=domain_name,
            city=self.group_mean(aspect.code),
            below=sum(value < 3 for value in known),
            of=len(known),
            gain=share,
            programme=programme,
        )

    def _compact(self, row: cv.RankingRow) -> cv.CompactAgency:
        view = self.evaluation(row.code)
        return cv.CompactAgency(
            row=row,
            domains=tuple(
                v.GroupScore(**domain.model_dump(exclude={"aspects"})) for domain in view.domains
            ),
            strengths=view.strengths,
            gaps=view.gaps,
            first_steps=view.recommendations[:3],
        )
