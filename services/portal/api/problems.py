"""Problems: refusals and faults as RFC 9457 JSON, with the codes of errors.py, in the reader's language."""

from __future__ import annotations

import json
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from services.portal.web.language import language_of
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import details_of_faults
from shared.messaging.wire import DEPTH_LIMIT
from shared.wording import say

log = structlog.get_logger()

#: code -> HTTP status; every other code is a conflict with the state of things.
STATUS = {
    "invalid": 422,
    "unauthenticated": 401,
    "sign_in_failed": 401,
    "forbidden": 403,
    "reauthenticate": 403,
    "not_found": 404,
    "internal_error": 500,
    "unavailable": 503,
}
#: reason -> HTTP status, where it says more than the code.
STATUS_OF_REASON = {"body_too_slow": 408, "body_too_long": 413, "request_too_large": 413}
CONFLICT = 409
RETRY_AFTER_S = "5"

#: What the web framework itself finds, by its status.
_FOUND_BY_FRAMEWORK = {404: ("not_found", "address"), 405: ("invalid", "http_method")}


class Problem(JSONResponse):
    """In ASCII: a field's name comes from outside, and may hold half of a surrogate pair, which UTF-8 cannot."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode()


def status_of(code: str, reason: str | None = None) -> int:
    return STATUS_OF_REASON.get(reason or "") or STATUS.get(code, CONFLICT)


def problem(refusal: Refusal, language: str, status: int | None = None) -> JSONResponse:
    """`status` where it is not that of the code."""
    said = refusal.as_dict(language)
    body = {
        "type": f"urn:alliance:problem:{refusal.code}",
        "title": say(language, f"codes.{refusal.code}"),
        "status": status or status_of(refusal.code, refusal.reason),
        "code": refusal.code,
        "detail": said["message"],
        "details": said["details"],
    }
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if body["status"] == STATUS["unavailable"]:
        headers["Retry-After"] = RETRY_AFTER_S
    if body["status"] == STATUS["unauthenticated"]:
        headers["WWW-Authenticate"] = "Bearer"
    return Problem(body, status_code=body["status"], headers=headers)


def add_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)


def on_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return problem(error, language_of(request.headers))


def on_invalid(request: Request, error: Exception) -> JSONResponse:
    """What FastAPI itself finds: a body that is no JSON object, a header or parameter of the wrong form."""
    assert isinstance(error, RequestValidationError)
    faults = [fault | {"loc": fault["loc"][1:]} for fault in error.errors()]  # without "body", "query", "header"
    return problem(Refusal("invalid", *details_of_faults(faults)), language_of(request.headers))


def on_http(request: Request, error: Exception) -> JSONResponse:
    """Unknown paths and methods, and a body that cannot be read."""
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, RecursionError):
        deep = Detail("", "nested_too_deep", most=DEPTH_LIMIT)
        return problem(Refusal("invalid", deep), language_of(request.headers))
    code, reason = _FOUND_BY_FRAMEWORK.get(error.status_code, ("invalid", "request"))
    answer = problem(Refusal(code, reason=reason), language_of(request.headers), error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def on_fault(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    return problem(Refusal("internal_error"), language_of(request.headers))
