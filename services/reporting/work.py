"""What waits for whom: each kind of work is one row of KINDS, made of the events that begin and end it.

The events of a row are of one aggregate, whose order holds; what another service says of the application (a withdrawal)
is looked at when the queue is read. So the same work is there whichever service spoke first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from shared.contracts import cohort, eligibility, notifications, operations
from shared.contracts.events import Event
from shared.contracts.lifecycle import ApplicationState as State


class For(StrEnum):
    """Whom a kind of work waits for. Staff see what waits for a coach, too."""

    STAFF = "staff"
    OPERATOR = "operator"
    COACH = "coach"
    REVIEWER = "reviewer"  # whom the event names
    APPLICANT = "applicant"  # the people of the application
    CITY = "city"  # the people of the city


@dataclass(frozen=True)
class Opened:
    """It waits; where it does already, `since` stays."""

    key: str
    due_on: date | None = None
    person_id: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Closed:
    """It waits no more. No key: nor does any other of its kind, of that aggregate."""

    key: str | None = None


Change = Opened | Closed
Step = Callable[[Any], Change | None]


def opens(*key: str, due: str | None = None, person: str | None = None, says: Sequence[str] = (),
          when: Callable[[Any], bool] = lambda _: True) -> Step:  # fmt: skip
    """`due`, `person`, `says`: fields of the event. Where it does not begin it ends."""

    def step(event: Any) -> Change:
        if not when(event):
            return Closed(key_of(event, key))
        return Opened(
            key_of(event, key),
            getattr(event, due) if due else None,
            getattr(event, person) if person else None,
            {name: getattr(event, name) for name in says},
        )

    return step


def closes(*key: str, when: Callable[[Any], bool] = lambda _: True) -> Step:
    """Without a key: all of its kind, of the aggregate."""

    def step(event: Any) -> Change | None:
        if not when(event):
            return None
        return Closed(key_of(event, key) if key else None)

    return step


def passes(_event: Any) -> Change | None:
    """Changes nothing, whatever a base of the event does."""
    return None


def key_of(event: Event, fields: Sequence[str]) -> str:
    return ":".join(str(part) for part in (event.aggregate_id, *(getattr(event, name) for name in fields)))


def leaves(*states: State) -> Step:
    """Closed as soon as the application is in another state."""
    return closes(when=lambda event: event.state not in states)


@dataclass(frozen=True)
class Kind:
    """`page`: where it is done. `late_for_staff`: where staff look at it, who see it, too, once it is overdue.
    `passing`: it is over with its day, done or not."""

    name: str
    waits_for: For
    page: str
    hears: Mapping[type[Event], Step]
    late_for_staff: str | None = None
    passing: bool = False


STAFF_PAGE, APPLICATION, CITY = "/staff/applications/{code}", "/applications/{code}", "/cities/{code}"
OPEN_TO_REVIEW = (State.CHECKED, State.IN_REVIEW, State.MORE_INFO)
GONE: dict[type[Event], Step] = {
    cohort.StatusChanged: closes(when=lambda event: event.to_status not in ("active", "paused"))
}


def outcome_is(outcome: str) -> Callable[[Any], bool]:
    return lambda event: event.outcome == outcome


def check_is(outcome: str) -> Callable[[Any], bool]:
    return lambda event: event.state is State.CHECKED and event.outcome == outcome


def is_judged(event: cohort.ProjectPartSubmitted) -> bool:
    """A measurement is there once it is handed in."""
    return event.part not in ("baseline", "final_measurement")


def kind(name: str, waits_for: For, page: str, *hears: Mapping[type[Event], Step], late: str | None = None,
         passing: bool = False) -> Kind:  # fmt: skip
    return Kind(name, waits_for, page, {event: step for some in hears for event, step in some.items()}, late, passing)


def of_selection(*states: State) -> dict[type[Event], Step]:
    return {eligibility.SelectionEvent: leaves(*states)}


#: In the order in which they are shown.
KINDS: tuple[Kind, ...] = (
    # of applications
    kind("check", For.STAFF, STAFF_PAGE, of_selection(State.CHECKED),
         {eligibility.EligibilityChecked: opens(says=("left_open",), when=check_is("needs_review"))}),
    kind("answer", For.STAFF, STAFF_PAGE,
         {eligibility.SelectionEvent: closes(), eligibility.EligibilityChecked: passes,
          eligibility.InformationReceived: opens()}),
    kind("reviewers", For.STAFF, STAFF_PAGE, of_selection(State.CHECKED),
         {eligibility.EligibilityChecked: opens(when=check_is("eligible"))}),
    kind("apart", For.STAFF, STAFF_PAGE, of_selection(State.IN_REVIEW, State.MORE_INFO),
         {eligibility.ReviewSubmitted: opens(when=lambda event: event.apart)}),
    kind("decision", For.STAFF, STAFF_PAGE, of_selection(State.DECIDED),
         {eligibility.DecisionMade: opens(says=("outcome",), when=lambda event: event.state is State.DECIDED)}),
    kind("overdue_offer", For.STAFF, STAFF_PAGE, of_selection(State.OFFERED),
         {eligibility.OfferOverdue: opens(due="reply_by"), eligibility.OfferExtended: closes()}),
    kind("proposal", For.STAFF, STAFF_PAGE,
         {eligibility.PlaceProposed: opens(says=("rank",)), eligibility.ProposalClosed: closes()}),
    kind("review", For.REVIEWER, "/reviews/{code}", of_selection(*OPEN_TO_REVIEW),
         {eligibility.ReviewAssigned: opens("reviewer_id", due="due_on", person="reviewer_id"),
          eligibility.ReviewUnassigned: closes("reviewer_id"), eligibility.ReviewSubmitted: closes("reviewer_id"),
          eligibility.ReviewDeclared: closes("reviewer_id", when=lambda event: event.conflict == "declared")},
         late=STAFF_PAGE),
    kind("question", For.APPLICANT, APPLICATION, of_selection(State.MORE_INFO),
         {eligibility.DecisionSent: opens(due="reply_by", when=outcome_is("more_info"))}),
    kind("offer", For.APPLICANT, APPLICATION, of_selection(State.OFFERED),
         {eligibility.DecisionSent: opens(due="reply_by", when=outcome_is("admitted")),
          eligibility.DecisionCorrected: opens(due="reply_by", when=outcome_is("admitted")),
          eligibility.OfferReinstated: opens(due="reply_by"), eligibility.OfferExtended: opens(due="reply_by")}),
    # of cities
    kind("report", For.COACH, f"{CITY}/project", GONE,
         {cohort.ProjectPartSubmitted: opens("part", "number", says=("part", "number"), when=is_judged),
          cohort.ProjectPartAccepted: closes("part", "number"), cohort.ProjectPartReturned: closes("part", "number")}),
    kind("component", For.COACH, f"{CITY}/strategy", GONE,
         {cohort.StrategyComponentSubmitted: opens("component", says=("component",)),
          cohort.StrategyChangesRequested: closes("component"), cohort.StrategyComponentApproved: closes("component")}),
    kind("visit", For.COACH, f"{CITY}/visit", GONE,
         {cohort.VisitHeld: opens("visit_id"), cohort.VisitWrittenUp: closes("visit_id")}),
    kind("requirements", For.COACH, CITY, GONE,
         {cohort.RequirementsMissing: opens(due="due_on", says=("missing", "next_phase")),
          cohort.PhaseAdvanced: closes(), cohort.SteppedBack: closes()}),
    kind("term", For.COACH, f"{CITY}/team", GONE,
         {cohort.TermEnding: opens("subject", due="on_date", says=("subject",)), cohort.MayorRecorded: closes(),
          cohort.LeadershipChanged: closes(), cohort.TermExtended: closes()}),
    kind("follow_up", For.COACH, f"{CITY}/follow-up",
         {cohort.FollowUpDue: opens("months", due="due_on", says=("months",)),
          cohort.FollowUpRecorded: closes("months"), cohort.FollowUpWaived: closes("months")}),
    kind("report_awaited", For.CITY, f"{CITY}/project", GONE,
         {cohort.ReportAwaited: opens("part", "number", due="due_on", says=("part", "number")),
          cohort.ProjectPartSubmitted: closes("part", "number"), cohort.ProjectPartAccepted: closes("part", "number")},
         late=f"{CITY}/project"),
    kind("report_returned", For.CITY, f"{CITY}/project", GONE,
         {cohort.ProjectPartReturned: opens("part", "number", says=("part", "number")),
          cohort.ProjectPartSubmitted: closes("part", "number"), cohort.ProjectPartAccepted: closes("part", "number")}),
    kind("component_returned", For.CITY, f"{CITY}/strategy", GONE,
         {cohort.StrategyChangesRequested: opens("component", says=("component",)),
          cohort.StrategyComponentSubmitted: closes("component"),
          cohort.StrategyComponentApproved: closes("component")}),
    kind("action_item", For.CITY, f"{CITY}/sessions", GONE,
         {cohort.ActionItemAgreed: opens("item_id", due="due_on"),
          cohort.ActionItemPassed: opens("item_id", due="due_on"),
          cohort.ActionItemChanged: opens("item_id", when=lambda event: event.state == "open")}),
    kind("rsvp", For.CITY, f"{CITY}/convenings", GONE,
         {cohort.ConveningInvited: opens("convening_id", due="rsvp_by", says=("kind",)),
          cohort.ConveningAnswered: closes("convening_id"),
          cohort.ConveningUninvited: closes("convening_id", when=lambda event: event.cancelled)}, passing=True),
    kind("commitment", For.CITY, f"{CITY}/commitments", GONE,
         {cohort.CommitmentOpened: opens("kind", says=("kind",)), cohort.CommitmentRevised: closes("kind"),
          cohort.CommitmentSigned: closes("kind"),
          cohort.CommitmentToReaffirm: opens("kind", due="reaffirm_by", says=("kind",))}),
    kind("survey", For.CITY, f"{CITY}/surveys", GONE,
         {cohort.SurveyAsked: opens("survey", due="closes_on", says=("survey",)),
          cohort.SurveyAnswered: closes("survey"), cohort.SurveyEnded: closes("survey")}, passing=True),
    kind("measurement", For.CITY, f"{CITY}/targets", GONE,
         {cohort.MeasurementDue: opens("target_id", due="due_on"), cohort.TargetMeasured: closes("target_id"),
          cohort.TargetTurned: closes("target_id", when=lambda event: event.state == "dropped")},
         late=f"{CITY}/targets"),
    # of the system
    kind("mail", For.STAFF, "/staff/mail?state={state}",
         {notifications.MailStopped: opens(says=("state", "template")), notifications.MailHandled: closes()}),
    kind("dead_letter", For.OPERATOR, "/ops",
         {operations.DeadLetterArrived: opens(says=("queue", "event_type")),
          operations.DeadLetterRetried: closes(), operations.DeadLetterDiscarded: closes()}),
)  # fmt: skip

BY_NAME = {one.name: one for one in KINDS}


def changes_of(event: Event) -> list[tuple[str, Change]]:
    """What an event changes, by kind."""
    found = ((name, step(event)) for name, step in steps_of(type(event)))
    return [(name, change) for name, change in found if change is not None]


@cache
def steps_of(event: type[Event]) -> tuple[tuple[str, Step], ...]:
    """Of each kind the step of the event itself, or of the nearest of its bases."""
    return tuple(
        (one.name, next(one.hears[base] for base in event.__mro__ if base in one.hears))
        for one in KINDS
        if any(base in one.hears for base in event.__mro__)
    )


def names_for(*waits_for: For) -> list[str]:
    return [one.name for one in KINDS if one.waits_for in waits_for]


def page_of(one: Kind, code: str | None, values: Mapping[str, Any], *, by_staff: bool) -> str:
    page = one.late_for_staff if by_staff and one.late_for_staff else one.page
    return page.format(code=code, **values)
