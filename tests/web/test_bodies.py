"""What a request carries is bounded on every route, before any of them runs."""

import json
from collections.abc import Callable, Iterator

import pytest
from httpx2 import Response

from app.web.bodies import WHOLE_MAX
from tests.pages.conftest import ON_ONE_DATABASE
from tests.play import Play
from tests.web.routes import UNSAFE, declared, filled

Stage = Callable[[str], Play]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
KINDS = ("application/json", "application/x-www-form-urlencoded", "image/png", "")


def without_length(size: int) -> Iterator[bytes]:
    """A body that is sent in chunks, so that its length is not known before."""
    for _ in range(0, size, 1 << 16):
        yield b"a" * (1 << 16)


@ON_ONE_DATABASE
def test_every_route_refuses_a_body_declared_too_large_before_reading_it(play: Stage) -> None:
    scene = play("DRAFT")
    client = scene.client("admin")
    headers = {"Content-Length": str(WHOLE_MAX + 1), "Content-Type": "application/json"}

    statuses = {
        (method, path): client.request(
            method, filled(path), content=b"", headers=headers
        ).status_code
        for method, path in declared(scene.app)
        if method in UNSAFE
    }

    assert len(statuses) > 90
    assert {key: status for key, status in statuses.items() if status != 413} == {}


@ON_ONE_DATABASE
@pytest.mark.parametrize("path", ["/api/v1/agencies", "/masuk", "/opd", "/tidak-ada"])
def test_a_body_in_chunks_is_counted(play: Stage, path: str) -> None:
    client = play("DRAFT").client("admin")

    answers = [
        client.post(path, content=without_length(WHOLE_MAX + 1), headers={"Content-Type": kind})
        for kind in KINDS
    ]

    assert [answer.status_code for answer in answers] == [413] * len(KINDS)
    is_problem = {"json" in answer.headers["content-type"] for answer in answers}
    assert is_problem == {path.startswith("/api/")}


@ON_ONE_DATABASE
def test_evidence_is_bounded_too_also_in_chunks(play: Stage) -> None:
    scene = play("DRAFT")

    answer = scene.client("operator.dinkes").post(
        f"/api/v1/submissions/{scene.submission_id}/evidence",
        content=without_length(23 << 20),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )

    assert answer.status_code == 413


@ON_ONE_DATABASE
def test_a_length_that_is_none_is_refused(play: Stage) -> None:
    client = play("DRAFT").client("")

    statuses = [
        client.post("/masuk", content=b"", headers={"Content-Length": length}).status_code
        for length in ("-1", "+5", "5 5", "0x5", "lima", "9" * 30)
    ]

    assert statuses == [400, 400, 400, 400, 400, 413]


def send_parts(scene: Play, path: str, content: bytes) -> Response:
    return scene.client("operator.dinkes").post(
        path.format(s=scene.submission_id),
        content=content,
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )


UPLOADS = ("/api/v1/submissions/{s}/evidence", "/penilaian-mandiri/{s}/bukti")
PART = b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n1\r\n"
FILE, FIELD = PART % b'name="a"; filename="a.pdf"', PART % b'name="a"'


@ON_ONE_DATABASE
@pytest.mark.parametrize("path", [*UPLOADS, "/penilaian-mandiri/{s}/tautan", "/masuk"])
def test_two_thousand_parts_are_answered_not_cut_off(play: Stage, path: str) -> None:
    scene = play("DRAFT")

    statuses = [
        send_parts(scene, path, part * 2000 + b"--x--\r\n").status_code for part in (FILE, FIELD)
    ]

    assert statuses == [413, 413]


