"""A whole small year through the JSON door alone: fill, send, score blind, object, publish."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.reports.press import Press
from app.submissions.actions import tick
from app.worker import Workshop, run_all
from tests.conftest import Clock
from tests.factories import ASSESSORS, YEAR, City, short_of
from tests.papers import pdf

PDF = pdf()
LEVELS = {"1.01": 2, "1.02": 4}
Clients = Callable[[str], TestClient]


def test_a_whole_year_runs_through_the_json_api_alone(
    app: FastAPI, city: City, client_for: Clients, clock: Clock
) -> None:
    for code, level in LEVELS.items():
        fill_and_send(client_for, city.submissions[code], short_of(code), level)
    clock.forward(days=31)
    with app.state.database.transaction() as session:
        tick(session, clock())

    for code, level in LEVELS.items():
        assess(client_for, city.submissions[code], code, level)
    moderator, admin = client_for("koordinator"), client_for("admin")
    ok(moderator.post(f"/api/v1/periods/{YEAR}/announce"))
    object_and_decide(client_for, city.submissions["1.01"])
    clock.forward(days=6)
    assert ok(moderator.post(f"/api/v1/periods/{YEAR}/finalise"), 202)["phase"] == "ratification"
    ok(admin.post(f"/api/v1/periods/{YEAR}/finalise"))
    print_all(app, clock)
    ok(admin.post(f"/api/v1/periods/{YEAR}/publish"), 202)
    assert ok(moderator.post(f"/api/v1/periods/{YEAR}/publish"))["phase"] == "published"

    ranking = ok(client_for("operator.inspektorat").get(f"/api/v1/periods/{YEAR}/ranking"))
    assert [(row["place"], row["agency_code"], row["grade"]) for row in ranking["rows"]] == [
        (1, "1.02", "Matang"),
        (2, "1.01", ranking["rows"][1]["grade"]),
        (None, "1.03", ""),
    ]
    public = ok(client_for("").get(f"/api/v1/public/results/{YEAR}.json"))
    assert [row["index"] for row in public["results"]] == [row["index"] for row in ranking["rows"]]
    assert ok(client_for("auditor").get("/api/v1/journal/verify"))["is_whole"] is True


def fill_and_send(client_for: Clients, submission: str, who: str, level: int) -> None:
    operator, head = client_for(f"operator.{who}"), client_for(f"kepala.{who}")
    base = f"/api/v1/submissions/{submission}"
    item = ok(
        operator.post(
            f"{base}/evidence", files={"file": ("perwali.pdf", PDF)}, data={"title": "Perwali"}
        ),
        201,
    )
    for answer in ok(operator.get(f"{base}/answers")):
        address = f"{base}/answers/{answer['code']}"
        body = {"level": level, "explanation": "Sudah berjalan; lihat Perwali Satu Data Pasal 5."}
        ok(operator.put(address, json=body, headers={"If-Match": '"0"'}))
        ok(
            operator.put(
                f"{address}/evidence/{item['id']}", json={"citation": "Pasal 5, halaman 4"}
            )
        )
    ok(operator.post(f"{base}/ready"))
    assert len(ok(head.post(f"{base}/submit"))["sha256"]) == 64


def assess(client_for: Clients, submission: str, code: str, level: int) -> None:
    moderator = client_for("koordinator")
    base = f"/api/v1/submissions/{submission}"
    ok(moderator.put(f"{base}/assignments", json={"assessors": list(ASSESSORS[code])}))
    ok(moderator.post(f"{base}/start"))
    for username, shift in zip(ASSESSORS[code], (0, -1), strict=True):
        assessor = client_for(username)
        for number, answer in enumerate(ok(assessor.get(f"{base}/snapshot"))["content"]["answers"]):
            given = level + (shift if number < 3 else 0)
            body = {
                "level": given,
                "note": "Diperiksa.",
                "reason": "" if given == level else "Bukti belum memuat hal itu.",
            }
            ok(
                assessor.put(
                    f"{base}/judgements/{answer['code']}", json=body, headers={"If-Match": '"0"'}
                )
            )
        ok(assessor.post(f"{base}/judgements/lock"))
    for row in ok(moderator.get(f"{base}/comparison")):
        if row["is_different"]:
            body = {"level": level, "reason": "Bukti tambahan diperlihatkan dalam pleno."}
            ok(moderator.put(f"{base}/agreements/{row['code']}", json=body))
    ok(moderator.post(f"{base}/close"))


def object_and_decide(client_for: Clients, submission: str) -> None:
    head = client_for("kepala.dinkes")
    base = f"/api/v1/submissions/{submission}"
    code = ok(head.get(f"{base}/result"))["indicators"][0]["code"]
    ok(
        head.post(
            f"{base}/objections",
            json={"items": [{"code": code, "reason": "Ada SOP yang belum terbaca."}]},
        ),
        201,
    )
    for username in ASSESSORS["1.01"]:
        body = {"level": 3, "reason": "SOP memang sudah berlaku."}
        ok(client_for(username).post(f"{base}/objections/{code}/recommend", json=body))
    decided = ok(
        client_for("koordinator").post(
            f"{base}/objections/{code}/decide", json={"level": 3, "reason": "SOP diterima."}
        )
    )
    assert (decided["revision"], decided["indicators"][0]["final"]) == (2, 3)


def print_all(app: FastAPI, clock: Clock) -> None:
    with Press() as press:
        run_all(Workshop(app.state.database, app.state.storage, app.state.settings, clock, press))


def ok(response: Response, status: int = 200) -> Any:
    """Give the body of a response that must have gone well."""
    assert response.status_code == status, response.text
    return response.json()
