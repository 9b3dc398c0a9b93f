"""What is told of things that come near for a city, or that staff and its coach should know of."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.notifications.handlers.telling import for_person, occasion_about, occasion_of, tell
from shared.contracts import cohort

if TYPE_CHECKING:
    from services.notifications.domain import Occasion
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts.people import PersonRef
    from shared.messaging.cause import Cause

LEFT = ("withdrawn", "exited")
#: What ends with a city, in the order in which it is told.
ENDED = ("visit", "session", "session_part", "invitation", "action_item", "launch")
REPORTS = ("progress_report", "final_report")


def tell_requirements(
    event: cohort.RequirementsMissing, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To the team and the city's coach; the city's page names what is missing."""
    values = {"phase": event.next_phase, "due_on": event.due_on.isoformat(), "missing": event.missing}
    occasion = occasion_of(event, cause, "requirement_missing", values)
    tell_coach_too(occasion, event.coach, repository, letters, now)


def tell_follow_up(
    event: cohort.FollowUpDue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"months": event.months, "due_on": event.due_on.isoformat()}
    occasion = occasion_of(event, cause, "staff_follow_up_due", values)
    tell_coach_too(occasion, event.coach, repository, letters, now)


def tell_term(event: cohort.TermEnding, repository: Repository, letters: Letters, cause: Cause, now: datetime) -> None:
    values = {"subject": event.subject, "on_date": event.on_date.isoformat()}
    occasion = occasion_of(event, cause, "staff_term_ending", values)
    tell_coach_too(occasion, event.coach, repository, letters, now)


def tell_leaving(
    event: cohort.StatusChanged, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """A pause is the staff's own doing and is told to nobody."""
    if event.to_status in LEFT:
        ended = Counter(one.kind for one in event.ended)
        values = {"status": event.to_status, "ended": {kind: ended[kind] for kind in ENDED}}
        tell(occasion_of(event, cause, "staff_city_left", values), repository, letters, now)


def tell_judged_report(
    event: cohort.ProjectPartAccepted | cohort.ProjectPartReturned,
    repository: Repository,
    letters: Letters,
    cause: Cause,
    now: datetime,
) -> None:
    """That one is accepted is told of reports alone; that it is returned, of each part."""
    accepted = isinstance(event, cohort.ProjectPartAccepted)
    if event.part in REPORTS or not accepted:
        values = {"part": event.part, "number": event.number, "accepted": accepted}
        tell(occasion_of(event, cause, "report_judged", values), repository, letters, now)


def tell_survey(
    event: cohort.SurveyOpened, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To the team of each city that may answer; again when its last day moves."""
    values: dict[str, Any] = {"survey": event.survey, "closes_on": event.closes_on.isoformat()}
    for city in event.cities:
        tell(occasion_about(city.application_id, cause, "survey_opened", values), repository, letters, now)


def tell_coach_too(
    occasion: Occasion, coach: PersonRef | None, repository: Repository, letters: Letters, now: datetime
) -> None:
    """Those whom the occasion is for, and the city's coach."""
    tell(occasion, repository, letters, now)
    if coach is not None:
        tell(replace(for_person(occasion, coach), leads=False), repository, letters, now)
