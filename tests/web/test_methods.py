"""An address answers the methods it declares and no other."""

from collections.abc import Callable

from tests.pages.conftest import ON_ONE_DATABASE
from tests.play import Play, changed
from tests.web.routes import METHODS, declared, filled

Stage = Callable[[str], Play]
FILES = ("/static/app.css", "/static/tidak-ada")


@ON_ONE_DATABASE
def test_an_address_answers_only_the_methods_it_declares(play: Stage) -> None:
    scene = play("DRAFT")
    client, before = scene.client(""), scene.rows()
    known = set(declared(scene.app))
    known |= {(method, path) for method in ("GET", "HEAD") for path in FILES}

    statuses = {
        (method, path): client.request(method, filled(path)).status_code
        for path in sorted({path for _, path in known})
        for method in (*METHODS, "PROPFIND")
        if (method, path) not in known and not is_a_code(path, method)
    }

    assert len(statuses) > 1000
    assert {key: status for key, status in statuses.items() if status not in {404, 405}} == {}
    assert changed(before, scene.rows()) == set()


def is_a_code(path: str, method: str) -> bool:
    """`.../judgements/lock` is an indicator's code to the route beside it, and so are others."""
    return method in {"GET", "PUT"} and path.endswith(
        (
            "/judgements/lock",
            "/judgements/unlock",
            "/answers/import",
            "/users/grants",
            "/pleno/pengingat",
        )
    )
