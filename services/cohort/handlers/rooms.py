"""A city as somebody acts in it: what they are to it, what they may do there; and which cities are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.cohort.domain.audience import MAY_ACT, Part
from services.cohort.handlers.lookup import get_cohort, get_participation
from services.cohort.handlers.showing import show_participation
from shared.contracts import cohort as contract
from shared.contracts.people import Role
from shared.contracts.requests import Page
from shared.security.permissions import ALLOWED, STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.people import Caller

COACHES = "coach"


def get_city(request: contract.GetCity, repository: Repository, caller: Caller, now: datetime) -> contract.City:
    found = get_participation(repository, request.code)
    cohort = get_cohort(repository, found.cohort)
    parts = parts_of(caller, repository, found.application_id).get(found.application_id, ())
    return contract.City(
        **dict(show_participation(repository, found, now)),
        admin_area=found.admin_area,
        time_zone=found.time_zone,
        language=found.language,
        cohort_name=cohort.name,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        parts=parts,
        may=tuple(sorted(sendable(caller, parts))),
    )


def list_own_cities(repository: Repository, caller: Caller) -> Page[contract.OwnCity]:
    own = parts_of(caller, repository, None)
    cohorts = {one.cohort: one for one, _ in repository.list_cohorts()}
    items = tuple(
        contract.OwnCity(
            code=one.code,
            city=one.city,
            admin_area=one.admin_area,
            country=one.country,
            cohort=one.cohort,
            cohort_name=cohorts[one.cohort].name,
            phase=one.phase,
            status=one.status,
            parts=own[one.application_id],
        )
        for cohort in cohorts
        for one in repository.list_members(cohort)
        if one.application_id in own
    )
    return Page[contract.OwnCity](items=items, next=None, total=len(items))


def parts_of(
    caller: Caller, repository: Repository, application_id: UUID | None
) -> dict[UUID, tuple[contract.CityPart, ...]]:
    """A coach's cities are theirs as long as they are a coach."""
    if not caller.is_person:
        return {}
    found: dict[UUID, tuple[contract.CityPart, ...]] = {}
    for city, part in repository.list_parts(UUID(caller.id), application_id):
        if part != COACHES or caller.has(Role.COACH):
            found[city] = (*found.get(city, ()), part)
    return found


def sendable(caller: Caller, parts: tuple[contract.CityPart, ...]) -> Iterator[str]:
    """As permission table and city let them: staff by role, a coach and the city's people by their part."""
    own = {Part(part) for part in parts if part != COACHES}
    for request, (roles, _) in ALLOWED.items():
        if request.service == "cohort" and (
            caller.has(*(roles & STAFF))
            or (COACHES in parts and Role.COACH in roles)
            or (Role.CITY_MEMBER in roles and own & MAY_ACT.get(request, frozenset()))
        ):
            yield request.method
