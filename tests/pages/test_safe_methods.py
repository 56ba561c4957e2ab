"""Asking for a page or a resource changes nothing, whoever asks."""

import pytest
from fastapi import FastAPI

from app.permissions import Permission
from tests.conftest import Clock
from tests.pages.conftest import ON_ONE_DATABASE, TwoYears
from tests.pages.reading import PRINTED
from tests.play import Play, changed, new_lines
from tests.web.routes import declared, filled

PEOPLE = (
    "operator.dinkes", "kepala.dinkes", "penilai.dk1", "penilai.bps1", "koordinator", "walikota",
    "admin", "auditor",
)  # fmt: skip
NOTED = {  # each of these readings leaves one line: under embargo, of evidence, of the journal
    Permission.EVIDENCE_READ_LIVE,
    Permission.RANKING_READ_EMBARGOED,
    Permission.REPORT_RANKING_PDF_EMBARGOED,
    Permission.EVIDENCE_READ_SNAPSHOT,
    Permission.AUDIT_READ_ALL,
    Permission.AUDIT_EXPORT,
    Permission.EXPORT_EVIDENCE_ZIP,
    Permission.EXPORT_SCORES_XLSX,
}


@ON_ONE_DATABASE
@pytest.mark.parametrize("username", PEOPLE)
def test_no_get_changes_anything(
    app: FastAPI, clock: Clock, prepared: TwoYears, username: str
) -> None:
    clock.now = prepared.scene.now
    scene = Play(app, prepared.scene)
    client, before = scene.client(username), scene.rows()
    names = prepared.names | {
        "submission_id": prepared.names["published"],
        "evidence_id": prepared.names["evidence"],
        "report_id": prepared.names["report"],
        "instrument_id": "sdi-ringkas-2026",
        "exercise_id": prepared.names["exercise_closed"],
        "year": "2027",
    }

    statuses = [
        client.get(filled(path, names)).status_code
        for method, path in declared(app)
        if method == "GET" and not path.endswith(PRINTED)
    ]

    after = scene.rows()
    assert len(statuses) > 80
    assert changed(before, after) == set()
    assert [
        line for line in new_lines(before, after) if line[2] != "refused" and line[1] not in NOTED
    ] == []
