"""Bad input is refused clearly, on both databases alike, and never answered 5xx."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response

from tests.factories import YEAR
from tests.permissions.table import FIRST, PERIOD
from tests.play import Play, changed

Stage = Callable[[str], Play]
TEXT = "Sudah berjalan sejak Januari."


def put(scene: Play, content: bytes, kind: str = "application/json") -> Response:
    return scene.client("operator.dinkes").put(
        f"/api/v1/submissions/{scene.submission_id}/answers/101",
        content=content,
        headers=FIRST | {"Content-Type": kind},
    )


def answer(level: str = "2", explanation: str = f'"{TEXT}"') -> bytes:
    return f'{{"level": {level}, "explanation": {explanation}}}'.encode()


def nested(depth: int) -> bytes:
    return b'{"level": 2, "explanation": ' + b"[" * depth + b"]" * depth + b"}"


BAD = {
    "NaN": answer("NaN"),
    "Infinity": answer("Infinity"),
    "-Infinity": answer("-Infinity"),
    "1e999": answer("1e999"),
    "over 64 bits": answer(str(2**64)),
    "over 64 bits below zero": answer(str(-(2**64))),
    "5000 digits": answer("9" * 5000),
    "doubled key": b'{"level": 2, "level": 3, "explanation": "Sudah berjalan."}',
    "lone surrogate": answer(explanation='"a\\ud800b"'),
    "lone surrogate as key": b'{"\\ud800": 1}',
    "NUL": answer(explanation='"a\\u0000b"'),
    "direction override": answer(explanation='"a\\u202eb"'),
    "40 deep": nested(40),
    "100.000 deep": nested(100_000),
    "UTF-16": answer().decode().encode("utf-16"),
    "UTF-32": answer().decode().encode("utf-32"),
    "BOM": b"\xef\xbb\xbf" + answer(),
    "latin-1": '{"level": 2, "explanation": "café café café"}'.encode("latin-1"),
    "empty": b"",
    "cut off": answer()[:-1],
    "more after the end": answer() + b"{}",
    "a list": b"[]",
    "null": b"null",
    "a text": b'"2"',
    "unknown field": b'{"level": 2, "explanation": "Sudah berjalan.", "state": "FINAL"}',
    "field of the table": b'{"level": 2, "explanation": "Sudah berjalan.", "version": 9}',
    "level as text": answer('"2"'),
    "level as truth": answer("true"),
    "level as fraction": answer("2.0"),
    "text as number": answer(explanation="5"),
    "10.001 letters": answer(explanation=json.dumps("x" * 10_001)),
    "nine combining marks": answer(explanation=json.dumps("e" + "\u0301" * 10)),
}


@pytest.mark.parametrize("name", BAD)
def test_a_body_that_is_not_strict_is_refused_and_changes_nothing(play: Stage, name: str) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    response = put(scene, BAD[name])

    assert (response.status_code in {400, 422}, changed(before, scene.rows())) == (True, set())
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code


@pytest.mark.parametrize(
    "explanation", ["x" * 10_000, "Émile 漢字 🙂\nbaris dua", "\u2028\u0085", "{{ 7*7 }} <b>"]
)
def test_a_good_text_is_kept_as_it_is(play: Stage, explanation: str) -> None:
    scene = play("DRAFT")

    put(scene, answer(explanation=json.dumps(explanation)))

    found = scene.client("operator.dinkes").get(
        f"/api/v1/submissions/{scene.submission_id}/answers/101"
    )
    assert found.json()["explanation"] == explanation.strip()


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 403),
        ("application/x-www-form-urlencoded", 422),
        ("multipart/form-data", 422),
        ("image/png", 422),
    ],
)
def test_a_body_that_does_not_say_it_is_json_is_refused(
    play: Stage, kind: str, status: int
) -> None:
    assert put(play("DRAFT"), answer(), kind).status_code == status


@pytest.mark.parametrize(("extra", "status"), [(0, 422), (1, 413)])
def test_a_body_has_at_most_one_mebibyte(play: Stage, extra: int, status: int) -> None:
    whole = answer(explanation='"' + "x" * 20_000 + '"')
    body = whole + b" " * (2**20 - len(whole) + extra)

    assert put(play("DRAFT"), body).status_code == status


ODD = ["%00", "a%00b", "%E2%80%AE", "9" * 40, "'%20OR%201=1--"]


@pytest.mark.parametrize("value", ODD)
def test_odd_values_in_an_address_are_not_found_never_a_fault(play: Stage, value: str) -> None:
    scene = play("PUBLISHED")
    admin, paths = scene.client("admin"), scene.app.openapi()["paths"]

    statuses = {
        (method, path): admin.request(method, fill(path, value)).status_code
        for path, found in paths.items()
        for method in found
        if path.startswith("/api/v1/") and "{" in path
    }

    assert {key: each for key, each in statuses.items() if not 400 <= each < 500} == {}


def fill(path: str, value: str) -> str:
    return "".join(
        value + rest if place else rest
        for place, part in enumerate(path.split("{"))
        for rest in [part.split("}")[-1]]
    )


@pytest.mark.parametrize(
    "query",
    [
        "period=1e9",
        "period=99999999999999999999",
        "period=%00",
        "state=%00",
        "state=" + "x" * 21,
        "cursor=%00",
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=NaN",
    ],
)
def test_odd_queries_are_refused_never_a_fault(play: Stage, query: str) -> None:
    response = play("DRAFT").client("admin").get(f"/api/v1/submissions?{query}")

    assert (response.status_code, response.headers["content-type"]) == (
        422,
        "application/problem+json",
    )


FAR = "9999-12-31T23:59:59-12:00"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fill_opens_at", "2027-05-01T00:00:00"),
        ("fill_opens_at", 1),
        ("fill_opens_at", "besok"),
        ("fill_closes_at", "2027-04-01T00:00:00+07:00"),
        ("assessment_closes_at", FAR),
        ("fill_opens_at", "0001-01-01T00:00:00+14:00"),
        ("publish_at", FAR),
        ("year", 1999),
        ("year", "2027"),
        ("year", 2**40),
        ("instrument", "tidak-ada"),
        ("instrument", "../epss-2023"),
        ("objection_days", 61),
        ("objection_days", True),
        ("max_returns", -1),
        ("target_index", "2,6"),
        ("target_index", "2.60\n"),
        ("title", "a\u0000b"),
        ("agencies", ["9.99"]),
        ("id", "0123456789abcdef"),
        ("published_at", "2026-01-01T00:00:00Z"),
    ],
)
def test_a_period_with_a_bad_field_is_refused(play: Stage, field: str, value: Any) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    response = scene.client("admin").post("/api/v1/periods", json=PERIOD | {field: value})

    assert (response.status_code, changed(before, scene.rows())) == (422, set())


@pytest.mark.parametrize(
    "until", ["2026-06-20T00:00:00", FAR, "0001-01-01T00:00:00+14:00", "1", None]
)
def test_a_return_date_without_zone_or_out_of_reach_is_refused(play: Stage, until: Any) -> None:
    scene = play("UNDER_ASSESSMENT")
    body = {"codes": ["101"], "reason": "Periksa lagi.", "until": until}

    response = scene.client("koordinator").post(
        f"/api/v1/submissions/{scene.submission_id}/return", json=body
    )

    assert response.status_code == 422


@pytest.mark.parametrize("until", [FAR, "2027-01-01T00:00:00"])
def test_an_extension_out_of_reach_is_refused(play: Stage, until: str) -> None:
    body = {"until": until, "reason": "Banjir besar.", "agency": "1.01"}

    response = play("DRAFT").client("admin").post(f"/api/v1/periods/{YEAR}/extend", json=body)

    assert response.status_code == 422


def test_a_refusal_never_says_back_what_was_sent(play: Stage) -> None:
    response = put(play("DRAFT"), answer('"rahasia-kami"'))

    assert (response.status_code, "rahasia-kami" in response.text) == (422, False)


def test_a_request_of_another_site_is_refused(play: Stage) -> None:
    scene = play("DRAFT")

    statuses = [
        scene.client("operator.dinkes")
        .post(f"/api/v1/submissions/{scene.submission_id}/ready", headers=headers)
        .status_code
        for headers in (
            {"Origin": "https://jahat.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Origin": "null"},
            {"Origin": "http://testserver"},
        )
    ]

    assert statuses == [403, 403, 403, 200]
