"""Calls: opened, extended, closed, reopened for one city; and whether one takes applications now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from services.intake import domain
from services.intake.domain import CallRecord, Step
from services.intake.handlers.lookup import lock_either
from shared.contracts import intake
from shared.contracts.countries import is_time_zone
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.named import id_of_name
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


NOT_OPEN = "call_not_open"


def open_call(
    request: intake.OpenCall, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> intake.Call:
    call = call_of(request, program)
    repository.lock_cohort(call.cohort.id)
    for other in repository.list_calls_of_cohort(call.cohort.id):
        if other.id != call.id:
            domain.insist_on_same_plan(call.cohort, other)
    if not repository.insert_call(call):
        if repository.find_call(call.id) != call:
            raise Refusal("already_exists", reason="call", call=call.id)
        return as_reply(call, now)
    outbox.record(
        intake.CallOpened(
            call_id=id_of_name(call.id),
            call=call.id,
            title=call.title,
            opens_at=call.opens_at,
            closes_at=call.closes_at,
            time_zone=call.time_zone,
            eligibility_as_of=call.eligibility_as_of,
            capacity=call.capacity,
            offer_reply_days=call.offer_reply_days,
            reviews_required=call.reviews_required,
            cohort=intake.PlannedCohort(**dict(call.cohort)),
        )
    )
    return as_reply(call, now)


def call_of(request: intake.OpenCall, program: Program) -> CallRecord:
    """The call that is asked for, the program's defaults filled in."""
    zone = request.time_zone or program.call.time_zone
    if not is_time_zone(zone):
        raise Refusal("invalid", Detail("time_zone", "not_a_time_zone"))
    opens_at = domain.opening_moment(request.opens_at, zone)
    closes_at = domain.closing_moment(request.closes_at, zone)
    domain.insist_on_order(opens_at, closes_at)
    return CallRecord(
        id=request.id,
        title=request.title,
        opens_at=opens_at,
        closes_at=closes_at,
        time_zone=zone,
        eligibility_as_of=request.eligibility_as_of or closes_at.astimezone(ZoneInfo(zone)).date(),
        capacity=request.capacity or program.call.capacity,
        offer_reply_days=request.offer_reply_days or program.call.offer_reply_days,
        reviews_required=request.reviews_required or program.call.reviews_required,
        cohort=request.cohort,
    )


def list_calls(repository: Repository, now: datetime) -> Page[intake.Call]:
    calls = tuple(as_reply(call, now) for call in repository.list_calls())
    return Page[intake.Call](items=calls, next=None, total=len(calls))


def extend_call(request: intake.ExtendCall, repository: Repository, outbox: Outbox, now: datetime) -> intake.Call:
    call = lock_call(repository, request.call)
    call.insist_on_step(Step.EXTEND, now)
    closes_at = domain.closing_moment(request.until, call.time_zone)
    if closes_at <= call.closes_at:
        raise Refusal("invalid", later_than(call.closes_at, call))
    repository.update_call_closing(call.id, closes_at, closed_at=None)
    outbox.record(intake.CallExtended(call_id=id_of_name(call.id), call=call.id, closes_at=closes_at))
    return as_reply(get_call(repository, call.id), now)


def close_call(
    request: intake.CloseCall, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> intake.Call:
    """Its grace ends too. Over before: the same answer."""
    call = lock_call(repository, request.call)
    call.insist_on_step(Step.CLOSE, now)
    if call.accepts(now, grace_of(program)):
        closes_at = min(call.closes_at, now)
        repository.update_call_closing(call.id, closes_at, closed_at=now)
        outbox.record(intake.CallClosed(call_id=id_of_name(call.id), call=call.id, closes_at=closes_at))
    return as_reply(get_call(repository, call.id), now)


def reopen_call(request: intake.ReopenCall, repository: Repository, outbox: Outbox, now: datetime) -> intake.Reopening:
    """For one city; a later request replaces the moment. The same again: the same answer."""
    call = get_call(repository, request.call)
    application = lock_either(repository, request.code)
    if application.call != call.id:
        raise Refusal("not_found", reason="application_to_call", call=call.id, application=request.code)
    call.insist_on_step(Step.REOPEN, now)
    domain.insist_on_new_version(application.state, repository.find_selection_state(application.id))
    until = domain.closing_moment(request.until, call.time_zone)
    earliest = max(now, call.closes_at)
    if until <= earliest:
        raise Refusal("invalid", later_than(earliest, call))
    if repository.find_reopening(application.id) != until:
        repository.upsert_reopening(application.id, until)
        keys = {"application_id": application.id, "code": application.code, "call": call.id}
        outbox.record(intake.CallReopened.model_validate(keys | {"until": until, "time_zone": call.time_zone}))
    shown = dict(as_reply(call, now))
    return intake.Reopening.model_validate(shown | {"code": application.code, "until": until})


def lock_call(repository: Repository, name: str) -> CallRecord:
    """For a change: of two at once the second sees the first's."""
    repository.lock_call(name)
    return get_call(repository, name)


def get_call(repository: Repository, name: str) -> CallRecord:
    call = repository.find_call(name)
    if call is None:
        raise not_found("call", name)
    return call


@dataclass(frozen=True)
class Entry:
    """A call that takes an application now; `override`: only because a program lead says so, and why."""

    call: CallRecord
    override: str | None = None

    def keep(self, repository: Repository, application_ids: Sequence[UUID], caller: Caller, now: datetime) -> None:
        """The reason stays here; what happened is told by the application's event."""
        if self.override is not None and application_ids:
            override = intake.Override(at=now, actor=caller.actor, rule=NOT_OPEN, reason=self.override)
            repository.insert_overrides(application_ids, override)


def get_open_call(
    repository: Repository,
    name: str,
    program: Program,
    caller: Caller,
    override: str | None,
    now: datetime,
    reopened_until: datetime | None = None,
) -> Entry:
    """The call that an application names, which takes applications now, or which a program lead opens for this one."""
    call = repository.find_call(name)
    if call is None:
        raise no_such_call(name)
    if reopened_until is not None and now <= reopened_until:
        return Entry(call)
    return enter(call, program, caller, override, now)


def enter(call: CallRecord, program: Program, caller: Caller, override: str | None, now: datetime) -> Entry:
    """Raise call_not_open, unless a program lead overrides it."""
    if call.accepts(now, grace_of(program)):
        return Entry(call)
    state = call.state(now)
    insist_on_override(override, caller, Refusal(NOT_OPEN, call=call.id, state=state, thing="call"))
    return Entry(call, override)


def grace_of(program: Program) -> timedelta:
    return timedelta(minutes=program.call.grace_minutes)


def no_such_call(name: str) -> Refusal:
    return Refusal("invalid", Detail("call", "no_such_call", name=name))


def later_than(moment: datetime, call: CallRecord) -> Detail:
    return Detail("until", "not_after", after=moment, time_zone=call.time_zone)


def as_reply(call: CallRecord, now: datetime) -> intake.Call:
    shown = {key: value for key, value in vars(call).items() if key not in ("offer_reply_days", "closed_at")}
    return intake.Call(**shown, state=call.state(now))
