"""A small sample of canary, twins and embargo, and what keeps them complete."""

import os
from pathlib import Path

import pytest
from sqlmodel.sql.sqltypes import AutoString

from app.db import all_models
from tests.campaigns import canary, embargo, instant, twins
from tests.campaigns.campaign import Options
from tests.campaigns.granted import RULES
from tests.campaigns.oracle import DATABASES
from tests.campaigns.sown import COLUMNS

# Columns of text that nobody typed, or that everyone may read: names of states, hashes, register.
NO_SECRET = {
    "account_link": "purpose token_hash binding",
    "action_plan": "code state",
    "agency": "code name short_name type head_name head_title",
    "agreement": "code source",
    "answer": "code",
    "api_token": "token_hash",
    "assignment": "institution",
    "clarification": "code kind institution",
    "comment": "code",
    "delegation": "code",
    "evidence_look": "institution code sha256",
    "evidence_use": "code",
    "exercise": "instrument_id state",
    "exercise_comment": "code",
    "exercise_item": "code",
    "exercise_score": "code institution",
    "imported_instrument": "sha256",
    "job": "name subject state created_by",
    "journal_head": "hash",
    "journal_line": "actor_id role institution agency_id address session_digest request_id action"
    " outcome object_type object_id submission_id changes prev hash",
    "judgement": "institution code",
    "letterhead": "city unit address place page_size",
    "login_attempt": "key",
    "login_session": "token_hash address",
    "moderation_note": "code",
    "move": "transition from_state to_state",
    "notice": "user_id link key",
    "objection_item": "code",
    "open_item": "kind code",
    "period": "title instrument_id instrument_digest target_index",
    "proposal": "kind",
    "recommendation": "institution",
    "recovery_code": "code_hash",
    "repeated_request": "user_id key request_digest body location",
    "report": "kind number title code state standing result_sha256 error anchor wanted_by",
    "result": "stage index exact grade instrument_digest engine_version sha256",
    "role_grant": "role",
    "score_lock": "institution",
    "setup_code": "code_hash",
    "snapshot": "sha256 anchor code",
    "snippet": "institution",
    "stored_file": "media_type scan_state",
    "submission": "agency_type state",
    "user_account": "username role institution password_hash totp_secret",
    "visit": "kind institution",
}


def test_every_column_of_text_carries_words_or_is_named_as_no_secret() -> None:
    texts = {
        f"{table.name}.{column.name}"
        for table in all_models().sorted_tables
        for column in table.columns
        if isinstance(column.type, AutoString) and not (column.foreign_keys or column.primary_key)
    }
    sown = {f"{table}.{column}" for table, columns in COLUMNS.items() for column in columns}
    named = {f"{table}.{column}" for table, text in NO_SECRET.items() for column in text.split()}

    assert texts - sown == named
    assert sown - set(RULES) == set()


def options(folder: Path, size: int) -> Options:
    return Options(os.environ["MATANG_TEST_POSTGRES_URL"], folder, size, seed=4)


@pytest.mark.parametrize("name", DATABASES)
def test_a_few_actors_read_no_foreign_word_and_a_planted_one_is_found(
    name: str, tmp_path: Path
) -> None:
    closing = canary.closing(canary.look_on(name, options(tmp_path, 2)))

    assert closing.holds, closing.figure


@pytest.mark.parametrize("name", DATABASES)
def test_a_few_scripts_see_no_difference_between_cities_that_differ_in_a_secret(
    name: str, tmp_path: Path
) -> None:
    found = twins.compare_on(name, options(tmp_path, 4))

    assert twins.closing(found).holds, (twins.closing(found).figure, found.shown)


@pytest.mark.parametrize("name", DATABASES)
def test_a_few_addresses_asked_too_early_tell_nothing(name: str, tmp_path: Path) -> None:
    found = embargo.probe_on(name, options(tmp_path, 60))

    assert embargo.closing(found).holds, (embargo.closing(found).figure, found.leaks)


def test_a_publication_is_out_for_everyone_at_one_instant(tmp_path: Path) -> None:
    polls, torn = instant.watch_a_publication("SQLite", options(tmp_path, 1))

    assert (polls > 0, torn) == (True, [])


def test_a_result_that_is_out_for_one_and_not_for_the_other_counts_as_torn() -> None:
    polls = [
        instant.Poll("page", 1.0, 1.1, 404),
        instant.Poll("page", 2.0, 2.1, 200),
        instant.Poll("list", 2.2, 2.3, 404),
        instant.Poll("list", 2.4, 2.5, 200),
    ]

    assert instant.torn_moments(polls, 1.5, 2) == ["list still 404, 0.100 s after it was out"]
    assert instant.torn_moments(polls, 3.0, 2) == [
        "page too early",
        "list too early",
        "list still 404, 0.100 s after it was out",
    ]
