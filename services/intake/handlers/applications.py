"""Applications one by one: submitted, replaced by versions, withdrawn, looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from services.intake import domain
from services.intake.domain import ApplicationRecord
from services.intake.handlers.calls import Entry, get_open_call
from services.intake.handlers.holding import duplicate, keep_city, take_city
from services.intake.handlers.lookup import application_of_draft, find_either, insist_on_files, lock_application
from services.intake.handlers.matching import flag_matches
from services.intake.handlers.owning import changed_owners, named
from shared.contracts import intake
from shared.contracts.application import ApplicationDocument, parse_application
from shared.contracts.codes import new_code
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Caller, FoundRefs, PersonRef
from shared.program.eligibility_criteria import facts_of
from shared.program.places import default_time_zone
from shared.security.permissions import STAFF

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
    insist_on_files(repository, None, document.evidence)
    entry = get_open_call(repository, document.call, program, caller, request.override, now)
    submission = domain.Submission(uuid4(), new_code(), document, time_zone_of(document))
    submission = take_city(submission, repository, caller)
    if not repository.insert_application(submission, program.privacy_notice, now):
        raise duplicate(program)
    entry.keep(repository, [submission.id], caller, now)
    record_new([submission], repository, outbox, program, {entry.call.id: entry}, now)
    return intake.Receipt(id=submission.id, code=submission.code, state=ApplicationState.SUBMITTED, version=1)


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
    domain.insist_on_new_version(application.state, repository.find_selection_state(application.id))
    reopened_until = repository.find_reopening(application.id)
    entry = get_open_call(repository, application.call, program, caller, request.override, now, reopened_until)
    version = add_version(next_version(application, document), repository, outbox, program, entry, now)
    entry.keep(repository, [application.id], caller, now)
    return intake.Receipt(
        id=application.id, code=application.code, state=ApplicationState.SUBMITTED, version=version
    )  # fmt: skip


def next_version(application: ApplicationRecord, document: ApplicationDocument, **told: Any) -> domain.Submission:
    """`told`: how it differs from what a city sends (`notify`, `answer`, `reinstated`). Raises Refusal."""
    if document.call != application.call:
        raise Refusal("invalid", Detail("call", "not_changeable"))
    return domain.Submission(
        application.id,
        application.code,
        document,
        time_zone_of(document),
        application.version + 1,
        holds_city=application.holds_city,
        **told,
    )


def add_version(
    submission: domain.Submission,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    entry: Entry,
    now: datetime,
) -> int:
    """Its number."""
    before = repository.get_document(submission.id, submission.version - 1)
    submission = replace(submission, rewritten=domain.is_rewritten(before, submission.document))
    insist_on_files(repository, submission.id, submission.document.evidence)
    submission = keep_city(submission, before, repository, program)
    if not repository.insert_next_version(submission, program.privacy_notice, now):
        raise duplicate(program)
    record_submission(submission, repository, outbox, program, entry, now)
    return submission.version


def withdraw_application(
    request: intake.WithdrawApplication, repository: Repository, outbox: Outbox, now: datetime
) -> intake.Receipt:
    """Withdrawn before: the same answer. Eligibility may have ended it at the same moment: restoring.py."""
    draft = repository.lock_draft(request.code)
    application = application_of_draft(draft) if draft else lock_application(repository, request.code)
    if application.state is not ApplicationState.WITHDRAWN:
        selection = repository.find_selection_state(application.id)
        domain.insist_on_withdrawal(application.code, application.state, selection)
        if draft:
            owners = repository.list_owners([draft.id])
            repository.update_draft(replace(draft, document={}, state=ApplicationState.WITHDRAWN))
            outbox.record_all(changed_owners([named(draft)], owners, repository))
        else:
            repository.update_application_state(application.id, ApplicationState.WITHDRAWN)
            repository.settle_cities([application.id])
        outbox.record(
            intake.ApplicationWithdrawn(
                application_id=application.id,
                code=application.code,
                call=application.call,
                withdrawn_at=now,
                version=application.version,
            )
        )
    return intake.Receipt(
        id=application.id, code=application.code, state=ApplicationState.WITHDRAWN, version=application.version
    )  # fmt: skip


def get_application(request: intake.GetApplication, repository: Repository, caller: Caller) -> intake.Application:
    """Likely matches and overrides are for staff alone."""
    found = find_either(repository, request.code)
    merged_into, matches = repository.find_relations(found.id)
    shown = found.model_copy(update={"merged_into": merged_into})
    if not caller.has(*STAFF):
        return shown
    return shown.model_copy(update={"likely_matches": matches, "overrides": repository.list_overrides(found.id)})


def get_application_status(request: intake.GetApplicationStatus, repository: Repository) -> intake.ApplicationStatus:
    application = find_either(repository, request.code)
    merged_into, _ = repository.find_relations(application.id)
    return intake.ApplicationStatus(
        application_id=application.id, code=application.code, state=application.state, merged=merged_into is not None
    )


def get_contact(request: intake.GetContact, repository: Repository) -> intake.Contact:
    contact = repository.find_contact(request.contact_id)
    if contact is None:
        raise not_found("contact", request.contact_id)
    return contact


def find_contacts(request: intake.FindContacts, repository: Repository) -> FoundRefs:
    found = repository.list_contacts_at(request.address)
    return FoundRefs(refs=tuple(f"intake:{one}" for one in found))


def get_contact_names(request: intake.GetContactNames, repository: Repository) -> intake.ContactNames:
    return intake.ContactNames(items=tuple(repository.list_contact_names(request.ids)))


def time_zone_of(document: ApplicationDocument) -> str:
    """As given, else the city reference's, else the country's first."""
    zone = document.time_zone or default_time_zone(document.country, document.city)
    if zone is None:
        raise Refusal("invalid", Detail("time_zone", "no_reference_zone"))
    return zone


def record_new(
    new: Sequence[domain.Submission],
    repository: Repository,
    outbox: Outbox,
    program: Program,
    entries: Mapping[str, Entry],
    now: datetime,
) -> None:
    """Contacts of applications of which nothing was there before, and what is told of them. `entries`: by call."""
    people = repository.insert_contacts(new)
    submitted = [submitted_event(one, program, entries[one.document.call], *people[one.id], now) for one in new]
    owned = changed_owners([named(one) for one in new], {}, repository)
    outbox.record_all([*submitted, *owned, *flag_matches(repository, new)])


def record_submission(
    submission: domain.Submission,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    entry: Entry,
    now: datetime,
    *,
    known: Mapping[str, UUID] | None = None,
) -> None:
    """Of a next version, or a draft's first. `known`: ids that mails have of addresses that are no contacts yet."""
    owners = repository.list_owners([submission.id])
    contacts = repository.list_contact_owners([submission.id])
    people = repository.replace_contacts(submission.id, submission.version, submission.document, known or {})
    event = submitted_event(submission, program, entry, *people, now)
    changed = changed_owners([named(submission)], owners, repository, contacts)
    matches = flag_matches(repository, [submission], repository.delete_matches([submission.id]))
    outbox.record_all([event, *changed, *matches])


def submitted_event(
    submission: domain.Submission,
    program: Program,
    entry: Entry,
    contacts: Sequence[PersonRef],
    primary: str,
    now: datetime,
) -> intake.ApplicationSubmitted:
    """What is told of a version: its facts, and who its people are by reference."""
    document = submission.document
    return intake.ApplicationSubmitted(
        application_id=submission.id,
        code=submission.code,
        call=entry.call.id,
        version=submission.version,
        city=document.city,
        admin_area=document.admin_area,
        country=document.country,
        time_zone=submission.time_zone,
        language=document.preferred_language,
        resident_outcomes=document.resident_outcomes,
        facts=facts_of(document, program.eligibility),
        eligibility_as_of=entry.call.eligibility_as_of,
        contacts=tuple(contacts),
        primary_contact=primary,
        submitted_at=now,
        notify=submission.notify,
        answer=submission.answer,
        override=entry.override is not None,
        reinstated=submission.reinstated,
        rewritten=submission.rewritten,
    )
