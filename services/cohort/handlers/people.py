"""Whose a city is: theirs whose proven address its team, its mayor's office or its application names."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.cohort.handlers.hanging import coach_ref
from services.cohort.handlers.lookup import get_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.contracts.requests import Nothing
from shared.program.folding import fold_address

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from services.cohort.repository.people import CityPeople
    from shared.contracts import identity, intake
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def claim_address(repository: Repository, caller: Caller, now: datetime) -> Nothing:
    """Of two people who prove one address the later one has it; of two addresses of a person the later one counts."""
    if caller.address is None:
        raise Refusal("forbidden", reason="no_proven_address")
    repository.replace_proven_address(UUID(caller.id), fold_address(caller.address), now)
    return Nothing()


def keep_contacts(event: intake.ApplicationPeopleChanged, repository: Repository) -> None:
    """Who of the application's contacts is whom; the roster says which of them are there."""
    repository.replace_contact_people(event.application_id, event.contacts)


def get_belonging(request: contract.GetCityBelonging, repository: Repository) -> contract.CityBelonging:
    city = get_participation(repository, request.code)
    return contract.CityBelonging(belongs=repository.is_of_city(city.application_id, request.person_id))


def get_coach(request: contract.GetCityCoach, repository: Repository) -> contract.CityCoach:
    city = get_participation(repository, request.code)
    return contract.CityCoach(coach=coach_ref(city.lead_coach_id, city.language, repository))


def list_cities_to_tell(repository: Repository) -> list[CityPeople]:
    return repository.list_cities_to_tell()


def tell_people(city: CityPeople, repository: Repository, outbox: Outbox) -> None:
    """Whatever changed them: a proof, somebody who joins or leaves, a mayor who takes office."""
    for changed in repository.list_cities_to_tell(city.code):
        repository.upsert_city_people_told(changed)
        outbox.record(contract.CityPeopleChanged.model_validate(vars(changed)))


def shut_out(event: identity.PersonDeactivated, repository: Repository) -> None:
    repository.insert_deactivated(event.person_id)


def let_in(event: identity.PersonReactivated, repository: Repository) -> None:
    repository.delete_deactivated(event.person_id)
