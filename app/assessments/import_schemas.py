"""Shapes of levels that come in by a workbook."""

from typing import Annotated

from pydantic import Field, Json

from app.assessments.schemas import Input, JudgementInput, View
from app.submissions.schemas import ClashView
from app.texts import Name


class JudgementRow(JudgementInput):
    """One judgement of an imported table, with the version it replaces."""

    submission_id: Name
    code: Name
    version: Annotated[int, Field(ge=0)]


class JudgementImportForm(Input):
    """What the page of differences sends back: each changed judgement as JSON, checked again."""

    rows: list[Json[JudgementRow]] = Field(default=[], max_length=500)


class JudgementChange(View):
    """What an import does to one judgement: from `before` (none: unscored), made at `version`."""

    submission_id: str
    agency: str
    key: str
    code: str
    name: str
    claim: int | None
    version: int
    before: JudgementInput | None
    after: JudgementInput
    clash: ClashView | None = None

    @property
    def as_row(self) -> JudgementRow:
        """Give the change as the action takes it."""
        return JudgementRow(
            submission_id=self.submission_id,
            code=self.code,
            version=self.version,
            **self.after.model_dump(),
        )

    @property
    def row(self) -> str:
        """Give the change as the page sends it back."""
        return self.as_row.model_dump_json()


class JudgementImportView(View):
    """What an import changes (or, when applied, changed), and how many judgements stay the same.

    clashes: what a colleague saved after the form was downloaded; it stays unless someone
    chooses it. later: changes that do not fit on one page and come with the next upload.
    """

    applied: bool
    changes: tuple[JudgementChange, ...]
    clashes: tuple[JudgementChange, ...] = ()
    unchanged: int
    later: int = 0
