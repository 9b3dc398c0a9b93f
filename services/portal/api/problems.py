"""Problems: refusals and faults as RFC 9457 JSON, with the codes of errors.py, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from services.portal.web.language import language_of
from services.portal.web.status import STATUS, status_of
from shared.contracts.errors import Detail, Refusal, meaning
from shared.contracts.field_codes import details_of_faults
from shared.messaging.wire import DEPTH_LIMIT

log = structlog.get_logger()

API = "/api/"
RETRY_AFTER_S = "5"

#: What the web framework itself finds, by its status.
_FOUND_BY_FRAMEWORK = {404: ("not_found", "address"), 405: ("invalid", "http_method")}


class Problem(JSONResponse):
    """In ASCII: a field's name comes from outside, and may hold half of a surrogate pair, which UTF-8 cannot."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode()


def problem(refusal: Refusal, language: str, status: int | None = None) -> JSONResponse:
    """`status` where it is that of neither code nor reason."""
    said = refusal.as_dict(language)
    body = {
        "type": f"urn:alliance:problem:{refusal.code}",
        "title": meaning(refusal.code, language),
        "status": status or status_of(refusal.code, refusal.reason),
        "code": refusal.code,
        "detail": said["message"],
        "details": said["details"],
    }
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if refusal.code == "unavailable":
        headers["Retry-After"] = RETRY_AFTER_S
    if refusal.code == "too_many_tries":
        headers["Retry-After"] = str(refusal.values.get("seconds", RETRY_AFTER_S))
    if body["status"] == STATUS["unauthenticated"]:
        headers["WWW-Authenticate"] = "Bearer"
    return Problem(body, status_code=body["status"], headers=headers)


AnswerPage = Callable[[Request, Refusal, int | None], Awaitable[Response]]


def add_problem_handlers(app: FastAPI, page: AnswerPage) -> None:
    """Programs get problems, people the page that `page` makes."""

    async def answer(request: Request, refusal: Refusal, status: int | None = None) -> Response:
        if request.url.path.startswith(API):
            return problem(refusal, language_of(request.headers), status)
        return await page(request, refusal, status)

    async def on_refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return await answer(request, error)

    async def on_invalid(request: Request, error: Exception) -> Response:
        """What FastAPI itself finds: a body that is no JSON object, a header or parameter of the wrong form."""
        assert isinstance(error, RequestValidationError)
        faults = [fault | {"loc": fault["loc"][1:]} for fault in error.errors()]  # without "body", "query", "header"
        return await answer(request, Refusal("invalid", *details_of_faults(faults)))

    async def on_http(request: Request, error: Exception) -> Response:
        """Unknown paths and methods, and a body that cannot be read."""
        assert isinstance(error, HTTPException)
        if isinstance(error.__cause__, RecursionError):
            return await answer(request, Refusal("invalid", Detail("", "nested_too_deep", most=DEPTH_LIMIT)))
        code, reason = _FOUND_BY_FRAMEWORK.get(error.status_code, ("invalid", "request"))
        found = await answer(request, Refusal(code, reason=reason), error.status_code)
        found.headers.update(error.headers or {})
        return found

    async def on_gone(request: Request, _: Exception) -> Response:
        """Somebody went away in the midst of a file: nobody reads the answer."""
        return await answer(request, Refusal("invalid", reason="request"), 400)

    async def on_fault(request: Request, error: Exception) -> Response:
        log.error("request_failed", path=request.url.path, error=type(error).__name__, exc_info=error)
        return await answer(request, Refusal("internal_error"))

    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(ClientDisconnect, on_gone)
    app.add_exception_handler(Exception, on_fault)
