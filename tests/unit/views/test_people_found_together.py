"""Contacts of applications and people of cities' teams make one list."""

from __future__ import annotations

from typing import Any

from shared.contracts.application import ContactRole
from shared.contracts.cohort import FoundCityPeople, FoundCityPerson, SearchCityPeople
from shared.contracts.intake import FoundPeople, FoundPerson, SearchPeople
from shared.contracts.reporting import Found
from shared.views.searching import Results, role_of, search

CODE, OTHER = "7K3M9QX2RT", "J3KM9QX2RT"
LUZ = FoundPerson(
    name="Luz Marina", email="Luz@Puerto.example", role=ContactRole.TEAM_LEAD, code=CODE, call="2027",
    city="Puerto", state="submitted",
)  # fmt: skip
ROSA = LUZ.model_copy(update={"name": "Rosa Inés", "email": None, "role": None})
LEO = FoundCityPerson(
    name="Leo Supuesto", email=None, part="member", role="Data analyst", code=CODE, cohort="one", city="Puerto"
)


def found(contacts: tuple[FoundPerson, ...], others: tuple[FoundCityPerson, ...], *, for_staff: bool = True) -> Results:
    answers = {SearchPeople: FoundPeople(items=contacts), SearchCityPeople: FoundCityPeople(items=others)}

    def ask(*queries: Any) -> tuple[Any, ...]:
        return tuple(answers.get(type(one), Found(items=())) for one in queries)

    return search("someone", ask, for_staff=for_staff, for_cities=True)


def test_contacts_come_before_others_of_their_city() -> None:
    assert found((LUZ, ROSA), (LEO,)).contacts == (LUZ, ROSA, LEO)


def test_nobody_of_a_city_is_twice_by_name_or_by_address() -> None:
    by_name = LEO.model_copy(update={"name": "LUZ MARINÁ"})
    by_address = LEO.model_copy(update={"name": "L. M. Inventada", "email": "luz@puerto.EXAMPLE"})
    delegate = LEO.model_copy(update={"part": "delegate", "role": None})
    assert found((LUZ,), (by_name, by_address, LEO, delegate)).contacts == (LUZ, LEO)


def test_the_same_name_in_another_city_is_another_person() -> None:
    elsewhere = LEO.model_copy(update={"name": LUZ.name, "code": OTHER})
    assert found((LUZ,), (elsewhere,)).contacts == (LUZ, elsewhere)


def test_two_of_one_name_in_one_city_are_two_where_something_tells_them_apart() -> None:
    first, second = (LUZ.model_copy(update={"ref": f"intake:{number}", "email": None}) for number in (1, 2))
    third, fourth = (
        LEO.model_copy(update={"name": LUZ.name, "ref": f"cohort:{number}", "role": role})
        for number, role in ((1, "Data analyst"), (2, "Lawyer"))
    )
    assert found((first, second), ()).contacts == (first, second)
    assert found((), (third, fourth)).contacts == (third, fourth)
    mayor = third.model_copy(update={"part": "mayor", "role": None, "ref": None})
    assert found((first,), (mayor,)).contacts == (first, mayor)
    with_address = third.model_copy(update={"email": "luz.inventada@puerto.example"})
    assert found((LUZ,), (with_address,)).contacts == (LUZ, with_address)


def test_whoever_two_services_know_by_one_reference_is_one() -> None:
    contact = LUZ.model_copy(update={"ref": "intake:1"})
    member = LEO.model_copy(update={"name": "Luz M. Inventada", "email": "other@puerto.example", "ref": "intake:1"})
    assert found((contact,), (member,)).contacts == (contact,)


def test_a_role_is_what_the_team_calls_it_or_what_they_are_to_the_city() -> None:
    mayor = LEO.model_copy(update={"part": "mayor", "role": None})
    assert [role_of(one) for one in (LUZ, ROSA, LEO, mayor)] == ["team_lead", "mayor", "Data analyst", "mayor"]


def test_only_staff_look_for_them() -> None:
    assert found((LUZ,), (LEO,), for_staff=False).contacts == ()
