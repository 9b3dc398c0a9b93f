"""Whether the portal lives, and whether it can do its work. Neither waits for a request of somebody else's."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.portal.web.session import client_of
from shared.contracts.errors import Refusal
from shared.contracts.intake import ListCalls
from shared.messaging.client import Client

READY_LIMIT_S = 3
GOOD_FOR_S = 1  # however many ask, one question goes to a service in this time

router = APIRouter(include_in_schema=False)


class Readiness:
    """Ready when a service answers over the broker. Asked in a thread of its own, by one at a time."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "readiness")
        self._turn = asyncio.Lock()
        self._good_until = 0.0
        self._reasons: list[str] = []

    async def reasons(self, client: Client) -> list[str]:
        """Why not; empty when it is ready."""
        async with self._turn:
            if monotonic() >= self._good_until:
                self._reasons = await asyncio.get_running_loop().run_in_executor(self._thread, ask, client)
                self._good_until = monotonic() + GOOD_FOR_S
            return self._reasons


def ask(client: Client) -> list[str]:
    try:
        client.call(ListCalls(), limit_s=READY_LIMIT_S)
    except Refusal as refusal:
        return [refusal.message]
    return []


@router.get("/healthz")
async def live() -> dict[str, bool]:
    return {"live": True}


@router.get("/readyz")
async def ready(request: Request) -> JSONResponse:
    reasons = await request.app.state.readiness.reasons(client_of(request))
    return JSONResponse({"ready": not reasons, "reasons": reasons}, status_code=503 if reasons else 200)
