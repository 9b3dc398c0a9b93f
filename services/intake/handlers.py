"""Use cases of intake, one for each entrypoint. They never commit, never read the clock, never touch the broker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from services.intake import domain
from services.intake.domain import ApplicationRecord, CallRecord
from shared.contracts import intake
from shared.contracts.application import ApplicationDocument, facts_of, parse_application
from shared.contracts.codes import new_code
from shared.contracts.countries import is_time_zone
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.program.places import default_time_zone
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


# -- calls -----------------------------------------------------------------------------------------------------------


def open_call(
    request: intake.OpenCall, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> intake.Call:
    call = call_of(request, program)
    if not repository.insert_call(call):
        if repository.find_call(call.id) != call:
            raise Refusal("already_exists", f"There is another call {call.id}; extend or close it, or choose a name.")
        return as_reply(call, now)
    outbox.record(
        intake.CallOpened(
            call_id=intake.call_id_of(call.id),
            call=call.id,
            title=call.title,
            opens_at=call.opens_at,
            closes_at=call.closes_at,
            time_zone=call.time_zone,
            eligibility_as_of=call.eligibility_as_of,
            capacity=call.capacity,
            offer_reply_days=call.offer_reply_days,
            cohort=call.cohort,
        )
    )
    return as_reply(call, now)


def call_of(request: intake.OpenCall, program: Program) -> CallRecord:
    """The call that is asked for, the program's defaults filled in."""
    zone = request.time_zone or program.call.time_zone
    if not is_time_zone(zone):
        detail = Detail("time_zone", "not_a_time_zone", "must be the name of an IANA time zone, such as America/Bogota")
        raise Refusal("invalid", f"There is no time zone {zone}.", (detail,))
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
        cohort=request.cohort,
    )


def list_calls(repository: Repository, now: datetime) -> Page[intake.Call]:
    calls = tuple(as_reply(call, now) for call in repository.list_calls())
    return Page[intake.Call](items=calls, next=None, total=len(calls))


def extend_call(request: intake.ExtendCall, repository: Repository, outbox: Outbox, now: datetime) -> intake.Call:
    call = get_call(repository, request.call)
    closes_at = domain.closing_moment(request.until, call.time_zone)
    if closes_at <= call.closes_at:
        raise Refusal("invalid", "A call is extended to a later moment.", (_later_than(call),))
    repository.update_call_closing(call.id, closes_at)
    outbox.record(intake.CallExtended(call_id=intake.call_id_of(call.id), call=call.id, closes_at=closes_at))
    return as_reply(get_call(repository, call.id), now)


def close_call(request: intake.CloseCall, repository: Repository, outbox: Outbox, now: datetime) -> intake.Call:
    """Closed before: the same answer."""
    call = get_call(repository, request.call)
    if call.state(now) == "planned":
        raise Refusal("illegal_transition", "A call that has not opened cannot be closed.")
    if call.state(now) == "open":
        repository.update_call_closing(call.id, now)
        outbox.record(intake.CallClosed(call_id=intake.call_id_of(call.id), call=call.id, closes_at=now))
    return as_reply(get_call(repository, call.id), now)


def get_call(repository: Repository, name: str) -> CallRecord:
    call = repository.find_call(name)
    if call is None:
        raise not_found("call", name)
    return call


def _later_than(call: CallRecord) -> Detail:
    return Detail("until", "too_early", f"must be after {call.closes_at.isoformat()}")


def as_reply(call: CallRecord, now: datetime) -> intake.Call:
    shown = {key: value for key, value in vars(call).items() if key != "offer_reply_days"}
    return intake.Call(**shown, state=call.state(now))


# -- applications ----------------------------------------------------------------------------------------------------


