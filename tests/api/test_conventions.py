"""What every client may rely on: repeats, pages, versions, headers, problem bodies."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response

from app.main import create_app
from tests.factories import YEAR
from tests.play import Play, changed

Stage = Callable[[str], Play]
AGENCY = {"code": "9.99", "name": "Badan Baru", "short_name": "Baru", "type": "badan"}


def add(scene: Play, key: str, body: Any = AGENCY, who: str = "admin") -> Response:
    return scene.client(who).post("/api/v1/agencies", json=body, headers={"Idempotency-Key": key})


def test_a_repeated_request_is_answered_alike_and_has_one_effect(play: Stage) -> None:
    scene = play("DRAFT")

    first = add(scene, "k1")
    before = scene.rows()
    second = add(scene, "k1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert scene.rows() == before


def test_a_repeat_with_another_body_or_address_is_refused(play: Stage) -> None:
    scene = play("DRAFT")
    add(scene, "k1")
    before = scene.rows()

    other_body = add(scene, "k1", AGENCY | {"code": "9.98"})
    other_address = scene.client("admin").post(
        f"/api/v1/periods/{YEAR}/open", headers={"Idempotency-Key": "k1"}
    )

    assert (other_body.status_code, other_address.status_code) == (422, 422)
    assert changed(before, scene.rows()) == set()


def test_the_same_key_of_another_person_is_another_request(play: Stage) -> None:
    scene = play("DRAFT")

    statuses = [add(scene, "k1", AGENCY | {"code": code}, who).status_code
                for code, who in (("9.98", "admin"), ("9.99", "admin2"))]  # fmt: skip

    assert statuses == [201, 201]


def test_a_refused_request_may_be_tried_again_with_its_key(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    address = f"/api/v1/submissions/{scene.submission_id}/judgements/lock"
    headers = {"Idempotency-Key": "k1"}

    statuses = [
        scene.client("penilai.dk1").post(address, headers=headers).status_code for _ in range(2)
    ]

    assert statuses == [422, 422]


def test_a_key_has_at_most_200_letters(play: Stage) -> None:
    scene = play("DRAFT")

    assert [add(scene, "k" * length).status_code for length in (201, 200)] == [422, 201]


def test_an_accepted_step_keeps_its_location_when_repeated(play: Stage) -> None:
    scene = play("FINAL")
    body, headers = {"kind": "ranking", "period": YEAR}, {"Idempotency-Key": "k1"}

    first, second = (
        scene.client("koordinator").post("/api/v1/reports", json=body, headers=headers)
        for _ in range(2)
    )

    assert (second.status_code, second.headers["location"]) == (202, first.headers["location"])


def pages(scene: Play, who: str, limit: int) -> list[list[str]]:
    found: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = scene.client(who).get(f"/api/v1/submissions?limit={limit}&cursor={cursor}").json()
        found.append([item["agency"]["code"] for item in page["items"]])
        cursor = page["next"]
    return found


@pytest.mark.parametrize(
    ("who", "limit", "wanted"),
    [
        ("koordinator", 1, [["1.01"], ["1.02"], ["1.03"]]),
        ("koordinator", 2, [["1.01", "1.02"], ["1.03"]]),
        ("koordinator", 3, [["1.01", "1.02", "1.03"]]),
        ("operator.dinkes", 1, [["1.01"]]),
        ("penilai.dk1", 5, [["1.01"]]),
        ("penilai.dk2", 5, [[]]),
    ],
)
def test_a_list_is_paged_in_order_and_holds_only_what_one_may_know_of(
    play: Stage, who: str, limit: int, wanted: list[list[str]]
) -> None:
    assert pages(play("UNDER_ASSESSMENT"), who, limit) == wanted


def test_a_list_is_filtered_by_state_and_year(play: Stage) -> None:
    client = play("UNDER_ASSESSMENT").client("koordinator")

    found = [
        [
            item["agency"]["code"]
            for item in client.get(f"/api/v1/submissions?{query}").json()["items"]
        ]
        for query in ("state=DRAFT", "state=UNDER_ASSESSMENT", f"period={YEAR}", "period=2025")
    ]

    assert found == [["1.02", "1.03"], ["1.01"], ["1.01", "1.02", "1.03"], []]


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/tidak-ada", "/api/v1/submissions/x"])
def test_every_response_carries_the_headers_of_safety(play: Stage, path: str) -> None:
    headers = play("DRAFT").client("admin").get(path).headers

    assert {name: headers[name] for name in ("x-content-type-options", "cache-control")} == {
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_methods_that_are_not_declared_are_refused(play: Stage) -> None:
    scene = play("DRAFT")
    client = scene.client("admin")

    answers = {
        (method, path): client.request(method, path.replace("{year}", str(YEAR))).status_code
        for path, found in scene.app.openapi()["paths"].items()
        if path.startswith("/api/v1/") and "{" not in path.replace("{year}", "")
        for method in ("PATCH", "TRACE", "DELETE", "PUT", "OPTIONS")
        if method.lower() not in found
        and (method, path) != ("PUT", "/api/v1/users/grants")  # there `grants` is a user name
    }

    assert {key: status for key, status in answers.items() if status not in {404, 405}} == {}


def test_a_fault_of_ours_shows_a_number_and_nothing_of_its_inside(play: Stage) -> None:
    scene = play("DRAFT")

    def broken() -> None:
        raise RuntimeError("rahasia dalam")

    scene.app.state.clock = broken
    response = scene.client("admin").get("/api/v1/me")

    assert (response.status_code, "rahasia" in response.text) == (500, False)
    assert response.headers["content-type"] == "application/problem+json"


def test_a_score_is_simulated_without_storing_anything(play: Stage) -> None:
    scene = play("DRAFT")
    before = scene.rows()
    body = {"instrument": "epss-2023", "levels": {}}
    instrument = scene.client("admin").get("/api/v1/instruments/epss-2023").json()
    codes = [
        indicator["code"]
        for domain in instrument["domains"]
        for aspect in domain["aspects"]
        for indicator in aspect["indicators"]
    ]
    body["levels"] = dict.fromkeys(codes, 3)

    response = scene.client("kepala.dinkes").post("/api/v1/score", json=body)

    found = response.json()
    assert (len(codes), found["index"], found["grade"]) == (38, "3.00", "Baik")
    assert scene.rows() == before


def test_unknown_instruments_are_named(play: Stage) -> None:
    client = play("DRAFT").client("admin")

    assert client.get("/api/v1/instruments/tidak-ada").status_code == 404
    assert (
        client.post("/api/v1/score", json={"instrument": "tidak", "levels": {}}).status_code == 422
    )


def test_the_description_of_the_api_is_complete(play: Stage) -> None:
    scene = play("DRAFT")
    found = scene.client("").get("/api/v1/openapi.json").json()

    names = [
        operation["operationId"]
        for methods in found["paths"].values()
        for operation in methods.values()
        if "operationId" in operation
    ]
    assert found == scene.app.openapi()
    assert len(names) == len(set(names))
    assert create_app.__name__ == "create_app"


def test_a_file_is_described_by_its_own_kind_and_not_as_json_without_a_shape(
    app: FastAPI,
) -> None:
    shapeless: Any = {"application/json": {"schema": {}}}

    paths = app.openapi()["paths"]

    described = {
        place: [answer["content"] for answer in asked["get"]["responses"].values()
                if answer.get("content") == shapeless]
        for place, asked in paths.items()
        if "get" in asked
    }  # fmt: skip
    assert {place for place, found in described.items() if found} == {"/readyz"}


def test_every_link_leads_to_an_operation_with_parameters_that_it_takes(
    app: FastAPI,
) -> None:
    paths = app.openapi()["paths"]
    operations = [each for asked in paths.values() for each in asked.values()]
    takes = {
        each["operationId"]: {parameter["name"] for parameter in each.get("parameters", ())}
        for each in operations
    }

    links = [
        link
        for each in operations
        for answer in each["responses"].values()
        for link in answer.get("links", {}).values()
    ]

    assert len(links) > 30
    assert [
        link
        for link in links
        if not set(link["parameters"]) <= takes.get(link["operationId"], set())
    ] == []
