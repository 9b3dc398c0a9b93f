"""What is told of things that come near for a city, or that staff and its coach should know of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from shared.contracts import cohort

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling

LEFT = ("withdrawn", "exited")
#: What ends with a city, in the order in which it is told.
ENDED = ("visit", "session", "session_part", "invitation", "action_item", "launch")
REPORTS = ("progress_report", "final_report")


def tell_requirements(event: cohort.RequirementsMissing, telling: Telling) -> None:
    """To the team and the city's coach; the city's page names what is missing."""
    values = {"phase": event.next_phase, "due_on": event.due_on.isoformat(), "missing": event.missing}
    tell_coach_too(event, "requirement_missing", values, telling)


def tell_follow_up(event: cohort.FollowUpDue, telling: Telling) -> None:
    values = {"months": event.months, "due_on": event.due_on.isoformat()}
    tell_coach_too(event, "staff_follow_up_due", values, telling)


def tell_term(event: cohort.TermEnding, telling: Telling) -> None:
    values = {"subject": event.subject, "on_date": event.on_date.isoformat()}
    tell_coach_too(event, "staff_term_ending", values, telling)


def tell_leaving(event: cohort.StatusChanged, telling: Telling) -> None:
    """A pause is the staff's own doing and is told to nobody."""
    if event.to_status in LEFT:
        ended = Counter(one.kind for one in event.ended)
        values = {"status": event.to_status, "ended": {kind: ended[kind] for kind in ENDED}}
        telling.tell(event, "staff_city_left", values)


def tell_judged_report(
    event: cohort.ProjectPartAccepted | cohort.ProjectPartReturned,
    telling: Telling,
) -> None:
    """That one is accepted is told of reports alone; that it is returned, of each part."""
    accepted = isinstance(event, cohort.ProjectPartAccepted)
    if event.part in REPORTS or not accepted:
        values = {"part": event.part, "number": event.number, "accepted": accepted}
        telling.tell(event, "report_judged", values)


def tell_survey(event: cohort.SurveyOpened, telling: Telling) -> None:
    """To the team of each city that may answer; again when its last day moves."""
    values: dict[str, Any] = {"survey": event.survey, "closes_on": event.closes_on.isoformat()}
    for city in event.cities:
        telling.tell_about(city.application_id, "survey_opened", values)


def tell_coach_too(
    event: cohort.RequirementsMissing | cohort.FollowUpDue | cohort.TermEnding,
    template: str,
    values: dict[str, Any],
    telling: Telling,
) -> None:
    """Those whom the mail is for, and the city's coach."""
    telling.tell(event, template, values)
    if event.coach is not None:
        telling.tell(event, template, values, to=event.coach, leads=False)