def submit_application(
    request: intake.SubmitApplication,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> intake.Receipt:
    document = parse_application(request.document, today=now.date())
    call = get_open_call(repository, document, program, caller, request.override, now)
    application_id, code, zone = uuid4(), new_code(), time_zone_of(document)
    if not repository.insert_application(application_id, code, document, zone, now):
        raise duplicate(program)
    record_submission(repository, outbox, program, call, document, application_id, code, 1, zone, now)
    return intake.Receipt(id=application_id, code=code, state=ApplicationState.SUBMITTED, version=1)


def resubmit_application(
    request: intake.ResubmitApplication,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> intake.Receipt:
    document = parse_application(request.document, today=now.date())
    application = lock_application(repository, request.code)
    domain.insist_on_transition(application.state, ApplicationState.SUBMITTED)
    if document.call != application.call:
        detail = Detail("call", "not_changeable", f"must stay {application.call}")
        raise Refusal("invalid", "A new version stays in its call.", (detail,))
    call = get_open_call(repository, document, program, caller, request.override, now)
    application_id, version, zone = application.id, application.version + 1, time_zone_of(document)
    if not repository.insert_next_version(application_id, version, document, zone, now):
        raise duplicate(program)
    record_submission(
        repository, outbox, program, call, document, application_id, application.code, version, zone, now
    )  # fmt: skip
    return intake.Receipt(
        id=application_id, code=application.code, state=ApplicationState.SUBMITTED, version=version
    )  # fmt: skip


def withdraw_application(
    request: intake.WithdrawApplication, repository: Repository, outbox: Outbox, now: datetime
) -> intake.Receipt:
    """Withdrawn before: the same answer."""
    application = lock_application(repository, request.code)
    if application.state is not ApplicationState.WITHDRAWN:
        domain.insist_on_transition(application.state, ApplicationState.WITHDRAWN)
        repository.update_application_state(application.id, ApplicationState.WITHDRAWN)
        outbox.record(
            intake.ApplicationWithdrawn(
                application_id=application.id,
                code=application.code,
                call=application.call,
                withdrawn_at=now,
            )
        )
    return intake.Receipt(
        id=application.id, code=application.code, state=ApplicationState.WITHDRAWN, version=application.version
    )  # fmt: skip


def get_application(request: intake.GetApplication, repository: Repository) -> intake.Application:
    application = repository.find_application(request.code)
    if application is None:
        raise not_found("application", request.code)
    return intake.Application.model_validate(vars(application))


def get_application_status(request: intake.GetApplicationStatus, repository: Repository) -> intake.ApplicationStatus:
    application = repository.find_application(request.code)
    if application is None:
        raise not_found("application", request.code)
    return intake.ApplicationStatus(application_id=application.id, code=application.code, state=application.state)


def get_contact(request: intake.GetContact, repository: Repository) -> intake.Contact:
    contact = repository.find_contact(request.contact_id)
    if contact is None:
        raise not_found("contact", request.contact_id)
    return contact


def get_open_call(
    repository: Repository,
    document: ApplicationDocument,
    program: Program,
    caller: Caller,
    override: str | None,
    now: datetime,
) -> CallRecord:
    """The document's call, which takes applications now, or which a program lead opens for this one."""
    call = repository.find_call(document.call)
    if call is None:
        detail = Detail("call", "no_such_call", f"there is no call {document.call}")
        raise Refusal("invalid", "The application names a call that does not exist.", (detail,))
    if not call.accepts(now, timedelta(minutes=program.call.grace_minutes)):
        refusal = Refusal("call_not_open", f"The call {call.id} is {call.state(now)}.")
        insist_on_override(override, caller, refusal)
    return call


def lock_application(repository: Repository, code: str) -> ApplicationRecord:
    application = repository.lock_application(code)
    if application is None:
        raise not_found("application", code)
    return application


def duplicate(program: Program) -> Refusal:
    """The code of the first goes only to someone who owns it."""
    return Refusal(
        "duplicate_application",
        "This city already has a live application to this call. If you work for the city, sign in with the address "
        f"of one of its contacts, or write to {program.reply_to} to join it.",
    )


def time_zone_of(document: ApplicationDocument) -> str:
    """As given, else the city reference's, else the country's first (interface.md)."""
    zone = document.time_zone or default_time_zone(document.country, document.city)
    if zone is None:
        detail = Detail("time_zone", "missing", "is needed: the city reference has no time zone for this country")
        raise Refusal("invalid", "The application has no time zone.", (detail,))
    return zone


def record_submission(
    repository: Repository,
    outbox: Outbox,
    program: Program,
    call: CallRecord,
    document: ApplicationDocument,
    application_id: UUID,
    code: str,
    version: int,
    zone: str,
    now: datetime,
) -> None:
    contacts, primary = repository.replace_contacts(application_id, document)
    outbox.record(
        intake.ApplicationSubmitted(
            application_id=application_id,
            code=code,
            call=call.id,
            version=version,
            city=document.city,
            admin_area=document.admin_area,
            country=document.country,
            time_zone=zone,
            language=document.preferred_language,
            resident_outcomes=document.resident_outcomes,
            facts=facts_of(document, program.eligibility),
            eligibility_as_of=call.eligibility_as_of,
            contacts=tuple(contacts),
            primary_contact=primary,
            submitted_at=now,
        )
    )
