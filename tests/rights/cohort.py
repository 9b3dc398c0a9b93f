"""Requests of cohort: about a city, a session, an action item, a target, a cohort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.contracts import cohort as contract
from shared.contracts.requests import Request
from tests.rights.row import Row, Rows

DAY, LATER_DAY = date(2027, 5, 20), date(2027, 9, 1)
STARTS_AT, ENDS_AT = datetime(2027, 6, 8, 14, tzinfo=UTC), datetime(2027, 6, 8, 16, tzinfo=UTC)
TIMES = {"starts_at": STARTS_AT, "ends_at": ENDS_AT}
TEXT = "long enough for what has to be said of it"
LEADERS = {"kind": "leaders", "role": "team_lead"}


@dataclass(frozen=True)
class City:
    """A city and what it has; `marks` stand in no answer to whoever does not have it."""

    code: str
    cohort: str
    session_id: UUID
    item_id: UUID
    target_id: UUID
    document_id: UUID
    member_id: UUID
    gap_id: UUID
    milestone_id: UUID
    marks: tuple[str, ...] = ()


def of(model: type[Request[Any]], *keys: str, lists: bool = False, shared: bool = False, **fields: Any) -> Row:
    """Named by these fields of the city's; by its code, where none is said."""

    def make(city: City) -> Request[Any]:
        named = {key: getattr(city, key) for key in keys or ("code",)}
        return model.model_validate(named | {name: made(value, city) for name, value in fields.items()})

    return Row(make, lists, shared)


def made(value: Any, city: City) -> Any:
    return value(city) if isinstance(value, Callable) else value  # type: ignore[arg-type]


def plan_of_sessions(city: City) -> dict[str, Any]:
    return {
        "cohort": city.cohort,
        "kind": "consultation",
        "title": f"Baselines of {city.code}",
        "place": "online",
        "cities": [city.code],
        "time_zone": "America/Bogota",
        "roles": ["team_lead"],
    }


