"""Last year's evidence: offered with its age, taken again without a second upload."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.db import Database
from app.files.storage import Storage
from app.periods import queries as periods
from app.settings import Settings
from app.submissions import actions, queries
from app.submissions.ages import age_words, is_over_a_year
from tests.conftest import Clock
from tests.factories import City, fill, make_period
from tests.papers import pdf
from tests.play import behind_its_back, changed, dump

ClientFor = Callable[[str], TestClient]
OWN = pdf("1.01")  # what tests.factories.fill uploads for Dinkes
DINKES, INSPEKTORAT = "1.01", "1.03"


class NextYear:
    """The small city a year later: Dinkes filled the first year, the second has just begun."""

    def __init__(self, app: FastAPI, city: City, clock: Clock, client_for: ClientFor) -> None:
        self.app, self.city, self.client_for = app, city, client_for
        self.database: Database = app.state.database
        self.storage: Storage = app.state.storage
        with self.database.transaction() as session:
            fill(session, city, self.storage, DINKES, 3, clock())
        now = clock.forward(days=365, hours=23)  # the tokens last 366 days
        with self.database.transaction() as session:
            make_period(session, now, year=2027)
            actions.tick(session, now)
            period = periods.by_year(session, 2027)
            rows = queries.of_period(session, period.id)
            self.of = dict(zip(("1.01", "1.02", "1.03"), (row.id for row in rows), strict=True))
        self.before = self.library(city.submissions[DINKES])[0]["id"]

    def library(self, submission_id: str) -> list[dict[str, Any]]:
        answer = self.client_for("operator.dinkes").get(
            f"/api/v1/submissions/{submission_id}/evidence"
        )
        found: list[dict[str, Any]] = answer.json()
        return found

    def offered(self, code: str = DINKES) -> Any:
        address = f"/api/v1/submissions/{self.of[code]}/evidence/earlier"
        who = "operator.dinkes" if code == DINKES else "operator.inspektorat"
        return self.client_for(who).get(address).json()

    def reuse(self, who: str = "operator.dinkes", agency: str = DINKES, **given: str) -> Any:
        address = f"/api/v1/submissions/{self.of[agency]}/evidence/{self.before}/reuse"
        return self.client_for(who).post(address, json=given)

    def upload(self, content: bytes) -> Any:
        address = f"/api/v1/submissions/{self.of[DINKES]}/evidence"
        files = {"file": ("lagi.pdf", content)}
        return self.client_for("operator.dinkes").post(address, files=files)


@pytest.fixture
def later(app: FastAPI, city: City, clock: Clock, client_for: ClientFor) -> NextYear:
    return NextYear(app, city, clock, client_for)


@pytest.mark.parametrize(
    ("since", "words", "is_old"),
    [
        (date(2026, 5, 1), "hari ini", False),
        (date(2026, 4, 28), "3 hari lalu", False),
        (date(2026, 4, 1), "1 bulan lalu", False),
        (date(2025, 5, 2), "11 bulan lalu", False),
        (date(2025, 5, 1), "12 bulan lalu", False),
        (date(2025, 4, 30), "12 bulan lalu", True),
        (date(2024, 5, 2), "23 bulan lalu", True),
        (date(2024, 5, 1), "2 tahun lalu", True),
        (date(2026, 5, 2), "hari ini", False),
    ],
)
def test_an_age_is_said_in_months(since: date, words: str, is_old: bool) -> None:  # noqa: FBT001
    today = date(2026, 5, 1)

    assert (age_words(since, today), is_over_a_year(since, today)) == (words, is_old)


def test_last_years_item_is_offered_with_its_age_and_what_it_served(later: NextYear) -> None:
    found = later.offered()

    (item,) = found["items"]
    assert (found["year"], found["total"], item["title"]) == (2026, 1, "Perwali Satu Data")
    assert (item["age"], item["is_old"]) == ("12 bulan lalu", True)
    assert item["served"].endswith(", dan 12 lainnya")
    assert later.offered(INSPEKTORAT) is None


def test_it_is_taken_again_without_a_second_upload(later: NextYear) -> None:
    files = sorted(path for path in later.storage.folder.rglob("*") if path.is_file())
    first = later.library(later.city.submissions[DINKES])[0]

    taken = later.reuse().json()

    assert (taken["sha256"], taken["file_name"]) == (hashlib.sha256(OWN).hexdigest(), "perwali.pdf")
    assert (taken["id"] == later.before, taken["first_uploaded_at"]) == (
        False,
        first["uploaded_at"],
    )
    assert sorted(path for path in later.storage.folder.rglob("*") if path.is_file()) == files
    assert later.offered() is None


def test_it_is_used_at_once_with_last_years_citation(later: NextYear) -> None:
    later.reuse(code="101", citation="Pasal 5")

    (item,) = later.library(later.of[DINKES])
    assert item["codes"] == ["101"]


def test_taking_it_twice_gives_the_same_item(later: NextYear) -> None:
    first = later.reuse().json()["id"]
    before = dump(later.database)

    assert later.reuse().json()["id"] == first
    assert changed(before, dump(later.database)) == set()


def test_the_journal_says_which_item_it_came_from(later: NextYear) -> None:
    taken = later.reuse().json()

    line = dump(later.database)["journal_line"][-1]
    assert (line["action"], line["object_id"], line["submission_id"]) == (
        "evidence.upload", taken["id"], later.of[DINKES],
    )  # fmt: skip
    assert (line["before"], line["after"]) == (
        f"evidence:{later.before}", f"sha256:{taken['sha256']}",
    )  # fmt: skip


def test_outsiders_do_not_see_that_it_exists(later: NextYear) -> None:
    before = dump(later.database)

    statuses = [
        later.reuse("operator.inspektorat", DINKES).status_code,
        later.reuse("operator.inspektorat", INSPEKTORAT).status_code,
        later.reuse("penilai.bps1", DINKES).status_code,
        later.reuse("admin", DINKES).status_code,
    ]

    assert statuses == [404, 404, 404, 403]
    assert changed(before, dump(later.database)) == set()


def test_an_item_of_this_year_or_one_that_was_removed_is_not_there(later: NextYear) -> None:
    taken = later.reuse().json()["id"]
    removed, later.before = later.before, taken

    of_this_year = later.reuse().status_code
    with behind_its_back(later.database) as session:
        row = queries.evidence_of(session, removed)
        row.removed_at = row.uploaded_at
        session.add(row)
    later.before = removed

    assert (of_this_year, later.reuse().status_code) == (404, 404)


def test_bytes_of_an_earlier_year_take_no_room_however_they_come(later: NextYear) -> None:
    later.app.state.settings = Settings(
        _env_file=None, data=later.storage.folder, agency_quota_mib=1, totp="off"
    )
    big = pdf("tahun ini", size=2**20)

    statuses = [later.upload(big).status_code, later.upload(OWN).status_code]
    sha256 = hashlib.sha256(OWN).hexdigest()
    (again,) = (each for each in later.library(later.of[DINKES]) if each["sha256"] == sha256)

    assert (statuses, later.upload(pdf("lain")).status_code) == ([201, 201], 409)
    assert (
        again["first_uploaded_at"]
        == later.library(later.city.submissions[DINKES])[0]["uploaded_at"]
    )
    assert later.reuse().json()["id"] == again["id"]
