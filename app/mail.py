"""Send one e-mail by SMTP. Only jobs do this; no request waits for a mail server."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

from app.errors import InvalidInput, Unavailable

SECONDS = 15
PORTS = {"smtp": 25, "smtps": 465}
NOT_SENT = "Server surel tidak dapat dihubungi atau menolak surat ini ({kind})."


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail: plain text, one receiver. Its text may hold a secret, so repr hides it."""

    to: str
    subject: str
    text: str = field(repr=False)


def send(smtp_url: str, sender: str, letter: Letter) -> None:
    """Send `letter`; Unavailable when the server cannot be reached or refuses it.

    smtps:// is encrypted from the start; smtp:// becomes so by STARTTLS where the server offers
    it, and must do so before a password is sent.
    """
    message = compose(sender, letter)
    try:
        _deliver(urlsplit(smtp_url), message)
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(NOT_SENT.format(kind=type(error).__name__)) from error


def compose(sender: str, letter: Letter) -> EmailMessage:
    """Give the message; InvalidInput for an address that is none."""
    message = EmailMessage()
    try:
        message["From"] = Address("Matang", addr_spec=sender)
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
    except (ValueError, IndexError, MessageError) as error:  # also a new line in it
        raise InvalidInput("Alamat surel penerima tidak sah.") from error
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def _deliver(server: SplitResult, message: EmailMessage) -> None:
    host, port = server.hostname or "127.0.0.1", server.port or PORTS[server.scheme]
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        with smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context) as connection:
            _hand_over(connection, server, message)
        return
    with smtplib.SMTP(host, port, timeout=SECONDS) as connection:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
        elif server.username:
            raise smtplib.SMTPNotSupportedError("STARTTLS")
        _hand_over(connection, server, message)


def _hand_over(connection: smtplib.SMTP, server: SplitResult, message: EmailMessage) -> None:
    if server.username:
        connection.login(unquote(server.username), unquote(server.password or ""))
    connection.send_message(message)
