"""Sessions that took place: held, attended, reopened; notes and action items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from services.cohort.domain import attendance as domain
from services.cohort.domain import sessions
from services.cohort.handlers.session_lookup import (
    get_session,
    insist_on_version,
    lock_session,
    session_keys,
    show_item,
    show_session,
)
from shared.contracts import cohort as contract
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.people import PersonRef

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def hold_session(
    request: contract.HoldSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    """What is not said of its only city: it was there, or nothing was held."""
    session, cities = lock_session(request.session_id, repository)
    insist_on_version(session, request.expected_version)
    sessions.insist_on_transition(session.state, "held")
    sessions.insist_on_begun(session, now)
    entries = request.attendance
    if not entries and len(cities) == 1:
        entries = (contract.AttendanceEntry(code=cities[0].code, attendance="present"),)
    insist_on_entries(session, cities, entries)
    repository.update_session_state(session.session_id, "held")
    keep_attendance(session, cities, entries, repository, caller, now)
    recorded = {entry.code: entry.attendance for entry in entries}
    held_on = session.local(session.starts_at).date()
    outbox.record_all([
        contract.SessionHeld.model_validate(
            session_keys(session, city) | {"held_on": held_on, "attendance": recorded.get(city.code)}
        )
        for city in cities
        if city.joined_at <= session.starts_at or city.code in recorded
    ])  # fmt: skip
    return show_session(get_session(session.session_id, repository), repository)


def record_attendance(
    request: contract.RecordAttendance, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    session, cities = lock_session(request.session_id, repository)
    if session.state != "held":
        raise Refusal("illegal_transition", reason="session_without_attendance", state=session.state)
    insist_on_entries(session, cities, request.attendance)
    keep_attendance(session, cities, request.attendance, repository, caller, now)
    by_code = {city.code: city for city in cities}
    outbox.record_all([
        contract.SessionAttended.model_validate(
            session_keys(session, by_code[entry.code])
            | {"attendance": entry.attendance, "modules_completed": len(entry.modules)}
        )
        for entry in request.attendance
    ])  # fmt: skip
    return show_session(session, repository)


def reopen_session(
    request: contract.ReopenSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    session, cities = lock_session(request.session_id, repository)
    insist_on_version(session, request.expected_version)
    sessions.insist_on_reopening(session.state)
    repository.update_session_state(session.session_id, "scheduled")
    repository.clear_attendance(session.session_id)
    repository.insert_session_step(session.session_id, "scheduled", request.reason, caller.actor, now)
    outbox.record_all([contract.SessionReopened.model_validate(session_keys(session, city)) for city in cities])
    return show_session(get_session(session.session_id, repository), repository)


def note_session(
    request: contract.NoteSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    session, cities = lock_session(request.session_id, repository)
    repository.insert_session_note(session.session_id, request.visibility, request.text, caller.actor, now)
    outbox.record_all([
        contract.SessionNoted.model_validate(session_keys(session, city) | {"visibility": request.visibility})
        for city in cities
    ])  # fmt: skip
    return show_session(session, repository)


# -- action items ------------------------------------------------------------------------------------------------------


def agree_item(
    request: contract.AgreeActionItem, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.ActionItem:
    if (request.owner is None) == (request.owner_ref is None):
        raise Refusal("invalid", Detail("owner", "ref_or_name"))
    session, cities = lock_session(request.session_id, repository)
    if session.state == "cancelled":
        raise Refusal("illegal_transition", reason="nothing_agreed_at_cancelled")
    city = the_city(cities, request.code)
    domain.insist_on_item_due(request.due_on, session.local(session.starts_at).date())
    owner = find_owner(city.application_id, request.owner_ref, repository)
    item = domain.ItemRecord(
        item_id=uuid4(),
        session_id=session.session_id,
        application_id=city.application_id,
        code=city.code,
        state="open",
        what=request.what,
        owner=request.owner or (owner.role if owner else ""),
        owner_ref=request.owner_ref,
        due_on=request.due_on,
    )
    repository.insert_action_item(item, caller.actor, now)
    agreed = {"item_id": item.item_id, "owner": owner, "due_on": item.due_on}
    outbox.record(contract.ActionItemAgreed.model_validate(session_keys(session, city) | agreed))
    return show_item(item)


def change_item(request: contract.ChangeActionItem, repository: Repository, outbox: Outbox) -> contract.ActionItem:
    item = repository.lock_action_item(request.item_id)
    if item is None:
        raise not_found("action_item", request.item_id)
    domain.insist_on_item_step(item.state, request.state)
    item = repository.change(item, state=request.state)
    session = get_session(item.session_id, repository)
    changed = {"item_id": item.item_id, "state": request.state}
    outbox.record(contract.ActionItemChanged.model_validate(session_keys(session, item) | changed))
    return show_item(item)


# -- what they share ---------------------------------------------------------------------------------------------------


def insist_on_entries(
    session: sessions.SessionRecord, cities: list[domain.CityRecord], entries: Sequence[contract.AttendanceEntry]
) -> None:
    recorded = [(entry.code, entry.attendance, entry.modules) for entry in entries]
    domain.insist_on_attendance(recorded, cities, session.modules, session.starts_at)


def keep_attendance(
    session: sessions.SessionRecord,
    cities: list[domain.CityRecord],
    entries: Sequence[contract.AttendanceEntry],
    repository: Repository,
    caller: Caller,
    now: datetime,
) -> None:
    by_code = {city.code: city for city in cities}
    for entry in entries:
        record = (entry.attendance, entry.modules)
        repository.upsert_attendance(session.session_id, by_code[entry.code], record, caller.actor, now)


def the_city(cities: list[domain.CityRecord], code: str | None) -> Any:
    """The city that is meant; it need not be named where there is one."""
    found = [city for city in cities if code in (None, city.code)]
    if len(found) == 1:
        return found[0]
    raise Refusal("invalid", Detail("code", "missing" if code is None else "not_invited"))


def find_owner(application_id: UUID, ref: str | None, repository: Repository) -> PersonRef | None:
    if ref is None:
        return None
    for member in repository.list_roster([application_id]):
        if member.ref == ref:
            return PersonRef.model_validate({"ref": ref, "role": member.role, "language": member.language})
    raise Refusal("invalid", Detail("owner_ref", "not_of_city"))
