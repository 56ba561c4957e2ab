"""The inbox by mail: one letter for what waits, once, and only to those who want it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import col

from app.accounts.models import User
from app.accounts.queries import by_username
from app.journal.models import JournalLine
from app.notices.actions import mark_read, tell
from app.reports.press import Press
from app.worker import Workshop, remind, run_all
from tests.conftest import Clock
from tests.factories import City
from tests.play import behind_its_back
from tests.post_office import PostOffice

ClientFor = Callable[[str], TestClient]
NAME, ADDRESS = "operator.dinkes", "sari@kediri.example"


@pytest.fixture
def person(app: FastAPI, city: City, clock: Clock) -> str:
    """The operator, with an address and everybody's inbox empty; gives the id."""
    with app.state.database.transaction() as session:
        for name in city.actors:
            mark_read(session, by_username(session, name).id, clock())
        found = by_username(session, NAME).id
    with behind_its_back(app.state.database) as connection:
        with_address = sa.update(User).where(col(User.id) == found).values(email=ADDRESS)
        connection.execute(with_address)
    return found


def write(app: FastAPI, person: str, clock: Clock, *texts: str) -> None:
    with app.state.database.transaction() as session:
        for text in texts:
            tell(session, [person], text, "/penilaian-mandiri", clock.forward(seconds=1))


def deliver(app: FastAPI, clock: Clock, url: str) -> None:
    """Let the program look once, and do what it asked for."""
    settings = app.state.settings.model_copy(update={"smtp_url": url})
    with Press() as press:
        shop = Workshop(app.state.database, app.state.storage, settings, clock, press)
        remind(shop)
        run_all(shop)


def test_what_came_together_goes_in_one_letter_once(
    app: FastAPI, person: str, clock: Clock
) -> None:
    write(app, person, clock, "Isian dikembalikan.", "Pertanyaan 101 dijawab.")

    with PostOffice() as office:
        deliver(app, clock, office.url)
        too_early = len(office.letters)
        clock.forward(minutes=5)
        deliver(app, clock, office.url)
        deliver(app, clock, office.url)

    (letter,) = office.letters
    assert (too_early, letter["To"], letter["Subject"]) == (0, ADDRESS, "Matang: 2 pemberitahuan")
    lines = letter.get_content().splitlines()
    assert [line for line in lines if line.startswith("- ")] == [
        "- Isian dikembalikan.",
        "- Pertanyaan 101 dijawab.",
    ]
    links = [line.strip() for line in lines if line.strip().endswith("/penilaian-mandiri")]
    assert links == [f"{app.state.settings.base_url}/penilaian-mandiri"] * 2


def test_what_was_read_at_once_is_not_mailed(app: FastAPI, person: str, clock: Clock) -> None:
    write(app, person, clock, "Isian dikembalikan.")
    with app.state.database.transaction() as session:
        mark_read(session, person, clock())
    clock.forward(minutes=10)

    with PostOffice() as office:
        deliver(app, clock, office.url)

    assert office.letters == []


def test_a_letter_that_was_refused_is_sent_again_later(
    app: FastAPI, person: str, clock: Clock
) -> None:
    write(app, person, clock, "Isian dikembalikan.")
    clock.forward(minutes=10)
    with PostOffice(refusal="450 busy") as office:
        deliver(app, clock, office.url)
    clock.forward(hours=1)

    with PostOffice() as office:
        deliver(app, clock, office.url)

    assert [letter["Subject"] for letter in office.letters] == ["Matang: Isian dikembalikan."]


def test_who_wants_no_mail_gets_none_and_the_choice_is_in_the_trail(
    app: FastAPI, client_for: ClientFor, person: str, clock: Clock
) -> None:
    page, api = client_for(NAME), "/api/v1/me/notices/mail"
    offs = [page.post("/kotak-masuk/surel", data={}), page.put(api, json={"by_mail": False})]
    write(app, person, clock, "Isian dikembalikan.")
    clock.forward(minutes=10)
    with PostOffice() as office:
        deliver(app, clock, office.url)
        none = len(office.letters)
        on = page.post("/kotak-masuk/surel", data={"by_mail": "true"})
        deliver(app, clock, office.url)
        clock.forward(hours=1)
        deliver(app, clock, office.url)

    assert [each.status_code for each in (*offs, on)] == [303, 204, 303]
    assert (none, len(office.letters)) == (0, 1)
    with app.state.database.reading() as session:
        wishes = sa.select(col(JournalLine.after)).where(col(JournalLine.action) == "own.notices")
        told = session.execute(wishes.order_by(col(JournalLine.seq))).scalars().all()
    assert told == ["inbox", "inbox", "mail"]
