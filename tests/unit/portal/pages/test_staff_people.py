"""People of the program, what is kept of them, and the audit trail: staff's and leads' pages."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, eligibility, kernel
from shared.contracts.errors import Refusal
from shared.contracts.identity import (
    AddedPerson,
    AddPerson,
    ChangePerson,
    DeactivatedPerson,
    DeactivatePerson,
    ListPeople,
    PeopleNames,
    Person,
    PersonName,
)
from shared.contracts.people import Role
from shared.contracts.reporting import AuditEntry, AuditPart, Clause, ListAudit
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

ID = UUID(int=21)
PATH = f"/staff/people/{ID}"
LUZ = Person(
    id=ID, name="Luz Prado", email="luz@alliance.example", roles=(Role.REVIEWER, Role.COACH), languages=("es", "pt"),
    version=4,
)  # fmt: skip
STILL = kernel.StillNeeded(code="open_reviews", names=("Montería",))
ERASURE = kernel.Erasure(tables=(kernel.TableErasure(table="people", rows=2, deleted=True),))


def door(role: Role = Role.PROGRAM_LEAD, found: Person = LUZ, **answers: Any) -> Doorway:
    review = eligibility.ListedReview.model_construct(code="K7Q2M9X4TB", city="Montería", due_on=date(2027, 3, 9))
    known: dict[str, Any] = {
        "list_people": Page[Person](items=(found,), next=None, total=1),
        "list_coaches": Page[cohort.CoachLoad](items=(), next=None, total=0),
        "list_reviews": lambda request: Page.model_construct(
            items=(review,) if request.state == "assigned" else (), next=None, total=1
        ),
        "list_sessions": Page.model_construct(items=(), next=None, total=0),
        "preview_erasure": ERASURE,
        "export_personal": kernel.PersonalRows(items=(kernel.PersonalRow(table="people", row={"name": "Luz"}),)),
    }
    made = door_of(role, **known | answers)
    made.client.answers["get_person"] = lambda request: found
    return made


def sent(one: Doorway, kind: type[Any]) -> list[Any]:
    return [asked.request for asked in one.client.asked if isinstance(asked.request, kind)]


def test_people_are_found_by_name_and_role() -> None:
    at = door(Role.STAFF)
    page = Read(at.get("/staff/people?text=luz&role=coach", headers=headers()))
    for said in ("Luz Prado", "luz@alliance.example", "Reviewer, Coach", "Spanish, Portuguese", "1 person"):
        assert said in page.text
    assert PATH in page.links
    assert sent(at, ListPeople)[-1] == ListPeople(text="luz", role=Role.COACH, limit=50)


def test_only_leads_are_offered_to_add_and_change() -> None:
    assert 'action="/staff/people/add"' not in door(Role.STAFF).get("/staff/people", headers=headers()).text
    assert 'action="/staff/people/add"' in door().get("/staff/people", headers=headers()).text
    assert "/change" not in door(Role.STAFF).get(PATH, headers=headers()).text
    assert door(Role.STAFF).post(f"{PATH}/change", headers=headers()).status_code == 403


def test_somebody_is_added_and_what_was_typed_wrong_stays() -> None:
    at = door(add_person=AddedPerson(person=LUZ, added=True))
    form = {"name": "Luz Prado", "email": "luz@", "roles": ["coach"], "languages": ["en", "es"], "first_language": "es"}
    wrong = at.post("/staff/people/add", data=form, headers=headers("es"))
    assert wrong.status_code == 422
    assert Read(wrong).fields["email"]["value"] == "luz@"
    assert sent(at, AddPerson) == []
    answer = at.post("/staff/people/add", data=form | {"email": "luz@alliance.example"}, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/people")
    assert sent(at, AddPerson) == [
        AddPerson(name="Luz Prado", email="luz@alliance.example", roles=(Role.COACH,), languages=("es", "en"))
    ]


def test_roles_are_given_and_taken_by_the_version_that_was_read() -> None:
    at = door(change_person=LUZ)
    page = Read(at.get(PATH, headers=headers()))
    assert page.fields["expected_version"]["value"] == "4"
    form = {"name": "Luz Prado", "roles": ["coach", "staff"], "languages": ["es"], "expected_version": "4"}
    assert at.post(f"{PATH}/change", data=form, headers=headers()).status_code == 303
    asked = sent(at, ChangePerson)[-1]
    assert (asked.person, asked.roles, asked.expected_version) == (ID, (Role.COACH, Role.STAFF), 4)


def test_whoever_goes_is_let_in_no_more_and_what_is_open_is_shown() -> None:
    at = door(deactivate_person=DeactivatedPerson(person=LUZ, sessions_ended=2))
    page = Read(at.get(PATH, headers=headers()))
    assert "Review of Montería" in page.text
    form = {"because": "left_program", "expected_version": "4"}
    assert at.post(f"{PATH}/deactivate", data=form, headers=headers()).status_code == 303
    assert sent(at, DeactivatePerson)[-1].because == "left_program"
    gone = LUZ.model_copy(update={"active": False})
    text = door(found=gone).get(PATH, headers=headers()).text
    assert f"{PATH}/reactivate" in text
    assert f"{PATH}/deactivate" not in text


def test_a_name_that_is_emptied_is_refused_and_nobody_keeps_the_old_one_unseen() -> None:
    at = door()
    answer = at.post(f"{PATH}/change", data={"name": " ", "languages": ["es"]}, headers=headers())
    assert answer.status_code == 422
    assert "#change-name" in Read(answer).links
    assert sent(at, ChangePerson) == []


def test_who_never_had_a_name_needs_none() -> None:
    at = door(found=LUZ.model_copy(update={"name": ""}), change_person=LUZ)
    assert at.post(f"{PATH}/change", data={"name": "", "languages": ["es"]}, headers=headers()).status_code == 303
    assert sent(at, ChangePerson)[0].name is None


def test_a_right_above_ones_own_is_refused_in_words() -> None:
    at = door(change_person=Refusal("forbidden", reason="role_above_own"))
    assert (
        at.post(f"{PATH}/change", data={"name": "Luz Prado", "languages": ["es"]}, headers=headers()).status_code == 403
    )


def test_an_owner_of_work_that_is_down_leaves_the_rest() -> None:
    assert "Luz Prado" in Read(door(list_coaches=unavailable()).get(PATH, headers=headers())).text


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_what_erasing_would_do_is_shown_by_service() -> None:
    page = Read(door().get(f"{PATH}/privacy", headers=headers()))
    for said in ("identity", "people", "Deleted", "Erase this person"):
        assert said in page.text


def test_everything_is_exported_as_a_file() -> None:
    answer = door().post(f"{PATH}/privacy/export", headers=headers())
    assert answer.json()["services"]["identity"] == {"people": [{"name": "Luz"}]}
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{ID}.json"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_is_erased_without_the_tick() -> None:
    at = door(erase_personal=ERASURE)
    assert at.post(f"{PATH}/privacy/erase", headers=headers("fr")).status_code == 422
    assert sent(at, kernel.ErasePersonal) == []
    answer = at.post(f"{PATH}/privacy/erase", data={"understood": "true"}, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/people")
    assert len(sent(at, kernel.ErasePersonal)) == 7


def test_what_is_still_needed_is_named_and_nothing_is_erased() -> None:
    needed = kernel.Erasure(
        tables=ERASURE.tables, still_needed=(kernel.StillNeeded(code="open_reviews", names=("X",)),)
    )
    at = door(preview_erasure=needed, erase_personal=ERASURE)
    answer = at.post(f"{PATH}/privacy/erase", data={"understood": "true"}, headers=headers())
    assert answer.status_code == 409
    assert "To be handed over first" in Read(answer).text
    assert sent(at, kernel.ErasePersonal) == []


def test_who_has_not_proven_it_lately_proves_it_again_and_comes_back() -> None:
    at = door(preview_erasure=Refusal("reauthenticate"))
    answer = at.get(f"{PATH}/privacy", headers=headers())
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in/again?next=")


# -- who did what ------------------------------------------------------------------------------------------------------


def test_the_trail_is_read_in_words_and_narrowed_by_links() -> None:
    entry = AuditEntry(
        id=UUID(int=4), at=datetime(2027, 3, 1, 9, tzinfo=UTC), actor=f"person:{ID}", event="access_recorded",
        clauses=(Clause(key="signed_in"),), kind="read", service="intake", code="K7Q2M9X4TB", about={},
        origin="10.0.0.0/24",
    )  # fmt: skip
    names = PeopleNames(items=(PersonName(id=ID, name="Luz Prado"),))
    at = door(list_audit=AuditPart(items=(entry,), next=None, total=1), get_names=names)
    page = Read(at.get("/staff/audit?kind=read", headers=headers()))
    for said in ("Luz Prado", "K7Q2M9X4TB", "10.0.0.0/24"):
        assert said in page.text
    assert f"/staff/audit?kind=read&actor=person%3A{ID}" in page.links
    assert sent(at, ListAudit)[-1] == ListAudit(kind="read", limit=100)


def test_whom_it_was_about_is_somebody_after_they_were_erased_and_the_trail_begins_on_a_day() -> None:
    gone = AuditEntry(
        id=UUID(int=4), at=datetime(2027, 3, 1, 9, tzinfo=UTC), actor="local-admin", event="access_recorded",
        clauses=(Clause(key="signed_in"),), kind="erase", service="intake", code=None, origin="cli",
        about={"person_id": UUID(int=9), "session_id": UUID(int=10)},
    )  # fmt: skip
    at = door(list_audit=AuditPart(items=(gone,), next=None, total=1), get_names=PeopleNames(items=()))
    page = Read(at.get("/staff/audit?since=2027-03-01", headers=headers()))
    assert page.text.count("Somebody who is no longer on record") == 1
    assert sent(at, ListAudit)[-1] == ListAudit(since="2027-03-01", limit=100)
    assert at.get("/staff/audit?since=yesterday", headers=headers()).status_code == 422


def test_the_trail_is_read_as_it_stood_at_the_end_of_a_day() -> None:
    then = datetime(2027, 4, 1, 4, 59, 59, tzinfo=UTC)
    at = door(list_audit=AuditPart(items=(), next=None, total=0, as_of=then, time_zone="America/Bogota"))
    page = Read(at.get("/staff/audit?as_of=2027-03-31", headers=headers()))
    assert "What had been recorded by " in page.text
    assert "March 31, 2027" in page.text or "Mar 31, 2027" in page.text
    assert sent(at, ListAudit)[-1] == ListAudit(as_of="2027-03-31", limit=100)
    assert "Recorded by the end of: 2027-03-31" in page.text, "what is chosen says no more how it is typed"
    assert "Since (day, such as 2027-03-01)" in page.text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_sees_any_of_it(role: Role) -> None:
    for path in ("/staff/people", PATH, "/staff/audit", f"{PATH}/privacy", "/staff/privacy"):
        assert door(role).get(path, headers=headers()).status_code == 403


def test_staff_who_lead_nothing_read_no_trail_and_erase_nobody() -> None:
    for path in ("/staff/audit", f"{PATH}/privacy", "/staff/applications/K7Q2M9X4TB/privacy"):
        assert door(Role.STAFF).get(path, headers=headers()).status_code == 403


def test_what_is_no_reason_to_override_is_refused_before_anything_is_asked_for() -> None:
    at = door()
    answer = at.post(f"{PATH}/privacy/erase", data={"understood": "true", "override": "x"}, headers=headers())
    assert answer.status_code == 422
    assert "erase_personal" not in at.client.methods
