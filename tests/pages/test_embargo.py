"""Nothing of a result is to be seen too early: by phase and by person, as one table."""

from collections.abc import Callable

import pytest

from app.reports import queries as reports
from app.reports.models import Report
from tests.conftest import Clock
from tests.factories import YEAR, keep_documents, the_period
from tests.pages.conftest import PagesFor
from tests.pages.reading import crawl
from tests.pages.test_doors import LETTERS
from tests.play import DINKES, Play

Stage = Callable[[str], Play]
PEOPLE = (
    "operator.dinkes", "operator.inspektorat", "penilai.dk1", "penilai.bps2", "koordinator",
    "walikota", "admin", "auditor", "",
)  # fmt: skip
RANKING, RESULT = f"/peringkat/{YEAR}", "/hasil/{submission}"
LIST = f"/api/v1/periods/{YEAR}/ranking.csv"
OPEN_DATA = f"/api/v1/public/results/{YEAR}.json"
CHECK, PAPER, CITY_PAPER = "/v/{code}", "/laporan/{own}", "/laporan/{city}"

# own OPD, other OPD | its assessor, another | coordinator, leadership, admin, auditor | nobody
TABLE = {
    "MODERATION": {
        RANKING: "ff ff YnfY >",
        LIST: "ff ff YnfY 4",
        RESULT: "nn nn cnnc >",  # a preview, once everything is agreed
        OPEN_DATA: "nn nn nnnn n",
    },
    "PROVISIONAL": {
        RANKING: "ff ff YnfY >",
        LIST: "ff ff YnfY 4",
        RESULT: "Yn Yn YnnY >",
        OPEN_DATA: "nn nn nnnn n",
    },
    "FINAL": {
        RANKING: "ff ff YYfY >",
        LIST: "ff ff YYfY 4",
        RESULT: "Yn Yn YYYY >",
        PAPER: "Yn Yn YYYY >",
        CITY_PAPER: "ff ff YYfY >",
        CHECK: "nn nn nnnn n",
        OPEN_DATA: "nn nn nnnn n",
    },
    "PUBLISHED": {
        RANKING: "YY YY YYYY >",
        LIST: "YY YY YYYY 4",
        RESULT: "YY YY YYYY >",
        PAPER: "Yn Yn YYYY >",
        CITY_PAPER: "YY YY YYYY >",
        CHECK: "YY YY YYYY Y",
        OPEN_DATA: "YY YY YYYY Y",
    },
}


def names_of(scene: Play, state: str, clock: Clock) -> dict[str, str]:
    """Give the submission, and the documents, made by hand where the play has not yet."""
    names = {"submission": scene.submission_id}
    if state not in {"FINAL", "PUBLISHED"}:
        return names
    with scene.database.transaction() as session:
        keep_documents(session, scene.storage, clock())
        rows: list[Report] = reports.of_period(session, the_period(session).id)
        own = next(row for row in rows if row.submission_id == scene.city.submissions[DINKES])
        city = next(row for row in rows if row.submission_id is None)
        return {**names, "own": own.id, "city": city.id, "code": own.code}


@pytest.mark.parametrize("state", TABLE)
def test_each_phase_shows_what_the_table_says(
    play: Stage, pages_for: PagesFor, clock: Clock, state: str
) -> None:
    names = names_of(play(state), state, clock)
    clients = [pages_for(username) for username in PEOPLE]
    letters = {**LETTERS, 401: "4", 409: "c"}

    found = {
        address: spaced(
            "".join(letters[each.get(address.format(**names)).status_code] for each in clients)
        )
        for address in TABLE[state]
    }

    assert found == TABLE[state]


def spaced(letters: str) -> str:
    return " ".join((letters[:2], letters[2:4], letters[4:8], letters[8]))


@pytest.mark.parametrize("username", ["operator.inspektorat", "walikota", "admin"])
def test_no_page_of_others_shows_a_provisional_index(
    play: Stage, pages_for: PagesFor, username: str
) -> None:
    play("PROVISIONAL")

    pages = crawl(pages_for(username))

    assert [address for address, text in pages.items() if "3,00" in text] == []


def test_the_own_opd_sees_its_provisional_index(play: Stage, pages_for: PagesFor) -> None:
    play("PROVISIONAL")

    pages = crawl(pages_for("operator.dinkes"))

    assert [a.split("/")[1] for a, text in pages.items() if "3,00" in text] == ["hasil"]
