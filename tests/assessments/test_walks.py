"""Which indicator comes next: within one OPD, and the same one across the own OPDs."""

from hypothesis import given
from hypothesis import strategies as st

from app.assessments import walks
from app.assessments.schemas import QueueRow

CODES = ("101", "102", "201")


def row(number: int, done: frozenset[str], *, state: str = "UNDER_ASSESSMENT") -> QueueRow:
    return QueueRow(
        submission_id=f"s{number}",
        agency_code=f"1.0{number}",
        agency_name=f"OPD {number}",
        state=state,
        state_name="",
        judged=len(done),
        total=len(CODES),
        is_locked=False,
        open_questions=0,
        next_code="",
        codes=CODES,
        done=done,
    )


def test_within_an_opd_saving_leads_to_the_next_and_skipping_to_the_next_unscored() -> None:
    way = walks.within("s1", "Dinkes", CODES, {"101", "102"}, "101")

    assert (way.previous, way.next, way.onward) == (
        "",
        "/penilaian/s1/indikator/102",
        "/penilaian/s1/indikator/102",
    )
    assert (way.unscored, way.unscored_name) == ("/penilaian/s1/indikator/201", "201")
    assert (way.position, way.judged, way.total, way.home) == (1, 2, 3, "/penilaian/s1")


def test_skipping_begins_again_at_the_start_and_ends_when_nothing_is_left() -> None:
    assert walks.within("s1", "", CODES, {"102"}, "201").unscored_name == "101"
    assert walks.within("s1", "", CODES, {"101", "102"}, "201").unscored_name == ""
    assert walks.within("s1", "", CODES, set(), "201").onward == ""


def test_across_the_opds_scored_ones_are_passed_by_and_the_list_comes_last() -> None:
    rows = [row(1, frozenset()), row(2, frozenset({"101"})), row(3, frozenset())]
    first, last = walks.across(rows, "s1", "101"), walks.across(rows[:2], "s1", "101")

    assert first.onward == "/penilaian/s3/indikator/101?urut=indikator"
    assert first.next == "/penilaian/s2/indikator/101?urut=indikator"
    assert (last.onward, last.home) == ("", "/penilaian/indikator/101")
    assert (first.judged, first.total) == (1, 3)


def test_an_opd_that_cannot_be_scored_now_is_no_step_but_may_be_open() -> None:
    rows = [row(1, frozenset()), row(2, frozenset(), state="RETURNED"), row(3, frozenset())]

    assert walks.across(rows, "s1", "101").next.startswith("/penilaian/s3/")
    assert walks.across(rows, "s2", "101").total == 3


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.data())
def test_every_unscored_opd_is_reached_once(scored: list[bool], data: st.DataObject) -> None:
    done = dict(enumerate(scored))
    at = data.draw(st.integers(0, len(scored) - 1))
    seen = []
    for _ in scored:
        done[at] = True
        rows = [row(n, frozenset({"101"} if d else ())) for n, d in done.items()]
        onward = walks.across(rows, f"s{at}", "101").onward
        if not onward:
            break
        at = int(onward.split("/")[2][1:])
        seen.append(at)

    assert all(done.values())
    assert len(seen) == len(set(seen))
