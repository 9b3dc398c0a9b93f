"""What a visitor sees: the program, the self-check, a status by code, and pages for what went wrong."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import eligibility, intake
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import NOTHING_OPEN, Doorway
from tests.unit.portal.pages.reading import OWN, Read
from tests.unit.portal.pages.signed_in import door_of
from tests.unit.portal.pages.signed_in import headers as signed_in

CODE = "K7Q2M9X4TB"
CALL = intake.Call(
    id="2027",
    title="Round <2027>",
    state="open",
    opens_at=datetime(2026, 11, 1, tzinfo=UTC),
    closes_at=datetime(2099, 1, 9, 4, 59, 59, tzinfo=UTC),
    time_zone="America/New_York",
    eligibility_as_of=date(2099, 1, 8),
    capacity=22,
    reviews_required=3,
    cohort=intake.CohortPlan(id="c2", name="Cohort two", starts_on=date(2099, 4, 29)),
)
CALLS = Page[intake.Call](items=(CALL,), next=None, total=1)
NO_CALLS = Page[intake.Call](items=(), next=None, total=0)
RESULT = eligibility.EligibilityResult(
    outcome="needs_review",
    criteria=(
        eligibility.CriterionResult(
            id="population", outcome="needs_review", observed=101800, threshold=100000, code="claim_near",
            values={"residents": 101800, "threshold": 100000},
        ),
    ),
    criteria_version="1",
    as_of=date(2099, 1, 8),
)  # fmt: skip
FOUR = {
    "country": "UY", "residents": "101.800", "population_year": "2025", "mayor.term_ends_on.day": "10",
    "mayor.term_ends_on.month": "7", "mayor.term_ends_on.year": "2030",
}  # fmt: skip


def opened(**answers: Any) -> Doorway:
    return Doorway(**{"get_open_data": NOTHING_OPEN} | answers)


SPANISH = OWN | {"Accept-Language": "es"}


# -- the program -------------------------------------------------------------------------------------------------------


def test_the_program_says_until_when_and_by_which_clock() -> None:
    page = Read(opened(list_calls=CALLS).get("/?zone=America/Chicago"))
    assert "Thursday, January 8, 2099" in page.text
    assert "11:59 PM (Eastern Time)." in page.text
    assert "10:59 PM (Central Time)." in page.text
    assert "days left." in page.text
    assert "/apply/2027" in page.links


def test_a_clock_that_shows_the_same_is_not_shown_twice() -> None:
    assert "Colombia Time" not in Read(opened(list_calls=CALLS).get("/?zone=America/Bogota")).text.split("Show")[0]


def test_the_program_without_a_call_says_so() -> None:
    page = Read(opened(list_calls=NO_CALLS).get("/"))
    assert "No call is planned yet." in page.text
    assert "/apply/2027" not in page.links


def test_a_closed_call_offers_no_application() -> None:
    closed = CALL.model_copy(update={"state": "closed", "closes_at": datetime(2020, 1, 9, tzinfo=UTC)})
    page = Read(opened(list_calls=Page[intake.Call](items=(closed,), next=None, total=1)).get("/"))
    assert "This call closed on" in page.text
    assert "/apply/2027" not in page.links


def test_where_the_calls_are_missing_the_rest_is_shown() -> None:
    answer = opened(list_calls=unavailable()).get("/")
    assert answer.status_code == 200
    assert "A part of this page is not available right now." in Read(answer).text
    assert "Four qualifications" in Read(answer).text


def test_a_page_that_cannot_be_shown_now_leads_to_itself() -> None:
    answer = opened(list_calls=unavailable()).get("/apply/2027?zone=America/Lima")
    assert answer.status_code == 503
    assert "/apply/2027?zone=America/Lima" in Read(answer).links


def test_a_title_is_text_and_no_markup() -> None:
    assert "Round &lt;2027&gt;" in opened(list_calls=CALLS).get("/").text


@pytest.mark.parametrize("wanted, shown", [("pt-BR", "pt"), ("es-ES,en;q=0.5", "es"), ("fr-FR", "fr"), ("de", "en")])
def test_the_page_speaks_the_readers_language(wanted: str, shown: str) -> None:
    answer = opened(list_calls=CALLS).get("/", headers={"Accept-Language": wanted})
    assert (Read(answer).language, answer.headers["Content-Language"]) == (shown, shown)
    assert "Cookie" in answer.headers["Vary"]


def test_a_chosen_language_is_kept_and_the_switch_keeps_the_address() -> None:
    answer = opened(list_calls=CALLS).get("/check?x=1&lang=pt", headers={"Accept-Language": "fr"})
    page = Read(answer)
    assert page.language == "pt"
    assert "lang=pt" in answer.headers["Set-Cookie"]
    assert "/check?x=1&lang=es" in page.links


# -- the self-check ----------------------------------------------------------------------------------------------------


def test_a_check_asks_what_was_typed_in_the_readers_writing() -> None:
    door = opened(list_calls=CALLS, check_eligibility=RESULT)
    answer = door.post("/check", data=FOUR, headers=SPANISH)
    assert answer.status_code == 200
    asked = [one.request for one in door.client.asked if one.request.method == "check_eligibility"]
    assert [one.document for one in asked] == [
        {"country": "UY", "residents": 101800, "population_year": 2025, "mayor": {"term_ends_on": "2030-07-10"}}
    ]
    assert "Podría cumplir los mínimos establecidos" in Read(answer).text


def test_the_form_of_a_check_asks_no_service() -> None:
    door = opened()
    assert door.get("/check").status_code == 200
    assert door.client.methods == []


def test_a_check_keeps_what_was_typed_and_says_what_is_wrong_beside_it() -> None:
    door = opened(list_calls=CALLS, check_eligibility=RESULT)
    answer = door.post("/check", data=FOUR | {"residents": "386,79"}, headers=OWN | {"Accept-Language": "pt"})
    page = Read(answer)
    assert answer.status_code == 422
    assert "check_eligibility" not in door.client.methods
    assert answer.text.count("<title>Erro: ") == 1
    assert page.fields["residents"]["value"] == "386,79"
    assert page.fields["mayor.term_ends_on.day"]["value"] == "10"
    assert page.fields["residents"]["aria-describedby"] == "residents-error residents-hint"
    assert "#residents" in page.links
    assert "autofocus" in page.ids["main"] or 'role="alert" tabindex="-1" autofocus' in answer.text


def test_a_check_shows_each_refusal_of_the_service() -> None:
    refused = Refusal("invalid", Detail("mayor.term_ends_on", "end_before_start"))
    answer = opened(list_calls=CALLS, check_eligibility=refused).post("/check", data=FOUR, headers=SPANISH)
    assert answer.status_code == 422
    assert Read(answer).ids["mayor.term_ends_on-error"]


def test_a_check_without_its_service_keeps_what_was_typed() -> None:
    answer = opened(list_calls=unavailable(), check_eligibility=unavailable()).post(
        "/check", data=FOUR, headers=SPANISH
    )
    assert answer.status_code == 503
    assert Read(answer).fields["residents"]["value"] == "101.800"


# -- a status by code --------------------------------------------------------------------------------------------------


def test_a_code_shows_the_public_state_alone() -> None:
    door = Doorway(
        get_application_status=intake.ApplicationStatus(application_id=UUID(int=1), code=CODE, state=State.SUBMITTED),
        get_selection_status=eligibility.SelectionStatus(state=State.OFFERED, reply_by=date(2027, 3, 26)),
    )
    page = Read(door.get(f"/status?code={CODE.lower()}"))
    assert "Offered: reply by March 26, 2027" in page.text
    assert [one.token for one in door.client.asked] == [None, None]
    assert f"/sign-in?next=/applications/{CODE}" in page.links


MERGED: dict[str, Any] = {
    "get_application_status": intake.ApplicationStatus(
        application_id=UUID(int=1), code=CODE, state=State.WITHDRAWN, merged=True
    ),
    "get_selection_status": eligibility.SelectionStatus(state=State.IN_REVIEW, reply_by=None),
}


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "applied twice"), ("es", "dos veces"), ("pt", "duas vezes"), ("fr", "deux candidatures")],
)
def test_of_a_merged_application_a_stranger_reads_that_another_goes_on(language: str, said: str) -> None:
    page = Read(Doorway(**MERGED).get(f"/status?code={CODE}", headers={"Accept-Language": language}))
    assert said in page.text
    assert "Withdrawn: " not in page.text


def test_which_one_goes_on_is_for_those_who_may_see_it() -> None:
    own = intake.Application(
        id=UUID(int=1), code=CODE, call="2027", city="Petrolina", admin_area="Pernambuco", country="BR",
        time_zone="America/Recife", language="pt", state=State.WITHDRAWN, version=1, submitted_at=None,
        merged_into="JK2MPJ4V23",
    )  # fmt: skip
    for answer, links in ((own, True), (not_found("application", CODE), False), (unavailable(), False)):
        door = door_of(Role.APPLICANT, **MERGED, get_application=answer)
        page = Read(door.get(f"/status?code={CODE}", headers=signed_in()))
        assert ("/applications/JK2MPJ4V23" in page.links) is links
        assert "applied twice" in page.text


def test_an_unknown_code_is_said_beside_it() -> None:
    answer = Doorway(get_application_status=not_found("application", CODE)).get(f"/status?code={CODE}")
    assert answer.status_code == 404
    assert "There is no application with this code." in Read(answer).text
    assert Read(answer).fields["code"]["value"] == CODE


# -- what went wrong ---------------------------------------------------------------------------------------------------


def test_nothing_at_an_address_is_a_page_that_says_what_to_do() -> None:
    answer = Doorway().get("/nothing-here", headers={"Accept-Language": "es"})
    assert answer.status_code == 404
    assert "No encontramos esta página" in Read(answer).text
    assert "/status" in Read(answer).links


def test_what_another_site_sends_is_not_done() -> None:
    door = Doorway(check_eligibility=RESULT)
    for headers in ({"Origin": "https://evil.example"}, OWN | {"Sec-Fetch-Site": "cross-site"}, {}, {"Origin": "null"}):
        answer = door.post("/check", data=FOUR, headers=headers)
        assert (answer.status_code, door.client.methods) == (403, [])


@pytest.mark.parametrize(
    "noise", [b"%00=%00", b"residents=%00", b"\xff\xfe", b"a=1&" * 2000, b"=", b"country=\xed\xa0\x80"]
)
def test_noise_is_never_a_fault(noise: bytes) -> None:
    headers = OWN | {"Content-Type": "application/x-www-form-urlencoded"}
    answer = opened(list_calls=CALLS, check_eligibility=RESULT).post("/check", content=noise, headers=headers)
    assert answer.status_code < 500


# -- static files ------------------------------------------------------------------------------------------------------


def test_static_files_are_kept_for_good_under_their_hash() -> None:
    door = opened(list_calls=CALLS)
    page = door.get("/").text
    for address in {part.split('"')[0] for part in page.split('href="') if part.startswith("/static/")}:
        answer = door.get(address)
        assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
        assert "immutable" in answer.headers["Cache-Control"]
        assert door.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


# -- the privacy notice ------------------------------------------------------------------------------------------------


def test_the_notice_is_shown_in_the_readers_language_with_its_version() -> None:
    def notice(request: intake.GetPrivacyNotice) -> intake.PrivacyNotice:
        version = request.version or "2"
        return intake.PrivacyNotice(
            version=version, in_force="2", language=request.language, text="One\ntwo\n\n<three>"
        )

    door = Doorway(get_privacy_notice=notice)
    answer = door.get("/privacy", headers={"Accept-Language": "pt"})
    assert '<p class="long-text">One two</p>' in answer.text
    assert "&lt;three&gt;" in answer.text
    assert "Versão 2" in Read(answer).text
    assert "The one in force is version 2." in Read(door.get("/privacy?version=1")).text


def test_a_notice_that_there_is_not_is_not_found() -> None:
    door = Doorway(get_privacy_notice=not_found("privacy_notice", "9"))
    assert door.get("/privacy?version=9").status_code == 404


@pytest.mark.parametrize("path", ["//evil.example/x", "/%2Fevil.example", "///evil.example/a?b=//evil.example"])
def test_no_page_links_to_another_site_because_it_was_asked_for_by_its_name(path: str) -> None:
    page = Read(Doorway().get(f"http://portal.example{path}"))
    assert "/evil.example" in "".join(page.links)
    assert not [link for link in page.links if link.startswith("//")]


@pytest.mark.parametrize("path", ["/", "/check"])
def test_a_visitor_whose_session_is_over_is_a_visitor(path: str) -> None:
    over = Refusal("unauthenticated")

    def list_calls(_: intake.ListCalls) -> Page[intake.Call]:
        return CALLS

    door = Doorway(issue_token=over, issue_tokens=over, list_calls=list_calls, get_person=over,
                   get_open_data=NOTHING_OPEN)  # fmt: skip
    answer = door.get(path, headers=OWN | {"Cookie": "session=0ver"})
    assert answer.status_code == 200
    assert "sign-in?next" not in answer.headers.get("Location", "")
