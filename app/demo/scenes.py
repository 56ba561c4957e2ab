"""Scenes of one year, each through the real actions: filling, scoring, agreeing, objecting."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.assessments import actions as assessments
from app.assessments import agreement_actions as agreements
from app.assessments.attendance import attendance_page
from app.assessments.attendance_actions import record_attendance
from app.assessments.attendance_schemas import AttendanceInput, ParticipantInput
from app.assessments.queries import comparison
from app.assessments.schemas import AgreementInput, AssignmentInput, JudgementInput, NoteInput
from app.clock import in_wib
from app.comments import actions as comments
from app.comments.schemas import CommentInput
from app.delegations import actions as delegations
from app.delegations.schemas import DelegationInput
from app.demo import texts
from app.demo.agencies import DemoAgency
from app.demo.evidence import library_for, uses_for
from app.demo.people import slug
from app.demo.stage import Stage
from app.files.actions import Entrance, Upload, receive
from app.followups import actions as followups
from app.followups.schemas import PlanInput
from app.objections import actions as objections
from app.objections.schemas import DecideInput, ItemInput, ObjectionInput, RecommendInput
from app.permissions import Institution
from app.results import actions as results
from app.submissions import (
    actions,
    answer_actions,
    evidence_actions,
    question_actions,
    visit_actions,
)
from app.submissions.models import Evidence, Submission
from app.submissions.schemas import (
    AnswerInput,
    CitationInput,
    QuestionInput,
    ReplyInput,
    ReturnInput,
)
from app.submissions.visit_schemas import FindingInput, VisitInput

UPLOAD_MAX = 20 << 20
MINUTES = timedelta(minutes=7)


def fill(stage: Stage, agency: DemoAgency, codes: Sequence[str]) -> None:
    """The operator uploads the OPD's documents and answers these indicators."""
    row, operator = stage.submission(agency), stage.operator(agency)
    library = _upload_library(stage, agency, row)
    for code in codes:
        stage.pass_time(MINUTES)
        level = stage.scores_for(agency, code).claim
        dice = stage.dice(agency, f"text{code}")
        given = AnswerInput(
            level=level, explanation=texts.explanation(agency, code, level, stage.period.year, dice)
        )
        answer_actions.save_answer(stage.session, operator, row, code, (given, 0), stage.at)
        for index, citation in uses_for(agency, code, level, stage.period.year, dice):
            use = (code, library[index].id, CitationInput(citation=citation))
            evidence_actions.attach(stage.session, operator, row, use, stage.at)


def share(stage: Stage, agency: DemoAgency, codes: Sequence[str]) -> None:
    """The operator hands indicators to a colleague, if there is one; they talk about the first."""
    name = f"rekan.{slug(agency)}"
    if name not in stage.actors:
        return
    row, operator, colleague = stage.submission(agency), stage.operator(agency), stage.actors[name]
    stage.pass_time(MINUTES)
    due_on = in_wib(stage.at + timedelta(days=3)).date()
    given = DelegationInput(assignee=name, codes=list(codes), due_on=due_on)
    delegations.delegate(stage.session, operator, row, given, stage.at)
    asked = CommentInput(code=codes[0], text=texts.TALK[0], mention=name)
    comments.write(stage.session, operator, row, asked, stage.at)
    stage.pass_time(MINUTES)
    answered = CommentInput(code=codes[0], text=texts.TALK[1], mention=f"operator.{slug(agency)}")
    comments.write(stage.session, colleague, row, answered, stage.at)


def _upload_library(stage: Stage, agency: DemoAgency, row: Submission) -> list[Evidence]:
    claims = {code: stage.scores_for(agency, code).claim for code in stage.codes(agency)}
    library = []
    for file in library_for(agency, stage.period.year, claims):
        upload = Upload(io.BytesIO(file.content), file.file_name, Entrance(UPLOAD_MAX))
        given = (receive(stage.storage, upload), file.title)
        library.append(
            evidence_actions.upload_evidence(
                stage.session, stage.operator(agency), row, stage.storage, given, stage.at
            )
        )
    return library


