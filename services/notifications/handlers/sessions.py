"""What is told of sessions: to each of their people, with an entry for the calendar, or with its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from services.notifications.domain import Audience
from services.notifications.handlers.telling import facts_of_meeting, occasion_of, tell

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts import cohort
    from shared.messaging.cause import Cause


def tell_session(
    event: cohort.SessionScheduled, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """What lies in the past was entered late: nobody is invited to it. Who is new reads of a session, not a change."""
    if event.ends_at <= now:
        return
    values = facts_of_meeting(event, event.session_id) | {
        "kind": event.kind,
        "spoken": event.language,
        "interpretation": list(event.interpretation),
    }
    for person in event.people:
        known = repository.was_told_of_meeting(event.code, person.ref, event.session_id)
        occasion = occasion_of(event, cause, "session_scheduled", Audience.PERSON, values | {"moved": known})
        tell(replace(occasion, recipient=person.ref, language=person.language), repository, letters, now)


def tell_session_cancelled(
    event: cohort.SessionCancelled, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """Only to those who were told of it."""
    values = facts_of_meeting(event, event.session_id) | {"kind": event.kind}
    for person in event.people:
        if repository.was_told_of_meeting(event.code, person.ref, event.session_id):
            occasion = occasion_of(event, cause, "session_cancelled", Audience.PERSON, values)
            tell(replace(occasion, recipient=person.ref, language=person.language), repository, letters, now)
