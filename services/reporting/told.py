"""What of an application's history is told to whom: everything to those who run the program; to its coach and to its
own people what they were told, and what they did. Never a decision that was not sent, nor what reviewers did."""

from __future__ import annotations

from services.reporting.domain import Audience
from shared.contracts import cohort, eligibility, intake
from shared.contracts.events import Event
from shared.contracts.lifecycle import ApplicationState

#: Of the application and its selection; what is not here is the program's own.
OF_APPLICATION: tuple[type[Event], ...] = (
    intake.ApplicationMerged,
    intake.ApplicationPeopleChanged,
    intake.ApplicationRestored,
    intake.ApplicationSubmitted,
    intake.ApplicationWithdrawn,
    intake.CallReopened,
    intake.ColleagueInvited,
    intake.ColleagueRemoved,
    intake.DraftReminderDue,
    intake.DraftSaved,
    eligibility.DecisionCorrected,
    eligibility.DecisionSent,
    eligibility.InformationReceived,
    eligibility.InterviewCancelled,
    eligibility.InterviewScheduled,
    eligibility.OfferConfirmed,
    eligibility.OfferDeclined,
    eligibility.OfferExtended,
    eligibility.OfferLapsed,
    eligibility.OfferOverdue,
    eligibility.OfferReinstated,
    eligibility.OfferReminderDue,
    eligibility.WaitlistClosed,
    eligibility.WithdrawalOvertaken,
)
OF_PARTICIPATION: tuple[type[Event], ...] = (cohort.ParticipationEvent, cohort.TimelineChanged)

#: Of a participation, what its coach reads and its people do not; a note and a document by whom they are for.
OF_PROGRAM: tuple[type[Event], ...] = (cohort.TermEnding,)
BY_VISIBILITY: tuple[type[Event], ...] = (cohort.SessionNoted, cohort.DocumentSaved)

NOBODYS = "-"  # no outcome of a check: what is not told is found by nobody

#: Clauses of a sentence that say how staff came to it.
INSIDE_CLAUSES = frozenset({"clauses.by_override", "clauses.overriding", "clauses.waived"})


def is_told(event: Event, audience: Audience, coached: bool) -> bool:
    if audience.everything:
        return True
    if coached or not isinstance(event, OF_PARTICIPATION):
        return isinstance(event, OF_APPLICATION + OF_PARTICIPATION)
    staffs = isinstance(event, BY_VISIBILITY) and getattr(event, "visibility", None) == "staff"
    return not isinstance(event, OF_PROGRAM) and not staffs


def outcome_told(outcome: str | None, audience: Audience, else_: str | None = None) -> str | None:
    """Of the check, which people judge."""
    return outcome if audience.everything else else_


def states_told_as(told: ApplicationState, audience: Audience) -> tuple[ApplicationState, ...]:
    return tuple(state for state in ApplicationState if state_told(state, audience) is told)


def state_told(state: ApplicationState, audience: Audience) -> ApplicationState:
    """A decision is under review until it is sent."""
    undecided = state is ApplicationState.DECIDED and not audience.everything
    return ApplicationState.IN_REVIEW if undecided else state
