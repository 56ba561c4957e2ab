"""Who opens which page: every address against every kind of person, as one table."""

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi.routing import iter_route_contexts

from app import pages
from tests.factories import INSTRUMENT
from tests.pages.conftest import ON_ONE_DATABASE, PagesFor
from tests.pages.reading import crawl
from tests.play import Play

# Dinkes' own people; another OPD's; its assessors; coordinator, leadership, admin, auditor; nobody.
PEOPLE = (
    "operator.dinkes", "kepala.dinkes", "operator.inspektorat", "penilai.dk1", "penilai.bps1",
    "koordinator", "walikota", "admin", "auditor", "",
)  # fmt: skip
LETTERS = {200: "Y", 303: ">", 403: "f", 404: "n"}
NOT_ASKED = "."  # making a PDF takes a second; those who may have it ask in other tests

# Y opened, f forbidden, n not found, > sent on (nobody: to the log-in page).
TABLE = {
    "/": "YY Y YY YYYY >",
    "/kotak-masuk": "YY Y YY YYYY >",
    "/akun": "YY Y YY YYYY >",
    "/masuk": ">> > >> >>>> Y",
    "/masuk/kode": ">> > >> >>>> >",
    "/masuk/kode/pasang": "YY Y YY YYYY >",
    "/masuk/lupa": "YY Y YY YYYY Y",
    "/undangan/{code}": "nn n nn nnnn n",
    "/atur-ulang/{code}": "nn n nn nnnn n",
    "/awal": "nn n nn nnnn n",
    "/bantuan": "YY Y YY YYYY Y",
    "/privasi": "YY Y YY YYYY Y",
    "/v/{code}": "YY Y YY YYYY Y",
    "/periode": "YY Y YY YYYY >",
    "/periode/baru": "ff f ff ffYf >",
    "/periode/2027": "YY Y YY YYYY >",
    "/periode/2027/tanggal": "ff f ff ffYf >",
    "/penilaian-mandiri": "YY Y YY YYYY >",
    "/penilaian-mandiri/{filling}": "YY n nn ffff >",
    "/penilaian-mandiri/{filling}/indikator/101": "YY n nn ffff >",
    "/penilaian-mandiri/{filling}/indikator/101/riwayat": "YY n nn fffn >",
    "/penilaian-mandiri/{published}/indikator/101/riwayat": "YY n ff fffY >",
    "/penilaian-mandiri/{published}/status": "YY n YY YYYY >",
    "/penilaian-mandiri/{published}/bukti/arsip": "YY n YY fffY >",
    "/hasil/{published}/sanggahan": "YY n YY YffY >",
    "/penilaian/{published}/bukti": "YY n YY YffY >",
    "/penilaian/{published}/nilai": "ff n YY ffff >",
    "/penilaian/{published}/visitasi": "nn n YY YffY >",
    "/penilaian/{assessed}/daftar-visitasi.pdf": "nn n n. .fff >",
    "/pleno/{published}/catatan": "ff n YY YffY >",
    "/jejak-audit/isian/{published}": "ff n ff fnfY >",
    "/penilaian-mandiri/{filling}/periksa": "YY n nn ffff >",
    "/penilaian-mandiri/{filling}/simulasi": "YY n nn ffff >",
    "/penilaian-mandiri/{filling}/bukti": "YY n nn ffff >",
    "/penilaian-mandiri/{filling}/pembagian": "YY n nn ffff >",
    "/penilaian-mandiri/{published}/pembagian": "YY n ff ffff >",
    "/penilaian-mandiri/{filling}/komentar": "YY n nn ffff >",
    "/penilaian-mandiri/{published}/komentar": "YY n ff ffff >",
    "/penilaian-mandiri/{filling}/impor": "Yf n nn ffff >",
    "/penilaian-mandiri/{filling}/impor/templat.xlsx": "Yf n nn ffff >",
    "/penilaian-mandiri/{filling}/lke.pdf": ".. n nn ffff >",
    "/penilaian-mandiri/{filling}/lke.xlsx": "YY n nn ffff >",
    "/penilaian-mandiri/{filling}/tanda-terima": "nn n nn nffn >",
    "/penilaian-mandiri/{published}/tanda-terima": "YY n YY YffY >",
    "/penilaian-mandiri/{published}/tanda-terima.pdf": ".. n .. .ff. >",
    "/penilaian-mandiri/{published}/sanggahan": "YY n ff ffff >",
    "/penilaian-mandiri/{published}/rencana-aksi": "YY n ff YYfY >",
    "/penilaian-mandiri/{published}/rencana-aksi/bukti/{proof}": "YY n ff YYfY >",
    "/penilaian-mandiri/{filling}/bukti/{evidence}": "YY n nn ffff >",
    "/bukti/{evidence}": "YY n nn nffn >",
    "/bukti/{evidence}/lihat": "YY n nn nffn >",
    "/peringkat": ">> > >> >>>> >",
    "/peringkat/2026": "YY Y YY YYYY >",
    "/peringkat/2027": "ff f ff YnfY >",
    "/hasil/{published}": "YY Y YY YYYY >",
    "/hasil/{filling}": "nn n nn nnnn >",
    "/hasil/{assessed}": "nn n nn nnnn >",
    "/laporan/{report}": "YY n YY YYYY >",
    "/penilaian": "ff f YY ffff >",
    "/penilaian/benturan": "ff f YY Yfff >",
    "/penilaian/impor": "ff f YY ffff >",
    "/penilaian/impor/templat.xlsx": "ff f nY ffff >",
    "/penilaian/catatan": "ff f YY ffff >",
    "/penilaian/indikator": "ff f YY ffff >",
    "/penilaian/indikator/101": "ff f YY ffff >",
    "/penilaian/{filling}": "nn n nn nffn >",
    "/penilaian/{assessed}": "nn n nY YffY >",
    "/penilaian/{assessed}/indikator/101": "nn n nY YffY >",
    "/penilaian/{published}/sanggahan": "ff n YY YffY >",
    "/pleno": "ff f ff YYYY >",
    "/pleno/papan.xlsx": "ff f ff YYYY >",
    "/pleno/penugasan": "ff f ff YYYY >",
    "/pleno/penugasan/usulan": "ff f ff Yfff >",
    "/pleno/penugasan/impor": "ff f ff Yfff >",
    "/pleno/penugasan/penugasan.xlsx": "ff f ff Yfff >",
    "/pleno/{assessed}": "nn n nn nffn >",
    "/pleno/{assessed}/penugasan": "nn n nf Yfff >",
    "/pleno/{assessed}/pengembalian": "nn n nf Yfff >",
    "/pleno/{pleno}": "nn f Yn YffY >",
    "/pleno/{pleno}/buka-kunci": "nn f fn Yfff >",
    "/pleno/{pleno}/peserta": "nn f fn Yfff >",
    "/pleno/{published}/berita-acara": "ff n .. .ff. >",
    "/pleno/{published}/berita-acara.docx": "ff n YY YffY >",
    "/pleno/{published}/sanggahan": "ff n YY YffY >",
    "/latihan": "ff f YY YffY >",
    "/latihan/{exercise_prepared}": "ff f nn Yffn >",
    "/latihan/{exercise_open}": "ff f YY YffY >",
    "/latihan/{exercise_closed}/indikator/101": "ff f YY YffY >",
    "/kalibrasi": ">> > >> >>>> >",
    "/kalibrasi/2026": "ff f ff YffY >",
    "/kalibrasi/2026/saya": "ff f YY ffff >",
    "/kalibrasi/2026/kalibrasi.xlsx": "ff f ff YffY >",
    "/pengguna": "ff f ff ffYf >",
    "/pengguna/operator.dinkes": "ff f ff ffYf >",
    "/pengguna/operator.dinkes/ubah": "ff f ff ffYf >",
    "/pengguna/peran": "ff f ff fffY >",
    "/serah-terima/operator.dinkes": "fY f ff ffYf >",
    "/akses-darurat/{assessed}": "nn n nf ffYf >",
    "/akses-darurat/{assessed}/isi": "nn n nf ff>f >",
    "/pekerjaan": "ff f ff ffYf >",
    "/cadangan": "ff f ff ffYf >",
    "/opd": "ff f ff ffYf >",
    "/opd/1.01": "ff f ff ffYf >",
    "/instrumen": "YY Y YY YYYY >",
    f"/instrumen/{INSTRUMENT}": "YY Y YY YYYY >",
    "/pengaturan": "ff f ff ffYf >",
    "/periode/2026/nilai.xlsx": "ff f ff YffY >",
    "/jejak-audit": "ff f ff fffY >",
    "/jejak-audit/ekspor": "ff f ff fffY >",
    "/jejak-audit/pemeriksaan": "ff f ff ffYY >",
}


