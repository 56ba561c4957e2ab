"""A short run of schemathesis over the program's own description: never a 5xx."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.play import Play

Stage = Callable[[str], Play]
CASES = 50


@pytest.mark.parametrize("who", ["admin", "koordinator"])
@pytest.mark.filterwarnings("ignore")
def test_whatever_fits_or_misses_the_schema_is_never_answered_5xx(play: Stage, who: str) -> None:
    scene = play("MODERATION")
    description = scene.app.openapi()
    api = schemathesis.openapi.from_dict(description)
    client = scene.client(who)
    found: Any = list(api.get_all_operations())  # its results are typed too narrowly
    strategies = [each.ok().as_strategy() for each in found]
    asked, faults = list[str](), list[tuple[str, str, object]]()

    @settings(
        max_examples=1,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        given_ = case.as_transport_kwargs()
        given_.pop("cookies", None)
        headers = {
            k: str(v) for k, v in dict(given_.pop("headers", {})).items() if str(v).isascii()
        }
        response = client.request(
            given_.pop("method"),
            given_.pop("url"),
            headers=headers | dict(client.headers),
            **given_,
        )
        asked.append(case.path)
        if response.status_code >= 500:
            faults.append((case.method, case.path, case.body))

    for strategy in strategies[:CASES]:
        given(strategy)(ask)()

    assert (len(asked), faults) == (CASES, [])
