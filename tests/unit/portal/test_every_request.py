"""Every request that people may send has its address in the API, by one rule and one mechanism."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.portal.api.addresses import ADDRESSES, BY_OTHER_MEANS, by_rule
from shared.contracts import cohort, eligibility, identity, intake, kernel, notifications, reporting
from shared.contracts.errors import Refusal
from shared.contracts.examples import example_of
from shared.contracts.requests import Request
from shared.messaging.keys import command_id_of
from shared.runtime.settings import SERVICES
from shared.security.permissions import ALLOWED
from tests.unit.portal.doorway import Doorway

CODE = "K7Q2M9X4TB"
ANA = {"Authorization": "Bearer s3cret"}
TOKEN = identity.IssuedToken(token="t")


def door(*requests: type[Request[Any]], **answers: Any) -> Doorway:
    """Whose services answer with the examples of those requests."""
    examples = {one.method: one.reply.model_validate(example_of(one.reply, "serialization")) for one in requests}
    return Doorway(issue_token=TOKEN, **examples, **answers)


def asked(doorway: Doorway) -> Any:
    (one,) = [one for one in doorway.client.asked if one.request.method != "issue_token"]
    return one


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(one["field"], one["code"]) for one in answer.json()["details"]]


# -- addresses ---------------------------------------------------------------------------------------------------------


def test_each_request_that_people_may_send_has_an_address_or_a_reason() -> None:
    for_people = {request for request, (roles, _) in ALLOWED.items() if roles}
    assert {one.request for one in by_rule()} == for_people - BY_OTHER_MEANS.keys()
    assert not {one.request for one in by_rule()} & BY_OTHER_MEANS.keys()


def test_no_two_have_the_same_address() -> None:
    places = [(one.method, one.path) for one in ADDRESSES]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("request_", "place"),
    [
        (cohort.GetTimeline, "GET /cohort/get-timeline"),
        (cohort.AdvancePhase, "POST /cohort/advance-phase"),
        (eligibility.ListReviews, "GET /eligibility/list-reviews"),
        (eligibility.GetStandings, "POST /eligibility/get-standings"),
        (eligibility.WhatIf, "POST /eligibility/what-if"),
        (kernel.ExportPersonal, "POST /cohort/export-personal"),
    ],
)
def test_the_rule(request_: type[Request[Any]], place: str) -> None:
    assert place in [f"{one.method} {one.path}" for one in by_rule() if one.request is request_]


def test_what_every_service_answers_is_asked_of_each() -> None:
    doorway = door(kernel.GetRetention)
    places = [one.path for one in by_rule() if one.request is kernel.GetRetention]
    assert places == [f"/{service}/get-retention" for service in SERVICES]
    signed: list[str] = []

    def issue(request: identity.IssueToken) -> identity.IssuedToken:
        signed.append(request.to_service)
        return TOKEN

    doorway.client.answers["issue_token"] = issue
    assert doorway.get("/api/v1/cohort/get-retention", headers=ANA).status_code == 200
    assert signed == ["cohort"]


# -- what is asked -----------------------------------------------------------------------------------------------------


def test_a_query_is_read_from_its_address() -> None:
    doorway = door(eligibility.ListReviews)
    path = f"/api/v1/eligibility/list-reviews?codes={CODE}&codes=4VH8T2C0QX&outstanding=true&limit=5"
    assert doorway.get(path, headers=ANA).status_code == 200
    assert asked(doorway).request == eligibility.ListReviews(codes=(CODE, "4VH8T2C0QX"), outstanding=True, limit=5)


def test_a_text_that_looks_like_a_number_stays_a_text() -> None:
    doorway = door(identity.ListPeople)
    doorway.get("/api/v1/identity/list-people?text=2027", headers=ANA)
    assert asked(doorway).request == identity.ListPeople(text="2027")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("limit=many", ("limit", "not_a_number")),
        ("limit=1e3", ("limit", "not_a_number")),
        ("limit=0", ("limit", "too_small")),
        ("limit=1&limit=2", ("limit", "not_a_number")),
        ("role=king", ("role", "not_a_choice")),
        ("text=%00", ("text", "control_characters")),
        ("nonsense=1", ("nonsense", "unknown_field")),
    ],
)
def test_what_is_wrong_in_an_address_is_named(query: str, wrong: tuple[str, str]) -> None:
    doorway = door(identity.ListPeople)
    assert faults(doorway.get(f"/api/v1/identity/list-people?{query}", headers=ANA)) == [wrong]
    assert doorway.client.asked == []


def test_a_body_is_judged_as_json_is() -> None:
    doorway = door(cohort.AdvancePhase)
    body = {"code": CODE, "phase": "demonstration", "expected_version": "3"}
    answer = doorway.post("/api/v1/cohort/advance-phase", json=body, headers=ANA)
    assert faults(answer) == [("expected_version", "not_a_number")]
    answer = doorway.post("/api/v1/cohort/advance-phase", json=body | {"expected_version": 3}, headers=ANA)
    assert (answer.status_code, set(answer.json())) == (200, {"code", "from", "to", "at", "version"})
    assert asked(doorway).request.expected_version == 3


def test_what_the_path_says_is_not_said_again() -> None:
    doorway = door(intake.SubmitDraft)
    answer = doorway.post(f"/api/v1/drafts/{CODE}/submit", json={"code": "4VH8T2C0QX"}, headers=ANA)
    assert faults(answer) == [("code", "unknown_field")]


@pytest.mark.parametrize("body", ["{", "[1]", '{"a": 1e999}', '{"a": NaN}', "9" * 5_000])
def test_a_body_that_is_no_object_asks_nobody(body: str) -> None:
    doorway = door(cohort.AdvancePhase)
    headers = ANA | {"Content-Type": "application/json"}
    faults(doorway.post("/api/v1/cohort/advance-phase", content=body, headers=headers))
    assert doorway.client.asked == []


def test_what_is_no_number_of_json_reaches_nobody() -> None:
    doorway = door(eligibility.CheckEligibility)
    headers = {"Content-Type": "application/json"}
    faults(doorway.post("/api/v1/check", content='{"residents": 1e999}', headers=headers))
    assert doorway.client.asked == []


# -- who asks ----------------------------------------------------------------------------------------------------------


def test_who_has_not_signed_in_is_turned_away_at_the_door() -> None:
    doorway = door(cohort.GetTimeline)
    answer = doorway.get(f"/api/v1/cohort/get-timeline?code={CODE}")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert doorway.client.asked == []


def test_what_is_open_to_all_is_asked_as_nobody() -> None:
    doorway = door(intake.ListCalls)
    assert doorway.get("/api/v1/intake/list-calls").status_code == 200
    assert asked(doorway).token is None


# -- commands ----------------------------------------------------------------------------------------------------------


def test_a_key_names_the_command() -> None:
    doorway = door(notifications.ReleaseMail)
    body = {"mail_id": str(UUID(int=1))}
    for key in ("k1", "k1", "k2", None):
        headers = ANA | ({"Idempotency-Key": key} if key else {})
        doorway.post("/api/v1/notifications/release-mail", json=body, headers=headers)
    ids = [one.command_id for one in doorway.client.asked if one.request.method == "release_mail"]
    assert ids[0] == ids[1] == command_id_of("k1")
    assert len(set(ids)) == 3


def test_the_same_key_with_another_body_is_a_conflict() -> None:
    doorway = Doorway(issue_token=TOKEN, release_mail=Refusal("idempotency_conflict"))
    body = {"mail_id": str(UUID(int=1))}
    answer = doorway.post("/api/v1/notifications/release-mail", json=body, headers=ANA | {"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_conflict")


def test_a_strangers_key_belongs_to_what_they_ask() -> None:
    doorway = door(identity.StartDeviceLogin)
    for device in ("laptop", "phone"):
        headers = {"Idempotency-Key": "1"}
        doorway.post("/api/v1/identity/start-device-login", json={"device": device}, headers=headers)
    one, other = [one.command_id for one in doorway.client.asked]
    assert one != other


def test_what_has_nothing_to_tell_says_so() -> None:
    answer = door(identity.EndSession).post(
        "/api/v1/identity/end-session", json={"session_id": str(UUID(int=1))}, headers=ANA
    )
    assert (answer.status_code, answer.content) == (204, b"")


# -- lists -------------------------------------------------------------------------------------------------------------


def test_a_list_names_its_next_page() -> None:
    doorway = door(reporting.ListApplications)
    answer = doorway.get("/api/v1/reporting/list-applications?call=2027&limit=2&after=x", headers=ANA)
    cursor = answer.json()["next"]
    path = f"/api/v1/reporting/list-applications?call=2027&limit=2&after={cursor}"
    assert answer.headers["Link"] == f'<{path}>; rel="next"'


def test_a_list_that_ends_names_none() -> None:
    page = reporting.ListApplications.reply(items=(), next=None, total=0)
    answer = Doorway(issue_token=TOKEN, list_applications=page).get("/api/v1/reporting/list-applications", headers=ANA)
    assert (answer.status_code, "Link" in answer.headers) == (200, False)
