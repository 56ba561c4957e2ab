"""What has one value is said once: fields of forms and uploads, parameters of addresses."""

from collections.abc import Callable
from typing import Any

from tests.factories import YEAR
from tests.pages.conftest import ON_ONE_DATABASE
from tests.papers import pdf
from tests.play import Play, changed
from tests.web.routes import declared, filled

Stage = Callable[[str], Play]
WITHOUT = {"/api/v1/openapi.json", "/healthz", "/readyz"}  # they take no parameter
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_form_that_says_a_field_twice_is_refused_and_shown_again(play: Stage) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    answer = scene.client("admin").post(
        f"/periode/{YEAR}/perpanjangan",
        content="until=2026-07-01&until=2026-08-01&reason=Banjir+di+kantor.",
        headers=FORM,
    )

    assert (answer.status_code, changed(before, scene.rows())) == (422, set())
    assert "Tanggal dikirim dua kali; muat ulang halaman ini lalu isi satu kali." in answer.text
    assert "Banjir di kantor." in answer.text


def test_a_filing_that_says_a_reason_twice_is_refused(play: Stage) -> None:
    scene = play("PROVISIONAL")
    before = scene.rows()

    answer = scene.client("kepala.dinkes").post(
        f"/penilaian-mandiri/{scene.submission_id}/sanggahan",
        content="reason-101=Ada+SOP.&reason-101=Ada+Perwali.",
        headers=FORM,
    )

    assert (answer.status_code, changed(before, scene.rows())) == (422, set())
    assert "Isian ini dikirim dua kali" in answer.text


def test_a_list_may_have_many_values(play: Stage) -> None:
    scene = play("SUBMITTED")

    answer = scene.client("koordinator").post(
        f"/pleno/{scene.submission_id}/penugasan",
        content="assessors[]=penilai.dk1&assessors[]=penilai.bps1",
        headers=FORM,
    )

    assert (answer.status_code, len(scene.rows()["assignment"])) == (303, 2)


def test_an_upload_that_says_its_title_twice_is_refused_at_both_doors(play: Stage) -> None:
    scene = play("DRAFT")
    client, before = scene.client("operator.dinkes"), scene.rows()
    parts: Any = [
        ("title", (None, "SOP")),
        ("title", (None, "Perwali")),
        ("file", ("sop.pdf", pdf("sop"))),
    ]
    doors = ("/api/v1/submissions/{}/evidence", "/penilaian-mandiri/{}/bukti")

    answers = [client.post(door.format(scene.submission_id), files=parts) for door in doors]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert changed(before, scene.rows()) == set()


@ON_ONE_DATABASE
def test_every_address_refuses_a_parameter_that_is_said_twice(play: Stage) -> None:
    scene = play("DRAFT")
    client = scene.client("admin")

    statuses = {
        path: client.get(filled(path) + "?cursor=1&cursor=2").status_code
        for method, path in declared(scene.app)
        if method == "GET"
    }

    assert len(statuses) > 90
    assert {path for path, status in statuses.items() if status != 422} == WITHOUT
