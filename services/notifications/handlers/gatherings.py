"""What is told of visits and convenings after they are set: cancelled, answered, reminded, thanked; and of dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from services.notifications.handlers.telling import facts_of_meeting, occasion_about, occasion_of, tell, tell_person

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts import cohort
    from shared.messaging.cause import Cause


def tell_visit_cancelled(
    event: cohort.VisitCancelled, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To everybody in whose calendar it stands, the coach, too; a proposal was told to nobody."""
    occasion = occasion_of(event, cause, "visit_cancelled", facts_of_meeting(event, event.visit_id))
    for recipient, language in repository.list_told_of_meeting(event.visit_id).items():
        tell(replace(occasion, recipient=recipient, language=language), repository, letters, now)


def tell_visit_answer(
    event: cohort.VisitAnswered, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To whoever schedules it: the city's coach and staff."""
    values = {
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "meeting_zone": event.time_zone,
        "suits": event.suits,
    }
    occasion = occasion_of(event, cause, "visit_answered", values)
    tell(occasion, repository, letters, now)
    if event.coach is not None:
        tell_person(occasion, event.coach, repository, letters, now)


def tell_visit_guest(
    event: cohort.VisitGuestChanged, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """One goes, another comes; nobody else hears of it."""
    values, told = facts_of_meeting(event, event.visit_id), repository.list_told_of_meeting(event.visit_id)
    if event.gone is not None and event.gone.ref in told:
        occasion = occasion_of(event, cause, "visit_cancelled", values)
        tell_person(occasion, event.gone, repository, letters, now)
    if event.invited is not None and event.invited.ref not in told and now < event.ends_at:
        occasion = occasion_of(event, cause, "visit_scheduled", values | {"moved": False})
        tell_person(occasion, event.invited, repository, letters, now)


def tell_uninvited(
    event: cohort.ConveningUninvited, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """Only to whom the gathering was told."""
    if event.person.ref in repository.list_told_of_meeting(event.convening_id):
        values = facts_of_meeting(event, event.convening_id) | {"kind": event.kind, "cancelled": event.cancelled}
        occasion = occasion_of(event, cause, "convening_cancelled", values)
        tell_person(occasion, event.person, repository, letters, now)


def confirm_answer(
    event: cohort.ConveningAnswered, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """An answer from before answers carried the person is confirmed to nobody."""
    if event.person is None or event.starts_at is None:
        return
    values = {
        "kind": event.kind,
        "answer": event.answer,
        "delegated": event.delegated,
        "starts_at": event.starts_at.isoformat(),
        "meeting_zone": event.time_zone,
    }
    occasion = occasion_of(event, cause, "convening_receipt", values)
    tell_person(occasion, event.person, repository, letters, now)


def remind_of_answer(
    event: cohort.ConveningReminded, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {
        "kind": event.kind,
        "starts_at": event.starts_at.isoformat(),
        "meeting_zone": event.time_zone,
        "rsvp_by": event.rsvp_by.isoformat(),
    }
    occasion = occasion_of(event, cause, "convening_reminder", values)
    tell_person(occasion, event.person, repository, letters, now)


def thank(
    event: cohort.AttendanceThanked, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    occasion = occasion_of(event, cause, "convening_thanks", {"kind": event.kind})
    tell_person(occasion, event.person, repository, letters, now)


def tell_report(
    event: cohort.ReportAwaited, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To the team before its date and when it is late, to the city's coach after that; staff see it in the report."""
    late = event.told != "city_before"
    values = {"part": event.part, "number": event.number, "due_on": event.due_on.isoformat(), "late": late}
    if event.told in ("city_before", "city"):
        tell(occasion_of(event, cause, "report_awaited", values), repository, letters, now)
    elif event.told == "coach" and event.coach is not None:
        occasion = occasion_of(event, cause, "report_awaited", values)
        tell_person(occasion, event.coach, repository, letters, now)


def tell_timeline(
    event: cohort.TimelineChanged, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To the team of each city whose dates moved, its own dates."""
    for city in event.cities:
        moved = [change.model_dump(mode="json") for change in event.changes_of(city)]
        values = {"changes": moved, "version": event.version}
        tell(occasion_about(city.application_id, cause, "timeline_changed", values), repository, letters, now)
