"""An application from its first address to its sending: steps in any order, two people at once, nothing lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest

from services.portal.forms.form import NOT_FIRST
from services.portal.pages.applicant.steps import PROMISES, STEPS, Step
from shared.contracts import eligibility, intake, reporting
from shared.contracts.application import ApplicationDocument
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.requests import FieldProblem, Page
from shared.wording import has
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_public import CALLS, RESULT

CODE = "K7Q2M9X4TB"
HERE = f"/apply/2027/{CODE}"
AT = datetime(2026, 11, 29, 14, 7, tzinfo=UTC)
DOCUMENT: dict[str, Any] = {
    "call": "2027", "country": "BR", "city": "Petrolina", "preferred_language": "pt",
    "contacts": [{"name": "Ana", "email": "o@alliance.example", "role": "mayors_office", "primary": True}],
    "evidence": [{"kind": "policy", "text": "A decree"}],
}  # fmt: skip


def problem(field: str, code: str, **values: Any) -> FieldProblem:
    return FieldProblem.model_validate(Detail(field, code, **values).as_dict())


def draft(*missing: FieldProblem, revision: int = 3, **changed: Any) -> intake.Draft:
    return intake.Draft(
        id=UUID(int=1), code=CODE, call="2027", revision=revision, saved_at=AT, document=DOCUMENT | changed,
        missing=missing,
    )  # fmt: skip


def receipt(*missing: FieldProblem) -> intake.DraftReceipt:
    return intake.DraftReceipt(id=UUID(int=1), code=CODE, state=State.DRAFT, revision=4, missing=missing)


def applicants_door(**answers: Any) -> Doorway:
    none = Page[intake.ListedDraft](items=(), next=None, total=0)
    known = {"list_calls": CALLS, "list_drafts": none, "get_draft": draft(), "list_files": intake.KeptFiles(items=())}
    return door_of(**known | answers)


def revised(door: Doorway) -> list[dict[str, Any]]:
    return [one.request.document for one in door.client.asked if one.request.method == "revise_draft"]


# -- the beginning -----------------------------------------------------------------------------------------------------


def test_an_application_starts_with_an_address() -> None:
    page = Read(Doorway(list_calls=CALLS).get("/apply/2027"))
    assert page.fields["next"]["value"] == "/apply/2027"
    assert page.fields["email"]["autocomplete"] == "email"
    assert Doorway(list_calls=CALLS).get("/apply").headers["Location"] == "/apply/2027"


def test_whoever_has_said_their_name_need_not_again() -> None:
    assert Read(applicants_door().get("/apply/2027", headers=headers())).fields["name"]["value"] == "Octavia Fernleigh"


def test_whoever_begins_is_the_first_contact_under_the_address_that_they_proved() -> None:
    door = applicants_door(save_draft=receipt())
    form = {"name": "Ana", "role": "team", "city": "Petrolina", "country": "BR", "email": "evil@x.example"}
    answer = door.post("/apply/2027", data=form, headers=headers("pt"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}/city")
    saved = next(one.request.document for one in door.client.asked if one.request.method == "save_draft")
    assert saved == {
        "call": "2027", "country": "BR", "city": "Petrolina", "preferred_language": "pt",
        "contacts": [{"name": "Ana", "email": "o@alliance.example", "role": "team", "primary": True}],
    }  # fmt: skip


def test_a_beginning_that_is_refused_says_it_beside_its_field() -> None:
    refused = Refusal("invalid", Detail("contacts.0.name", "too_long", count=120))
    answer = applicants_door(save_draft=refused).post("/apply/2027", data={"name": "x" * 130}, headers=headers())
    page = Read(answer)
    assert answer.status_code == 422
    assert "#name" in page.links
    assert page.fields["name"]["value"] == "x" * 130


# -- a step ------------------------------------------------------------------------------------------------------------


def test_each_field_of_an_application_stands_in_one_step() -> None:
    held = [key for step in (*STEPS, PROMISES) for key in step.keys]
    assert sorted([*held, "call"]) == sorted(ApplicationDocument.model_fields), (
        "services/portal/pages/applicant/steps.py"
    )


def test_each_field_of_a_step_has_a_label() -> None:
    names = {name.rpartition(".")[2] for step in STEPS for name in step.names}
    assert [name for name in sorted(names) if not has(f"application_fields.{name}")] == [], "pages.po"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_each_field_of_a_step_can_be_typed(step: Step) -> None:
    """Of rows the first; which of them is the primary contact is one question for all."""
    drawn = Read(applicants_door().get(f"{HERE}/{step.id}", headers=headers())).fields
    wanted = [name for name in step.names if not NOT_FIRST.search(name) and not name.endswith((".primary", ".file"))]
    assert [name for name in wanted if not any(one == name or one.startswith(f"{name}.") for one in drawn)] == [], (
        f"services/portal/templates/applicant/fields/{step.id}.html"
    )


def test_a_step_keeps_what_other_steps_hold_and_reads_numbers_as_their_writer_writes_them() -> None:
    door = applicants_door(revise_draft=receipt())
    form = {"residents": "386.791", "population_year": "2025", "population_source": "IBGE", "expected_version": "3"}
    answer = door.post(f"{HERE}/population", data=form, headers=headers("pt"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}/ambition")
    assert revised(door) == [DOCUMENT | {"residents": 386791, "population_year": 2025, "population_source": "IBGE"}]
    assert [one.request.expected_revision for one in door.client.asked if one.request.method == "revise_draft"] == [3]


def test_what_is_emptied_is_gone() -> None:
    door = applicants_door(get_draft=draft(resident_outcomes=["mobility"]), revise_draft=receipt())
    form = {"resident_outcomes": "", "other_outcome": ""}
    door.post(f"{HERE}/outcomes", data=form, headers=headers())
    assert revised(door) == [DOCUMENT]
    door.post(f"{HERE}/foundations", data={"foundations": "", "evidence.0.kind": ""}, headers=headers())
    assert "evidence" not in revised(door)[1]


def test_boxes_and_rows_become_lists() -> None:
    door = applicants_door(revise_draft=receipt())
    door.post(f"{HERE}/outcomes", data={"resident_outcomes": ["", "mobility", "climate"]}, headers=headers())
    rows = {"contacts.0.name": "Ana", "contacts.0.email": "a@x.example", "contacts.2.name": "Rui", "primary": "2"}
    door.post(f"{HERE}/contacts", data=rows, headers=headers())
    outcomes, contacts = revised(door)
    assert outcomes["resident_outcomes"] == ["mobility", "climate"]
    assert contacts["contacts"] == [{"name": "Ana", "email": "a@x.example"}, {"name": "Rui", "primary": True}]


def test_what_cannot_be_read_is_not_sent_and_stays_in_its_field() -> None:
    door = applicants_door(revise_draft=receipt())
    answer = door.post(f"{HERE}/population", data={"residents": "386,79"}, headers=headers("pt"))
    page = Read(answer)
    assert (answer.status_code, revised(door)) == (422, [])
    assert page.fields["residents"]["value"] == "386,79"
    assert "#residents" in page.links
    assert "Petrolina" in page.text


def test_what_a_step_lacks_is_said_once_and_holds_nobody_up() -> None:
    lacking = problem("population_source", "missing")
    door = applicants_door(get_draft=draft(lacking), revise_draft=receipt(lacking))
    answer = door.post(f"{HERE}/population", data={"residents": "386791"}, headers=headers())
    page = Read(answer)
    assert answer.status_code == 200
    assert "Saved. This is still missing here:" in page.text
    assert "#population_source" in page.links
    onward = door.post(f"{HERE}/population", data={"residents": "386791", "then": "on"}, headers=headers())
    assert onward.headers["Location"] == f"{HERE}/ambition"
    leaving = door.post(f"{HERE}/population", data={"residents": "386791", "then": "leave"}, headers=headers())
    assert leaving.headers["Location"] == "/my"


def test_somebody_elses_change_is_shown_and_not_overwritten() -> None:
    stale = Refusal("stale_version", version=5)
    door = applicants_door(get_draft=draft(revision=5, ambition="Theirs"), revise_draft=stale)
    answer = door.post(f"{HERE}/ambition", data={"ambition": "Mine", "expected_version": "3"}, headers=headers())
    page = Read(answer)
    assert answer.status_code == 409
    assert "Theirs" in page.text
    assert "Mine" in answer.text
    assert page.fields["expected_version"]["value"] == "5"


def test_a_service_that_is_down_loses_nothing() -> None:
    answer = applicants_door(revise_draft=unavailable()).post(
        f"{HERE}/ambition", data={"ambition": "A long text"}, headers=headers()
    )
    assert answer.status_code == 503
    assert "A long text" in answer.text


def test_the_steps_say_how_far_they_are() -> None:
    door = applicants_door(get_draft=draft(problem("ambition", "missing"), problem("admin_area", "missing")))
    page = Read(door.get(f"{HERE}/city", headers=headers()))
    assert "1 thing missing" in page.text
    assert "To do" in page.text
    assert "5 of 7 steps complete" in page.text


@pytest.mark.parametrize("step", ["city", "mayor", "population", "ambition", "foundations", "outcomes", "contacts"])
@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_each_step_is_shown_in_each_language(step: str, language: str) -> None:
    answer = applicants_door().get(f"{HERE}/{step}", headers=headers(language))
    assert (answer.status_code, Read(answer).language) == (200, language)


def test_a_persons_own_data_are_not_filled_into_anothers_fields() -> None:
    page = Read(applicants_door().get(f"{HERE}/contacts", headers=headers()))
    assert {page.fields[f"contacts.1.{name}"]["autocomplete"] for name in ("name", "email")} == {"off"}


@pytest.mark.parametrize("path", [f"/apply/2027/{CODE}/nowhere", f"/apply/2031/{CODE}/city", "/apply/2031"])
def test_what_there_is_not_is_not_found(path: str) -> None:
    assert applicants_door().get(path, headers=headers()).status_code == 404


def test_somebody_elses_draft_is_not_found() -> None:
    door = applicants_door(get_draft=not_found("draft", CODE))
    assert door.get(f"{HERE}/city", headers=headers()).status_code == 404


def test_the_type_ahead_offers_cities_of_the_reference() -> None:
    page = applicants_door().get("/places?country=BR&city=petrol", headers=headers("pt")).text
    assert '<option value="Petrolina">' in page
    assert "habitantes" in page
    assert "<option" not in applicants_door().get("/places?country=BR&city=p", headers=headers()).text


def test_a_deadline_is_said_by_the_citys_clock_too() -> None:
    page = Read(applicants_door().get(f"{HERE}/city", headers=headers("pt")))
    assert (
        "quinta-feira, 8 de janeiro de 2099, 23:59 (horário do Leste) / sexta-feira, 9 de janeiro de 2099, 01:59"
        in page.text
    )


# -- sending -----------------------------------------------------------------------------------------------------------


def test_the_review_shows_the_answers_with_a_link_back_to_each() -> None:
    page = Read(applicants_door(check_eligibility=RESULT).get(f"{HERE}/review", headers=headers()))
    assert {f"{HERE}/city", f"{HERE}/foundations", f"{HERE}/contacts"} <= set(page.links)
    assert "May meet the stated minimums" in page.text
    assert "A decree" in page.text


def test_a_link_of_the_evidence_is_one_and_markup_in_it_is_none() -> None:
    shown = draft(evidence=[{"kind": "policy", "url": "https://data.example/<b>", "text": "A <i>decree</i>"}])
    answer = applicants_door(get_draft=shown, check_eligibility=RESULT).get(f"{HERE}/review", headers=headers())
    assert 'href="https://data.example/' in answer.text
    assert 'rel="noopener noreferrer"' in answer.text
    assert "<i>decree" not in answer.text
    assert "<b>" not in answer.text


def test_every_state_that_a_city_may_read_is_called_beside_its_application() -> None:
    page = Read(owners_door(State.OFFERED).get(f"/applications/{CODE}", headers=headers()))
    for said in ("Draft", "Received", "Offered: reply by …", "Confirmed", "Withdrawn"):
        assert said in page.text


def test_answers_stand_in_the_forms_order_however_they_are_kept() -> None:
    mayor = {"term_ends_on": "2030-01-01", "term_starts_on": "2025-01-01", "name": "Teodora"}
    door = applicants_door(get_draft=draft(mayor=mayor), check_eligibility=RESULT)
    text = Read(door.get(f"{HERE}/review", headers=headers())).text
    assert text.index("Teodora") < text.index("January 1, 2025") < text.index("January 1, 2030")


def test_an_application_is_sent_with_its_promises() -> None:
    sent = intake.Receipt(id=UUID(int=1), code=CODE, state=State.SUBMITTED, version=1)
    door = applicants_door(revise_draft=receipt(), submit_draft=sent)
    form = {"endorsed_by_mayor": "true", "privacy_notice_accepted": "true", "expected_version": "3"}
    answer = door.post(f"{HERE}/review", data=form, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/applications/{CODE}")
    assert revised(door)[0].items() >= {"endorsed_by_mayor": True, "privacy_notice_accepted": True}.items()


def test_an_application_that_lacks_something_says_where() -> None:
    lacking = Refusal("invalid", Detail("endorsed_by_mayor", "must_be_true"), Detail("ambition", "missing"))
    door = applicants_door(revise_draft=receipt(), submit_draft=lacking, check_eligibility=RESULT)
    answer = door.post(f"{HERE}/review", data={}, headers=headers())
    assert answer.status_code == 422
    assert "#endorsed_by_mayor" in Read(answer).links


# -- what becomes of it ------------------------------------------------------------------------------------------------

APPLICATION = intake.Application(
    id=UUID(int=1), code=CODE, call="2027", city="Petrolina", admin_area="Pernambuco", country="BR",
    time_zone="America/Recife", language="pt", state=State.SUBMITTED, version=2, submitted_at=AT,
)  # fmt: skip
VERSION = intake.ApplicationVersion.model_construct(code=CODE, call="2027", version=2, document=DOCUMENT)


def owners_door(state: State, **answers: Any) -> Doorway:
    answers = {"get_application_version": VERSION} | answers
    status = eligibility.SelectionStatus(state=state, reply_by=date(2099, 3, 26) if state is State.OFFERED else None)
    return applicants_door(**{"get_application": APPLICATION, "get_selection_status": status} | answers)


def test_an_offer_says_until_when_and_is_confirmed_by_name() -> None:
    selection = eligibility.Selection.model_construct()
    signed = VERSION.model_copy(update={"document": DOCUMENT | {"mayor": {"name": "Teodora Ficta"}}})
    door = owners_door(State.OFFERED, confirm_offer=selection, get_application_version=signed)
    page = Read(door.get(f"/applications/{CODE}", headers=headers("pt")))
    assert "Vaga oferecida: responda até 26 de março de 2099" in page.text
    assert page.fields["mayor"]["value"] == "Teodora Ficta"
    assert "checked" not in page.fields["authorized"]
    form = {"mayor": " Teodora ", "authorized": "true"}
    answer = door.post(f"/applications/{CODE}/confirm", data=form, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/applications/{CODE}")
    sent = [one.request for one in door.client.asked if one.request.method == "confirm_offer"]
    assert sent == [eligibility.ConfirmOffer(code=CODE, mayor="Teodora", authorized=True)]


def test_an_offer_says_how_many_days_are_left() -> None:
    reply_by = datetime.now(ZoneInfo("America/New_York")).date() + timedelta(days=3)
    status = eligibility.SelectionStatus(state=State.OFFERED, reply_by=reply_by)
    page = Read(owners_door(State.OFFERED, get_selection_status=status).get(f"/applications/{CODE}", headers=headers()))
    assert "3 days left." in page.text


def test_who_was_asked_reads_the_question_and_until_when_to_answer() -> None:
    status = eligibility.SelectionStatus(
        state=State.MORE_INFO, reply_by=None, answer_by=date(2099, 3, 26), feedback="Qual é a fonte?"
    )
    page = Read(
        owners_door(State.MORE_INFO, get_selection_status=status).get(f"/applications/{CODE}", headers=headers("pt"))
    )
    assert "Qual é a fonte?" in page.text
    assert "26 de março de 2099" in page.text


def test_an_offer_without_the_mayors_authority_says_so_beside_the_box() -> None:
    door = owners_door(State.OFFERED, confirm_offer=Refusal("invalid", Detail("authorized", "must_be_true")))
    page = Read(door.post(f"/applications/{CODE}/confirm", data={"mayor": "Teodora"}, headers=headers()))
    assert "#authorized" in page.links
    assert page.fields["authorized"]["aria-describedby"] == "authorized-error"
    assert page.fields["mayor"]["value"] == "Teodora"


def test_an_offer_is_declined_with_or_without_a_reason() -> None:
    door = owners_door(State.OFFERED, decline_offer=eligibility.Selection.model_construct())
    for typed in (" No team ", "", None):
        data = {} if typed is None else {"reason": typed}
        assert door.post(f"/applications/{CODE}/decline-offer", data=data, headers=headers()).status_code == 303
    sent = [one.request.reason for one in door.client.asked if one.request.method == "decline_offer"]
    assert sent == ["No team", None, None]


def test_a_reason_that_is_refused_stays() -> None:
    door = owners_door(State.OFFERED, decline_offer=Refusal("invalid", Detail("reason", "too_long", count=2000)))
    answer = door.post(f"/applications/{CODE}/decline-offer", data={"reason": "No team"}, headers=headers())
    assert "#reason" in Read(answer).links
    assert "<details open>" in answer.text
    assert ">\nNo team</textarea>" in answer.text


def test_an_offer_that_cannot_be_confirmed_says_why_and_keeps_the_name() -> None:
    door = owners_door(State.OFFERED, confirm_offer=Refusal("offer_lapsed"))
    answer = door.post(f"/applications/{CODE}/confirm", data={"mayor": "Teodora"}, headers=headers())
    assert answer.status_code == 409
    assert Read(answer).fields["mayor"]["value"] == "Teodora"


@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_each_state_says_what_it_means(state: State, language: str) -> None:
    answer = owners_door(state).get(f"/applications/{CODE}", headers=headers(language))
    assert answer.status_code == 200
    assert "means" not in Read(answer).text


def test_a_city_that_has_left_reads_that_it_no_longer_takes_part() -> None:
    left = eligibility.SelectionStatus(state=State.CONFIRMED, reply_by=None, left=True)
    page = Read(owners_door(State.CONFIRMED, get_selection_status=left).get(f"/applications/{CODE}", headers=headers()))
    assert "No longer takes part" in page.text
    assert "Your city takes part" not in page.text


def test_a_merged_one_leads_to_the_one_that_goes_on() -> None:
    merged = APPLICATION.model_copy(update={"state": State.WITHDRAWN, "merged_into": "JK2MPJ4V23"})
    door = owners_door(State.IN_REVIEW, get_application=merged)
    page = Read(door.get(f"/applications/{CODE}", headers=headers("es")))
    assert "Fusionada con otra postulación" in page.text
    assert "retiró" not in page.text
    assert "/applications/JK2MPJ4V23" in page.links


def test_the_history_leaves_out_what_concerns_nobody() -> None:
    entries = [
        {"at": AT, "actor": "x", "event": event, "clauses": [{"key": event, "values": {"revision": 2, "count": 1}}]}
        for event in ("draft_saved", "application_submitted", "application_people_changed")
    ]
    city = {"code": CODE, "city": "Petrolina", "country": "BR", "call": "2027", "state": "submitted", "cohort": None,
            "phase": None, "history": entries}  # fmt: skip
    door = owners_door(State.SUBMITTED, get_city_page=reporting.CityPage.model_validate(city))
    page = Read(door.get(f"/applications/{CODE}", headers=headers()))
    assert "Application submitted" in page.text
    assert "Draft saved" not in page.text
    assert "who has signed in" not in page.text


def test_without_the_selection_the_rest_is_shown() -> None:
    door = applicants_door(get_application=APPLICATION, get_selection_status=unavailable())
    page = Read(door.get(f"/applications/{CODE}", headers=headers()))
    assert "A part of this page is not available right now." in page.text
    assert "Petrolina" in page.text


@pytest.mark.parametrize(("way", "method"), [("version", "resubmit_application"), ("answer", "answer_question")])
def test_the_whole_is_sent_anew(way: str, method: str) -> None:
    sent = intake.Receipt(id=UUID(int=1), code=CODE, state=State.SUBMITTED, version=3)
    door = owners_door(State.MORE_INFO, get_application_version=VERSION, **{method: sent})
    page = Read(door.get(f"/applications/{CODE}/send/{way}", headers=headers()))
    assert page.fields["contacts.0.name"]["value"] == "Ana"
    form = {"city": "Petrolina", "residents": "400000"}
    at = f"/applications/{CODE}/send/{way}"
    seen = door.post(at, data=form, headers=headers())
    assert (seen.status_code, asked_of(door, method)) == (200, [])
    answer = door.post(at, data=form | {"seen": seen_in(seen)}, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/applications/{CODE}")
    (request,) = asked_of(door, method)
    assert request.document == {"call": "2027", "city": "Petrolina", "residents": 400000}


BEFORE = DOCUMENT | {
    "residents": 390_000, "ambition": "We want open data", "mayor": {"name": "Teodora", "term_ends_on": None},
    "contacts": [{"name": "Ana", "email": "o@alliance.example", "role": "mayors_office", "primary": True}],
}  # fmt: skip
SAME = {
    "country": "BR", "city": "Petrolina", "preferred_language": "pt", "residents": "390.000", "mayor.name": "Teodora",
    "ambition": "We want open data", "evidence.0.kind": "policy", "evidence.0.text": "A decree",
    "contacts.0.name": "Ana", "contacts.0.email": "o@alliance.example", "contacts.0.role": "mayors_office",
    "contacts.0.primary": "true",
}  # fmt: skip


def rewriting(**answers: Any) -> Doorway:
    sent = intake.Receipt(id=UUID(int=1), code=CODE, state=State.SUBMITTED, version=3)
    read = VERSION.model_copy(update={"document": BEFORE})
    return owners_door(State.CHECKED, get_application_version=read, resubmit_application=sent, **answers)


def asked_of(door: Doorway, method: str) -> list[Any]:
    return [one.request for one in door.client.asked if one.request.method == method]


def seen_in(answer: httpx.Response) -> str:
    return answer.text.partition('name="seen" value="')[2].partition('"')[0]


def test_a_new_version_is_sent_after_its_changes_were_seen() -> None:
    door, at = rewriting(), f"/applications/{CODE}/send/version"
    form = SAME | {"residents": "400.000", "ambition": "We want open data for all", "evidence.0.text": ""}
    answer = door.post(at, data=form, headers=headers("pt"))
    text = Read(answer).text
    for said in ("O que vai mudar", "Versão 2", "390.000", "400.000", "A decree"):
        assert said in text
    assert "data<ins> for all</ins>" in answer.text
    assert 'name="seen"' in answer.text
    assert asked_of(door, "resubmit_application") == []
    other = door.post(at, data=form | {"city": "Recife", "seen": seen_in(answer)}, headers=headers("pt"))
    assert "Recife" in Read(other).text
    assert asked_of(door, "resubmit_application") == []
    assert door.post(at, data=form | {"seen": seen_in(answer)}, headers=headers("pt")).status_code == 303
    assert len(asked_of(door, "resubmit_application")) == 1


def test_a_version_that_changes_nothing_says_so_and_is_not_offered_to_be_sent() -> None:
    answer = rewriting().post(f"/applications/{CODE}/send/version", data=SAME, headers=headers("pt"))
    assert "Nada difere da versão 2" in Read(answer).text
    assert 'name="seen"' not in answer.text
