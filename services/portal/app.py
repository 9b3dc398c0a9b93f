"""Puts the portal together: API, pages, health, limits, problems."""

from __future__ import annotations

from fastapi import FastAPI

from services.portal.api import applications, device, drafts, evidence, sign_in, single_sign_on, staff_sign_in
from services.portal.api.openapi import complete_openapi
from services.portal.api.problems import add_problem_handlers, problem
from services.portal.pages.account import mine
from services.portal.pages.account import sign_in as signing_in
from services.portal.pages.errors import error_page, foreign_page
from services.portal.pages.public import accessibility, check, program, status
from services.portal.pages.reviewer import queue, reviewing
from services.portal.web import health, static
from services.portal.web.cookies import Cookies
from services.portal.web.head import HeadAsGet
from services.portal.web.limits import BodyLimit
from services.portal.web.origin import OwnFormsOnly
from shared.messaging.client import Client, anonymous
from shared.program.load import load_program
from shared.runtime.settings import Settings

MEGABYTE = 1024 * 1024

#: What the portal answers, a router a noun.
API = (applications, drafts, evidence, sign_in, staff_sign_in, device, single_sign_on)
PAGES = (program, check, status, accessibility, signing_in, mine, queue, reviewing)
ROUTERS = [one.router for one in (*API, *PAGES, static, health)]


def make_app(settings: Settings) -> FastAPI:
    """The application. Connects at the first request, not here. Raises SettingError."""
    rules = load_program(settings.program_file)
    address = settings.get("PORTAL_URL")
    app = FastAPI(title=rules.name, openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None)
    app.state.client = Client(settings.amqp_uri, "portal", anonymous)
    app.state.program = rules
    app.state.cookies = Cookies(secure=address.startswith("https:"))
    app.add_middleware(OwnFormsOnly, refuse=foreign_page, public_url=address)
    app.add_middleware(BodyLimit, refuse=problem, file_bytes=rules.call.evidence_megabytes * MEGABYTE)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(HeadAsGet)
    add_problem_handlers(app, error_page)
    complete_openapi(app)
    return app
