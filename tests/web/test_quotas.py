"""What is costly or open to everyone has a quota: n are served, the next one waits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx2 import Response

from app.accounts.models import LoginAttempt
from app.accounts.quotas import QUOTAS, Use
from app.accounts.throttle import key
from tests.conftest import Clock
from tests.factories import YEAR
from tests.papers import pdf
from tests.play import DINKES, Play

Stage = Callable[[str], Play]
HERE = "testclient"
WAIT = "Terlalu banyak permintaan dalam waktu singkat. Tunggu {}, lalu coba lagi."
UPLOAD = "POST /api/v1/submissions/{submission}/evidence"
WISH = "POST /api/v1/reports"
DOORS = (  # use, scene, who asks, what, status while it is free
    (Use.CHECK, "DRAFT", "", "GET /v/TIDAKADA", 404),
    (Use.CHECK, "DRAFT", "", "GET /api/v1/public/verify/TIDAKADA", 404),
    (Use.UPLOAD, "DRAFT", "operator.dinkes", UPLOAD, 201),
    (Use.EXPORT, "FINAL", "auditor", "GET /api/v1/submissions/{submission}/evidence.zip", 200),
    (Use.EXPORT, "FINAL", "auditor", "GET /penilaian-mandiri/{submission}/bukti/arsip", 200),
    (Use.EXPORT, "FINAL", "auditor", f"GET /api/v1/periods/{YEAR}/scores.xlsx", 200),
    (Use.EXPORT, "FINAL", "auditor", f"GET /periode/{YEAR}/nilai.xlsx", 200),
    (Use.EXPORT, "FINAL", "auditor", "GET /api/v1/journal/export", 200),
    (Use.PRINT, "FINAL", "kepala.dinkes", WISH, 202),
)


def spend(scene: Play, use: Use, who: str, clock: Clock) -> None:
    """Use up all but one."""
    account = scene.city.actors[who].user_id if who else HERE
    with scene.database.transaction() as session:
        name = key(use, account)
        session.add_all(LoginAttempt(key=name, at=clock()) for _ in range(QUOTAS[use].uses - 1))


def ask(scene: Play, who: str, what: str, headers: dict[str, str] | None = None) -> Response:
    method, path = what.format(submission=scene.submission_id).split(" ")
    given: dict[str, object] = {"headers": headers or {}}
    if what == UPLOAD:
        given["files"] = {"file": ("bukti.pdf", pdf())}
    if what == WISH:
        given["json"] = {"period": YEAR, "kind": "evaluation", "agency": DINKES}
    return scene.client(who).request(method, path, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("use", "state", "who", "what", "free"), DOORS)
def test_the_last_free_one_is_served_and_the_next_waits_for_the_window(
    play: Stage, clock: Clock, use: Use, state: str, who: str, what: str, free: int
) -> None:
    scene = play(state)
    spend(scene, use, who, clock)
    clock.forward(seconds=30)

    served, refused = ask(scene, who, what), ask(scene, who, what)

    assert (served.status_code, refused.status_code) == (free, 429)
    window = QUOTAS[use].window
    assert refused.headers["Retry-After"] == str(int(window.total_seconds()) - 30)
    minutes = int(window / timedelta(minutes=1))
    assert WAIT.format(f"{minutes} menit") in refused.text
    clock.forward(seconds=window.total_seconds() - 30)
    assert ask(scene, who, what).status_code == free


def test_a_forwarded_address_does_not_reset_the_count(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    spend(scene, Use.CHECK, "", clock)
    ask(scene, "", "GET /v/TIDAKADA")

    again = ask(scene, "", "GET /v/TIDAKADA", {"X-Forwarded-For": "203.0.113.7"})

    assert again.status_code == 429


def test_one_account_does_not_use_up_what_another_has(play: Stage, clock: Clock) -> None:
    scene = play("FINAL")
    what = f"GET /api/v1/periods/{YEAR}/scores.xlsx"
    spend(scene, Use.EXPORT, "auditor", clock)
    ask(scene, "auditor", what)

    assert ask(scene, "auditor", what).status_code == 429
    assert ask(scene, "koordinator", what).status_code == 200


def test_the_quotas_are_wider_than_the_busiest_day() -> None:
    uses = {use: quota.uses for use, quota in QUOTAS.items()}

    assert uses == {Use.CHECK: 600, Use.UPLOAD: 600, Use.EXPORT: 120, Use.PRINT: 600}
