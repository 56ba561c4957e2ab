"""One's own account, the accounts, privileged roles, the register, the trail, help."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts.models import RoleGrant
from app.accounts.passwords import hash_password
from app.accounts.queries import by_username, open_grants
from app.agencies.queries import by_code
from app.journal.queries import head_hash
from tests.play import behind_its_back

ClientFor = Callable[[str], TestClient]
NEW = {"username": "koordinator2", "name": "Rahmat", "role": "moderator"}


def test_a_privileged_account_starts_only_after_the_auditor_confirmed(
    app: FastAPI, client_for: ClientFor
) -> None:
    admin, auditor = client_for("admin"), client_for("auditor")

    added = admin.post("/pengguna", data=NEW)
    forced = admin.post("/pengguna/koordinator2/aktif")
    with app.state.database.reading() as session:
        grant: RoleGrant = open_grants(session)[0][0]
        was_active = by_username(session, "koordinator2").is_active
    shown = auditor.get("/pengguna/peran").text
    refused = admin.post(f"/pengguna/peran/{grant.id}")
    confirmed = auditor.post(f"/pengguna/peran/{grant.id}")

    with app.state.database.reading() as session:
        is_active = by_username(session, "koordinator2").is_active
    steps = (added, forced, refused, confirmed)
    assert [step.status_code for step in steps] == [201, 409, 403, 303]
    assert (was_active, is_active, "Diusulkan Admin Satu" in shown) == (False, True, True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "Huruf Besar"}, "bentuknya tidak sesuai"),
        ({"username": "admin"}, "sudah dipakai"),
        ({"role": "operator"}, "harus menyebut kode OPD"),
        ({"role": "assessor"}, "harus menyebut instansi"),
    ],
)
def test_a_faulty_account_is_shown_again(
    client_for: ClientFor, change: dict[str, str], sentence: str
) -> None:
    answer = client_for("admin").post("/pengguna", data=NEW | change)

    assert answer.status_code == 422
    assert [sentence in answer.text, 'value="Rahmat"' in answer.text] == [True, True]


def test_changing_the_own_password_needs_the_old_one(app: FastAPI, client_for: ClientFor) -> None:
    client, old, new = client_for(""), "enam ekor kucing biru", "tujuh lembar tikar pandan"
    with behind_its_back(app.state.database) as session:
        by_username(session, "operator.dinkes").password_hash = hash_password(old)
    client.post("/masuk", data={"username": "operator.dinkes", "password": old})

    tries = [
        client.post("/akun/kata-sandi", data={"current_password": given, "new_password": wanted})
        for given, wanted in (("salah sekali", new), (old, "pendek"), (old, new))
    ]

    assert [answer.status_code for answer in tries] == [422, 422, 303]
    assert client.get("/akun").status_code == 200


def test_a_token_is_shown_once_and_can_be_revoked(client_for: ClientFor) -> None:
    client = client_for("operator.dinkes")

    made = client.post("/akun/token", data={"label": "skrip"})
    token = made.text.split("<code>matang_")[1].split("<")[0]
    later = client.get("/akun").text

    assert made.status_code == 201
    assert token not in later
    assert client.post("/akun/token/0000000000000000/pencabutan").status_code == 404


@pytest.mark.parametrize("username", ["operator.dinkes", "koordinator", "auditor"])
def test_registers_are_the_admins(client_for: ClientFor, username: str) -> None:
    client = client_for(username)

    codes = [client.get(address).status_code for address in ("/pengguna", "/opd", "/opd/1.01")]

    assert codes == [403] * 3


def test_the_admin_keeps_the_register(app: FastAPI, client_for: ClientFor) -> None:
    admin = client_for("admin")
    new = {"code": "2.01", "name": "Dinas Sosial", "short_name": "Dinsos", "type": "dinas"}
    changed = {name: value for name, value in new.items() if name != "code"} | {
        "name": "Dinas Sosial Kota"
    }

    steps = [
        admin.post("/opd", data=new),
        admin.post("/opd", data=new),
        admin.post("/opd/2.01", data=changed),
        admin.post("/opd/2.01", data=changed | {"type": "lain"}),
        admin.post("/opd/2.01/nonaktif"),
    ]

    with app.state.database.reading() as session:
        agency = by_code(session, "2.01")
    assert [step.status_code for step in steps] == [303, 422, 303, 422, 303]
    assert (agency.name, agency.is_active) == ("Dinas Sosial Kota", False)


@pytest.mark.parametrize(
    ("pasted", "wanted"),
    [
        ("{seq}:{hash}", "Jangkar yang Anda tempelkan cocok."),
        ("{seq}:0000000000000000", "tidak sama dengan jangkar 0000000000000000"),
        ("tidak jelas", "Jangkar tidak terbaca."),
    ],
)
def test_the_auditor_compares_a_pasted_anchor(
    app: FastAPI, client_for: ClientFor, pasted: str, wanted: str
) -> None:
    with app.state.database.reading() as session:
        seq, _, digest = head_hash(session).partition(":")
    anchor = pasted.format(seq=seq, hash=digest)

    shown = client_for("auditor").get("/jejak-audit/pemeriksaan", params={"jangkar": anchor})

    assert (shown.status_code, wanted in shown.text) == (200, True)


def test_the_trail_is_the_auditors_and_its_chain_is_whole(client_for: ClientFor) -> None:
    auditor = client_for("auditor")

    shown = auditor.get("/jejak-audit?tindakan=user.manage").text
    checked = auditor.get("/jejak-audit/pemeriksaan").text

    assert ["user.manage" in shown, "Rantai utuh." in checked] == [True, True]
    assert [
        client_for(name).get("/jejak-audit").status_code for name in ("admin", "operator.dinkes")
    ] == [403, 403]


def test_help_and_privacy_are_open_to_everyone(client_for: ClientFor) -> None:
    assert [client_for("").get(address).status_code for address in ("/bantuan", "/privasi")] == [
        200,
        200,
    ]


def test_every_role_has_a_home_page_with_its_own_work(client_for: ClientFor) -> None:
    work = {
        "operator.dinkes": "Isi penilaian mandiri",
        "kepala.dinkes": "Isi penilaian mandiri",
        "penilai.bps1": "Tidak ada yang menunggu Anda",
        "koordinator": "Periode ini",
        "walikota": "Periode ini",
        "admin": "Data induk",
        "auditor": "Pemeriksaan",
    }

    shown = {name: text in client_for(name).get("/").text for name, text in work.items()}

    assert shown == dict.fromkeys(work, True)


def test_the_inbox_is_read_by_its_owner(client_for: ClientFor) -> None:
    client = client_for("operator.dinkes")

    before = client.get("/kotak-masuk").text
    answer = client.post("/kotak-masuk")
    after = client.get("/kotak-masuk").text

    assert ["Tandai semua" in before, "Tandai semua" in after] == [True, False]
    assert answer.status_code == 303
