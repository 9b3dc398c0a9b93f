"""The JSON API: each route is a call to a service, on behalf of whoever holds the bearer token."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from shared.contracts import eligibility, identity, intake
from shared.contracts.errors import Detail, Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role
from shared.contracts.requests import Nothing, Page
from shared.messaging.keys import command_id_of
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway

CODE = "K7Q2M9X4TB"
APPLICATION_ID = UUID(int=1)
RECEIPT = intake.Receipt(id=APPLICATION_ID, code=CODE, state=State.SUBMITTED, version=1)
RESULT = eligibility.EligibilityResult(outcome="eligible", criteria=(), criteria_version="1", as_of=date(2027, 4, 10))
SESSION = identity.Session(
    secret="s3cret", person_id=UUID(int=2), roles=(Role.STAFF,), expires_at=datetime(2027, 4, 10, 12, tzinfo=UTC)
)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def issue_token(request: identity.IssueToken) -> identity.IssuedToken:
    return identity.IssuedToken(token=f"{request.session}:{request.to_service}.{request.to_method}")


# -- check and apply ---------------------------------------------------------------------------------------------------


def test_a_self_check_answers_what_eligibility_says() -> None:
    door = Doorway(check_eligibility=RESULT)
    answer = door.post("/api/v1/check", json={"country": "CO"})
    assert (answer.status_code, answer.json()) == (200, RESULT.model_dump(mode="json"))
    assert door.client.asked[0].request == eligibility.CheckEligibility(document={"country": "CO"})


def test_a_self_check_says_why_in_the_readers_language() -> None:
    abroad = eligibility.CriterionResult(
        id="region", outcome="fail", observed="ES", threshold="americas", code="outside", values={"region": "americas"}
    )
    door = Doorway(check_eligibility=RESULT.model_copy(update={"criteria": (abroad,)}))
    answer = door.post("/api/v1/check", json={"country": "ES"}, headers={"Accept-Language": "pt-BR, en;q=0.5"})
    assert answer.headers["Content-Language"] == "pt"
    assert answer.json()["criteria"][0]["reason"] == (
        "O país não fica nesta região: América do Norte, Central ou do Sul."
    )


def test_an_application_is_created_at_its_own_address() -> None:
    door = Doorway(submit_application=RECEIPT)
    answer = door.post("/api/v1/applications", json={"city": "Puerto Ejemplo"}, headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/applications/{CODE}")
    assert answer.json() == {"id": str(APPLICATION_ID), "code": CODE, "state": "submitted", "version": 1}
    asked = door.client.asked[0]
    assert asked.request == intake.SubmitApplication(document={"city": "Puerto Ejemplo"})
    assert (asked.command_id, asked.token) == (command_id_of("k1", owner="-"), None)


def test_the_same_key_is_the_same_command_and_no_key_a_new_one() -> None:
    door = Doorway(submit_application=RECEIPT)
    for headers in ({"Idempotency-Key": "k1"}, {"Idempotency-Key": "k1"}, {"Idempotency-Key": "k2"}, {}, {}):
        door.post("/api/v1/applications", json={}, headers=headers)
    first, again, other, new, newer = [asked.command_id for asked in door.client.asked]
    assert first == again
    assert len({first, other, new, newer}) == 4


def written_by(*addresses: str, **fields: object) -> dict[str, object]:
    return {"contacts": [{"email": address} for address in addresses]} | fields


def test_a_key_belongs_to_whoever_writes_so_that_nobody_gets_anothers_answer() -> None:
    door = Doorway(submit_application=RECEIPT)
    bodies = (
        written_by("luz@puerto.example", "leo@puerto.example"),
        written_by("LEO@puerto.example", "luz@puerto.example", city="Otra"),
        written_by("eva@puerto.example"),
        {"contacts": "luz@puerto.example"},
        {"contacts": ["luz@puerto.example", 7]},
    )
    for body in bodies:
        door.post("/api/v1/applications", json=body, headers={"Idempotency-Key": "1"})
    luz, luz_again, eva, nobody, nobody_again = [asked.command_id for asked in door.client.asked]
    assert luz == luz_again  # with another body: the service says idempotency_conflict
    assert len({luz, eva, nobody}) == 3
    assert nobody == nobody_again


def test_an_empty_key_is_refused_and_asks_nobody() -> None:
    door = Doorway(submit_application=RECEIPT)
    for key in ("", "   "):
        answer = door.post("/api/v1/applications", json={}, headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert [(one["field"], one["code"]) for one in answer.json()["details"]] == [("idempotency_key", "too_short")]
    assert door.client.asked == []


def test_somebody_who_is_signed_in_applies_as_themselves() -> None:
    door = Doorway(submit_application=RECEIPT, issue_token=issue_token)
    door.post("/api/v1/applications", json={}, headers=bearer("s3cret") | {"Idempotency-Key": "k1"})
    assert door.client.asked[-1].command_id == command_id_of("k1")
    assert door.client.asked[-1].token == "s3cret:intake.submit_application"


def test_a_refusal_of_a_service_is_a_problem_with_its_details() -> None:
    refusal = Refusal("invalid", Detail("residents", "too_small", least=1))
    door = Doorway(check_eligibility=refusal)
    answer = door.post("/api/v1/check", json={})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json() == {
        "type": "urn:alliance:problem:invalid",
        "title": "A field is missing, unknown, or malformed; the details name each one.",
        "status": 422,
        "code": "invalid",
        "detail": "1 field must be corrected.",
        "details": [
            {"field": "residents", "code": "too_small", "values": {"least": 1}, "message": "The minimum is 1."}
        ],
    }


# -- one application ---------------------------------------------------------------------------------------------------

STATUS = intake.ApplicationStatus(application_id=APPLICATION_ID, code=CODE, state=State.SUBMITTED)
APPLICATION = intake.Application(
    id=APPLICATION_ID, code=CODE, call="2027", city="Puerto Ejemplo", admin_area="Magdalena", country="CO",
    time_zone="America/Bogota", language="es", state=State.SUBMITTED, version=1,
    submitted_at=datetime(2027, 2, 1, 12, tzinfo=UTC),
)  # fmt: skip


def test_a_code_alone_shows_the_public_state() -> None:
    door = Doorway(get_application_status=STATUS)
    answer = door.get(f"/api/v1/applications/{CODE}")
    assert (answer.status_code, answer.json()) == (200, {"code": CODE, "public_state": "Received"})


def test_a_code_is_read_as_people_type_it() -> None:
    door = Doorway(get_application_status=STATUS)
    assert door.get("/api/v1/applications/k7q2m-9x4tb").status_code == 200
    assert {asked.request.code for asked in door.client.asked} == {CODE}


def test_staff_see_everything_by_tokens_of_their_own() -> None:
    door = Doorway(get_application=APPLICATION, issue_token=issue_token)
    answer = door.get(f"/api/v1/applications/{CODE}", headers=bearer("s3cret"))
    assert (answer.status_code, answer.json()["city"], answer.json()["decision"]) == (200, "Puerto Ejemplo", None)
    tokens = [asked.token for asked in door.client.asked if asked.request.method != "issue_token"]
    assert tokens == [
        "s3cret:intake.get_application",
        "s3cret:eligibility.get_selection",
        "s3cret:eligibility.get_selection_status",
        "s3cret:cohort.get_participation",
        "s3cret:reporting.get_city_page",
    ]


def test_what_cannot_be_a_code_is_invalid_and_asks_nobody() -> None:
    door = Doorway(get_application_status=STATUS, issue_token=issue_token)
    for code, headers in (("A" * 21, {}), ("%00", {}), ("A" * 21, bearer("s3cret"))):
        answer = door.get(f"/api/v1/applications/{code}", headers=headers)
        assert (answer.status_code, answer.json()["details"][0]["field"]) == (422, "code")
    assert door.client.asked == []


def test_an_unknown_code_is_not_found() -> None:
    answer = Doorway().get(f"/api/v1/applications/{CODE}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_authorization_of_another_kind_is_refused() -> None:
    door = Doorway(get_application_status=STATUS)
    for header in ("Basic YTpi", "Bearer", "Bearer ", "s3cret"):
        answer = door.get(f"/api/v1/applications/{CODE}", headers={"Authorization": header})
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.json()["detail"] == "Send it as “Authorization: Bearer <token>”."
    assert door.client.asked == []


def test_a_session_that_is_over_is_unauthenticated() -> None:
    door = Doorway(get_application=APPLICATION, issue_token=Refusal("unauthenticated"))
    answer = door.get(f"/api/v1/applications/{CODE}", headers=bearer("old"))
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


# -- sign-in -----------------------------------------------------------------------------------------------------------


def test_a_sign_in_is_asked_for_with_the_same_answer_for_everybody() -> None:
    door = Doorway(request_sign_in=Nothing())
    answer = door.post("/api/v1/sign-in", json={"email": "luz@puerto.example"})
    assert (answer.status_code, answer.json()) == (
        202,
        {"message": "A code and a link are on their way, unless this address was sent some a short time ago."},
    )
    door.post("/api/v1/sign-in", json={"email": "luz@puerto.example"}, headers={"Accept-Language": "pt"})
    door.post("/api/v1/sign-in", json={"email": "luz@puerto.example", "language": "fr"})
    asked = [identity.RequestSignIn.model_validate(one.request.model_dump()) for one in door.client.asked]
    assert [(one.email, one.language) for one in asked] == [("luz@puerto.example", one) for one in ("en", "pt", "fr")]


def test_a_bearer_that_can_be_no_secret_is_refused_and_nobody_is_asked() -> None:
    door = Doorway(issue_token=issue_token)
    for secret in ("s" * 201, "s" * 8_000):
        answer = door.get(f"/api/v1/applications/{CODE}", headers=bearer(secret))
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert door.client.asked == []


def test_a_confirmed_sign_in_gives_a_bearer_token() -> None:
    door = Doorway(confirm_sign_in=SESSION)
    answer = door.post("/api/v1/sign-in/confirm", json={"email": "luz@puerto.example", "code": "123456"})
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "token": "s3cret",
            "person_id": str(UUID(int=2)),
            "roles": ["staff"],
            "expires_at": "2027-04-10T12:00:00Z",
        },
    )


def test_a_wrong_code_is_unauthenticated() -> None:
    door = Doorway(confirm_sign_in=Refusal("sign_in_failed"))
    assert door.post("/api/v1/sign-in/confirm", json={"email": "a@b.example", "code": "000000"}).status_code == 401


def test_a_malformed_sign_in_is_invalid_and_asks_nobody() -> None:
    door = Doorway(request_sign_in=Nothing(), confirm_sign_in=SESSION)
    wrong = [
        ("/api/v1/sign-in", {"email": "a" * 255}),
        ("/api/v1/sign-in", {}),
        ("/api/v1/sign-in/confirm", {"code": "12345"}),
        ("/api/v1/sign-in/confirm", {"code": "abcdef"}),
        ("/api/v1/sign-in/confirm", {"key": "k" * 201}),
        ("/api/v1/sign-in/confirm", {"unknown": "field"}),
    ]
    answers = [door.post(path, json=body) for path, body in wrong]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(422, "invalid")] * len(wrong)
    assert door.client.asked == []


# -- health and the front page -----------------------------------------------------------------------------------------

CALL = intake.Call(
    id="2027", title="Round <2027>", state="open", opens_at=datetime(2027, 1, 10, 5, tzinfo=UTC),
    closes_at=datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC), time_zone="America/New_York",
    eligibility_as_of=date(2027, 3, 31), capacity=22, reviews_required=3,
    cohort=intake.CohortPlan(id="cohort-2027", name="Cohort 2027", starts_on=date(2027, 6, 1)),
)  # fmt: skip
CALLS = Page[intake.Call](items=(CALL,), next=None, total=1)


def test_the_portal_lives_without_asking_anybody() -> None:
    door = Doorway(list_calls=unavailable())
    assert door.get("/healthz").json() == {"live": True}
    assert door.client.asked == []


def test_the_portal_is_ready_when_a_service_answers_in_time() -> None:
    door = Doorway(list_calls=CALLS)
    answer = door.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reasons": []})
    assert door.client.asked[0].limit_s == 3


def test_the_portal_says_why_it_is_not_ready() -> None:
    answer = Doorway(list_calls=unavailable()).get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503, {"ready": False, "reasons": ["The service intake is not answering."]},
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/api/v1/openapi.json", f"/api/v1/applications/{CODE}"])
def test_head_is_answered_as_get_without_the_body(path: str) -> None:
    door = Doorway(list_calls=CALLS, get_application_status=STATUS)
    got, head = door.get(path), door.send("HEAD", path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers == got.headers


def test_head_of_what_cannot_be_got_is_as_get() -> None:
    assert [Doorway().send("HEAD", path).status_code for path in ("/api/v1/check", "/nothing")] == [405, 404]


def test_the_openapi_document_names_the_problem_and_the_documents() -> None:
    document = Doorway().get("/api/v1/openapi.json").json()
    assert {"ProblemDetails", "ApplicationDocument", "SelfCheckDocument"} <= document["components"]["schemas"].keys()
    body = document["paths"]["/api/v1/applications"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["$ref"] == "#/components/schemas/ApplicationDocument"
    for operations in document["paths"].values():
        for operation in operations.values():
            for status in ("401", "422", "503"):
                answer = operation["responses"][status]["$ref"].rpartition("/")[2]
                assert "application/problem+json" in document["components"]["responses"][answer]["content"]
