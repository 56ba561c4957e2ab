"""One letter over a real socket: encoding, hostile addresses, servers that fail."""

import socket

import pytest

from app.errors import InvalidInput, Unavailable
from app.mail import Letter, compose, send
from tests.post_office import PostOffice

SENDER = "matang@kediri.example"
LETTER = Letter("sari@kediri.example", "Undangan – akun", 'Yth. Sari,\n\nkata "é"\n.titik\n')


def test_a_letter_arrives_as_it_was_written() -> None:
    with PostOffice() as office:
        send(office.url, SENDER, LETTER)

    letter = office.letters[0]
    assert (letter["To"], letter["From"], letter["Subject"]) == (
        "sari@kediri.example",
        "Matang <matang@kediri.example>",
        "Undangan – akun",
    )
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text
    assert office.receivers == ["<sari@kediri.example>"]


@pytest.mark.parametrize(
    "address",
    [
        "sari@kediri.example\nBcc: semua@kediri.example",
        "sari@kediri.example\r\nX-Jahat: ya",
        "sari@kediri.example, semua@kediri.example",
        "sari@kediri.example>",
        "bukan alamat",
        "",
    ],
)
def test_an_address_that_is_none_is_refused_and_starts_no_header(address: str) -> None:
    with pytest.raises(InvalidInput):
        compose(SENDER, Letter(address, "Undangan", "isi"))


def test_a_subject_starts_no_header() -> None:
    with pytest.raises(InvalidInput):
        compose(SENDER, Letter("sari@kediri.example", "Undangan\nBcc: x@y.example", "isi"))


def test_a_server_that_refuses_the_receiver_is_unavailable() -> None:
    with PostOffice(refusal="550 no such mailbox") as office, pytest.raises(Unavailable):
        send(office.url, SENDER, LETTER)

    assert office.letters == []


def test_a_closed_port_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(Unavailable) as refusal:
        send(f"smtp://127.0.0.1:{port}", SENDER, LETTER)

    assert refusal.value.message.endswith("(ConnectionRefusedError).")


def test_no_password_is_sent_without_encryption() -> None:
    with PostOffice() as office, pytest.raises(Unavailable):
        send(office.url.replace("//", "//matang:rahasia@"), SENDER, LETTER)

    assert (office.letters, office.receivers) == ([], [])


def test_a_letter_hides_its_secret_when_it_is_printed() -> None:
    assert "rahasia" not in repr(Letter("sari@kediri.example", "Undangan", "rahasia"))
