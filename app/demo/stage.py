"""What every scene of the demo needs: the session, the cast, the clock, the dice."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from app.agencies.queries import by_code
from app.clock import in_wib
from app.demo.agencies import DemoAgency
from app.demo.levels import DemoScores, codes_for, scores_of
from app.demo.people import slug
from app.files.storage import Storage
from app.periods.models import Period
from app.permissions import Actor, Institution
from app.submissions import queries as submissions
from app.submissions.models import Submission

OPENS_HOUR, CLOSES_HOUR = 8, 17
SATURDAY = 5


@dataclass
class Stage:
    """One year being played. `at` is the play's own clock; scenes move it forward."""

    session: Session
    storage: Storage
    agencies: Sequence[DemoAgency]
    actors: dict[str, Actor]
    period: Period
    year_index: int
    at: datetime
    seed: int
    scores: dict[tuple[str, str], DemoScores] = field(default_factory=dict)

    def dice(self, agency: DemoAgency, code: str = "") -> random.Random:
        """Give dice of their own for each OPD, indicator and year: scenes stay independent."""
        return random.Random(f"{self.seed}:{self.period.year}:{agency.code}:{code}")  # noqa: S311  (a play)

    def pass_time(self, amount: timedelta) -> None:
        """Move the play's clock on; after office hours it goes on the next working day."""
        at = in_wib(self.at + amount)
        while at.hour >= CLOSES_HOUR or at.weekday() >= SATURDAY:
            at = (at + timedelta(days=1)).replace(hour=OPENS_HOUR, minute=at.minute)
        if at.hour < OPENS_HOUR:
            at = at.replace(hour=OPENS_HOUR)
        self.at = at.astimezone(UTC)

    def scores_for(self, agency: DemoAgency, code: str) -> DemoScores:
        """Give claim, both institutions' levels and the agreed one."""
        key = (agency.code, code)
        if key not in self.scores:
            self.scores[key] = scores_of(agency, code, self.year_index, self.dice(agency, code))
        return self.scores[key]

    def codes(self, agency: DemoAgency) -> tuple[str, ...]:
        """Give the indicators that apply."""
        return codes_for(agency)

    def operator(self, agency: DemoAgency) -> Actor:
        """Give the OPD's operator."""
        return self.actors[f"operator.{slug(agency)}"]

    def head(self, agency: DemoAgency) -> Actor:
        """Give the OPD's head."""
        return self.actors[f"kepala.{slug(agency)}"]

    def assessors(self, agency: DemoAgency) -> dict[Institution, str]:
        """Give who scores this OPD: by turns, a substitute for Diskominfo itself."""
        turn = list(self.agencies).index(agency) % 4 + 1
        is_walidata = agency.type == "walidata"
        return {
            Institution.DISKOMINFO: "penilai.pengganti"
            if is_walidata
            else f"penilai.diskominfo{turn}",
            Institution.BPS: f"penilai.bps{(turn + 1) % 4 + 1}",
        }

    def submission(self, agency: DemoAgency) -> Submission:
        """Give the OPD's submission of this year."""
        found = submissions.of_agency(
            self.session, self.period.id, by_code(self.session, agency.code).id
        )
        if found is None:
            raise LookupError(agency.code)
        return found
