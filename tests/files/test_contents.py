"""Hostile files, each with the reason it is refused for; and honest ones, which enter."""

# ruff: noqa: E501 - a table is read row by row

import io
import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from app.demo import workbooks, written
from app.demo.agencies import AGENCIES
from app.files.inspector import INSPECTOR, FileRefused, Inspector
from app.files.refusals import SENTENCES
from tests.papers import FAMILY, archive, chunk, jpg, office, pdf, png

Take = Callable[[bytes], str]
Files = dict[str, tuple[Callable[[], bytes], str]]
REL = '<Relationships><Relationship Id="r" Type="http://x/{}" Target="{}"{}/></Relationships>'
OUTSIDE = ' TargetMode="External"'
MORE_FOR_PICTURES = 450
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60
ACTION = "/OpenAction<</S/{}>>"
ACTS = (
    ("JavaScript", "script"), ("Launch", "script"), ("SubmitForm", "script"),
    ("ImportData", "script"), ("GoToE", "embedded"),
)  # fmt: skip


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Give a function that has bytes inspected: the media type's last word, or the reason."""
    reasons = {text: reason for reason, text in SENTENCES.items()}

    def asked(content: bytes) -> str:
        path = tmp_path / "berkas"
        path.write_bytes(content)
        try:
            return INSPECTOR.media_type(path, "berkas").replace("/", ".").rsplit(".", 1)[-1]
        except FileRefused as refusal:
            return reasons[refusal.message.removeprefix("Berkas 'berkas' ditolak: ")]

    return asked


def changed(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new)


def locked() -> bytes:
    out, made = io.BytesIO(), pikepdf.open(io.BytesIO(pdf()))
    made.save(out, encryption=pikepdf.Encryption(owner="rahasia", user=""))
    return out.getvalue()


def attached() -> bytes:
    out, made = io.BytesIO(), pikepdf.open(io.BytesIO(pdf()))
    made.attachments["data.csv"] = b"a;b"
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def image(kind: str, mode: str = "RGB", size: tuple[int, int] = (300, 200), **how: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, kind, **how)
    return out.getvalue()


def encrypted_zip() -> bytes:
    made = bytearray(office())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(sign)
        made[at + place] |= 1
    return bytes(made)


