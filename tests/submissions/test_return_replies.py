"""What an OPD says to a return: kept while it mends, read by assessors once it is sent again."""

from collections.abc import Callable

import pytest

from app.submissions import actions, queries
from tests.conftest import Clock
from tests.play import Play, new_lines

Stage = Callable[[str], Play]
WORDS = "Lampiran sudah kami ganti; lihat halaman 3."


@pytest.fixture
def returned(play: Stage) -> tuple[Play, str, str]:
    """A returned submission: the scene, the address of a returned indicator at both doors."""
    scene = play("RETURNED")
    with scene.app.state.database.reading() as session:
        row = queries.get(session, scene.submission_id)
        code = queries.open_items(session, row.id, "return")[0].code
    page = f"/penilaian-mandiri/{scene.submission_id}/indikator/{code}"
    return scene, page, f"/api/v1/submissions/{scene.submission_id}/returns/{code}"


def test_a_reply_is_kept_with_one_line_at_both_doors(returned: tuple[Play, str, str]) -> None:
    scene, page, api = returned
    before = scene.rows()

    by_page = scene.client("operator.dinkes").post(f"{page}/tanggapan", data={"answer": WORDS})
    by_api = scene.client("kepala.dinkes").put(api, json={"answer": f"{WORDS} Terima kasih."})

    lines = [(action, outcome) for _, action, outcome in new_lines(before, scene.rows())]
    assert (by_page.status_code, by_api.status_code) == (303, 204)
    assert lines == [("answer.save", "allowed")] * 2
    shown = scene.client("operator.dinkes").get(page).text
    assert f"{WORDS} Terima kasih." in shown


def test_outsiders_and_assessors_cannot_reply(returned: tuple[Play, str, str]) -> None:
    scene, _, api = returned
    people = ("operator.inspektorat", "penilai.bps1", "koordinator")

    statuses = [scene.client(name).put(api, json={"answer": WORDS}).status_code for name in people]

    assert statuses == [404, 403, 403]


def test_assessors_read_it_only_after_it_was_sent_again(
    returned: tuple[Play, str, str], clock: Clock
) -> None:
    scene, page, api = returned
    desk = page.replace("penilaian-mandiri", "penilaian")
    scene.client("operator.dinkes").put(api, json={"answer": WORDS})
    hidden = WORDS in scene.client("penilai.dk1").get(desk).text

    with scene.app.state.database.transaction() as session:
        row = queries.get(session, scene.submission_id)
        actions.submit(session, scene.city.actors["kepala.dinkes"], row, clock())

    assert (hidden, WORDS in scene.client("penilai.dk1").get(desk).text) == (False, True)


def test_what_was_not_returned_takes_no_reply(returned: tuple[Play, str, str]) -> None:
    scene, _, api = returned
    other = api.rpartition("/")[0] + "/" + scene.codes()[-1]

    assert scene.client("operator.dinkes").put(other, json={"answer": WORDS}).status_code == 409


def test_a_draft_takes_no_reply(play: Stage) -> None:
    scene = play("DRAFT")
    api = f"/api/v1/submissions/{scene.submission_id}/returns/{scene.codes()[0]}"

    assert scene.client("operator.dinkes").put(api, json={"answer": WORDS}).status_code == 409


def test_a_reply_ends_the_waiting_of_an_indicator(returned: tuple[Play, str, str]) -> None:
    scene, page, api = returned
    home = page.partition("/indikator")[0]
    before = scene.client("operator.dinkes").get(home).text.count("Perlu perbaikan")

    scene.client("operator.dinkes").put(api, json={"answer": WORDS})

    after = scene.client("operator.dinkes").get(home).text.count("Perlu perbaikan")
    assert before > after
