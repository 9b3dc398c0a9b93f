"""What a coach leads and holds goes to another: one city after the other, each whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.cohort.domain.coaching import language_refusal
from services.cohort.handlers.coaching import assign_coach, get_coach, insist_on_oneself
from services.cohort.handlers.lookup import lock_present
from services.cohort.handlers.sessions import move_session
from shared.contracts import cohort as contract
from shared.contracts.errors import Detail, Refusal, not_found
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.sessions import SessionRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


@dataclass(frozen=True)
class CityOfCoach:
    code: str


def list_cities(
    request: contract.ReassignCoach, repository: Repository, caller: Caller, now: datetime
) -> list[CityOfCoach]:
    """Those that are named, or all that the coach leads or has a session with. Raises not_found for a coach."""
    insist_on_oneself(request.coach, caller)
    if request.coach == request.to:
        raise Refusal("invalid", Detail("to", "itself"))
    for coach_id in (request.coach, request.to):
        if repository.find_coach(coach_id) is None:
            raise not_found("coach", coach_id)
    led = repository.list_coached_cities(request.coach)
    booked = [code for _, codes in repository.list_coach_sessions(request.coach, now) for code in codes]
    return [CityOfCoach(code) for code in request.cities or sorted({*led, *booked})]


def reassign_city(
    request: contract.ReassignCoach,
    code: str,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> contract.Reassigned:
    """The lead, and every session that lies ahead: one of several cities goes with the first of them."""
    city = lock_present(repository, code)
    leads = city.lead_coach_id == request.coach
    if leads:
        assign = contract.AssignCoach(code=code, coach=request.to, override=request.override)
        assign_coach(assign, repository, outbox, caller, now)
    mine = [session for session, codes in repository.list_coach_sessions(request.coach, now) if code in codes]
    for session in mine:
        give_session(session, request, repository, outbox, caller, now)
    return contract.Reassigned(code=code, lead=leads, sessions=tuple(session.session_id for session in mine))


def give_session(
    session: SessionRecord,
    request: contract.ReassignCoach,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> None:
    coach = get_coach(repository, request.to)
    if session.language not in coach.languages:
        insist_on_override(request.override, caller, language_refusal(coach, session.language))
    move = contract.MoveSession(
        session_id=session.session_id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        coach_id=request.to,
        override=request.override,
    )
    move_session(move, repository, outbox, caller, now)
