"""Whose cities a request is about, by who sends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.cohort.domain.audience import EVERYTHING, LEADERS, MAY_ACT, TEAM, Audience, Own, Part
from services.cohort.entrypoints.base import audience_of
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Request
from shared.security.permissions import ALLOWED, UNOWNED
from tests.support.refused import refused
from tests.unit.cohort.fake_cohort import COACH

ANA = UUID(int=21)
REFUSED = "forbidden: Only the team lead and the mayor’s office of the city can do this."
COACHED, TEAMED = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("roles", "request_", "audience"),
    [
        ({Role.COACH}, contract.GetTeam, Audience(coach=ANA, parts=TEAM)),
        ({Role.CITY_MEMBER}, contract.GetTeam, Audience(member=ANA, parts=TEAM)),
        ({Role.COACH, Role.CITY_MEMBER}, contract.HandOver, Audience(coach=ANA, member=ANA, parts=LEADERS)),
        ({Role.COACH, Role.CITY_MEMBER}, contract.AcceptProjectPart, Audience(coach=ANA)),
        ({Role.CITY_MEMBER, Role.REVIEWER}, contract.AcceptProjectPart, Audience()),
        ({Role.COACH, Role.STAFF}, contract.GetTeam, EVERYTHING),
        ({Role.PROGRAM_LEAD, Role.CITY_MEMBER}, contract.GetTeam, EVERYTHING),
        ({Role.SERVICE}, contract.GetMailFacts, EVERYTHING),
    ],
)
def test_an_audience_is_by_the_roles_that_may_send_the_request(
    roles: set[Role], request_: type[Request[Any]], audience: Audience
) -> None:
    assert audience_of(Caller(f"person:{ANA}", frozenset(roles)), request_) == audience


def test_the_coach_of_the_tests_is_nobody_of_staff() -> None:
    assert audience_of(COACH, contract.GetTeam).coach == UUID(COACH.id)


def test_what_a_citys_people_may_send_says_which_of_them() -> None:
    """Default deny, twice: the role opens the door, the part in the city lets in."""
    opened = {request for request, (roles, _) in ALLOWED.items() if Role.CITY_MEMBER in roles}
    wanted = {one for one in opened - UNOWNED if one.service == "cohort"}

    assert sorted(one.__name__ for one in wanted - MAY_ACT.keys()) == [], "list each in MAY_ACT (domain/audience.py)"
    assert sorted(one.__name__ for one in MAY_ACT.keys() - wanted) == []


@pytest.mark.parametrize(
    ("part", "wanted", "refusal"),
    [
        (Part.MEMBER, TEAM, ""),
        (Part.MAYORS_OFFICE, LEADERS, ""),
        (Part.TEAM_LEAD, LEADERS, ""),
        (Part.MEMBER, LEADERS, REFUSED),
        (Part.MAYORS_OFFICE, frozenset(), REFUSED),
    ],
)
def test_a_part_in_a_city_lets_in_where_the_request_says(part: Part, wanted: frozenset[Part], refusal: str) -> None:
    own = Own(frozenset({COACHED}), {TEAMED: frozenset({part})})
    own.insist_on_part(COACHED, frozenset())
    if refusal:
        assert refused(lambda: own.insist_on_part(TEAMED, wanted)) == refusal
    else:
        own.insist_on_part(TEAMED, wanted)
    assert own.seen == [COACHED, TEAMED]
