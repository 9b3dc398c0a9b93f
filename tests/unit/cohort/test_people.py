"""Whose a city is."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from services.cohort.handlers import people
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, Role
from tests.support.refused import refused
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, Desk, FakeRepository

ANA, BRUNO = UUID(int=21), UUID(int=22)


def claim(repository: FakeRepository, person: UUID, address: str | None) -> None:
    caller = Caller(f"person:{person}", frozenset({Role.APPLICANT, Role.CITY_MEMBER}))
    people.claim_address(repository, replace(caller, address=address), NOW)  # type: ignore[arg-type]


def test_a_proven_address_is_kept_folded_and_the_latest_proof_counts() -> None:
    repository = FakeRepository()
    claim(repository, ANA, " Office@Puerto.example ")
    claim(repository, BRUNO, "bruno@puerto.example")
    assert repository.proven == {ANA: "office@puerto.example", BRUNO: "bruno@puerto.example"}
    claim(repository, BRUNO, "OFFICE@puerto.example")
    assert repository.proven == {BRUNO: "office@puerto.example"}


def test_whoever_has_proven_no_address_claims_none() -> None:
    assert refused(lambda: claim(FakeRepository(), ANA, None)) == (
        "forbidden: Only a person who has just signed in by an address can do this."
    )


def test_somebody_belongs_to_the_city_that_names_them_and_to_no_other() -> None:
    desk = Desk()
    desk.repository.city_people = {(APPLICATION_ID, ANA)}

    def belongs(person: UUID) -> bool:
        asked = contract.GetCityBelonging(code=CODE, person_id=person)
        return people.get_belonging(asked, desk.repository).belongs

    assert (belongs(ANA), belongs(BRUNO)) == (True, False)


def test_whom_mail_to_a_citys_lead_coach_goes_to() -> None:
    desk = Desk()
    asked = contract.GetCityCoach(code=CODE)
    assert people.get_coach(asked, desk.repository).coach is None
    desk.repository.update_lead_coach(APPLICATION_ID, ANA, None, "person:1", NOW)
    coach = people.get_coach(asked, desk.repository).coach
    assert coach is not None
    assert (coach.ref.partition(":")[0], coach.role) == ("identity", "coach")
