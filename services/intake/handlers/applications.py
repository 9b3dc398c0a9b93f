"""Applications one by one: submitted, replaced by versions, withdrawn, looked up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.intake import domain
from services.intake.domain import ApplicationRecord, CallRecord
from services.intake.handlers.calls import get_open_call
from shared.contracts import intake
from shared.contracts.application import ApplicationDocument, facts_of, parse_application
from shared.contracts.codes import new_code
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Caller, PersonRef
from shared.program.places import default_time_zone

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def submit_application(
    request: intake.SubmitApplication,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> intake.Receipt:
    document = parse_application(request.document, today=now.date())
    call = get_open_call(repository, document.call, program, caller, request.override, now)
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
    call = get_open_call(repository, document.call, program, caller, request.override, now)
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
        submission_of(program, call, document, application_id, code, version, zone, contacts, primary, now)
    )  # fmt: skip


def submission_of(
    program: Program,
    call: CallRecord,
    document: ApplicationDocument,
    application_id: UUID,
    code: str,
    version: int,
    zone: str,
    contacts: Sequence[PersonRef],
    primary: str,
    now: datetime,
    *,
    notify: bool = True,
) -> intake.ApplicationSubmitted:
    """What is told of a version: its facts, and who its people are by reference."""
    return intake.ApplicationSubmitted(
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
        notify=notify,
    )
