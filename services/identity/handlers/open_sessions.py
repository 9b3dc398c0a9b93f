"""Where people are signed in: listed, and ended. Their own; for those who lead the program, everybody's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.identity.domain.sessions import SESSION_IDLE
from services.identity.handlers.people import own_person
from services.identity.handlers.sessions import end_sessions_of
from shared.contracts import identity
from shared.contracts.errors import Refusal, not_found
from shared.contracts.identity import EndedSessions, OpenSession, Person
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing, Page
from shared.security.permissions import LEADS

if TYPE_CHECKING:
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox


def list_sessions(
    request: identity.ListSessions, repository: Repository, caller: Caller, now: datetime
) -> Page[OpenSession]:
    """Of those that are live, the one used last first."""
    person = person_of(request.person, repository, caller)
    rows = repository.list_open_sessions(person.id, now, now - SESSION_IDLE)
    items = tuple(OpenSession.model_validate(row | {"current": str(row["id"]) == caller.session}) for row in rows)
    return Page[OpenSession](items=items, next=None, total=len(items))


def end_session(
    request: identity.EndSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> Nothing:
    """Over already: the same answer."""
    owner = repository.find_owner_of_session(request.session_id)
    if owner is None or (str(owner) != caller.id and not caller.has(*LEADS)):
        raise not_found("session", request.session_id)
    if repository.update_session_ended(request.session_id, now):
        because = because_of(owner, caller)
        outbox.record(identity.SignedOut(session_id=request.session_id, person_id=owner, because=because))
    return Nothing()


def end_sessions(
    request: identity.EndSessions, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> EndedSessions:
    person = person_of(request.person, repository, caller)
    kept = UUID(caller.session) if request.but_this and caller.session else None
    because = because_of(person.id, caller)
    return EndedSessions(ended=end_sessions_of(person.id, because, repository, outbox, now, but=kept))


def person_of(person_id: UUID | None, repository: Repository, caller: Caller) -> Person:
    """Oneself where nobody is named. Somebody else is there for those who lead alone. Raises Refusal."""
    if person_id is None or str(person_id) == caller.id:
        return own_person(repository, caller)
    found = repository.find_person(person_id) if caller.has(*LEADS) else None
    if found is None:
        raise Refusal("not_found", reason="no_such_person", name=person_id)
    return found


def because_of(owner: UUID, caller: Caller) -> identity.Because:
    return "ended_by_owner" if str(owner) == caller.id else "ended_by_others"
