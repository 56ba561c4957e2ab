"""The Berita Acara: one record as JSON, PDF and Word file, with the same rows in each."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pypdfium2
import pytest

from app.reports.minutes import Attendee, MinutesRow, MinutesView, Party, printed
from app.reports.minutes_word import minutes_word
from app.reports.press import Press
from app.reports.sheets import SheetMeta
from app.reports.views import Letterhead
from app.reports.word_file import MEDIA_TYPE
from tests.factories import judge, start, submit
from tests.play import DINKES, Play
from tests.reports.test_hostile_documents import TEXTS

Stage = Callable[[str], Play]
PEOPLE = [
    {"name": "Rahma Dewi", "institution": "BPS Kota Kediri", "role": "Penilai", "is_present": True},
    {"name": "Yusuf Hidayat", "institution": "Diskominfo", "role": "Penilai", "is_present": True},
    {"name": "Budi Santoso", "institution": "Inspektorat", "role": "Saksi", "is_present": False},
]
Table = list[list[str]]


def example(**given: Any) -> MinutesView:
    """A record of two indicators, one of which differed."""
    meta = SheetMeta(
        title="Berita Acara Pleno",
        subject="Penilaian Kematangan Pengelolaan Data Dinas Kesehatan Tahun 2026",
        number="BA/1.01/2026",
        letterhead=Letterhead(address="Jalan Basuki Rahmat 15"),
        place="Kediri",
        dated_on=date(2026, 11, 24),
        page_size="A4",
    )
    same = MinutesRow(code="101", name="Standar", claim=3, diskominfo=3, bps=3, agreed=3, reason="")
    other = MinutesRow(
        code="102", name="Metadata", claim=4, diskominfo=2, bps=3, agreed=3,
        reason="Bukti diperlihatkan.", diskominfo_reason="Satu bidang.", bps_reason="Dua bidang.",
    )  # fmt: skip
    fields: dict[str, Any] = {
        "document": meta, "instrument_title": "EPSS", "instrument_id": "kecil.1", "year": 2026,
        "agency_code": "1.01", "agency_name": "Dinas Kesehatan",
        "attendees": tuple(Attendee.model_validate(person) for person in PEOPLE),
        "parties": tuple(Party(role=person["role"], name=person["name"]) for person in PEOPLE[:2]),
        "rows": (same, other), "index": Decimal("3.00"), "grade": "Baik",
    }  # fmt: skip
    return MinutesView(**fields | given)


def tables_of(content: bytes) -> list[Table]:
    document = docx.Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def paragraphs_of(content: bytes) -> list[str]:
    return [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


@pytest.fixture
def closed(play: Stage) -> Play:
    """Dinkes's closed pleno: Diskominfo said 2, BPS 3; the first agreed at 2, the rest at 3."""
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        now = scene.app.state.clock()
        submit(session, scene.city, scene.storage, DINKES, 3, now)
        start(session, scene.city, DINKES, now)
        judge(session, scene.city, DINKES, (2, 3), now)
    base = f"/api/v1/submissions/{scene.submission_id}"
    coordinator = scene.client("koordinator")
    for code in scene.codes():
        body = {"level": 2 if code == "101" else 3, "reason": f"Disepakati untuk {code}."}
        coordinator.put(f"{base}/agreements/{code}", json=body)
    coordinator.put(
        f"{base}/attendance", json={"participants": PEOPLE}, headers={"If-Match": '"0"'}
    )
    coordinator.post(f"{base}/close")
    return scene


def test_both_files_carry_the_rows_of_the_api(closed: Play) -> None:
    client, base = closed.client("penilai.bps1"), f"/api/v1/submissions/{closed.submission_id}"
    pages = f"/pleno/{closed.submission_id}/berita-acara"

    said = client.get(f"{base}/minutes").json()
    pdf, word = client.get(f"{base}/minutes.pdf"), client.get(f"{base}/minutes.docx")

    levels = [(row["claim"], row["diskominfo"], row["bps"], row["agreed"]) for row in said["rows"]]
    assert levels == [(3, 2, 3, 2), *[(3, 2, 3, 3)] * (len(closed.codes()) - 1)]
    rows = [
        [f"{row['code']} {row['name']}", "3", "2", "3", str(row["agreed"]), row["reason"]]
        for row in said["rows"]
    ]
    assert tables_of(word.content)[1][1:] == rows
    printed_text = text_of(pdf.content)
    assert [row for row in rows if " ".join(row) not in printed_text] == []
    assert client.get(f"{pages}.docx").content == word.content
    assert [answer.headers["content-type"] for answer in (pdf, word)] == [
        "application/pdf",
        MEDIA_TYPE,
    ]
    assert 'filename="berita-acara-1.01-2026.docx"' in word.headers["content-disposition"]


