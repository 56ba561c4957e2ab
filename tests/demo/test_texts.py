import re
from random import Random

import pytest

from app.demo import texts
from app.demo.agencies import AGENCIES, DemoAgency
from app.demo.documents import STEP_OF
from app.demo.levels import EASE, DemoScores, codes_for
from app.demo.topics import TOPICS
from app.texts import clean

DINKES = AGENCIES[1]
YEAR = 2026
FLAWS = re.compile(r"[{}]|\.\.|,\.|  | [.,;]|\bdata data\b|(?:^|[.?!] )[a-z]")


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - invented texts, no secret


def test_every_indicator_has_its_phrases_and_its_step() -> None:
    assert set(TOPICS) == set(STEP_OF) == set(EASE)


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.code)
def test_explanations_of_every_level_are_clean_sentences(agency: DemoAgency) -> None:
    rng = chance()

    found = [
        texts.explanation(agency, code, level, YEAR, rng)
        for code in codes_for(agency)
        for level in (1, 2, 3, 4, 5)
    ]

    assert [text for text in found if FLAWS.search(text) or clean(text) != text] == []
    assert [text for text in found if not text.endswith(".") or not 60 < len(text) < 1400] == []


def test_no_two_explanations_of_a_year_are_the_same() -> None:
    rng = chance()

    found = [
        texts.explanation(agency, code, 1 + number % 5, YEAR, rng)
        for agency in AGENCIES
        for number, code in enumerate(codes_for(agency))
    ]

    assert len(set(found)) == len(found)


def test_an_explanation_at_level_three_cites_the_sop_and_its_page() -> None:
    found = texts.explanation(DINKES, "10101", 3, YEAR, chance())

    assert re.findall(r"langkah 4, halaman 1", found) == ["langkah 4, halaman 1"]
    assert "SOP Pengelolaan Data Statistik Dinkes" in found


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.code)
def test_everything_else_that_people_write_is_clean_too(agency: DemoAgency) -> None:
    rng = chance(2)

    found = [text for code in codes_for(agency) for text in everything(agency, code, rng)]

    assert [text for text in found if FLAWS.search(text) or len(text) < 5] == []


def everything(agency: DemoAgency, code: str, rng: Random) -> list[str]:
    scores = [DemoScores(min(5, n + 1), n, max(1, n - 1), n) for n in (1, 2, 3, 4, 5)]
    here = (agency, code)
    return [
        *(texts.assessor_note(*here, level, YEAR, rng) for level in (1, 2, 3, 4, 5)),
        *(texts.assessor_reason(*here, (level + 1, level), YEAR, rng) for level in (1, 2, 3, 4)),
        texts.assessor_reason(*here, (2, 3), YEAR, rng),
        *(texts.agreed_reason(*here, row, YEAR, rng) for row in scores),
        *(texts.objection_reason(*here, row, YEAR, rng) for row in scores),
        *(texts.recommendation_reason(*here, YEAR, rng, accepted=x) for x in (True, False)),
        *(texts.objection_decision_reason(*here, YEAR, rng, accepted=x) for x in (True, False)),
        texts.clarification_question(*here, YEAR, rng),
        texts.clarification_answer(*here, YEAR, rng),
        texts.interview_note(*here, YEAR, rng),
        texts.return_reason(*here, YEAR, rng),
        *(texts.action_plan_what(*here, level, YEAR, rng) for level in (1, 2, 3, 4, 5)),
        texts.action_plan_who(*here, YEAR, rng),
        texts.action_plan_progress(*here, YEAR, rng),
    ]


def test_the_same_seed_gives_the_same_text() -> None:
    first = texts.explanation(DINKES, "20201", 4, YEAR, chance(9))
    second = texts.explanation(DINKES, "20201", 4, YEAR, chance(9))

    assert first == second
