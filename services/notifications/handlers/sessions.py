"""What is told of sessions: to each of their people and their coach, with an entry for the calendar, or its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.notifications.handlers.telling import facts_of_meeting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.notifications.handlers.telling import Telling
    from shared.contracts import cohort
    from shared.contracts.people import PersonRef


def tell_session(event: cohort.SessionScheduled, telling: Telling) -> None:
    """What lies in the past was entered late: nobody is invited to it. Who is new reads of a session, not a change."""
    if event.ends_at <= telling.now:
        values = facts_of_meeting(event, event.session_id) | {"kind": event.kind}
        refs = {one.ref for coach in (event.coach, event.former_coach) for one in with_coach(event.people, coach)}
        telling.take_out(telling.occasion_of(event, "session_cancelled", values), refs)
        return
    values = facts_of_meeting(event, event.session_id) | {
        "kind": event.kind,
        "spoken": event.language,
        "interpretation": list(event.interpretation),
    }
    told = telling.repository.list_told_of_meeting(event.session_id)
    for person in with_coach(event.people, event.coach):
        moved = {"moved": person.ref in told}
        telling.tell(event, "session_scheduled", values | moved, to=person)
    tell_end(event, with_coach((), event.former_coach), telling)


def tell_session_cancelled(event: cohort.SessionCancelled, telling: Telling) -> None:
    tell_end(event, with_coach(event.people, event.coach), telling)


def tell_end(
    event: cohort.SessionScheduled | cohort.SessionCancelled,
    people: Iterable[PersonRef],
    telling: Telling,
) -> None:
    """Only to those in whose calendars it stands."""
    values = facts_of_meeting(event, event.session_id) | {"kind": event.kind}
    told = telling.repository.list_told_of_meeting(event.session_id)
    for person in people:
        if person.ref in told:
            telling.tell(event, "session_cancelled", values, to=person)


def tell_passed_item(event: cohort.ActionItemPassed, telling: Telling) -> None:
    """To who does it now, if mail reaches them; what it is about stays with the cohort until then."""
    if event.owner is not None:
        item = {"session_id": str(event.session_id), "item_id": str(event.item_id)}
        values = item | {"due_on": event.due_on.isoformat()}
        telling.tell(event, "action_item_passed", values, to=event.owner)


def tell_due_item(event: cohort.ActionItemDue, telling: Telling) -> None:
    """To its owner, or to the team where mail reaches none; of a late one then to the city's coach, then to staff."""
    item = {"session_id": str(event.session_id), "item_id": str(event.item_id)}
    values = item | {"due_on": event.due_on.isoformat(), "late": event.told != "city_before"}
    if event.told == "staff":
        telling.tell(event, "staff_item_late", values)
    elif event.told == "coach":
        if event.coach is not None:
            telling.tell(event, "action_item_due", values, to=event.coach)
    else:
        telling.tell(event, "action_item_due", values, to=event.owner)


def with_coach(people: Iterable[PersonRef], coach: PersonRef | None) -> list[PersonRef]:
    return [*people, *([coach] if coach else [])]