MALFORMED = {
    "no boundary inside": b"aaaa",
    "cut in the head": b"--x\r\nContent-Dispo",
    "cut in the field": b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nab',
    "cut in the file": b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\na',
    "no name": b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n",
    "no disposition": b"--x\r\nA: b\r\n\r\n1\r\n--x--\r\n",
    "NUL in a head": b'--x\r\nContent-Disposition: form-data; name="a\0"\r\n\r\n1\r\n--x--\r\n',
    "a head without end": b"--x\r\nContent-Disposition: " + b"a" * 100_000,
    "negative length": b"--x\r\nContent-Length: -5\r\n\r\n1\r\n--x--\r\n",
    "nothing": b"",
    "latin-1": b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n\xff\xfe\r\n--x--\r\n',
}


# Starlette drops the part of a file that was cut off without closing it, and Python says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@ON_ONE_DATABASE
@pytest.mark.parametrize("path", [*UPLOADS, "/masuk"])
def test_malformed_multipart_is_refused_and_leaves_nothing(play: Stage, path: str) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    statuses = {
        name: send_parts(scene, path, content).status_code for name, content in MALFORMED.items()
    }

    assert {name: each for name, each in statuses.items() if not 400 <= each < 500} == {}
    assert [scene.rows()[table] == before[table] for table in ("evidence", "stored_file")] == [
        True,
        True,
    ]


@ON_ONE_DATABASE
def test_a_form_without_files_has_at_most_one_mebibyte_also_as_multipart(play: Stage) -> None:
    content = FILE.replace(b"1", b"a" * (WHOLE_MAX + 1)) + b"--x--\r\n"

    assert send_parts(play("DRAFT"), "/masuk", content).status_code == 413


@ON_ONE_DATABASE
def test_an_oversized_form_is_refused_clearly(play: Stage) -> None:
    client = play("DRAFT").client("")
    forms = (b"a=1&" * 501, b"a=" + b"1" * (WHOLE_MAX - 2), b"a" * WHOLE_MAX)

    statuses = [client.post("/masuk", content=each, headers=FORM).status_code for each in forms]

    assert statuses == [413, 422, 422]


HOSTILE = ("a%00b", "%ED%A0%80", "%FF%FE", "a%E2%80%AEb", "%F0%9F%92", "NaN", "1e999", "9" * 40)
FIELDS = (
    "level", "explanation", "code", "until", "reason", "username", "password", "year", "next",
    "text", "version", "assessors[]", "codes[]", "cursor", "limit", "actor", "title", "url",
)  # fmt: skip


@pytest.mark.parametrize("who", ["operator.dinkes", "koordinator"])
def test_hostile_values_in_every_form_and_query_are_never_a_fault(play: Stage, who: str) -> None:
    scene = play("DRAFT")
    client, names = scene.client(who), {"submission_id": scene.submission_id}
    asked = [
        (method, filled(path, names), "&".join(f"{name}={HOSTILE[number % 8]}" for name in FIELDS))
        for number, (method, path) in enumerate(declared(scene.app))
        if method in {"GET", "POST"} and "pdf" not in path
    ]

    faults = [
        (method, path, answer.status_code)
        for method, path, fields in asked
        for answer in [
            client.get(f"{path}?{fields}")
            if method == "GET"
            else client.post(path, content=fields, headers=FORM)
        ]
        if answer.status_code >= 500
    ]

    assert (len(asked) > 150, faults) == (True, [])


@ON_ONE_DATABASE
@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit=1&limit=1", "state=DRAFT&state=x"])
def test_a_parameter_given_twice_is_refused(play: Stage, query: str) -> None:
    answer = play("DRAFT").client("admin").get(f"/api/v1/submissions?{query}")

    assert (answer.status_code, answer.headers["content-type"]) == (
        422,
        "application/problem+json",
    )


def nested(depth: int) -> object:
    return [nested(depth - 1)] if depth else 1


@ON_ONE_DATABASE
def test_json_goes_32_deep(play: Stage) -> None:
    client, kind = play("DRAFT").client("admin"), {"Content-Type": "application/json"}

    statuses = [
        client.post("/api/v1/agencies", content=json.dumps(nested(depth)), headers=kind).status_code
        for depth in (32, 33)
    ]

    assert statuses == [422, 400]
