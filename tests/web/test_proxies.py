"""What a request says of where it comes from counts only as far as our own proxies say it."""

from collections.abc import Callable

import pytest
import uvicorn
from fastapi.testclient import TestClient

from app.commands.serving import manners
from app.commands.surroundings import settings_for
from app.errors import Fault, InvalidInput
from app.settings import Settings
from app.web.connections import Limits
from tests.pages.conftest import ON_ONE_DATABASE
from tests.play import Play

Stage = Callable[[str], Play]
LIES = {
    "X-Forwarded-For": "198.51.100.1, 203.0.113.7",
    "X-Forwarded-Host": "jahat.example",
    "X-Forwarded-Proto": "https",
    "X-Real-IP": "198.51.100.2",
    "Forwarded": "for=198.51.100.3;host=jahat.example;proto=https",
}


def refused_from(scene: Play, proxies: str) -> str:
    """Be refused, with lies about the address, by the program as `serve` runs it."""
    settings = Settings(_env_file=None, trusted_proxies=proxies)
    config = uvicorn.Config(scene.app, **manners(settings))
    config.load()
    token = {"Authorization": f"Bearer {scene.city.tokens['walikota']}"}
    client = TestClient(config.loaded_app, client=("192.0.2.10", 50000), headers=token)
    assert client.get("/api/v1/users", headers=LIES).status_code == 403
    return str(scene.rows()["journal_line"][-1]["address"])


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("proxies", "address"),
    [
        ("", "192.0.2.10"),
        ("192.0.2.11", "192.0.2.10"),
        ("192.0.2.10", "203.0.113.7"),
        ("192.0.2.0/24, 203.0.113.0/24", "198.51.100.1"),
    ],
    ids=["no proxy", "another proxy", "one proxy", "two proxies"],
)
def test_only_what_our_own_proxies_add_is_kept_as_the_address(
    play: Stage, proxies: str, address: str
) -> None:
    assert refused_from(play("DRAFT"), proxies) == address


@pytest.mark.parametrize("given", ["*", "proxy.kota.go.id", "127.0.0.1;10.0.0.1", "300.1.1.1"])
def test_a_proxy_that_is_no_address_is_refused_at_the_start(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATANG_TRUSTED_PROXIES", given)

    with pytest.raises(InvalidInput) as refused:
        settings_for(None, "")

    sentence = "harus alamat IP atau jaringan, misalnya 127.0.0.1,10.0.0.0/8"
    assert refused.value.faults == (Fault("MATANG_TRUSTED_PROXIES", sentence),)


def test_the_bound_of_one_address_is_not_for_a_proxy() -> None:
    limits = Limits.of(Settings(_env_file=None, trusted_proxies="10.0.0.0/8,::1"))

    assert [limits.is_proxy(each) for each in ("10.1.2.3", "::1", "192.0.2.1")] == [
        True,
        True,
        False,
    ]
