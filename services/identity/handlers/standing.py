"""How people stand in the program: roles given and taken, people deactivated and let in again.

Nobody gives or takes a role above their own. Whoever is deactivated is out at once: sessions and open sign-ins end; the
last token lives a minute. Their open work is its owners' to tell (shared/views/leaving.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.identity.domain.proofs import address_hash
from services.identity.handlers.access_tokens import revoke_access_tokens_of
from services.identity.handlers.people import insist_on_roles
from services.identity.handlers.sessions import end_sessions_of
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.identity import DeactivatedPerson, Person
from shared.contracts.people import Caller, Role

if TYPE_CHECKING:
    from uuid import UUID

    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox

MACHINE = "local-admin"  # can always add an administrator again


def change_person(request: identity.ChangePerson, repository: Repository, outbox: Outbox, caller: Caller) -> Person:
    """What is not given stays; the same again changes nothing."""
    person = lock(request.person, request.expected_version, repository)
    given = request.model_dump(include={"name", "roles", "languages"}, exclude_none=True)
    changed = person.model_copy(update={name: value for name, value in given.items() if value != getattr(person, name)})
    if changed == person:
        return person
    if changed.roles and not changed.name:
        raise Refusal("invalid", Detail("name", "missing"))
    of_now, from_now_on = set(person.roles), set(changed.roles)
    insist_on_roles(of_now ^ from_now_on, caller)
    if Role.ADMINISTRATOR in of_now - from_now_on:
        insist_on_another_administrator(person, repository, caller)
    changed = changed.model_copy(update={"version": person.version + 1})
    repository.update_person(changed)
    standing = {"person_id": person.id, "roles": in_force(changed), "languages": changed.languages}
    if (changed.name, changed.languages) != (person.name, person.languages):
        outbox.record(identity.PersonChanged(**standing))
    if of_now != from_now_on:
        given_, taken = tuple(sorted(from_now_on - of_now)), tuple(sorted(of_now - from_now_on))
        outbox.record(identity.RolesChanged(**standing, given=given_, taken=taken))
    return changed


def deactivate_person(
    request: identity.DeactivatePerson,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    secret: bytes,
    now: datetime,
) -> DeactivatedPerson:
    """Deactivated before: the same answer, and nobody is told again."""
    person = lock(request.person, request.expected_version, repository)
    if not person.active:
        return DeactivatedPerson(person=person, sessions_ended=0)
    insist_on_rank(person, caller)
    if Role.ADMINISTRATOR in person.roles:
        insist_on_another_administrator(person, repository, caller)
    gone = person.model_copy(update={"active": False, "version": person.version + 1})
    repository.update_deactivated(gone, request.because, now)
    repository.update_sign_ins_ended(address_hash(secret, person.email), now)
    ended = end_sessions_of(person.id, "deactivated", repository, outbox, now)
    revoke_access_tokens_of(person.id, "deactivated", repository, outbox, now)
    told = {"person_id": person.id, "languages": person.languages, "because": request.because}
    outbox.record(identity.PersonDeactivated(roles=(), **told))
    return DeactivatedPerson(person=gone, sessions_ended=ended)


def reactivate_person(
    request: identity.ReactivatePerson, repository: Repository, outbox: Outbox, caller: Caller
) -> Person:
    """With the roles of before. They sign in anew."""
    person = lock(request.person, request.expected_version, repository)
    if person.active:
        return person
    insist_on_rank(person, caller)
    back = person.model_copy(update={"active": True, "version": person.version + 1})
    repository.update_reactivated(back)
    outbox.record(identity.PersonReactivated(person_id=back.id, roles=back.roles, languages=back.languages))
    return back


def lock(person_id: UUID, expected_version: int | None, repository: Repository) -> Person:
    repository.lock_administrators()  # first, so that two who change the last two do not wait for each other in a ring
    person = repository.lock_person(person_id)
    if person is None:
        raise not_found("person", person_id)
    if expected_version not in (None, person.version):
        raise Refusal("stale_version", version=person.version)
    return person


def in_force(person: Person) -> tuple[Role, ...]:
    return person.roles if person.active else ()


def insist_on_rank(person: Person, caller: Caller) -> None:
    """Raise Refusal: who takes all of somebody's rights takes each of their roles."""
    if Role.ADMINISTRATOR in person.roles and not caller.has(Role.ADMINISTRATOR):
        raise Refusal("forbidden", reason="administrators_role")


def insist_on_another_administrator(person: Person, repository: Repository, caller: Caller) -> None:
    """Raise Refusal where nobody would be left who may give the role back, but on the machine itself."""
    if caller.actor != MACHINE and person.active and repository.lock_administrators() == [person.id]:
        raise Refusal("forbidden", reason="last_administrator")
