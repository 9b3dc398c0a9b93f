"""Whose applications and drafts are: theirs whose proven address they name, and to read those of their coach."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.intake.domain import Named
from shared.contracts import intake
from shared.contracts.errors import Refusal
from shared.contracts.requests import Nothing
from shared.program.folding import fold_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from services.intake.domain import ApplicationRecord, DraftRecord, Submission
    from services.intake.repository import Repository
    from shared.contracts import cohort, identity
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox

    Owners = Mapping[UUID, frozenset[UUID]]
    Contacts = Mapping[UUID, tuple[intake.ContactOwner, ...]]


def claim_address(repository: Repository, outbox: Outbox, caller: Caller, now: datetime) -> Nothing:
    """Of two people who prove one address the later one has it; of two addresses of a person the later one counts."""
    if caller.address is None:
        raise Refusal("forbidden", reason="no_proven_address")
    person, address = UUID(caller.id), fold_address(caller.address)
    if repository.find_proven_address(person) == address:
        return Nothing()
    repository.lock_owners()
    former = repository.find_proven_address(person)
    named = repository.list_named([address, former] if former else [address])
    before = repository.list_owners([one.id for one in named])
    repository.upsert_proven_address(person, address, now)
    repository.settle_cities([one.id for one in named])
    outbox.record_all(changed_owners(named, before, repository))
    return Nothing()


def shut_out(event: identity.PersonDeactivated, repository: Repository) -> None:
    repository.insert_deactivated(event.person_id)


def let_in(event: identity.PersonReactivated, repository: Repository) -> None:
    repository.delete_deactivated(event.person_id)


def list_own_applications(repository: Repository, caller: Caller) -> intake.OwnApplications:
    """Also of staff, who see everything, only what is theirs by their own address."""
    if not caller.actor.startswith("person:"):
        return intake.OwnApplications(items=())
    return intake.OwnApplications(items=tuple(repository.list_own(UUID(caller.id))))


def changed_owners(
    of: Sequence[Named], before: Owners, repository: Repository, contacts_before: Contacts | None = None
) -> list[intake.ApplicationPeopleChanged]:
    """What is to be told of those that have other owners than `before`, or that have them in other contacts."""
    ids = [one.id for one in of]
    after, contacts = repository.list_owners(ids), repository.list_contact_owners(ids)
    return [
        intake.ApplicationPeopleChanged(
            application_id=one.id,
            code=one.code,
            call=one.call,
            person_ids=tuple(sorted(after[one.id])),
            contacts=contacts[one.id],
        )
        for one in of
        if after[one.id] != before.get(one.id, frozenset())
        or (contacts_before is not None and contacts[one.id] != contacts_before[one.id])
    ]


def named(one: DraftRecord | Submission | ApplicationRecord) -> Named:
    return Named(one.id, one.code, one.call)


def follow_coach(event: cohort.CoachAssigned, repository: Repository) -> None:
    repository.upsert_coach(event.application_id, event.coach_id)
