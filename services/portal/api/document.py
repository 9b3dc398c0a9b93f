"""Gives the OpenAPI document, which is made once, when somebody first asks for it: it takes some seconds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.routing import BaseRoute

from services.portal.api.openapi import openapi_of

router = APIRouter(include_in_schema=False)


class Document:
    """Of one application. Two who ask at once wait for the same."""

    def __init__(self, title: str, routes: Sequence[BaseRoute]) -> None:
        self._title = title
        self._routes = routes
        self._making = Lock()

    @property
    def value(self) -> dict[str, Any]:
        with self._making:
            return self._value

    @cached_property
    def _value(self) -> dict[str, Any]:
        return openapi_of(self._title, self._routes)

    @cached_property
    def text(self) -> bytes:
        return json.dumps(self.value, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def etag(self) -> str:
        return f'"{sha256(self.text).hexdigest()[:32]}"'


@router.get("/api/v1/openapi.json")
def openapi(request: Request) -> Response:
    document: Document = request.app.state.api_document
    headers = {"ETag": document.etag}
    if request.headers.get("if-none-match") == document.etag:
        return Response(status_code=304, headers=headers)
    return Response(document.text, media_type="application/json", headers=headers)
