"""Whom mail for a city's team goes to, when somebody joins it, hands over or leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.notifications.domain import Contact

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling
    from services.notifications.repository import Repository
    from shared.contracts import cohort
    from shared.contracts.people import PersonRef


def take_in_member(event: cohort.TeamMemberJoined, telling: Telling) -> None:
    """They have their role's mail from now on where nobody had it, and hear that the city is theirs."""
    if event.invited is not None:
        telling.tell(event, "team_invitation", {}, to=event.invited)
    if event.person is not None:
        telling.repository.lock_application(event.application_id)
        contacts = telling.repository.list_contacts(event.application_id)
        telling.repository.replace_contacts(event.application_id, with_person(contacts, event.person, is_primary=False))


def take_out_member(event: cohort.TeamMemberLeft, repository: Repository) -> None:
    """Who follows stands in their place. Whom the program writes to first is never nobody."""
    if event.person is None and event.successor is None:
        return
    repository.lock_application(event.application_id)
    contacts = repository.list_contacts(event.application_id)
    gone = [one for one in contacts if event.person is not None and one.ref == event.person.ref]
    stay = [one for one in contacts if one not in gone]
    was_primary = any(one.is_primary for one in gone)
    if event.successor is not None:
        stay = with_person(stay, event.successor, is_primary=was_primary)
    elif was_primary and stay:
        first = stay[0]
        stay = [Contact(first.ref, first.role, first.language, is_primary=True), *stay[1:]]
    repository.replace_contacts(event.application_id, stay)


def with_person(contacts: list[Contact], person: PersonRef, *, is_primary: bool) -> list[Contact]:
    others = [one for one in contacts if one.ref != person.ref]
    return [*others, Contact(person.ref, person.role, person.language, is_primary)]
