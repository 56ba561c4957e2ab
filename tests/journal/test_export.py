"""The auditor downloads the whole trail; the download is itself its last line."""

import json
from collections.abc import Callable

import pytest

from app.journal.chain import line_hash
from app.journal.queries import walk
from app.permissions import Permission
from tests.play import Play

Stage = Callable[[str], Play]


@pytest.mark.parametrize("address", ["/jejak-audit/ekspor", "/api/v1/journal/export"])
def test_every_line_is_there_in_order_and_the_export_is_the_last(play: Stage, address: str) -> None:
    scene = play("MODERATION")

    answer = scene.client("auditor").get(address)

    found = [json.loads(line) for line in answer.text.rstrip("\n").split("\n")]
    with scene.database.reading() as session:
        lines = list(walk(session))
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="jejak-audit-20260501-090000.jsonl"'
    )
    assert [line["hash"] for line in found] == [line_hash(line) for line in lines]
    assert (found[-1]["action"], found[-1]["actor_name"]) == (Permission.AUDIT_EXPORT, "Inspektur")
