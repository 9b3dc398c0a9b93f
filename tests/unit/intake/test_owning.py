"""Whose applications and drafts are: theirs whose proven address they name, and to read those of their coach."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.intake.domain.audience import COACHED, EVERYTHING, NOBODY, PUBLIC, Audience, audience_of
from services.intake.handlers import applications, drafts, evidence, owning, reading
from shared.contracts import cohort, intake, registry
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role
from shared.security.permissions import ALLOWED, APPLICANT
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import ADMINISTRATOR, ANYBODY, LEAD, NOW, STAFF, Desk, document

COACH = Caller(f"person:{UUID(int=7)}", frozenset({Role.COACH, Role.APPLICANT, Role.CITY_MEMBER}))
SERVICE = Caller("service:notifications", frozenset({Role.SERVICE}))


def people_told(desk: Desk) -> list[tuple[UUID, ...]]:
    changed = [one for one in desk.outbox.events if isinstance(one, intake.ApplicationPeopleChanged)]
    return [one.person_ids for one in changed]


# -- proving an address ------------------------------------------------------------------------------------------------


def test_only_a_token_with_a_proven_address_claims_it() -> None:
    desk = Desk()
    for caller in (STAFF, ADMINISTRATOR):
        claim = partial(owning.claim_address, desk.repository, desk.outbox, caller, NOW)
        assert refused(claim).startswith("forbidden")
    assert desk.repository.proven == {}


def test_the_latest_proof_of_an_address_counts() -> None:
    desk, one, other = Desk(), uuid4(), uuid4()
    code = desk.submit().code
    desk.claim("Luz@Puerto.example", one)
    desk.claim(" luz@puerto.EXAMPLE", other)
    assert desk.repository.proven == {other: "luz@puerto.example"}
    desk.claim("third@puerto.example", other)
    assert people_told(desk) == [(one,), (other,), ()]
    assert UUID(desk.claim("luz@puerto.example", one).id) == one
    assert desk.repository.find_application(code)


def test_a_submission_tells_which_contacts_its_people_are() -> None:
    """Those of a draft are contacts only once it is submitted."""
    desk, one = Desk(), uuid4()
    desk.claim("luz@puerto.example", one)
    desk.submit()
    (told,) = [one for one in desk.outbox.events if isinstance(one, intake.ApplicationPeopleChanged)]
    (contact,) = told.contacts
    assert contact.person_id == one
    assert desk.repository.contacts[UUID(contact.ref.removeprefix("intake:"))][1].email == "luz@puerto.example"


def test_the_same_proof_again_tells_nothing() -> None:
    desk, one = Desk(), uuid4()
    desk.submit()
    for _ in range(2):
        desk.claim("luz@puerto.example", one)
    assert people_told(desk) == [(one,)]


def test_what_names_the_address_later_is_owned_at_once() -> None:
    desk = Desk()
    luz, leo = desk.claim("luz@puerto.example"), desk.claim("leo@puerto.example")
    both = tuple(sorted((UUID(luz.id), UUID(leo.id))))
    code = desk.submit().code
    assert people_told(desk) == [both]
    desk.resubmit(code, residents=600_000)
    assert people_told(desk) == [both]  # nothing changed
    contacts = [document()["contacts"][0]]
    desk.resubmit(code, contacts=contacts)
    assert people_told(desk)[1:] == [(UUID(luz.id),)]
    assert refused(lambda: desk.show(code, leo)).startswith("not_found")


def test_a_draft_is_its_contacts_and_goes_on_as_theirs() -> None:
    desk = Desk()
    code = desk.save(residents=...).code
    leo = desk.claim("leo@puerto.example")
    assert people_told(desk) == [(UUID(leo.id),)]
    desk.revise(code, caller=leo)
    desk.submit_draft(code, caller=leo)
    assert desk.show(code, leo).state is State.SUBMITTED
    assert people_told(desk) == [(UUID(leo.id),)] * 2  # the second says as which contact


def test_a_draft_that_was_given_up_is_its_owners_alone() -> None:
    desk = Desk()
    luz, leo = desk.claim("luz@puerto.example"), desk.claim("leo@puerto.example")
    code = desk.save().code
    desk.withdraw(code, caller=leo)
    assert people_told(desk)[1:] == [(UUID(luz.id),)]
    assert desk.show(code, luz).state is State.WITHDRAWN


def test_imported_applications_are_owned_too() -> None:
    desk = Desk()
    luz = desk.claim("luz@puerto.example")
    code = desk.bring_in({}).accepted[0].code
    assert desk.show(str(code), luz).code == code
    assert people_told(desk) == [(UUID(luz.id),)]


# -- own and foreign ---------------------------------------------------------------------------------------------------


def seen(desk: Desk, handler: Callable[..., Any], request: Any, caller: Caller, *more: Any) -> Any:
    return handler(request, desk.seen(request, caller), *more)


#: What an owner may do with an application, by code.
OF_APPLICATIONS: dict[str, Callable[[Desk, str, Caller], Any]] = {
    "get": lambda desk, code, who: desk.show(code, who),
    "resubmit": lambda desk, code, who: desk.resubmit(code, caller=who),
    "withdraw": lambda desk, code, who: desk.withdraw(code, caller=who),
    "version": lambda desk, code, who: seen(
        desk, reading.get_application_version, intake.GetApplicationVersion(code=code), who
    ),
    "compare": lambda desk, code, who: seen(
        desk, reading.compare_application_versions, intake.CompareApplicationVersions(code=code), who
    ),
    "files": lambda desk, code, who: seen(desk, evidence.list_files, intake.ListFiles(code=code), who),
}
OF_DRAFTS: dict[str, Callable[[Desk, str, Caller], Any]] = {
    "get": lambda desk, code, who: desk.show(code, who),
    "read": lambda desk, code, who: seen(desk, drafts.get_draft, intake.GetDraft(code=code), who, NOW),
    "revise": lambda desk, code, who: desk.revise(code, caller=who),
    "submit": lambda desk, code, who: desk.submit_draft(code, caller=who),
    "withdraw": lambda desk, code, who: desk.withdraw(code, caller=who),
}


@pytest.mark.parametrize("name", OF_APPLICATIONS)
def test_an_application_is_there_for_its_owner_and_staff_and_for_nobody_else(name: str) -> None:
    act, desk = OF_APPLICATIONS[name], Desk()
    code = desk.submit().code
    luz, stranger = desk.claim("luz@puerto.example"), desk.claim("eva@otra.example")
    for who in (stranger, COACH, ANYBODY):
        said = refusal_of(lambda who=who: act(desk, code, who))
        unknown = refusal_of(lambda who=who: act(desk, "JK2MPJ4V23", who))
        assert (said.code, said.reason) == (unknown.code, unknown.reason) == ("not_found", unknown.reason)
    assert act(desk, code, luz) is not None
    assert act(desk, code, STAFF) is not None


@pytest.mark.parametrize("name", OF_DRAFTS)
def test_a_draft_is_there_for_its_owner_and_for_nobody_else(name: str) -> None:
    act, desk = OF_DRAFTS[name], Desk()
    code = desk.save().code
    luz, stranger = desk.claim("luz@puerto.example"), desk.claim("eva@otra.example")
    for who in (stranger, COACH, ANYBODY):
        assert refused(lambda who=who: act(desk, code, who)).startswith("not_found")
    assert act(desk, code, luz) is not None


def test_an_answer_is_its_owners() -> None:
    desk = Desk()
    receipt = desk.submit()
    luz, stranger = desk.claim("luz@puerto.example"), desk.claim("eva@otra.example")
    desk.repository.upsert_question(receipt.id, State.MORE_INFO, asked=True)
    assert refused(lambda: desk.answer(receipt.code, caller=stranger)).startswith("not_found")
    assert desk.answer(receipt.code, caller=luz).version == 2


def test_everybody_lists_their_own_drafts() -> None:
    desk = Desk()
    code, other = desk.save().code, desk.save(contacts=[document()["contacts"][0] | {"email": "eva@otra.example"}]).code
    luz, eva = desk.claim("luz@puerto.example"), desk.claim("eva@otra.example")

    def listed(who: Caller) -> tuple[list[str], int]:
        page = seen(desk, drafts.list_drafts, intake.ListDrafts(), who)
        return [one.code for one in page.items], page.total

    assert (listed(luz), listed(eva)) == (([code], 1), ([other], 1))
    assert listed(STAFF)[1] == 2
    assert listed(COACH)[1] == 0


def test_everybody_lists_what_is_their_own_and_staff_no_more_than_that() -> None:
    desk = Desk()
    receipt, draft = desk.submit(), desk.save(city="Otra")
    desk.repository.upsert_question(receipt.id, State.MORE_INFO, asked=True)
    luz = desk.claim("luz@puerto.example")
    items = owning.list_own_applications(desk.repository, luz).items
    assert {(one.code, one.city, one.state, one.version, one.asked) for one in items} == {
        (receipt.code, "Puerto Ejemplo", State.SUBMITTED, 1, True),
        (draft.code, "Otra", State.DRAFT, 0, False),
    }
    for who in (STAFF, ADMINISTRATOR, COACH):
        assert owning.list_own_applications(desk.repository, who).items == ()


def test_a_coach_reads_the_cities_that_they_lead_and_changes_nothing_of_them() -> None:
    desk = Desk()
    mine, other = desk.submit(), desk.submit(city="Otra")
    event = cohort.CoachAssigned(
        application_id=mine.id, code=mine.code, cohort="c", coach_id=UUID(COACH.id), previous_coach_id=None
    )
    owning.follow_coach(event, desk.repository)
    assert desk.show(mine.code, COACH).code == mine.code
    assert refused(lambda: desk.show(other.code, COACH)).startswith("not_found")
    ids = tuple(desk.repository.contacts)
    request = intake.GetContactNames(ids=ids)
    names = seen(desk, applications.get_contact_names, request, COACH).items
    assert {one.id for one in names} == {key for key, (of, _) in desk.repository.contacts.items() if of == mine.id}
    for act in (OF_APPLICATIONS["withdraw"], OF_APPLICATIONS["version"]):
        assert refused(lambda act=act: act(desk, mine.code, COACH)).startswith("not_found")
    owning.follow_coach(event.model_copy(update={"coach_id": uuid4()}), desk.repository)
    assert refused(lambda: desk.show(mine.code, COACH)).startswith("not_found")


def test_who_is_no_staff_sees_neither_matches_nor_overrides() -> None:
    desk = Desk()
    code = desk.submit(caller=LEAD, now=NOW.replace(year=2028), override="a flood").code
    desk.submit(admin_area="Departamento del Magdalena", now=NOW)
    luz = desk.claim("luz@puerto.example")
    assert desk.show(code).overrides
    assert desk.show(code).likely_matches
    shown = desk.show(code, luz)
    assert (shown.overrides, shown.likely_matches) == ((), ())


def test_the_public_state_is_for_anybody_with_the_code() -> None:
    desk = Desk()
    receipt = desk.submit()
    desk.repository.upsert_question(receipt.id, State.DECIDED, asked=None)
    request = intake.GetApplicationStatus(code=receipt.code)
    shown = seen(desk, applications.get_application_status, request, ANYBODY)
    assert shown.state is State.SUBMITTED


# -- whose eyes a request has ------------------------------------------------------------------------------------------


def test_default_deny() -> None:
    person = Caller(f"person:{UUID(int=9)}", frozenset({Role.APPLICANT, Role.REVIEWER, Role.COACH}))
    for request in registry.REQUESTS.values():
        if request.service != "intake":
            continue
        assert {audience_of(request, who) for who in (STAFF, LEAD, ADMINISTRATOR, SERVICE)} == {EVERYTHING}
        if request not in PUBLIC:
            assert audience_of(request, ANYBODY) == Audience(NOBODY)
            assert audience_of(request, person) == Audience(UUID(int=9), coaching=request in COACHED)


def test_only_what_reads_is_open_to_coaches() -> None:
    assert not any(request.is_command for request in COACHED + PUBLIC)


def test_every_applicants_request_by_a_code_is_of_its_owner_or_tried_here() -> None:
    """What names an application and is open to applicants stands in one of the tables above."""
    by_code = {
        request.__name__
        for request, (roles, _) in ALLOWED.items()
        if request.service == "intake" and roles >= APPLICANT and "code" in request.model_fields
    }
    assert by_code - {request.__name__ for request in PUBLIC} == {
        "GetApplication", "ResubmitApplication", "WithdrawApplication", "GetApplicationVersion",
        "CompareApplicationVersions", "ListFiles", "GetDraft", "ReviseDraft", "SubmitDraft", "AnswerQuestion",
        "AddEvidence", "GetFilePart", "KeepFile", "InviteColleague", "RemoveColleague", "ListColleagues",
    }  # fmt: skip