def page_routes() -> Iterator[str]:
    """Give the path of every page that is read."""
    for context in iter_route_contexts(pages.router.routes):
        if "GET" in (getattr(context, "methods", None) or ()):
            yield str(getattr(context, "path", ""))


def test_every_page_is_in_the_table() -> None:
    routes = list(page_routes())
    fitting = {
        route: [a for a in TABLE if re.fullmatch(re.sub(r"{\w+}", r"[^/]+", route), a)]
        for route in routes
    }

    assert len(routes) > 40
    assert [route for route, addresses in fitting.items() if not addresses] == []


def test_each_page_opens_for_those_the_table_says(
    names: dict[str, str], pages_for: PagesFor
) -> None:
    clients = [pages_for(username) for username in PEOPLE]
    found = {}

    for address, row in TABLE.items():
        wanted = zip(row.replace(" ", ""), clients, strict=True)
        answers = (
            letter
            if letter == NOT_ASKED
            else LETTERS[client.get(address.format(**names)).status_code]
            for letter, client in wanted
        )
        found[address] = spaced("".join(answers))

    assert found == TABLE


def spaced(letters: str) -> str:
    return " ".join((letters[:2], letters[2], letters[3:5], letters[5:9], letters[9]))


@pytest.mark.parametrize("address", ["/opd", "/peringkat/2026", "/penilaian-mandiri/{filling}"])
def test_nobody_is_sent_to_the_log_in_page_and_back(
    names: dict[str, str], pages_for: PagesFor, address: str
) -> None:
    address = address.format(**names)

    answer = pages_for("").get(address)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/masuk?next={address}")


def test_a_page_that_is_not_there_looks_like_one_that_is_hidden(
    names: dict[str, str], pages_for: PagesFor
) -> None:
    outsider = pages_for("operator.inspektorat")

    hidden = outsider.get(f"/penilaian-mandiri/{names['filling']}")
    missing = outsider.get("/penilaian-mandiri/0123456789abcdef")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text.replace(names["filling"], "") == missing.text.replace("0123456789abcdef", "")


@ON_ONE_DATABASE
@pytest.mark.parametrize("state", ["PROVISIONAL", "FINAL"])  # others: test_hostile_text.py
def test_no_link_leads_to_a_page_that_is_closed_to_its_reader(
    play: Callable[[str], Play], pages_for: PagesFor, state: str
) -> None:
    play(state)

    read = [len(crawl(pages_for(username))) for username in PEOPLE]  # refuses any other answer

    assert min(read[:-1]) > 8
