"""Reads pages as a browser without script does: follows links, fills in and sends forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from fastapi.testclient import TestClient
from httpx2 import Response

MANY = 400
PRINTED = (".pdf", "/berita-acara")  # making a PDF takes a second and shows no more than its page


@dataclass
class Form:
    """A form as it stands on a page, with what its fields hold before anyone types."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._area, self._select = "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif self.forms and tag in {"input", "textarea", "select", "option"}:
            self._field(tag, given)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        fields, name = self.forms[-1].fields, given.get("name", "")
        if tag == "option":
            if "selected" in given or not fields[self._select]:
                fields[self._select] = [given.get("value", "")]
        elif tag == "select":
            self._select = name
            fields[name] = []
        elif tag == "textarea":
            self._area = name
            fields[name] = [""]
        elif given.get("type") not in {"radio", "checkbox"} or "checked" in given:
            fields.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area][0] += data.removeprefix("\n")


def send(client: TestClient, address: str, action: str, **typed: str | list[str]) -> Response:
    """Open a page, fill in the form whose action ends so, send it as a browser without script."""
    forms = {each.action: each for each in reversed(Page(client.get(address).text).forms)}
    form = next((forms[each] for each in forms if each.endswith(action)), None)
    assert form, f"no form for {action} on {address}: {list(forms)}"
    names = {name.replace("_list", "[]"): value for name, value in typed.items()}
    return client.post(form.action, data={**form.fields, **names})


def crawl(client: TestClient, start: str = "/") -> dict[str, str]:
    """Follow every link of this site from `start`; give each page's text by address."""
    return {address: answer.text for address, answer in answers(client, start)}


def answers(client: TestClient, start: str = "/") -> Iterator[tuple[str, Response]]:
    """Follow every link of this site from `start`; give each answer that is text."""
    waiting, seen = [start], {start}
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code in {200, 303}, (address, answer.status_code)
        kind = answer.headers.get("content-type", "")
        if kind.startswith("text/"):
            yield address, answer
        here = Page(answer.text).links if kind.startswith("text/html") else []
        here.append(answer.headers.get("location", address))
        for link in here:
            found = urldefrag(urljoin(address, link)).url
            is_local = found.startswith("/") and not found.startswith("/static")
            if is_local and found not in seen and not found.split("?")[0].endswith(PRINTED):
                seen.add(found)
                waiting.append(found)
        assert len(seen) < MANY, "the crawl does not end"
