"""The demo's screenshots: the OPD's datasets as an invented data portal lists them."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from app.demo.agencies import DemoAgency
from app.demo.choosing import whole
from app.demo.holdings import HOLDINGS
from app.demo.people import slug

SIZE = (760, 336)
INK, GREY, LINE, PAPER = 0, 100, 170, 255
NAVY = (18, 44, 84)


def screenshot(agency: DemoAgency, year: int) -> bytes:
    """Draw the portal's page of an OPD as PNG: four datasets with metadata and downloads."""
    image = Image.new("L", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    _frame(pen, agency)
    for number, dataset in enumerate(HOLDINGS[agency.code].datasets):
        _row(pen, number, dataset, f"{whole(2, 27, agency.code, dataset, year):02}-03-{year}")
    _foot(pen, agency, year)
    return _png(image)


def _frame(pen: ImageDraw.ImageDraw, agency: DemoAgency) -> None:
    pen.rectangle((0, 0, SIZE[0], 46), fill=INK)
    pen.text((16, 12), "Satu Data Kota Kediri", fill=PAPER, font=_font(20))
    pen.text((16, 58), f"https://satudata.contoh/{slug(agency)}", fill=GREY, font=_font(13))
    pen.text((16, 80), f"Dataset {agency.short_name}", fill=INK, font=_font(17))
    pen.rectangle((16, 108, 744, 132), fill=LINE)
    for x, title in ((24, "Dataset"), (390, "Pembaruan"), (485, "Metadata"), (570, "Unduh")):
        pen.text((x, 112), title, fill=INK, font=_font(14))


def _row(pen: ImageDraw.ImageDraw, number: int, dataset: str, updated: str) -> None:
    y = 142 + 34 * number
    pen.text((24, y), f"{number + 1}. Data {dataset}"[:52], fill=INK, font=_font(14))
    pen.text((390, y), updated, fill=INK, font=_font(14))
    pen.text((485, y), "Lengkap", fill=INK, font=_font(14))
    for place, kind in enumerate(("CSV", "XLSX", "JSON")):
        x = 570 + 60 * place
        pen.rectangle((x, y - 3, x + 54, y + 19), outline=LINE)
        pen.text((x + 10, y), kind, fill=INK, font=_font(13))
    pen.line((16, y + 26, 744, y + 26), fill=LINE)


def _foot(pen: ImageDraw.ImageDraw, agency: DemoAgency, year: int) -> None:
    pen.text((16, 290), f"Infografis {year} | PPID {agency.short_name}", fill=INK, font=_font(13))
    pen.text((16, 312), "Gambar contoh untuk peragaan Matang", fill=GREY, font=_font(12))


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _png(image: Image.Image) -> bytes:
    """Save with few shades, tinted from navy to white: small and still readable."""
    few = image.point([value // 64 * 85 for value in range(256)])
    palette = [round(dark + (255 - dark) * shade / 255) for shade in range(256) for dark in NAVY]
    few.putpalette(palette)
    target = io.BytesIO()
    few.save(target, "PNG", compress_level=6)
    return target.getvalue()
