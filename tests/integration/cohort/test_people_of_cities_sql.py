"""Whose a city is, on the real tables: by team, mayor's office and application, now and from now on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.cohort.handlers import people, team
from shared.contracts import cohort as contract
from shared.contracts import identity, intake
from shared.contracts.people import Caller, PersonRef, Role
from shared.storage.database import Transaction
from tests.integration.cohort.test_city_sql import RealCityDesk
from tests.support.refused import refused
from tests.unit.cohort.fake_city import OFFICE, OTHER
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, STAFF

LEO, PABLO, MEMBER = UUID(int=31), UUID(int=32), UUID(int=33)
LATER = datetime(2027, 5, 25, 12, tzinfo=UTC)


def claim(desk: Any, person: UUID, address: str) -> None:
    caller = Caller(f"person:{person}", frozenset({Role.CITY_MEMBER}))
    people.claim_address(desk.repository, replace(caller, address=address), NOW)


def told(desk: Any) -> dict[str, tuple[UUID, ...]]:
    """What others hear, by city."""
    desk.outbox.events.clear()
    for city in people.list_cities_to_tell(desk.repository):
        people.tell_people(city, desk.repository, desk.outbox)
    assert people.list_cities_to_tell(desk.repository) == []
    return {event.code: event.person_ids for event in desk.events(contract.CityPeopleChanged)}


def test_a_team_is_of_a_city_once_named_and_proven_in_any_order(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    claim(desk, LEO, "LEO@Puerto.example")
    assert told(desk) == {}
    desk.name_lead()
    assert told(desk) == {CODE: (LEO,)}
    lead = next(one for one in team.get_team(contract.GetTeam(code=CODE), desk.repository).members if one.lead)
    request = contract.HandOver(
        code=CODE, member=lead.id, to="Rosa Inventada", email="rosa@puerto.example", on=date(2027, 5, 20), notes="all"
    )
    team.hand_over(request, desk.repository, desk.outbox, STAFF, NOW)
    assert told(desk) == {CODE: ()}
    claim(desk, PABLO, "rosa@puerto.example")
    assert told(desk) == {CODE: (PABLO,)}


def test_who_was_deactivated_is_written_to_no_more_under_any_reference_until_they_are_let_in_again(
    tx: Transaction,
) -> None:
    desk = RealCityDesk(tx)
    desk.name_lead()
    lead = next(one for one in team.get_team(contract.GetTeam(code=CODE), desk.repository).members if one.lead)
    standing: dict[str, Any] = {"person_id": LEO, "roles": (), "languages": ("es",)}
    gone = identity.PersonDeactivated(**standing, because="left_program")
    people.shut_out(gone, desk.repository)
    assert desk.repository.find_city_person(lead.id) is not None, "nobody has shown yet that it is theirs"
    claim(desk, LEO, "LEO@Puerto.example")
    assert refused(lambda: team.get_city_person(contract.GetCityPerson(person_id=lead.id), desk.repository)).startswith(
        "not_found"
    )
    people.shut_out(gone, desk.repository)
    people.let_in(identity.PersonReactivated(**standing), desk.repository)
    assert desk.repository.find_city_person(lead.id) is not None


def test_a_mayors_office_has_the_city_from_the_day_on_which_its_mayor_takes_office(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    claim(desk, PABLO, OFFICE["email"])
    desk.succeed(office=OFFICE)
    assert told(desk) == {}
    desk.watch(LATER)
    assert told(desk) == {CODE: (PABLO,)}


def test_the_latest_proof_of_an_address_has_its_cities(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.name_lead()
    desk.name_lead(OTHER)
    claim(desk, LEO, "leo@puerto.example")
    assert told(desk) == {CODE: (LEO,), OTHER: (LEO,)}
    claim(desk, PABLO, "leo@puerto.example")
    assert told(desk) == {CODE: (PABLO,), OTHER: (PABLO,)}


def test_a_contact_of_the_application_has_the_city_while_the_roster_names_them(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    fields = {"application_id": APPLICATION_ID, "code": CODE, "call": "2027", "person_ids": [LEO]}
    owner = {"ref": "intake:1", "person_id": LEO}
    event = intake.ApplicationPeopleChanged.model_validate(fields | {"contacts": [owner]})
    people.keep_contacts(event, desk.repository)
    assert told(desk) == {}
    mayor = PersonRef(ref="intake:1", role="mayors_office", language="es")
    desk.repository.replace_roster(APPLICATION_ID, (mayor,))
    assert told(desk) == {CODE: (LEO,)}
    assert parts_of(desk, LEO) == {"mayors_office"}
    desk.succeed(office=OFFICE)
    desk.watch(LATER)
    assert told(desk) == {CODE: ()}


def test_the_contact_whom_the_application_names_leads_until_somebody_does(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    tx.execute("update participations set team_lead_ref = 'intake:2' where code = %s", (CODE,))
    owners = (intake.ContactOwner(ref="intake:2", person_id=LEO),)
    desk.repository.replace_contact_people(APPLICATION_ID, owners)
    desk.repository.replace_roster(APPLICATION_ID, (PersonRef(ref="intake:2", role="team_lead", language="es"),))
    assert parts_of(desk, LEO) == {"team_lead"}
    desk.repository.insert_team_member(APPLICATION_ID, MEMBER, "Leo Supuesto", "team_lead", None, date(2027, 5, 20))
    desk.repository.update_team_lead(APPLICATION_ID, MEMBER, None, False)  # of a visit's roster: without an address
    assert parts_of(desk, LEO) == {"team_lead"}
    desk.name_lead()
    assert parts_of(desk, LEO) == {"member"}


def test_what_somebody_is_to_cities_is_listed_for_one_and_for_all(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.name_lead()
    desk.name_lead(OTHER)
    claim(desk, LEO, "leo@puerto.example")
    tx.execute("update participations set lead_coach_id = %s where code = %s", (LEO, CODE))
    assert desk.repository.list_parts(LEO, APPLICATION_ID) == [(APPLICATION_ID, "coach"), (APPLICATION_ID, "team_lead")]
    assert len(desk.repository.list_parts(LEO, None)) == 3
    assert desk.repository.list_parts(PABLO, None) == []


def parts_of(desk: Any, person: UUID) -> set[str]:
    rows = desk.tx.all("select part from city_people where person_id = %s", (person,))
    return {row["part"] for row in rows}