def test_who_took_part_is_listed_and_only_who_was_there_signs(closed: Play) -> None:
    base = f"/api/v1/submissions/{closed.submission_id}"
    word = closed.client("koordinator").get(f"{base}/minutes.docx").content

    people, *_, signatures = tables_of(word)

    assert people == [
        ["No.", "Nama", "Instansi", "Peran", "Kehadiran"],
        ["1", "Rahma Dewi", "BPS Kota Kediri", "Penilai", "Hadir"],
        ["2", "Yusuf Hidayat", "Diskominfo", "Penilai", "Hadir"],
        ["3", "Budi Santoso", "Inspektorat", "Saksi", "Tidak hadir"],
    ]
    assert [re.sub(r"\n+", "|", cell.strip()) for cell in signatures[0]] == [
        "Penilai, BPS Kota Kediri,|Rahma Dewi",
        "Penilai, Diskominfo,|Yusuf Hidayat",
    ]


def test_before_the_pleno_is_closed_there_is_no_record_in_any_form(play: Stage) -> None:
    scene = play("MODERATION")
    client, base = scene.client("koordinator"), f"/api/v1/submissions/{scene.submission_id}"

    got = [client.get(f"{base}/minutes{ending}").status_code for ending in ("", ".pdf", ".docx")]

    assert got == [409, 409, 409]


def test_the_opd_leadership_and_admin_never_get_the_record(closed: Play) -> None:
    base = f"/api/v1/submissions/{closed.submission_id}"
    people = ("kepala.dinkes", "operator.dinkes", "walikota", "admin", "operator.inspektorat")

    got = [
        closed.client(who).get(f"{base}/minutes{ending}").status_code
        for who in people
        for ending in ("", ".pdf", ".docx")
    ]

    assert got == [403] * 12 + [404] * 3


def test_the_day_opens_the_record_in_words() -> None:
    opening = (
        "Pada hari ini Selasa tanggal dua puluh empat bulan November tahun dua ribu dua puluh "
        "enam, bertempat di Kediri, telah dilaksanakan pleno penilaian Dinas Kesehatan"
    )

    assert any(text.startswith(opening) for text in paragraphs_of(minutes_word(example())))
    assert opening in printed(example()).html


def test_what_differed_is_told_with_the_reasons_of_both_sides() -> None:
    differences = tables_of(minutes_word(example()))[2]

    assert differences[1:] == [
        ["102", "2. Satu bidang.", "3. Dua bidang.", "3. Bukti diperlihatkan."]
    ]


def test_without_a_record_of_who_came_the_parties_are_listed() -> None:
    word = minutes_word(example(attendees=()))

    listed = [text for text in paragraphs_of(word) if text.endswith(", Penilai")]

    assert listed == ["Rahma Dewi, Penilai", "Yusuf Hidayat, Penilai"]


def test_equal_records_give_equal_bytes_without_a_clock() -> None:
    first, second = minutes_word(example()), minutes_word(example())

    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        dates = {part.date_time for part in parts.infolist()}
        core = parts.read("docProps/core.xml").decode()
    assert first == second
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert core.count("2026-11-24T00:00:00Z") == 2


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_hostile_text_stays_text(number: int) -> None:
    text = TEXTS[number] + "\x00\x0b\ud800\ufffe"
    row = MinutesRow(
        code="101", name=text, claim=3, diskominfo=2, bps=3, agreed=3,
        reason=text, diskominfo_reason=text, bps_reason=text,
    )  # fmt: skip
    person = Attendee(name=text, institution=text, role=text, is_present=True)

    word = minutes_word(example(rows=(row,), attendees=(person,)))

    assert tables_of(word)[1][1][5].replace("\n", "") == row.reason.replace("\n", "")
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert b"TargetMode" not in parts.read("word/_rels/document.xml.rels")


def test_the_printed_record_of_many_differences_makes_no_warning() -> None:
    other = example().rows[1]
    rows = tuple(other.model_copy(update={"code": str(100 + each)}) for each in range(38))

    with Press() as press:
        made = press.print(printed(example(rows=rows)).html)

    assert (made.warnings, made.pages <= 6) == ((), True)
