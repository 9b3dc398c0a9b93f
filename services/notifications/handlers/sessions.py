"""What is told of sessions: to each of their people and their coach, with an entry for the calendar, or its end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.notifications.handlers.telling import facts_of_meeting, occasion_of, take_out, tell_person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts import cohort
    from shared.contracts.people import PersonRef
    from shared.messaging.cause import Cause


def tell_session(
    event: cohort.SessionScheduled, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """What lies in the past was entered late: nobody is invited to it. Who is new reads of a session, not a change."""
    if event.ends_at <= now:
        values = facts_of_meeting(event, event.session_id) | {"kind": event.kind}
        refs = {one.ref for coach in (event.coach, event.former_coach) for one in with_coach(event.people, coach)}
        take_out(occasion_of(event, cause, "session_cancelled", values), refs, repository, letters, now)
        return
    values = facts_of_meeting(event, event.session_id) | {
        "kind": event.kind,
        "spoken": event.language,
        "interpretation": list(event.interpretation),
    }
    told = repository.list_told_of_meeting(event.session_id)
    for person in with_coach(event.people, event.coach):
        moved = {"moved": person.ref in told}
        occasion = occasion_of(event, cause, "session_scheduled", values | moved)
        tell_person(occasion, person, repository, letters, now)
    tell_end(event, with_coach((), event.former_coach), repository, letters, cause, now)


def tell_session_cancelled(
    event: cohort.SessionCancelled, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    tell_end(event, with_coach(event.people, event.coach), repository, letters, cause, now)


def tell_end(
    event: cohort.SessionScheduled | cohort.SessionCancelled,
    people: Iterable[PersonRef],
    repository: Repository,
    letters: Letters,
    cause: Cause,
    now: datetime,
) -> None:
    """Only to those in whose calendars it stands."""
    values = facts_of_meeting(event, event.session_id) | {"kind": event.kind}
    told = repository.list_told_of_meeting(event.session_id)
    for person in people:
        if person.ref in told:
            occasion = occasion_of(event, cause, "session_cancelled", values)
            tell_person(occasion, person, repository, letters, now)


def tell_passed_item(
    event: cohort.ActionItemPassed, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To who does it now, if mail reaches them; what it is about stays with the cohort until then."""
    if event.owner is not None:
        item = {"session_id": str(event.session_id), "item_id": str(event.item_id)}
        values = item | {"due_on": event.due_on.isoformat()}
        tell_person(occasion_of(event, cause, "action_item_passed", values), event.owner, repository, letters, now)


def with_coach(people: Iterable[PersonRef], coach: PersonRef | None) -> list[PersonRef]:
    return [*people, *([coach] if coach else [])]