def send(stage: Stage, agency: DemoAgency) -> None:
    """The operator marks ready, the head sends."""
    row = stage.submission(agency)
    stage.pass_time(MINUTES)
    actions.mark_ready(stage.session, stage.operator(agency), row, stage.at)
    stage.pass_time(MINUTES)
    actions.submit(stage.session, stage.head(agency), row, stage.at)


def begin(stage: Stage, agency: DemoAgency) -> None:
    """The coordinator assigns both institutions, the first assessor begins."""
    row, moderator = stage.submission(agency), stage.actors["koordinator"]
    names = stage.assessors(agency)
    stage.pass_time(MINUTES)
    assessments.assign(
        stage.session, moderator, row, AssignmentInput(assessors=list(names.values())), stage.at
    )
    assessments.start(stage.session, stage.actors[names[Institution.BPS]], row, stage.at)


def ask_and_answer(
    stage: Stage, agency: DemoAgency, code: str, *, is_answered: bool = True
) -> None:
    """An assessor asks about an indicator, the OPD answers; a visit looks at it."""
    row, dice = stage.submission(agency), stage.dice(agency, f"ask{code}")
    assessor = stage.actors[stage.assessors(agency)[Institution.BPS]]
    year = stage.period.year
    question = QuestionInput(code=code, text=texts.clarification_question(agency, code, year, dice))
    stage.pass_time(MINUTES)
    asked = question_actions.ask(stage.session, assessor, row, question, stage.at)
    if not is_answered:
        return
    stage.pass_time(MINUTES)
    answer = ReplyInput(answer=texts.clarification_answer(agency, code, year, dice))
    question_actions.reply(stage.session, stage.operator(agency), row, asked.id, answer, stage.at)
    finding = FindingInput(code=code, text=texts.interview_note(agency, code, year, dice))
    visit(stage, agency, finding)


def visit(stage: Stage, agency: DemoAgency, finding: FindingInput) -> None:
    """The assessor of BPS visits the OPD and keeps what was found."""
    row = stage.submission(agency)
    assessor = stage.actors[stage.assessors(agency)[Institution.BPS]]
    place = f"Kantor {agency.short_name}"
    plan = VisitInput(held_on=in_wib(stage.at).date(), place=place, people=assessor.name)
    planned = visit_actions.plan_visit(stage.session, assessor, row, plan, stage.at)
    stage.pass_time(MINUTES)
    visit_actions.note_finding(stage.session, assessor, row, planned, finding, stage.at)


def give_back(stage: Stage, agency: DemoAgency, codes: Sequence[str], until: datetime) -> None:
    """The coordinator returns named indicators."""
    row, dice = stage.submission(agency), stage.dice(agency, "return")
    reason = texts.return_reason(agency, codes[0], stage.period.year, dice)
    stage.pass_time(MINUTES)
    given = ReturnInput(codes=list(codes), reason=reason, until=until)
    actions.send_back(stage.session, stage.actors["koordinator"], row, given, stage.at)


def resend(stage: Stage, agency: DemoAgency) -> None:
    """The head sends what was returned."""
    stage.pass_time(MINUTES)
    actions.submit(stage.session, stage.head(agency), stage.submission(agency), stage.at)


def judge(stage: Stage, agency: DemoAgency, institution: Institution, codes: Sequence[str]) -> None:
    """One institution scores these indicators."""
    row = stage.submission(agency)
    assessor = stage.actors[stage.assessors(agency)[institution]]
    year = stage.period.year
    for code in codes:
        scores, dice = stage.scores_for(agency, code), stage.dice(agency, f"{institution}{code}")
        level = scores.diskominfo if institution is Institution.DISKOMINFO else scores.bps
        reason = (
            texts.assessor_reason(agency, code, (scores.claim, level), year, dice)
            if level != scores.claim
            else ""
        )
        given = JudgementInput(
            level=level, note=texts.assessor_note(agency, code, level, year, dice), reason=reason
        )
        stage.pass_time(timedelta(minutes=3))
        assessments.save_judgement(stage.session, assessor, row, code, (given, 0), stage.at)


