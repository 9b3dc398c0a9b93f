"""What an operation may be refused with: codes by status, as the OpenAPI document says them.

refusals.json is read off the services' code by `make docs` (docs/refusals.py); the rest any request may meet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from services.portal.api.addresses import Address
from services.portal.api.shapes import REFERENCE
from services.portal.web.status import status_of
from shared.contracts.errors import CODES, Refusal, meaning
from shared.contracts.registry import KERNEL
from shared.contracts.requests import Request

EXAMPLE = "#/components/examples/{name}"
ANSWER = "#/components/responses/{name}"
PROBLEM_KIND = "application/problem+json"

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "details"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(CODES)},
        "detail": {"type": "string"},
        "details": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")}
                | {"values": {"type": "object"}},
            },
        },
    },
}
#: What any request may be answered with. Reasons that have a status of their own stand beside their code.
OF_EVERY = ("invalid", "unauthenticated", "forbidden", "unavailable", "internal_error")
OF_COMMANDS = ("deadline_passed",)
OF_REMEMBERED = ("idempotency_conflict", "answer_forgotten")
STATUSES_OF_REASONS = {408: "invalid", 413: "invalid", 429: "unavailable", 400: "invalid"}
#: The operations that are written by hand (sign_in.py, evidence.py, applications.py).
OF_HANDWRITTEN = (*OF_EVERY, "not_found", "sign_in_failed", "second_factor_needed", "too_many_tries",
                  "too_many_uploads", "authorization_pending", "slow_down", "call_not_open", "illegal_transition",
                  "idempotency_conflict", "answer_forgotten", "deadline_passed")  # fmt: skip


@cache
def refusals() -> dict[str, list[str]]:
    read: dict[str, list[str]] = json.loads(Path(__file__).with_name("refusals.json").read_text(encoding="utf-8"))
    return read


def codes_of(address: Address) -> list[str]:
    """All that it may be refused with."""
    found = set(codes_of_request(address.request, address.of))
    return sorted(found | ({"not_found"} if address.in_path else set()))


def codes_of_request(request: type[Request[Any]], service: str) -> list[str]:
    found = {*OF_EVERY, *refusals().get(f"{service}.{request.method}", ())}
    found |= {"not_found"} if request.service == KERNEL else set()
    found |= {"reauthenticate"} if request.sensitive else set()
    if request.is_command:
        found |= {*OF_COMMANDS, *(OF_REMEMBERED if request.remembered else ())}
    return sorted(found)


def problems(codes: Iterable[str]) -> dict[str, Any]:
    """By status, the codes that it stands for. What they look like is said once for all operations: `409.a.b`."""
    by_status: dict[int, set[str]] = {status: {code} for status, code in STATUSES_OF_REASONS.items()}
    for code in codes:
        by_status.setdefault(status_of(code), set()).add(code)
    return {
        str(status): {"$ref": ANSWER.format(name=".".join([str(status), *sorted(found)]))}
        for status, found in sorted(by_status.items())
    }


def problem_answers(document: Mapping[str, Any]) -> dict[str, Any]:
    """Those that its operations name."""
    answers = [
        answer["$ref"].rpartition("/")[2]
        for operations in document["paths"].values()
        for operation in operations.values()
        for answer in operation["responses"].values()
        if "$ref" in answer
    ]
    return {name: problem_answer(name.split(".")[1:]) for name in sorted(set(answers))}


def problem_answer(codes: list[str]) -> dict[str, Any]:
    schema = {"allOf": [{"$ref": REFERENCE.format(model="ProblemDetails")}, {"properties": {"code": {"enum": codes}}}]}
    examples = {code: {"$ref": EXAMPLE.format(name=code)} for code in codes}
    return {
        "description": ", ".join(f"`{code}`" for code in codes),
        "content": {PROBLEM_KIND: {"schema": schema, "examples": examples}},
    }


def problem_example(code: str) -> dict[str, Any]:
    title = meaning(code)
    return {
        "type": f"urn:alliance:problem:{code}", "title": title, "status": status_of(code), "code": code,
        "detail": Refusal(code).message, "details": [],
    }  # fmt: skip
