"""May one say "same as the claim"? The rule alone, and what recording a look leaves."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st

from app.assessments import looking
from tests.permissions.table import FIRST
from tests.play import Play, changed

Stage = Callable[[str], Play]
IDS = st.text("0123456789abcdef", min_size=16, max_size=16)


def test_nothing_cited_needs_no_look_and_the_sentence_says_so() -> None:
    assert looking.refusal({}, set()) == ""
    assert looking.assent({}) == "sama dengan klaim, tanpa bukti untuk dibuka"


def test_the_refusal_names_three_titles_counts_the_rest_and_tells_the_way_out() -> None:
    cited = {name: f"Bukti {name}" for name in "abcde"}

    assert looking.refusal(cited, {"a"}) == (
        "Belum sama dengan klaim: “Bukti b”, “Bukti c”, “Bukti d” dan 1 lainnya belum Anda buka. "
        "Buka dahulu, atau pilih tingkatnya sendiri."
    )
    assert looking.refusal(cited, set(cited)) == ""


@given(st.dictionaries(IDS, st.text(min_size=1)), st.sets(IDS))
def test_it_is_refused_exactly_while_something_cited_is_unopened(
    cited: dict[str, str], opened: set[str]
) -> None:
    assert bool(looking.refusal(cited, opened)) is bool(set(cited) - opened)


@given(st.dictionaries(IDS, st.text(min_size=1)), st.sets(IDS), IDS)
def test_opening_more_never_makes_it_refused(
    cited: dict[str, str], opened: set[str], another: str
) -> None:
    before = looking.unopened(cited, opened)

    assert set(looking.unopened(cited, opened | {another})) <= set(before)


# --- through the JSON door ---


def base(scene: Play, code: str = "101") -> str:
    return f"/api/v1/submissions/{scene.submission_id}/judgements/{code}"


def evidence_of(scene: Play, code: str = "101") -> str:
    """Give the id of the one item that Dinkes cites everywhere."""
    snapshot = scene.rows()["snapshot"][-1]["content"]
    answer = next(each for each in snapshot["answers"] if each["code"] == code)
    return str(answer["evidence"][0]["id"])


def look(scene: Play, who: str, code: str = "101", item: str = "") -> Response:
    given = {"evidence": item or evidence_of(scene)}
    return scene.client(who).post(f"{base(scene, code)}/looks", json=given)


def same(scene: Play, who: str, code: str = "101", **words: Any) -> Response:
    return scene.client(who).post(f"{base(scene, code)}/same", json=words, headers=FIRST)


def test_same_is_refused_before_the_look_and_saved_after_it(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")

    refused = same(scene, "penilai.dk1")
    look(scene, "penilai.dk1")
    saved = same(scene, "penilai.dk1", note="Diperiksa.")

    assert refused.status_code == 422
    assert refused.json()["detail"] == (
        "Belum sama dengan klaim: “Perwali Satu Data” belum Anda buka. "
        "Buka dahulu, atau pilih tingkatnya sendiri."
    )
    assert [error["pointer"] for error in refused.json()["errors"]] == ["same"]
    assert (saved.status_code, saved.headers["etag"]) == (200, '"1"')
    kept = {name: saved.json()[name] for name in ("code", "level", "note", "reason", "version")}
    assert kept == {"code": "101", "level": 3, "note": "Diperiksa.", "reason": "", "version": 1}


def test_a_look_is_kept_once_with_one_line_and_repeating_it_changes_nothing(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    start = scene.rows()

    first = look(scene, "penilai.dk1")
    between = scene.rows()
    again = look(scene, "penilai.dk1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert changed(start, between) == {"evidence_look"}
    assert len(between["journal_line"]) - len(start["journal_line"]) == 1
    assert changed(between, scene.rows()) == set()
    (row,) = between["evidence_look"]
    assert (row["code"], row["institution"]) == ("101", "diskominfo")


def test_a_look_counts_for_its_indicator_and_its_person_alone(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    look(scene, "penilai.dk1")

    statuses = {
        who: [same(scene, who, code).status_code for code in ("101", "102")]
        for who in ("penilai.dk1", "penilai.bps1")
    }

    assert statuses == {"penilai.dk1": [200, 422], "penilai.bps1": [422, 422]}


def test_each_reads_the_own_looks_only(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    look(scene, "penilai.dk1")
    people = (
        "penilai.dk1", "penilai.bps1", "penilai.dk2", "operator.dinkes", "koordinator", "walikota",
    )  # fmt: skip

    answers = {who: scene.client(who).get(f"{base(scene)}/looks") for who in people}

    assert {who: answer.status_code for who, answer in answers.items()} == {
        "penilai.dk1": 200,
        "penilai.bps1": 200,
        "penilai.dk2": 404,
        "operator.dinkes": 403,
        "koordinator": 403,
        "walikota": 403,
    }
    assert [row["evidence_id"] for row in answers["penilai.dk1"].json()] == [evidence_of(scene)]
    assert answers["penilai.bps1"].json() == []


@pytest.mark.parametrize(
    ("who", "status"), [("penilai.dk2", 404), ("koordinator", 403), ("operator.dinkes", 403)]
)
def test_who_does_not_score_records_no_look(play: Stage, who: str, status: int) -> None:
    scene = play("UNDER_ASSESSMENT")
    start = scene.rows()

    assert look(scene, who).status_code == status
    assert changed(start, scene.rows()) == set()


def test_what_is_not_cited_for_the_indicator_cannot_be_looked_at(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")

    assert look(scene, "penilai.dk1", item="0123456789abcdef").status_code == 404
    assert look(scene, "penilai.dk1", "999").status_code == 404


def test_after_the_lock_same_is_refused_like_every_other_level(play: Stage) -> None:
    scene = play("MODERATION")
    look_after = look(scene, "penilai.dk1")

    assert (look_after.status_code, same(scene, "penilai.dk1").status_code) == (409, 409)
