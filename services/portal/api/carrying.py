"""One way for every address: what was asked for is read, sent to its service by whoever asks, and its reply given."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from services.portal.api.addresses import ADDRESSES, API, Address
from services.portal.api.asking import writer_of
from services.portal.api.reading import read
from services.portal.web.language import language_of
from services.portal.web.session import client_of, signer_of
from shared.contracts.errors import Detail, Refusal
from shared.contracts.requests import Model
from shared.contracts.requests import Request as ServiceRequest
from shared.messaging.client import Sign
from shared.messaging.keys import command_id_of

KEY_LENGTH = 200  # characters


def answers_at(address: Address) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        sign = signer_of(request)
        if sign is None and not address.is_open:
            raise Refusal("unauthenticated", reason="sign_in_first")
        asked = await read(request, address)
        command_id = command_id_of(*key_of(request, asked, sign)) if asked.is_command else None
        call = client_of(request).call
        reply = await run_in_threadpool(lambda: call(asked, of=address.of, sign=sign, command_id=command_id))
        return answer_of(reply, request, address)

    return answer


def key_of(request: Request, asked: ServiceRequest[Any], sign: Sign | None) -> tuple[str | None, str]:
    """The caller's own key, and whose it is."""
    key = request.headers.get("idempotency-key")
    if key is not None and len(key) > KEY_LENGTH:
        raise Refusal("invalid", Detail("idempotency_key", "too_long", count=KEY_LENGTH))
    return key, "" if sign else stranger(asked)


def stranger(asked: ServiceRequest[Any]) -> str:
    """Nobody is signed in: of a document its writer; else whoever asks for the same."""
    body = asked.model_dump(mode="json", exclude_unset=True)
    document = body.get("document")
    if isinstance(document, dict):
        return writer_of(document)
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def answer_of(reply: Model, request: Request, address: Address) -> Response:
    if address.status == 204:
        return Response(status_code=204)
    headers: dict[str, str] = {}
    if hasattr(reply, "in_language"):
        language = language_of(request.headers)
        body = reply.in_language(language)
        headers |= {"Content-Language": language, "Vary": "Accept-Language"}
    else:
        body = reply.model_dump(mode="json", by_alias=True)
    if address.created is not None:
        headers["Location"] = API + address.created.format_map(body)
    if following := next_page(request, body, address):
        headers["Link"] = f'<{following}>; rel="next"'
    return JSONResponse(body, address.status, headers)


def next_page(request: Request, body: dict[str, Any], address: Address) -> str | None:
    """Where a list goes on: the same address from its cursor on."""
    cursor = body.get("next")
    if cursor is None or "after" not in address.in_query:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return f"{request.url.path}?{urlencode([*kept, ('after', cursor)])}"


router = APIRouter()
for _address in ADDRESSES:
    router.add_route(API + _address.path, answers_at(_address), methods=[_address.method], include_in_schema=False)
