"""One city that applied twice: staff merge the two."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.intake import domain
from services.intake.domain import ApplicationRecord
from services.intake.handlers.applications import add_version, next_version
from services.intake.handlers.calls import Entry
from services.intake.handlers.lookup import lock_application
from shared.contracts import intake
from shared.contracts.errors import Detail, Refusal
from shared.contracts.lifecycle import ApplicationState

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.contracts.application import ApplicationDocument, Contact
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

CONTACTS = 10  # of one application (program.md §2)


def merge_applications(
    request: intake.MergeApplications, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> intake.Receipt:
    """`code` ends as withdrawn, `into` goes on. Merged before: the same answer."""
    if request.code == request.into:
        raise Refusal("invalid", Detail("into", "itself"))
    one, into = lock_both(repository, request.code, request.into)
    if one.call != into.call:
        raise Refusal("invalid", Detail("into", "other_call"))
    if repository.find_relations(one.id)[0] != into.code:
        insist_on_merge(one, into, repository)
        into = take_over_contacts(one, into, repository, outbox, program, now)
        repository.update_merged(one.id, into.id)
        repository.settle_cities([one.id, into.id])
        tell(one, into, outbox, now)
    return intake.Receipt(id=into.id, code=into.code, state=into.state, version=into.version)


def lock_both(repository: Repository, code: str, into: str) -> tuple[ApplicationRecord, ApplicationRecord]:
    """In one order, so that two merges never wait for each other."""
    locked = {name: lock_application(repository, name) for name in sorted((code, into))}
    return locked[code], locked[into]


def insist_on_merge(one: ApplicationRecord, into: ApplicationRecord, repository: Repository) -> None:
    domain.insist_on_merger(one.code, one.state, repository.find_selection_state(one.id))
    domain.insist_on_transition(into.state, ApplicationState.SUBMITTED)


def take_over_contacts(
    one: ApplicationRecord,
    into: ApplicationRecord,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    now: datetime,
) -> ApplicationRecord:
    """Those who asked by the ended application own the other from now on; the version that says so is silent."""
    document = repository.get_document(into.id, into.version)
    more = contacts_of(repository.get_document(one.id, one.version), document)
    if more:
        call = repository.find_call(into.call)
        assert call is not None, "an application's call stays"
        document = document.model_copy(update={"contacts": document.contacts + more})
        add_version(next_version(into, document, notify=False), repository, outbox, program, Entry(call), now)
    return repository.lock_application(into.code) or into


def contacts_of(one: ApplicationDocument, into: ApplicationDocument) -> tuple[Contact, ...]:
    """The contacts that `into` lacks, none of them primary, as far as there is room."""
    known = {contact.email.casefold() for contact in into.contacts}
    lacking = [contact for contact in one.contacts if contact.email.casefold() not in known]
    return tuple(contact.model_copy(update={"primary": False}) for contact in lacking[: CONTACTS - len(into.contacts)])


def tell(one: ApplicationRecord, into: ApplicationRecord, outbox: Outbox, now: datetime) -> None:
    ended = {"application_id": one.id, "code": one.code, "call": one.call, "merged_into": into.code}
    goes_on = {"application_id": into.id, "code": into.code, "call": into.call, "merged_id": one.id}
    outbox.record_all(
        [
            intake.ApplicationWithdrawn.model_validate(ended | {"withdrawn_at": now, "version": one.version}),
            intake.ApplicationMerged.model_validate(goes_on | {"merged_code": one.code, "merged_at": now}),
        ]
    )
