"""Puts the portal together: API, the front page, health, limits, problems."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse

from services.portal import api, applying
from services.portal.head import HeadAsGet
from services.portal.limits import BodyLimit
from services.portal.openapi import complete_openapi
from services.portal.pages import front_page
from services.portal.problems import add_problem_handlers
from shared.contracts.errors import Refusal
from shared.contracts.intake import ListCalls
from shared.messaging.client import Client, anonymous
from shared.program.load import load_program
from shared.runtime.settings import Settings

READY_LIMIT_S = 3
MEGABYTE = 1024 * 1024


def make_app(settings: Settings) -> FastAPI:
    """The application. Connects at the first request, not here. Raises SettingError."""
    program = load_program(settings.program_file)
    app = FastAPI(title=program.name, openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None)
    app.state.client = Client(settings.amqp_uri, "portal", anonymous)
    app.state.program = program
    app.add_middleware(BodyLimit, file_bytes=program.call.evidence_megabytes * MEGABYTE)
    app.include_router(api.router)
    app.include_router(applying.router)
    app.get("/", response_class=HTMLResponse, include_in_schema=False)(front_page)
    app.get("/healthz", include_in_schema=False)(live)
    app.get("/readyz", include_in_schema=False)(ready)
    app.add_middleware(HeadAsGet)
    add_problem_handlers(app)
    complete_openapi(app)
    return app


def live() -> dict[str, bool]:
    return {"live": True}


def ready(request: Request) -> JSONResponse:
    """Ready when a service answers over the broker."""
    client: Client = request.app.state.client
    try:
        client.call(ListCalls(), limit_s=READY_LIMIT_S)
    except Refusal as refusal:
        return JSONResponse({"ready": False, "reasons": [refusal.message]}, status_code=503)
    return JSONResponse({"ready": True, "reasons": []})
