"""Every form works as plain HTML: a good one sends on, a bad one comes back with what was typed."""

from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI

from tests.conftest import Clock
from tests.factories import ASSESSORS, City, fill, found_city
from tests.pages.conftest import ON_ONE_DATABASE, PagesFor
from tests.pages.reading import send

Typed = dict[str, str | list[str]]


@dataclass(frozen=True)
class Case:
    """A form on a page, what is typed into it, and what of that must still be there."""

    who: str
    page: str
    action: str
    kept: str
    typed: Typed = field(default_factory=dict)


OPERATOR, SCORER, MODERATOR, ADMIN = "operator.dinkes", "penilai.ganti", "koordinator", "admin"
FILLING, ASSESSED, PLENO = "/penilaian-mandiri/{filling}", "/penilaian/{assessed}", "/pleno/{pleno}"
LONG = "Sangat panjang. " * 700
BAD = (
    Case(OPERATOR, f"{FILLING}/indikator/101", "/indikator/101", LONG, {"explanation": LONG}),
    Case(OPERATOR, f"{FILLING}/indikator/101", "/komentar", LONG, {"text": LONG}),
    Case(
        OPERATOR, f"{FILLING}/indikator/102", "/102/pembagian", 'value="2020-01-01"',
        {"assignee": "kepala.dinkes", "due_on": "2020-01-01"},
    ),
    Case(
        OPERATOR, f"{FILLING}/pembagian", "/pembagian", 'value="102" checked',
        {"assignee": "kepala.dinkes", "due_on": "2020-01-01", "codes_list": ["102"]},
    ),
    Case(
        OPERATOR, f"{FILLING}/bukti", "/tautan", "Portal data",
        {"title": "Portal data", "url": "javascript:alert(1)"},
    ),
    Case(
        OPERATOR, "/penilaian-mandiri/{published}/rencana-aksi?indikator=101", "/rencana-aksi",
        "Susun SOP baru", {"what": "Susun SOP baru", "who": "Umum", "due_on": "besok"},
    ),
    Case(
        SCORER, f"{ASSESSED}/indikator/201", "/indikator/201", "Catatan saya.",
        {"level": "1", "note": "Catatan saya.", "reason": ""},
    ),
    Case(SCORER, f"{ASSESSED}/indikator/201", "/pertanyaan", ">\nApa<", {"text": "Apa"}),
    Case(
        SCORER, "/penilaian/benturan", "/benturan", "Kakak kepalanya.",
        {"agency": "", "reason": "Kakak kepalanya."},
    ),
    Case(
        MODERATOR, PLENO, "/kesepakatan/101", "Menurut pleno.",
        {"level": "", "reason": "Menurut pleno."},
    ),
    Case(MODERATOR, PLENO, "/catatan", ">\nya<", {"text": "ya"}),
    Case(
        MODERATOR, "/pleno/{filling}/penugasan", "/penugasan", 'id="assessors"',
        {"assessors_list": []},
    ),
    Case(
        MODERATOR, "/pleno/{assessed}/pengembalian", "/pengembalian", "Buktinya buram.",
        {"reason": "Buktinya buram."},
    ),
    Case(
        MODERATOR, f"{PLENO}/buka-kunci", "/buka-kunci", "Salah pencet.",
        {"reason": "Salah pencet."},
    ),
    Case(MODERATOR, "/periode/2026", "/koreksi", "Salah hitung.", {"reason": "Salah hitung."}),
    Case(MODERATOR, "/latihan", "/latihan", "Tanpa indikator", {"title": "Tanpa indikator"}),
    Case(
        MODERATOR, "/latihan/{exercise_prepared}/indikator/101", "/contoh", LONG,
        {"explanation": LONG},
    ),
    Case(
        "penilai.dk1", "/latihan/{exercise_open}/indikator/102", "/indikator/102", LONG,
        {"level": "2", "reason": LONG},
    ),
    Case(
        MODERATOR, "/latihan/{exercise_closed}/indikator/101", "/komentar", ">\nya<",
        {"text": "ya"},
    ),
    Case(
        ADMIN, "/opd", "/opd", "Badan Baru",
        {"code": "1.01", "name": "Badan Baru", "short_name": "Baru", "type": "badan"},
    ),
    Case(ADMIN, "/opd/1.01", "/opd/1.01", "Bu Kepala", {"name": "", "head_name": "Bu Kepala"}),
    Case(
        ADMIN, "/pengguna", "/pengguna", "Orang Baru",
        {"username": "admin", "name": "Orang Baru", "role": "admin"},
    ),
    Case(ADMIN, "/periode/baru", "/periode/baru", "Tahun lalu", {"title": "Tahun lalu"}),
    Case(
        ADMIN, "/periode/2027", "/perpanjangan", "Banjir besar.",
        {"until": "2020-01-01", "reason": "Banjir besar."},
    ),
)  # fmt: skip


@ON_ONE_DATABASE
@pytest.mark.parametrize("case", BAD, ids=lambda case: f"{case.who}{case.action}")
def test_a_bad_form_comes_back_with_what_was_typed(
    names: dict[str, str], pages_for: PagesFor, case: Case
) -> None:
    address = case.page.format(**names)

    answer = send(pages_for(case.who), address, case.action, **case.typed)

    alert = 'role="alert"' in answer.text
    assert (answer.status_code, case.kept in answer.text, alert) == (422, True, True)
    assert "<title>Galat: " in answer.text


def test_the_filling_and_the_scoring_need_no_script(
    app: FastAPI, clock: Clock, pages_for: PagesFor
) -> None:
    city = found_city(app.state.database, clock())
    home, desk, pleno = (
        f"/{room}/{city.submissions['1.01']}"
        for room in ("penilaian-mandiri", "penilaian", "pleno")
    )
    operator, head, moderator = map(pages_for, (OPERATOR, "kepala.dinkes", MODERATOR))
    scorer = pages_for(ASSESSORS["1.01"][0])
    first, claim = f"{home}/indikator/101", {"level": "2", "explanation": "Sudah berjalan."}

    fill_all(app, city, clock)
    steps = [
        send(operator, first, "/indikator/101", **claim),
        send(operator, f"{home}/bukti", "/tautan", title="Portal", url="https://a.go.id"),
        send(operator, home, "/siap"),
        send(head, f"{home}/periksa", "/pengiriman", declared="true"),
        send(moderator, f"{pleno}/penugasan", "/penugasan", assessors_list=list(ASSESSORS["1.01"])),
        send(scorer, desk, "/mulai"),
        send(scorer, f"{desk}/indikator/101", "/indikator/101", level="1", reason="Bukti lama."),
        send(scorer, f"{desk}/indikator/101", "/pertanyaan", text="Di halaman berapa?"),
        send(operator, first, "/jawaban", answer="Halaman tujuh."),
        send(scorer, desk, "/kunci"),
        send(
            moderator, f"{pleno}/pengembalian", "/pengembalian", codes_list=["101"], reason="Buram."
        ),
    ]

    assert [step.status_code for step in steps] == [303] * 9 + [422, 303]


def fill_all(app: FastAPI, city: City, clock: Clock) -> None:
    """Fill every indicator behind the scenes, so that there is something to send."""
    with app.state.database.transaction() as session:
        fill(session, city, app.state.storage, "1.01", 2, clock())
