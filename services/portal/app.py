"""Puts the portal together: API, pages, health, limits, problems."""

from __future__ import annotations

from fastapi import FastAPI

from services.portal.api import applications, drafts, evidence, sign_in
from services.portal.api.openapi import complete_openapi
from services.portal.api.problems import add_problem_handlers, problem
from services.portal.pages import front
from services.portal.web import health
from services.portal.web.head import HeadAsGet
from services.portal.web.limits import BodyLimit
from shared.messaging.client import Client, anonymous
from shared.program.load import load_program
from shared.runtime.settings import Settings

MEGABYTE = 1024 * 1024

#: What the portal answers, a router a noun.
ROUTERS = [one.router for one in (applications, drafts, evidence, sign_in, front, health)]


def make_app(settings: Settings) -> FastAPI:
    """The application. Connects at the first request, not here. Raises SettingError."""
    program = load_program(settings.program_file)
    app = FastAPI(title=program.name, openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None)
    app.state.client = Client(settings.amqp_uri, "portal", anonymous)
    app.state.program = program
    app.add_middleware(BodyLimit, refuse=problem, file_bytes=program.call.evidence_megabytes * MEGABYTE)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(HeadAsGet)
    add_problem_handlers(app)
    complete_openapi(app)
    return app