def lock(stage: Stage, agency: DemoAgency, institution: Institution) -> None:
    """One institution locks its levels."""
    stage.pass_time(MINUTES)
    assessor = stage.actors[stage.assessors(agency)[institution]]
    assessments.lock(stage.session, assessor, stage.submission(agency), stage.at)


def agree(stage: Stage, agency: DemoAgency, *, is_closed: bool = True) -> None:
    """The pleno agrees on every difference and closes."""
    row, moderator = stage.submission(agency), stage.actors["koordinator"]
    different = [each.code for each in comparison(stage.session, row) if each.is_different]
    for code in different if is_closed else different[: len(different) // 2]:
        scores, dice = stage.scores_for(agency, code), stage.dice(agency, f"agree{code}")
        reason = texts.agreed_reason(agency, code, scores, stage.period.year, dice)
        stage.pass_time(MINUTES)
        given = AgreementInput(level=scores.agreed, reason=reason)
        agreements.set_agreement(stage.session, moderator, row, code, given, stage.at)
    note = NoteInput(
        text=f"Pleno {agency.short_name}: kedua instansi hadir, {len(different)} beda dibahas."
    )
    assessments.add_note(stage.session, moderator, row, note, stage.at)
    record_people(stage, agency)
    if is_closed:
        stage.pass_time(MINUTES)
        agreements.close(stage.session, moderator, row, stage.at)


def record_people(stage: Stage, agency: DemoAgency) -> None:
    """The coordinator records who sat at the table: both assessors and himself."""
    row, moderator = stage.submission(agency), stage.actors["koordinator"]
    expected = attendance_page(stage.session, moderator, row, stage.at).lines
    people = [ParticipantInput(**each.model_dump()) for each in expected if each.name]
    given = (AttendanceInput(participants=people), 0)
    record_attendance(stage.session, moderator, row, given, stage.at)


def object_to(stage: Stage, agency: DemoAgency, code: str) -> None:
    """The head objects to one indicator."""
    row, dice = stage.submission(agency), stage.dice(agency, f"object{code}")
    scores, year = stage.scores_for(agency, code), stage.period.year
    stage.pass_time(timedelta(hours=5))
    item = ItemInput(code=code, reason=texts.objection_reason(agency, code, scores, year, dice))
    objections.file(stage.session, stage.head(agency), row, ObjectionInput(items=[item]), stage.at)


def decide(stage: Stage, agency: DemoAgency, code: str, *, is_accepted: bool) -> None:
    """Both institutions advise on an objection, the coordinator decides."""
    row, dice = stage.submission(agency), stage.dice(agency, f"decide{code}")
    scores, year = stage.scores_for(agency, code), stage.period.year
    level = min(scores.agreed + 1, 5) if is_accepted else scores.agreed
    for username in stage.assessors(agency).values():
        stage.pass_time(timedelta(hours=2))
        advice = texts.recommendation_reason(agency, code, year, dice, accepted=is_accepted)
        given = RecommendInput(level=level, reason=advice)
        objections.recommend(stage.session, stage.actors[username], row, code, given, stage.at)
    stage.pass_time(timedelta(hours=3))
    reason = texts.objection_decision_reason(agency, code, year, dice, accepted=is_accepted)
    decision = DecideInput(level=level, reason=reason)
    results.decide(stage.session, stage.actors["koordinator"], row, code, decision, stage.at)


def plan(stage: Stage, agency: DemoAgency, codes: Sequence[str]) -> None:
    """The OPD writes its action plan."""
    row, year = stage.submission(agency), stage.period.year
    for number, code in enumerate(codes):
        dice = stage.dice(agency, f"plan{code}")
        level = stage.scores_for(agency, code).agreed
        state = ("done", "running", "planned")[number % 3]
        progress = (
            texts.action_plan_progress(agency, code, year, dice) if state != "planned" else ""
        )
        stage.pass_time(MINUTES)
        given = PlanInput(
            code=code,
            what=texts.action_plan_what(agency, code, level, year, dice),
            who=texts.action_plan_who(agency, code, year, dice),
            due_on=(stage.at + timedelta(days=60 + 45 * number)).date(),
            state=state,
            progress=progress,
        )
        followups.add(stage.session, stage.operator(agency), row, given, stage.at)
