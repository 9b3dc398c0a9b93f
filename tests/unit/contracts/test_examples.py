"""Every request and reply has an example, and its contract takes it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from shared.contracts.application import parse_application
from shared.contracts.examples import APPLICATION, SHAPES, example_of
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import Request
from shared.security.permissions import ALLOWED

FOR_PEOPLE = [request for request in REQUESTS.values() if ALLOWED[request][0]]


@pytest.mark.parametrize("request_", FOR_PEOPLE, ids=lambda one: f"{one.service}.{one.method}")
def test_the_example_of_a_request_is_one(request_: type[Request[Any]]) -> None:
    request_.model_validate_json(json.dumps(example_of(request_)), strict=True)


@pytest.mark.parametrize("reply", dict.fromkeys(one.reply for one in FOR_PEOPLE), ids=lambda one: one.__name__)
def test_the_example_of_a_reply_is_one_and_leaves_nothing_out(reply: type[BaseModel]) -> None:
    example = example_of(reply, "serialization")
    made = reply.model_validate_json(json.dumps(example))
    assert made.model_fields_set == set(reply.model_fields)


def test_the_example_of_an_application_is_a_whole_one() -> None:
    parse_application(APPLICATION, today=date(2027, 3, 1))


def test_each_document_that_a_service_judges_has_a_shape() -> None:
    whole = {one for one in FOR_PEOPLE if "document" in one.model_fields and one.service in ("intake", "eligibility")}
    assert whole == SHAPES.keys()