ROWS: Rows = {
    # the city and its dates
    contract.GetParticipation: of(contract.GetParticipation),
    contract.GetCity: of(contract.GetCity),
    contract.ListOwnCities: Row(lambda _: contract.ListOwnCities(), lists=True),
    contract.ListCohorts: Row(lambda _: contract.ListCohorts(), lists=True),
    contract.GetCohort: of(contract.GetCohort, "cohort", shared=True),
    contract.GetCohortTimeline: of(contract.GetCohortTimeline, "cohort", shared=True),
    contract.GetTimeline: of(contract.GetTimeline),
    contract.GetTracker: of(contract.GetTracker, "cohort", lists=True),
    # its people
    contract.GetTeam: of(contract.GetTeam),
    contract.NameTeamLead: of(contract.NameTeamLead, name="Rosa Inventada", email="rosa@puerto.example"),
    contract.AddTeamMember: of(contract.AddTeamMember, name="Rosa Inventada", role="data analyst"),
    contract.HandOver: of(
        contract.HandOver, member=lambda c: c.member_id, to="Rosa Inventada", on=DAY, notes="open questions"
    ),
    contract.LeaveTeam: of(contract.LeaveTeam, member=lambda c: c.member_id, on=DAY),
    contract.ListCoaches: Row(lambda _: contract.ListCoaches(), lists=True),
    contract.ListEngagements: of(contract.ListEngagements),
    contract.RecordEngagement: of(
        contract.RecordEngagement, engaged_by="survey", held_on=DAY, residents=10, finding=TEXT, changed=TEXT,
        linked_to="project",
    ),
    # visit
    contract.GetVisit: of(contract.GetVisit),
    contract.AnswerVisit: of(contract.AnswerVisit, suits=True),
    contract.ProposeVisit: of(contract.ProposeVisit, **TIMES, place="City hall"),
    contract.ScheduleVisit: of(contract.ScheduleVisit, **TIMES, place="City hall"),
    contract.CancelVisit: of(contract.CancelVisit, reason="a holiday"),
    contract.HoldVisit: of(contract.HoldVisit, held_on=DAY),
    contract.WriteUpVisit: of(
        contract.WriteUpVisit, vision=TEXT, stakeholders=["Neighbours"], priorities=[{"rank": 1, "title": "Waste"}],
        roster=[{"name": "Leo Supuesto", "role": "team_lead", "lead": True}],
    ),
    # project
    contract.GetProject: of(contract.GetProject),
    contract.SubmitProjectPart: of(contract.SubmitProjectPart, part="charter", document={}),
    contract.AcceptProjectPart: of(contract.AcceptProjectPart, part="charter"),
    contract.ReturnProjectPart: of(contract.ReturnProjectPart, part="charter", reason="more detail"),
    contract.RecordDataSource: of(
        contract.RecordDataSource, name="Register", tested_on=DAY, usable=True, finding=TEXT
    ),
    contract.RecordGap: of(contract.RecordGap, description=TEXT, found_on=DAY),
    contract.MendGap: of(contract.MendGap, gap=lambda c: c.gap_id, mended_on=DAY, how=TEXT),
    contract.PlanMilestone: of(contract.PlanMilestone, title="First counts", due_on=LATER_DAY),
    contract.ReachMilestone: of(
        contract.ReachMilestone, milestone=lambda c: c.milestone_id, done_on=DAY, evidence=TEXT
    ),
    # calendar
    contract.GetCalendarFeed: of(contract.GetCalendarFeed),
    contract.RenewCalendarFeed: of(contract.RenewCalendarFeed),
    # convenings
    contract.ListConvenings: of(contract.ListConvenings, "cohort", shared=True),
    contract.GetConvening: of(contract.GetConvening, "cohort", kind="leaders", shared=True),
    contract.RecordNeeds: of(contract.RecordNeeds, "code", "cohort", **LEADERS, travel="by train"),
    contract.GetInvitationLetter: of(contract.GetInvitationLetter, "code", "cohort", **LEADERS),
    contract.AnswerInvitation: of(contract.AnswerInvitation, "code", "cohort", **LEADERS, answer="yes"),
    contract.CheckIn: of(contract.CheckIn, "code", "cohort", **LEADERS),
    contract.UndoCheckIn: of(contract.UndoCheckIn, "code", "cohort", **LEADERS),
    # sessions
    contract.GetSession: of(contract.GetSession, "session_id"),
    contract.ListSessions: Row(lambda _: contract.ListSessions(), lists=True),
    contract.SearchSessions: Row(lambda _: contract.SearchSessions(text="session"), lists=True),
    contract.ListActionItems: of(contract.ListActionItems),
    contract.ScheduleSession: Row(
        lambda c: contract.ScheduleSession.model_validate(plan_of_sessions(c) | TIMES)
    ),
    contract.ScheduleSeries: Row(
        lambda c: contract.ScheduleSeries.model_validate(
            plan_of_sessions(c) | {"first_on": LATER_DAY, "at": "09:00", "minutes": 60, "count": 2}
        )
    ),
    contract.MoveSession: of(contract.MoveSession, "session_id", **TIMES),
    contract.ChangeSessionPeople: of(
        contract.ChangeSessionPeople, "session_id", cities=lambda c: [c.code], roles=["team_lead"]
    ),
    contract.CancelSession: of(contract.CancelSession, "session_id", reason="a holiday"),
    contract.HoldSession: of(contract.HoldSession, "session_id"),
    contract.RecordAttendance: of(
        contract.RecordAttendance, "session_id", attendance=lambda c: [{"code": c.code, "attendance": "present"}]
    ),
    contract.NoteSession: of(contract.NoteSession, "session_id", visibility="city", text="said"),
    contract.AgreeActionItem: of(
        contract.AgreeActionItem, "session_id", what="Publish", owner="Dana Inventada", due_on=LATER_DAY
    ),
    contract.ChangeActionItem: of(contract.ChangeActionItem, "item_id", state="done"),
    # strategy
    contract.GetStrategy: of(contract.GetStrategy),
    contract.ListStrategyVersions: of(contract.ListStrategyVersions),
    contract.CompareStrategyVersions: of(contract.CompareStrategyVersions, from_version=0, to_version=0),
    contract.SaveVision: of(contract.SaveVision, vision=TEXT),
    contract.SaveComponent: of(contract.SaveComponent, component="governance", document={}),
    contract.SaveAction: of(contract.SaveAction, component="governance", what="Name a body"),
    contract.SubmitComponent: of(contract.SubmitComponent, component="governance"),
    contract.RequestChanges: of(contract.RequestChanges, component="governance", feedback=TEXT),
    contract.ApproveComponent: of(contract.ApproveComponent, component="governance"),
    contract.GetPublishing: of(contract.GetPublishing),
    # targets
    contract.GetTargets: of(contract.GetTargets),
    contract.SetTarget: of(
        contract.SetTarget, indicator="Waiting time", unit="days", direction="down", resident_outcome="health_care",
        baseline="60", baseline_on=DAY, target="20", target_on=date(2028, 5, 20), cadence="quarterly",
    ),
    contract.MeasureTarget: of(contract.MeasureTarget, "target_id", value="50", measured_on=DAY),
    contract.TurnTarget: of(contract.TurnTarget, "target_id", state="dropped", reason="another one"),
    contract.SetReviewRoutine: of(contract.SetReviewRoutine, chair="The deputy mayor", cadence="quarterly"),
    contract.RecordReview: of(contract.RecordReview, held_on=DAY),
    # surveys, maturity, follow-up
    contract.ListSurveys: of(contract.ListSurveys, "cohort", shared=True),
    contract.ListSurveyResponses: of(contract.ListSurveyResponses),
    contract.AnswerSurvey: of(contract.AnswerSurvey, survey="start", role="team_lead", answers={}),
    contract.RecordMaturity: of(contract.RecordMaturity, moment="start", assessed_on=DAY, levels={}),
    contract.GetMaturity: of(contract.GetMaturity),
    contract.ListFollowUps: of(contract.ListFollowUps, "cohort", lists=True),
    contract.RecordFollowUp: of(
        contract.RecordFollowUp, months=6, held_on=DAY, strategy_in_force=True, senior_leader_in_post=True,
        targets_measured=1,
    ),
    # documents
    contract.SaveDocument: of(
        contract.SaveDocument, kind="letter", title="A letter", language="es", name="letter.pdf", upload_id=uuid4(),
        size=1, sha256="0" * 64,
    ),
    contract.ArchiveDocument: of(contract.ArchiveDocument, id=lambda c: c.document_id, reason="an older one"),
    contract.RestoreDocument: of(contract.RestoreDocument, id=lambda c: c.document_id, reason="needed again"),
    contract.ListDocuments: of(contract.ListDocuments),
    contract.GetDocumentPart: of(contract.GetDocumentPart, id=lambda c: c.document_id, number=0),
    # what is codified
    contract.GetCodified: of(contract.GetCodified),
    contract.SavePolicy: of(
        contract.SavePolicy, area="data_governance", instrument="ordinance", title="Open data"
    ),
    contract.SaveProcess: of(
        contract.SaveProcess, function="budgeting", title="Budget by results", what_changed=TEXT, owner="Finance"
    ),
    contract.SaveAiUse: of(
        contract.SaveAiUse, title="Routing", purpose=TEXT, data=TEXT, risk="low", owner="Public works"
    ),
    # commitments and mayors
    contract.GetSharedCommitment: of(contract.GetSharedCommitment, "cohort", shared=True),
    contract.GetMayorCommitment: of(contract.GetMayorCommitment),
    contract.WriteMayorCommitment: of(contract.WriteMayorCommitment, title="We will", texts={"es": TEXT}),
    contract.OpenMayorCommitment: of(contract.OpenMayorCommitment),
    contract.SignCommitment: of(
        contract.SignCommitment, kind="mayor", name="Ana Ficticia", title="Mayor", signed_on=DAY,
        signature_method="uploaded_letter",
    ),
    contract.GetMayors: of(contract.GetMayors),
}  # fmt: skip
