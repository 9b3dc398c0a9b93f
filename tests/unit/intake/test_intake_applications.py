"""Applications: submitted once a city and call, replaced by versions, withdrawn."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.intake.handlers import applications
from shared.contracts import intake
from shared.contracts.application import EligibilityFacts
from shared.contracts.intake import ApplicationSubmitted, ApplicationWithdrawn
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, PersonRef
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import ADMINISTRATOR, ANYBODY, LEAD, NOW, PERSONAL, STAFF, Desk, document

CLOSES_AT = datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC)
GRACE = timedelta(minutes=15)
TICK = timedelta(microseconds=1)
TOO_LATE = CLOSES_AT + GRACE + TICK


def contact(role: str = "team", **changes: Any) -> dict[str, Any]:
    return {"name": "Luz Ejemplar", "email": "luz@puerto.example", "role": role, **changes}


# -- submitting ------------------------------------------------------------------------------------------------------


def test_a_submission_is_kept_and_told_without_its_people_and_texts() -> None:
    desk = Desk()
    receipt = desk.submit()
    assert (receipt.state, receipt.version) == (State.SUBMITTED, 1)
    luz, leo = desk.repository.contacts
    assert desk.outbox.events == [
        ApplicationSubmitted(
            application_id=receipt.id,
            code=receipt.code,
            call="2027",
            version=1,
            city="Puerto Ejemplo",
            admin_area="Magdalena",
            country="CO",
            time_zone="America/Bogota",
            language="es",
            resident_outcomes=("affordable_housing",),
            facts=EligibilityFacts(
                country="CO",
                city="Puerto Ejemplo",
                residents=512_300,
                population_year=2025,
                population_official=False,
                mayor_term_starts_on=date(2024, 1, 1),
                mayor_term_ends_on=date(2032, 1, 1),
            ),
            eligibility_as_of=date(2027, 3, 31),
            contacts=(
                PersonRef(ref=f"intake:{luz}", role="mayors_office", language="es"),
                PersonRef(ref=f"intake:{leo}", role="team_lead", language="es"),
            ),
            primary_contact=f"intake:{luz}",
            submitted_at=NOW,
        )
    ]


def test_no_event_holds_personal_data() -> None:
    desk = Desk()
    code = desk.submit().code
    desk.resubmit(code)
    desk.withdraw(code)
    told = "".join(event.model_dump_json() for event in desk.outbox.events)
    kept = desk.repository.applications.popitem()[1].versions[0].model_dump_json()
    assert [word for word in PERSONAL if word not in kept] == []  # they could have leaked
    assert [word for word in PERSONAL if word in told] == []


def test_a_wrong_document_is_refused_before_anything_else() -> None:
    desk = Desk()
    refusal = refusal_of(lambda: desk.submit(residents=0, country="co", call="2030"))
    assert str(refusal) == "invalid: 2 fields must be corrected."
    assert [detail.field for detail in refusal.details] == ["country", "residents"]


def test_a_population_figure_of_next_year_is_refused() -> None:
    refusal = refusal_of(lambda: Desk().submit(population_year=2028))
    assert [detail.code for detail in refusal.details] == ["in_the_future"]


def test_a_call_that_does_not_exist_is_named() -> None:
    refusal = refusal_of(lambda: Desk().submit(call="2030"))
    assert str(refusal) == "invalid: 1 field must be corrected."
    assert [(one.field, one.code, one.message) for one in refusal.details] == [
        ("call", "no_such_call", "There is no call by this name.")
    ]


def test_the_time_zone_is_the_citys_own_where_the_document_names_none() -> None:
    desk = Desk()
    desk.submit(time_zone=..., country="BR", city="Manaus", admin_area="Amazonas")
    assert desk.outbox.events[0].time_zone == "America/Manaus"  # type: ignore[attr-defined]


def test_a_city_that_the_reference_does_not_know_takes_the_countrys_zone() -> None:
    desk = Desk()
    desk.submit(time_zone=..., city="Nowhere at all")
    assert desk.outbox.events[0].time_zone == "America/Bogota"  # type: ignore[attr-defined]


def test_a_country_without_a_zone_must_name_one() -> None:
    uninhabited = "BV"  # Bouvet Island
    refusal = refusal_of(lambda: Desk().submit(time_zone=..., country=uninhabited))
    assert str(refusal) == "invalid: 1 field must be corrected."
    assert [(one.field, one.code) for one in refusal.details] == [("time_zone", "no_reference_zone")]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2027, 1, 10, 5, tzinfo=UTC) - TICK, "planned"),
        (TOO_LATE, "closed"),
    ],
)
def test_a_call_that_is_not_open_takes_no_application(now: datetime, state: str) -> None:
    desk = Desk()
    refusal = refusal_of(lambda: desk.submit(now=now))
    assert str(refusal) == f"call_not_open: The call 2027 is {state}."
    assert (desk.repository.applications, desk.outbox.events) == ({}, [])


@pytest.mark.parametrize("now", [datetime(2027, 1, 10, 5, tzinfo=UTC), CLOSES_AT, CLOSES_AT + TICK, CLOSES_AT + GRACE])
def test_a_call_takes_applications_from_its_opening_through_its_grace(now: datetime) -> None:
    assert Desk().submit(now=now).version == 1


@pytest.mark.parametrize("caller", [LEAD, ADMINISTRATOR])
def test_a_lead_opens_a_closed_call_for_one_application(caller: Caller) -> None:
    assert Desk().submit(now=TOO_LATE, caller=caller, override="their server was down").version == 1


@pytest.mark.parametrize("caller", [ANYBODY, STAFF])
def test_nobody_else_overrides_a_closed_call(caller: Caller) -> None:
    refusal = refusal_of(lambda: Desk().submit(now=TOO_LATE, caller=caller, override="their server was down"))
    assert str(refusal) == "forbidden: Only a program lead may override a rule of the program."


# -- one live application a city -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    [
        {},
        {"city": "  PUERTO   ejemplo "},
        {"city": "Ciudad de Puerto-Ejemplo", "admin_area": "MAGDALENA"},
        {"city": "Municipio de Puerto Éjemplo", "admin_area": "Magdaléna"},
        {"residents": 900_000, "time_zone": "America/Lima"},
    ],
)
def test_the_same_city_again_is_refused_with_a_way_to_join_it(spelling: dict[str, Any]) -> None:
    desk = Desk()
    first = desk.submit()
    refusal = refusal_of(lambda: desk.submit(**spelling))
    assert str(refusal) == (
        "duplicate_application: This city already has an active application to this call. If you work for the city, "
        "sign in with the address of one of its contacts, or write to contact@program.example to be added to it."
    )
    assert first.code not in str(refusal.as_dict())
    assert len(desk.outbox.events) == 1


@pytest.mark.parametrize(
    "other", [{"country": "EC"}, {"admin_area": "Atlántico"}, {"city": "Puerto Ejemplar"}, {"call": "2028"}]
)
def test_another_city_area_country_or_call_is_another_application(other: dict[str, Any]) -> None:
    desk = Desk()
    desk.open_call(id="2028")
    codes = {desk.submit().code, desk.submit(**other).code}
    assert len(codes) == 2


def test_a_withdrawn_application_makes_room_for_a_new_one() -> None:
    desk = Desk()
    desk.withdraw(desk.submit().code)
    assert desk.submit().version == 1


# -- the next version ------------------------------------------------------------------------------------------------


def test_a_new_version_replaces_the_document_and_keeps_the_old_one() -> None:
    desk = Desk()
    first = desk.submit()
    later = NOW + timedelta(days=1)
    receipt = desk.resubmit(first.code, now=later, residents=600_000)
    assert receipt == intake.Receipt(id=first.id, code=first.code, state=State.SUBMITTED, version=2)
    assert [one.residents for one in desk.repository.applications[first.id].versions] == [512_300, 600_000]
    told = desk.outbox.events[1]
    assert isinstance(told, ApplicationSubmitted)
    assert (told.version, told.facts.residents, told.submitted_at) == (2, 600_000, later)


def test_a_contact_keeps_its_id_over_versions_by_address() -> None:
    desk = Desk()
    code = desk.submit().code
    luz, leo = desk.repository.contacts
    stays = contact("mayors_office", name="Luz E.", email="LUZ@puerto.example", primary=True)
    desk.resubmit(code, contacts=[contact(email="new@puerto.example"), stays])
    told = desk.outbox.events[1]
    assert isinstance(told, ApplicationSubmitted)
    assert told.primary_contact == f"intake:{luz}"
    assert leo not in desk.repository.contacts
    assert desk.repository.contacts[luz][1].name == "Luz E."


def test_a_new_version_of_an_unknown_application_is_not_found() -> None:
    refusal = refusal_of(lambda: Desk().resubmit("0000000000"))
    assert str(refusal) == "not_found: There is no application 0000000000."


def test_a_withdrawn_application_takes_no_new_version_even_late() -> None:
    desk = Desk()
    code = desk.submit().code
    desk.withdraw(code)
    withdrawn = "illegal_transition: An application that is withdrawn cannot become received."
    assert refused(lambda: desk.resubmit(code)) == withdrawn
    assert refused(lambda: desk.resubmit(code, now=TOO_LATE)) == withdrawn


def test_a_new_version_stays_in_its_call() -> None:
    desk = Desk()
    desk.open_call(id="2028")
    code = desk.submit().code
    refusal = refusal_of(lambda: desk.resubmit(code, call="2028"))
    assert str(refusal) == "invalid: 1 field must be corrected."
    assert [(one.field, one.code) for one in refusal.details] == [("call", "not_changeable")]


def test_a_new_version_comes_before_the_call_closes_or_by_override() -> None:
    desk = Desk()
    code = desk.submit().code
    assert refused(lambda: desk.resubmit(code, now=TOO_LATE)) == "call_not_open: The call 2027 is closed."
    assert refusal_of(lambda: desk.resubmit(code, now=TOO_LATE, override="asked by phone")).code == "forbidden"
    assert desk.resubmit(code, now=TOO_LATE, caller=LEAD, override="asked by phone").version == 2


def test_a_new_version_does_not_take_the_name_of_another_live_city() -> None:
    desk = Desk()
    code = desk.submit().code
    desk.submit(city="Villa Ejemplo")
    assert refusal_of(lambda: desk.resubmit(code, city="VILLA EJEMPLO")).code == "duplicate_application"
    assert len(desk.outbox.events) == 2


def test_a_new_version_may_spell_its_own_city_otherwise() -> None:
    desk = Desk()
    assert desk.resubmit(desk.submit().code, city="Ciudad de Puerto Ejemplo").version == 2


# -- withdrawing -----------------------------------------------------------------------------------------------------


def test_a_withdrawal_is_told_once_and_answered_alike() -> None:
    desk = Desk()
    receipt = desk.submit()
    first, again = desk.withdraw(receipt.code), desk.withdraw(receipt.code, now=NOW + timedelta(hours=1))
    assert first == again == intake.Receipt(id=receipt.id, code=receipt.code, state=State.WITHDRAWN, version=1)
    assert desk.outbox.events[1:] == [
        ApplicationWithdrawn(application_id=receipt.id, code=receipt.code, call="2027", withdrawn_at=NOW, version=1)
    ]


def test_withdrawing_is_possible_after_the_call_has_closed() -> None:
    desk = Desk()
    assert desk.withdraw(desk.submit().code, now=TOO_LATE).state is State.WITHDRAWN


def test_an_unknown_application_is_not_withdrawn() -> None:
    assert refused(lambda: Desk().withdraw("0000000000")) == "not_found: There is no application 0000000000."


# -- looking up ------------------------------------------------------------------------------------------------------


def test_an_application_is_shown_without_its_people_and_texts() -> None:
    desk = Desk()
    receipt = desk.submit()
    shown = desk.show(receipt.code)
    assert shown.model_dump() == {
        "id": receipt.id, "code": receipt.code, "call": "2027", "city": "Puerto Ejemplo", "admin_area": "Magdalena",
        "country": "CO", "time_zone": "America/Bogota", "language": "es", "state": State.SUBMITTED, "version": 1,
        "submitted_at": NOW,
        "merged_into": None, "holds_city": True, "likely_matches": (), "overrides": (),
    }  # fmt: skip


def test_a_code_alone_shows_the_state() -> None:
    desk = Desk()
    receipt = desk.submit()
    status = applications.get_application_status(intake.GetApplicationStatus(code=receipt.code), desk.repository)
    assert status == intake.ApplicationStatus(application_id=receipt.id, code=receipt.code, state=State.SUBMITTED)


def test_a_contact_is_found_by_its_reference() -> None:
    desk = Desk()
    desk.submit(contacts=document()["contacts"])
    luz = next(iter(desk.repository.contacts))
    found = applications.get_contact(intake.GetContact(contact_id=luz), desk.repository)
    assert found == intake.Contact(name="Luz Ejemplar", email="luz@puerto.example", language="es")


def test_contacts_are_found_by_their_address_in_any_case() -> None:
    desk = Desk()
    desk.submit(contacts=document()["contacts"])
    luz = next(iter(desk.repository.contacts))
    request = intake.FindContacts(address="LUZ@puerto.example")
    assert applications.find_contacts(request, desk.repository).refs == (f"intake:{luz}",)
    assert applications.find_contacts(intake.FindContacts(address="luz@"), desk.repository).refs == ()


def test_contacts_are_called_by_their_names_and_who_is_unknown_is_left_out() -> None:
    desk = Desk()
    desk.submit(contacts=document()["contacts"])
    luz = next(iter(desk.repository.contacts))
    found = applications.get_contact_names(intake.GetContactNames(ids=(luz, UUID(int=9))), desk.repository)
    assert found.items == (intake.ContactName(id=luz, name="Luz Ejemplar"),)


def test_what_is_not_there_is_not_found() -> None:
    repository, nobody = Desk().repository, UUID(int=9)
    no_application = "not_found: There is no application X."
    application = intake.GetApplication(code="X")
    assert refused(lambda: applications.get_application(application, repository, STAFF)) == no_application
    status = intake.GetApplicationStatus(code="X")
    assert refused(lambda: applications.get_application_status(status, repository)) == no_application
    contact_of = intake.GetContact(contact_id=nobody)
    assert (
        refused(lambda: applications.get_contact(contact_of, repository)) == f"not_found: There is no contact {nobody}."
    )


def test_two_contacts_may_share_an_address() -> None:
    desk = Desk()
    desk.submit(contacts=[contact("mayors_office", primary=True), contact("team_lead", name="Leo Supuesto")])
    assert len(desk.repository.contacts) == 2
