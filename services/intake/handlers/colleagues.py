"""Colleagues: invited to an application or draft by those whose it is, seen by them, and taken out again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from services.intake import domain
from services.intake.domain import addresses_of, addresses_of_draft
from services.intake.domain.colleagues import ColleagueRecord, insist_on_invitation, insist_on_owners
from services.intake.handlers.lookup import find_either, lock_either
from services.intake.handlers.owning import changed_owners
from shared.contracts import intake
from shared.contracts.errors import not_found
from shared.contracts.people import Caller, PersonRef
from shared.program.folding import fold_address

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox


def invite_colleague(
    request: intake.InviteColleague, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> intake.Colleagues:
    application = lock_either(repository, request.code)
    domain.insist_on_transition(application.state, application.state)
    known = repository.list_colleagues(application.id)
    named = named_by(application, repository) | {fold_address(one.email) for one in known}
    insist_on_invitation(request.email, named, len(known))
    new = ColleagueRecord(uuid4(), request.name, request.email, request.language or application.language)
    before = repository.list_owners([application.id])
    repository.insert_colleague(application.id, new, caller.actor, now)
    invited = intake.ColleagueInvited(
        application_id=application.id, code=application.code, call=application.call, colleague=reference(new)
    )
    outbox.record_all([invited, *changed_owners([named_as(application)], before, repository)])
    return colleagues_of(application, repository)


def remove_colleague(request: intake.RemoveColleague, repository: Repository, outbox: Outbox) -> intake.Colleagues:
    application = lock_either(repository, request.code)
    one = next((one for one in repository.list_colleagues(application.id) if one.id == request.id), None)
    if one is None:
        raise not_found("person", request.id)
    before = repository.list_owners([application.id])
    repository.delete_colleague(application.id, one)
    if one.joined:
        insist_on_owners(repository.list_owners([application.id])[application.id])
    removed = intake.ColleagueRemoved(
        application_id=application.id, code=application.code, call=application.call, colleague=reference(one)
    )
    outbox.record_all([removed, *changed_owners([named_as(application)], before, repository)])
    return colleagues_of(application, repository)


def list_colleagues(request: intake.ListColleagues, repository: Repository) -> intake.Colleagues:
    return colleagues_of(find_either(repository, request.code), repository)


def colleagues_of(application: intake.Application, repository: Repository) -> intake.Colleagues:
    found = repository.list_colleagues(application.id)
    return intake.Colleagues(items=tuple(intake.Colleague(**vars(one)) for one in found))


def named_by(application: intake.Application, repository: Repository) -> frozenset[str]:
    """The addresses that its document names, folded."""
    draft = repository.find_draft(application.code)
    if draft is not None:
        return addresses_of_draft(draft)
    return addresses_of(repository.get_document(application.id, application.version))


def named_as(application: intake.Application) -> domain.Named:
    return domain.Named(application.id, application.code, application.call)


def reference(one: ColleagueRecord) -> PersonRef:
    return PersonRef(ref=f"intake:{one.id}", role="team", language=one.language)
