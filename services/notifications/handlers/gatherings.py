"""What is told of visits and convenings after they are set: cancelled, answered, reminded, thanked; and of dates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.notifications.handlers.telling import facts_of_meeting, for_person

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling
    from shared.contracts import cohort


def tell_visit(event: cohort.VisitScheduled, telling: Telling) -> None:
    """What lies in the past was entered late: nobody is invited to it. The city's lead coach comes, too."""
    values = facts_of_meeting(event, event.visit_id)
    if event.ends_at <= telling.now:
        telling.take_out(telling.occasion_of(event, "visit_cancelled", values))
        return
    moved = {"moved": bool(telling.repository.list_told_of_meeting(event.visit_id))}
    telling.tell(event, "visit_scheduled", values | moved)
    if event.coach is not None:
        moved = {"moved": event.coach.ref in telling.repository.list_told_of_meeting(event.visit_id)}
        telling.tell(event, "visit_scheduled", values | moved, to=event.coach, leads=False)


def tell_convening(event: cohort.ConveningInvited, telling: Telling) -> None:
    """Whoever is invited only after a move reads an invitation, not a change; to what is over nobody is invited."""
    facts = facts_of_meeting(event, event.convening_id) | {"kind": event.kind}
    if event.ends_at <= telling.now:
        ended = telling.occasion_of(event, "convening_cancelled", facts | {"cancelled": False})
        telling.take_out(ended, [event.person.ref])
        return
    known = event.person.ref in telling.repository.list_told_of_meeting(event.convening_id)
    values = facts | {"rsvp_by": event.rsvp_by.isoformat(), "moved": known}
    telling.tell(event, "convening_invitation", values, to=event.person)


def tell_visit_cancelled(event: cohort.VisitCancelled, telling: Telling) -> None:
    """To everybody in whose calendar it stands, the coach, too; a proposal was told to nobody."""
    occasion = telling.occasion_of(event, "visit_cancelled", facts_of_meeting(event, event.visit_id))
    for recipient, language in telling.repository.list_told_of_meeting(event.visit_id).items():
        telling.mail(replace(occasion, recipient=recipient, language=language))


def tell_visit_answer(event: cohort.VisitAnswered, telling: Telling) -> None:
    """To whoever schedules it: the city's coach and staff."""
    values = {
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "meeting_zone": event.time_zone,
        "suits": event.suits,
    }
    occasion = telling.occasion_of(event, "visit_answered", values)
    telling.mail(occasion)
    if event.coach is not None:
        telling.mail(for_person(occasion, event.coach))


def tell_visit_guest(event: cohort.VisitGuestChanged, telling: Telling) -> None:
    """One goes, another comes; nobody else hears of it."""
    values, told = facts_of_meeting(event, event.visit_id), telling.repository.list_told_of_meeting(event.visit_id)
    if event.gone is not None and event.gone.ref in told:
        telling.tell(event, "visit_cancelled", values, to=event.gone)
    if event.invited is not None and event.invited.ref not in told and telling.now < event.ends_at:
        telling.tell(event, "visit_scheduled", values | {"moved": False}, to=event.invited)


def tell_uninvited(event: cohort.ConveningUninvited, telling: Telling) -> None:
    """Only to whom the gathering was told."""
    if event.person.ref in telling.repository.list_told_of_meeting(event.convening_id):
        values = facts_of_meeting(event, event.convening_id) | {"kind": event.kind, "cancelled": event.cancelled}
        telling.tell(event, "convening_cancelled", values, to=event.person)


def confirm_answer(event: cohort.ConveningAnswered, telling: Telling) -> None:
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
    telling.tell(event, "convening_receipt", values, to=event.person)


def tell_report(event: cohort.ReportAwaited, telling: Telling) -> None:
    """To the team before its date and when it is late, then to the city's coach, then to staff."""
    late = event.told != "city_before"
    values = {"part": event.part, "number": event.number, "due_on": event.due_on.isoformat(), "late": late}
    if event.told in ("city_before", "city"):
        telling.tell(event, "report_awaited", values)
    elif event.told == "staff":
        telling.tell(event, "staff_report_late", values)
    elif event.coach is not None:
        telling.tell(event, "report_awaited", values, to=event.coach)


def tell_timeline(event: cohort.TimelineChanged, telling: Telling) -> None:
    """To the team of each city whose dates moved, its own dates."""
    for city in event.cities:
        moved = [change.model_dump(mode="json") for change in event.changes_of(city)]
        values = {"changes": moved, "version": event.version}
        telling.tell_about(city.application_id, "timeline_changed", values)