def lying_zip(name: str) -> bytes:
    """An entry that says it is small and is not."""
    made = bytearray(office(more={name: b"0" * 5_000_000}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = made.rfind(sign)
        made[at + place : at + place + 4] = struct.pack("<I", 100)
    return bytes(made)


HONEST: Files = {
    "PDF": (pdf, "pdf"),
    "PDF that opens at a page and links to the web": (
        lambda: pdf(more={
            "catalog": "/OpenAction[3 0 R/Fit]",
            "page": "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/A<</S/URI/URI(https://a.id)>>>>]",
        }),
        "pdf",
    ),
    "PDF with a script's words in a title": (lambda: pdf("lihat /JavaScript dan /AA /JS"), "pdf"),
    "PDF with objects in streams": (written.regulation, "pdf"),
    "PNG": (png, "png"),
    "PNG in colour": (lambda: image("PNG"), "png"),
    "PNG with transparency and a palette": (lambda: image("PNG", "P"), "png"),
    "JPG": (jpg, "jpeg"),
    "JPG in steps": (lambda: image("JPEG", progressive=True), "jpeg"),
    "JPG with a phone's appendix": (lambda: jpg() + b"SEFT" * 100, "jpeg"),
    "DOCX": (lambda: office("docx"), "document"),
    "XLSX": (lambda: office("xlsx"), "sheet"),
    "PPTX": (lambda: office("pptx"), "presentation"),
    "XLSX as xlsxwriter makes it": (lambda: workbooks.figures(AGENCIES[0], 2025), "sheet"),
    "DOCX with a link to the web": (
        lambda: office(more={"word/_rels/document.xml.rels": REL.format("hyperlink", "https://a.id", OUTSIDE)}),
        "document",
    ),
    "PPTX with a chart's workbook": (
        lambda: office("pptx", {"ppt/embeddings/data.xlsx": office("xlsx")}), "presentation",
    ),
}  # fmt: skip

HOSTILE: Files = {
    "empty": (bytes, "kind"),
    "text": (lambda: b"halo", "kind"),
    "HTML": (lambda: b"<html><script>alert(1)</script></html>", "kind"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "kind"),
    "GIF": (lambda: image("GIF", "P"), "kind"),
    "program": (lambda: b"MZ" + b"\0" * 60, "kind"),
    "script": (lambda: b"#!/bin/sh\necho", "kind"),
    "old Word": (lambda: OLE, "kind"),
    "PDF after other bytes": (lambda: b"<html>" + pdf(), "kind"),
    "PDF cut in half": (lambda: pdf(size=5000)[:2500], "damaged"),
    "PDF without its end": (lambda: pdf()[:-60], "damaged"),
    "PDF whose table lies": (lambda: changed(pdf(), b"0000000009 00000 n", b"0000000012 00000 n"), "damaged"),
    "PDF of a header only": (lambda: b"%PDF-1.4\n%%EOF", "damaged"),
    "PDF without a page": (lambda: changed(pdf(), b"/Kids[3 0 R]/Count 1", b"/Kids[     ]/Count 0"), "no-page"),
    "PDF that is locked": (locked, "encrypted"),
    "PDF with an attachment": (attached, "embedded"),
    "PDF that is also a ZIP": (lambda: pdf() + archive({"a": "b"}), "double"),
    "PDF with XFA": (lambda: pdf(more={"catalog": "/AcroForm<</XFA[(a)]/Fields[]>>"}), "form"),
    "PDF with a script by name": (lambda: pdf(more={"catalog": "/Names<</JavaScript<</Names[]>>>>"}), "script"),
    "PDF with a script by value": (lambda: pdf(more={"page": "/A<</JS(app.alert\\(1\\))>>"}), "script"),
    "PDF with a script in disguise": (lambda: pdf(more={"page": "/A<</S/Java#53cript>>"}), "script"),
    "PDF with a script deep inside": (lambda: pdf(more={"page": "/B[[<</C<</S/JavaScript>>>>]]"}), "script"),
    "PDF with a script no page knows": (lambda: pdf(more={"loose": "<</S/JavaScript/JS(x)>>"}), "script"),
    "PDF with automatic actions": (lambda: pdf(more={"page": "/AA<</O<</S/GoTo>>>>"}), "script"),
    "PDF with a film": (lambda: pdf(more={"page": "/Annots[<</Subtype/RichMedia>>]"}), "embedded"),
    "PDF with a file pinned to it": (lambda: pdf(more={"page": "/Annots[<</Subtype/FileAttachment>>]"}), "embedded"),
    **{f"PDF that does {act}": (partial(pdf, more={"catalog": ACTION.format(act)}), reason) for act, reason in ACTS},
    "PNG cut": (lambda: image("PNG")[:-500], "damaged"),
    "PNG with too few rows": (lambda: png(100, 100, b"\0" * 50), "damaged"),
    "PNG with a wrong checksum": (lambda: png(9, 9)[:-5] + b"\0" * 5, "damaged"),
    "PNG followed by a page": (lambda: png() + b"<html><script>", "damaged"),
    "PNG of a header only": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "damaged"),
    "PNG of no size": (lambda: png(0, 0), "damaged"),
    "PNG of 400 megapixels": (lambda: png(20_000, 20_000, b""), "pixels"),
    "PNG that goes on and on": (lambda: png(10, 10, b"\0" * 20_000_000), "expanding"),
    "PNG that is also a ZIP": (lambda: png() + archive({"a": "b"}), "double"),
    "PNG with a huge chunk": (lambda: png()[:33] + b"\x7f\xff\xff\xffIDAT", "damaged"),
    "JPG cut": (lambda: image("JPEG")[:-2000], "damaged"),
    "JPG of a header only": (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 40, "damaged"),
    "JPG of 400 megapixels": (lambda: changed(jpg(16, 16), struct.pack(">HH", 16, 16), struct.pack(">HH", 20_000, 20_000)), "pixels"),
    "ZIP": (lambda: archive({"apa/saja.txt": "x"}), "damaged"),
    "ZIP that is none": (lambda: b"PK\x03\x04rusak", "damaged"),
    "DOCX cut": (lambda: office()[:-30], "damaged"),
    "DOCX after other bytes": (lambda: b"PKPK" + office(), "double"),
    "DOCX with a broken entry": (lambda: changed(office(more={"a.bin": "satu"}), zlib.compress(b"satu")[2:-4], b"\xff" * 6), "damaged"),
    "DOCX with an entry that lies": (lambda: lying_zip("a.xml"), "damaged"),
    "DOCX that is locked": (encrypted_zip, "encrypted"),
    "DOCX and XLSX at once": (lambda: archive({"[Content_Types].xml": f'<Types><Override PartName="/a" ContentType="{FAMILY}wordprocessingml.document.main+xml"/><Override PartName="/b" ContentType="{FAMILY}spreadsheetml.sheet.main+xml"/></Types>', "a": "<x/>", "b": "<x/>"}), "kind"),
    "DOCX of nothing": (lambda: office(more={"[Content_Types].xml": "<Types/>"}), "kind"),
    "DOCX with macros": (lambda: office(more={"word/vbaProject.bin": "x"}), "macro"),
    "DOCM renamed": (lambda: office(more={"[Content_Types].xml": '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'}), "macro"),
    "XLSX with a macro sheet": (lambda: office("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}), "macro"),
    "PPTX with a workbook with macros": (lambda: office("pptx", {"ppt/embeddings/a.xlsx": office("xlsx", {"xl/vbaProject.bin": "x"})}), "macro"),
    "PPTX in DOCX in XLSX": (lambda: office("xlsx", {"a.docx": office("docx", {"b.pptx": office("pptx")})}), "active"),
    "DOCX with a program": (lambda: office(more={"word/media/a.png": b"MZ" + b"\0" * 60}), "active"),
    "DOCX with a program by name": (lambda: office(more={"word/media/a.exe": b"x"}), "active"),
    "DOCX with an OLE object": (lambda: office(more={"word/embeddings/oleObject1.bin": OLE}), "active"),
    "DOCX with an OLE object in disguise": (lambda: office(more={"word/media/a.jpg": OLE}), "active"),
    "DOCX with a control": (lambda: office(more={"word/activeX/activeX1.xml": "<x/>"}), "active"),
    "DOCX with a template elsewhere": (lambda: office(more={"word/_rels/settings.xml.rels": REL.format("attachedTemplate", "http://jahat", OUTSIDE)}), "linked"),
    "DOCX with a picture elsewhere": (lambda: office(more={"word/_rels/document.xml.rels": REL.format("image", "\\\\jahat\\a", OUTSIDE)}), "linked"),
    "XLSX with a workbook elsewhere": (lambda: office("xlsx", {"xl/externalLinks/_rels/externalLink1.xml.rels": REL.format("externalLinkPath", "file:///C:/a.xlsx", OUTSIDE)}), "linked"),
    "DOCX with an entity": (lambda: office(more={"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "entities"),
    "DOCX with an entity in its list": (lambda: office(more={"[Content_Types].xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Types>&a;</Types>'}), "entities"),
    "DOCX with an entity in UTF-16": (lambda: office(more={"word/styles.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")}), "entities"),
    "DOCX with XML that is none": (lambda: office(more={"word/styles.xml": "halo"}), "damaged"),
    "DOCX that climbs out": (lambda: office(more={"../../etc/passwd": "x"}), "names"),
    "DOCX with a drive": (lambda: office(more={"C:/a": "x"}), "names"),
    "DOCX with a root": (lambda: office(more={"/a": "x"}), "names"),
    "DOCX with a backslash": (lambda: office(more={"word\\a": "x"}), "names"),
    "DOCX with two of a name": (lambda: office(more={"word/DOCUMENT.xml": "<x/>"}), "names"),
    "DOCX that swells": (lambda: office(more={"word/a.xml": b"<x/>" + b" " * 3_000_000}), "expanding"),
    "DOCX of 2.001 entries": (lambda: office(more={f"word/{n}.xml": "<x/>" for n in range(2000)}), "expanding"),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_enters(take: Take, name: str) -> None:
    made, kind = HONEST[name]

    assert take(made()) == kind


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_for_its_reason(take: Take, name: str) -> None:
    made, reason = HOSTILE[name]

    assert take(made()) == reason


def test_every_reason_has_a_file_that_shows_it() -> None:
    shown = {reason for _, reason in HOSTILE.values()}

    assert set(SENTENCES) - shown == {"heavy", "infected", "table-kind", "table-large"}


def test_any_cut_of_an_honest_file_is_refused(take: Take) -> None:
    files = [pdf("potong", size=3000), image("PNG"), office(more={"word/a.xml": "<x>" + "a" * 900})]

    found = {take(file[: len(file) * part // 7]) for file in files for part in range(1, 7)}

    assert found == {"damaged"}


def deflated(mebibytes: int) -> bytes:
    """Blanks packed as zlib does it, made by repeating one packed piece."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(mebibytes):
        checksum = zlib.adler32(b" " * 2**20, checksum)
    return b"\x78\xda" + piece * mebibytes + b"\x03\x00" + struct.pack(">I", checksum)


def bomb_of_objects() -> bytes:
    """A PDF whose object stream unpacks to 1 GiB."""
    packed = deflated(1024)
    stream = f"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(packed)}>>stream\n"
    out = b"%PDF-1.5\n" + b"1 0 obj" + stream.encode() + packed + b"\nendstream endobj\n"
    rows = struct.pack(">BIB", 0, 0, 0) + struct.pack(">BIB", 1, 9, 0)
    rows += struct.pack(">BIB", 2, 1, 0) + struct.pack(">BIB", 1, len(out), 0)
    table = f"<</Type/XRef/W[1 4 1]/Size 4/Root 2 0 R/Length {len(rows)}>>stream\n"
    place = len(out)
    out += b"3 0 obj" + table.encode() + rows + b"\nendstream endobj\n"
    return out + f"startxref\n{place}\n%%EOF\n".encode()


def bomb_of_entries() -> bytes:
    """A DOCX that unpacks to 210 MiB."""
    out = io.BytesIO(office())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        made.open("a.xml", "w") as part,
    ):
        for _ in range(210):
            part.write(b" " * 2**20)
    return out.getvalue()


def bomb_of_rows() -> bytes:
    """A PNG within 50 megapixels whose rows never end."""
    made = png(7000, 7000, b"")
    at = made.index(b"IDAT") - 4
    return made[:at] + chunk(b"IDAT", deflated(1024)) + chunk(b"IEND", b"")


def bomb_of_scans() -> bytes:
    """A progressive JPEG of 49 megapixels that repeats its scans."""
    head = image("JPEG", "L", (16, 16), progressive=True)
    head = changed(head, struct.pack(">HH", 16, 16), struct.pack(">HH", 7000, 7000))
    at = head.index(b"\xff\xda")
    return head[:at] + head[at:-2] * 3000 + b"\xff\xd9"


BOMBS: dict[str, Callable[[], bytes]] = {
    "objects": bomb_of_objects,
    "entries": bomb_of_entries,
    "rows": bomb_of_rows,
    "scans": bomb_of_scans,
    "nesting": lambda: pdf(more={"page": "/A" + "[" * 200_000 + "]" * 200_000}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_soon_and_in_little_memory_and_others_go_on(tmp_path: Path, name: str) -> None:
    bomb, honest = tmp_path / "bom", tmp_path / "baik"
    bomb.write_bytes(BOMBS[name]())
    honest.write_bytes(pdf())
    inspector = Inspector(children=2)
    for child in inspector._all:
        child.ask([b"media-type", b"/"], 20)  # started: only work is measured
    peaks, taken = [0], 0
    before = cpu_of_children()

    with ThreadPoolExecutor(1) as thrower:
        thrown = thrower.submit(inspector.media_type, bomb, "bom")
        while not thrown.done():
            taken += inspector.media_type(honest, "baik") == "application/pdf"
            peaks += [peak_of(child.pid) for child in inspector._all]
            time.sleep(0.02)
    inspector.close()

    assert (type(thrown.exception()), taken > 0) == (FileRefused, True)
    assert cpu_of_children() - before < 5 + 2  # two are the children's start and the honest files
    assert max(peaks) < (MORE_FOR_PICTURES if name == "scans" else 180)


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_of(pid: int | None) -> int:
    """Give the most memory a process ever held, in MiB; 30 of it are Python and the parsers."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return int(fields["VmHWM"].split()[0]) // 1024 if "VmHWM" in fields else 0


def test_chunk_is_what_a_png_is_made_of() -> None:
    assert chunk(b"IEND", b"").hex() == "0000000049454e44ae426082"
