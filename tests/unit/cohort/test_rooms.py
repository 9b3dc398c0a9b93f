"""A city as somebody acts in it: what they are to it, and what they may do there."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from services.cohort.handlers import rooms
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, Role
from tests.unit.cohort.fake_cohort import ADMINISTRATOR, APPLICATION_ID, COACH, CODE, NOW, STAFF, Desk

ROSA = UUID(int=41)


def desk_with(*parts: str) -> Desk:
    desk = Desk()
    if parts:
        desk.repository.people[APPLICATION_ID, ROSA] = parts
    return desk


def seen(desk: Desk, caller: Caller) -> contract.City:
    return rooms.get_city(contract.GetCity(code=CODE), desk.repository, caller, NOW)


def member(*roles: Role) -> Caller:
    return Caller(f"person:{ROSA}", frozenset({Role.APPLICANT, Role.CITY_MEMBER, *roles}))


@pytest.mark.parametrize(
    ("part", "may", "may_not"),
    [
        ("member", {"submit_project_part", "get_team"}, {"add_team_member", "advance_phase", "accept_project_part"}),
        ("team_lead", {"add_team_member", "hand_over", "sign_commitment"}, {"advance_phase", "assign_coach"}),
        ("mayors_office", {"sign_commitment", "propose_visit"}, {"write_up_visit"}),
    ],
)
def test_a_citys_people_may_what_their_part_in_it_lets_them(part: str, may: set[str], may_not: set[str]) -> None:
    city = seen(desk_with(part), member())
    assert city.parts == (part,)
    assert may <= set(city.may)
    assert not may_not & set(city.may)


def test_a_coach_may_what_coaches_do_in_their_own_city_alone() -> None:
    desk = desk_with()
    assert seen(desk, COACH).may == ()
    city = desk.repository.participations[APPLICATION_ID]
    desk.repository.participations[APPLICATION_ID] = replace(city, lead_coach_id=UUID(COACH.id))
    found = seen(desk, COACH)
    assert found.parts == ("coach",)
    assert {"write_up_visit", "accept_project_part", "get_team"} <= set(found.may)
    assert not {"advance_phase", "assign_coach"} & set(found.may)


@pytest.mark.parametrize("caller", [STAFF, ADMINISTRATOR])
def test_staff_may_what_their_role_lets_them_without_a_part(caller: Caller) -> None:
    found = seen(desk_with(), caller)
    assert found.parts == ()
    assert {"advance_phase", "assign_coach", "write_up_visit"} <= set(found.may)
    assert ("adopt_program" in found.may) == (caller is ADMINISTRATOR)


def test_ones_own_cities_are_those_in_which_one_has_a_part() -> None:
    desk = desk_with("member", "team_lead")
    [city] = rooms.list_own_cities(desk.repository, member()).items
    assert (city.code, city.parts, city.cohort_name) == (CODE, ("member", "team_lead"), "Cohort 2027")
    assert rooms.list_own_cities(desk.repository, STAFF).items == ()
    assert rooms.list_own_cities(desk.repository, ADMINISTRATOR).items == ()


def test_a_city_is_no_more_its_former_coachs() -> None:
    """Who has the role no more has no city by it."""
    desk = desk_with()
    city = desk.repository.participations[APPLICATION_ID]
    desk.repository.participations[APPLICATION_ID] = replace(city, lead_coach_id=ROSA)
    assert rooms.list_own_cities(desk.repository, member()).items == ()
    assert len(rooms.list_own_cities(desk.repository, member(Role.COACH)).items) == 1
