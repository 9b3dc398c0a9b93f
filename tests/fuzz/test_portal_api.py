"""The portal's API under requests made from its own OpenAPI document, right and wrong ones, by anybody and by staff.

A process of its own (see the Makefile): schemathesis hangs under eventlet's patches. The document is the portal's, so a
new request is fuzzed without a word here. Addresses by noun and those written by hand meet intake's own use cases;
those by the rule meet services that answer with examples and with every code that the document names.
FUZZ_EXAMPLES asks for more than the few of a test run.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from services.portal.app import make_app
from shared.runtime.settings import Settings
from tests.fuzz.exemplary import Exemplary
from tests.fuzz.services import Services
from tests.unit.intake.fake_intake import document
from tests.unit.portal.doorway import PROGRAM_FILE

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "8"))  # a route, a kind of caller, right or wrong data
EXAMPLES_BY_RULE = max(2, EXAMPLES // 4)  # of some 330 requests, right or wrong
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
CALLERS: dict[str, dict[str, str]] = {"anybody": {}, "staff": {"Authorization": "Bearer s3cret"}}

app = make_app(
    Settings(
        "portal",
        {"AMQP_URI": "amqp://nowhere.example", "PROGRAM_FILE": str(PROGRAM_FILE), "ALLOWED_HOSTS": "testserver"},
    )
)
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
OPERATIONS = [found.ok() for found in schema.get_all_operations()]


@pytest.fixture(scope="module", autouse=True)
def services() -> Iterator[Services]:
    with tempfile.TemporaryDirectory() as folder:
        app.state.client = Services(Path(folder))
        yield app.state.client


@pytest.fixture(scope="module")
def codes(services: Services) -> list[str]:
    """Of an application and a draft that are there, beside any text."""
    services.desk.repository.applications.clear()
    return [services.desk.submit(city="Known").code, services.desk.save(city="Kept").code]


def is_by_rule(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    return "." in str(operation.definition.raw.get("operationId"))


BY_HAND = [one for one in OPERATIONS if not is_by_rule(one)]
BY_RULE = [one for one in OPERATIONS if is_by_rule(one)]
MODES = {"right": GenerationMode.POSITIVE, "wrong": GenerationMode.NEGATIVE}


def few(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, database=None, derandomize="FUZZ_EXAMPLES" not in os.environ,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("operation", BY_HAND, ids=lambda operation: operation.label)
def test_every_answer_is_one_that_the_document_promises(
    operation: APIOperation[Any, Any, Any, Any], caller: str, mode: GenerationMode, codes: list[str]
) -> None:
    turns = iter(range(1_000_000))

    @few(EXAMPLES)
    @given(case=operation.as_strategy(mode))
    def ask(case: Case) -> None:
        if "code" in (case.path_parameters or {}) and mode is GenerationMode.POSITIVE:
            case.path_parameters["code"] = codes[next(turns) % len(codes)]
        case.call_and_validate(headers=CALLERS[caller], checks=CHECKS)

    with suppress(Unsatisfiable):  # nothing that is sent to this route can be wrong
        ask()


@pytest.fixture
def exemplary(services: Services) -> Iterator[Exemplary]:
    app.state.client = Exemplary()
    yield app.state.client
    app.state.client = services


@pytest.mark.long
@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
@pytest.mark.parametrize("operation", BY_RULE, ids=lambda operation: operation.label)
def test_every_request_is_answered_as_the_document_promises(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, exemplary: Exemplary
) -> None:
    @few(EXAMPLES_BY_RULE)
    @given(case=operation.as_strategy(mode))
    def ask(case: Case) -> None:
        case.call_and_validate(headers=CALLERS["staff"], checks=CHECKS)

    with suppress(Unsatisfiable):
        ask()


@pytest.mark.parametrize("operation", BY_RULE, ids=lambda operation: operation.label)
def test_the_example_of_a_request_is_answered(
    operation: APIOperation[Any, Any, Any, Any], exemplary: Exemplary
) -> None:
    """By the reply of the document: the examples are right, and the fuzzing is not all refusals of the door."""
    raw = operation.definition.raw
    body = {"body": raw["requestBody"]["content"]["application/json"]["example"]} if "requestBody" in raw else {}
    query = {one["name"]: one["example"] for one in raw["parameters"] if "example" in one}
    case = operation.Case(query=query, media_type="application/json" if body else None, **body)
    answer = case.call_and_validate(headers=CALLERS["staff"], checks=CHECKS)
    assert answer.status_code in (200, 204), answer.text
    assert exemplary.methods == {raw["x-request"]}


@pytest.mark.parametrize("operation", BY_RULE, ids=lambda operation: operation.label)
def test_who_has_not_signed_in_gets_no_further_than_the_door(
    operation: APIOperation[Any, Any, Any, Any], exemplary: Exemplary
) -> None:
    raw = operation.definition.raw
    answer = operation.Case(body={}, media_type="application/json").call_and_validate(
        checks=[not_a_server_error, status_code_conformance, response_schema_conformance]
    )
    assert ("anonymous" in raw["x-roles"]) or (answer.status_code == 401 and exemplary.methods == set())


def test_documents_reach_the_services(services: Services) -> None:
    """That the rest is not all refusals of the door."""
    before = len(services.desk.outbox.events)
    case = next(one for one in OPERATIONS if one.label == "POST /api/v1/applications").Case(
        body=document(city="Alcanzada"), media_type="application/json"
    )
    assert case.call_and_validate(checks=CHECKS).status_code == 201
    assert len(services.desk.outbox.events) == before + 1
