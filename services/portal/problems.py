"""Problems: refusals and faults as RFC 9457 JSON, with the codes of shared/contracts/errors.py."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.contracts.errors import Refusal
from shared.contracts.field_codes import details_of_faults
from shared.wording import say

log = structlog.get_logger()

#: code -> HTTP status; every other code is a conflict with the state of things.
STATUS = {
    "invalid": 422,
    "unauthenticated": 401,
    "sign_in_failed": 401,
    "forbidden": 403,
    "not_found": 404,
    "internal_error": 500,
    "unavailable": 503,
}
CONFLICT = 409
RETRY_AFTER_S = "5"


class Problem(JSONResponse):
    """In ASCII: a field's name comes from outside, and may hold half of a surrogate pair, which UTF-8 cannot."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode()


def status_of(code: str) -> int:
    return STATUS.get(code, CONFLICT)


def problem(status: int, code: str, detail: str, details: Sequence[dict[str, Any]] = ()) -> JSONResponse:
    body = {
        "type": f"urn:alliance:problem:{code}",
        "title": say("en", f"codes.{code}"),
        "status": status,
        "code": code,
        "detail": detail,
        "details": list(details),
    }
    headers = {"Retry-After": RETRY_AFTER_S} if status == STATUS["unavailable"] else {}
    if status == STATUS["unauthenticated"]:
        headers["WWW-Authenticate"] = "Bearer"
    return Problem(body, status_code=status, headers=headers)


def add_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)


def on_refusal(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    details = [detail.as_dict() for detail in error.details]
    return problem(status_of(error.code), error.code, error.message, details)


def on_invalid(_request: Request, error: Exception) -> JSONResponse:
    """What FastAPI itself finds: a body that is no JSON object, a header or parameter of the wrong form."""
    assert isinstance(error, RequestValidationError)
    faults = [fault | {"loc": fault["loc"][1:]} for fault in error.errors()]  # without "body", "query", "header"
    details = [detail.as_dict() for detail in details_of_faults(faults)]
    return problem(STATUS["invalid"], "invalid", "The request has missing or malformed parts.", details)


def on_http(_request: Request, error: Exception) -> JSONResponse:
    """Unknown paths and methods."""
    assert isinstance(error, HTTPException)
    code = "not_found" if error.status_code == STATUS["not_found"] else "invalid"
    answer = problem(error.status_code, code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def on_fault(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    return problem(STATUS["internal_error"], "internal_error", "A fault on our side; it was logged.")
