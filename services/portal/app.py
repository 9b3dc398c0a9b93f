"""Puts the portal together: API, pages, health, limits, problems."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from services.portal.api import applications, carrying, document, evidence, sign_in
from services.portal.api.problems import add_problem_handlers, problem
from services.portal.pages.account.routes import ROUTES as ACCOUNT
from services.portal.pages.applicant.routes import ROUTES as APPLICANTS
from services.portal.pages.city.routes import ROUTES as CITY
from services.portal.pages.coach import week
from services.portal.pages.errors import error_page, foreign_page, see_elsewhere
from services.portal.pages.operator import ROUTES as OPERATOR
from services.portal.pages.public import (
    accessibility,
    check,
    open_data,
    open_dataset,
    privacy,
    program,
    reference,
    status,
    unsubscribe,
)
from services.portal.pages.reports import ROUTES as REPORTS
from services.portal.pages.reviewer import queue, reviewing
from services.portal.pages.staff import ROUTES as STAFF
from services.portal.web import health, static
from services.portal.web.cookies import Cookies
from services.portal.web.habits import Habits, Shown
from services.portal.web.head import HeadAsGet
from services.portal.web.headers import Headers
from services.portal.web.hosts import Hosts, allowed_hosts
from services.portal.web.kept import KeptOfSessions
from services.portal.web.limits import BodyLimit
from services.portal.web.lookup import Lookup
from services.portal.web.origin import OwnFormsOnly
from services.portal.web.page import Elsewhere
from services.portal.web.passkey_site import passkey_site
from services.portal.web.refusing import for_its_reader
from services.portal.web.sheets import Sheets, tidied
from services.portal.web.source import trusted_proxies
from services.portal.web.timing import Timing
from services.portal.web.tracing import Tracing
from services.portal.web.turns import THREADS, Turns
from shared.files.imports import IMPORTS
from shared.messaging.client import Client, anonymous
from shared.program.load import load_program
from shared.runtime.settings import Settings

MEGABYTE = 1024 * 1024

#: What the portal answers, a router a noun.
API = (document, applications, evidence, sign_in, carrying)
VISITORS = (program, check, status, open_data, open_dataset, privacy, accessibility, reference, unsubscribe)
PROGRAM = (*STAFF, *CITY, week, *REPORTS, *OPERATOR)
PAGES = (*VISITORS, *ACCOUNT, *APPLICANTS, queue, reviewing, *PROGRAM)
ROUTERS = [one.router for one in (*API, *PAGES, static, health)]


class Portal(FastAPI):
    """With the headers around all of it: a fault is answered outside of what add_middleware adds."""

    tls = False

    def build_middleware_stack(self) -> ASGIApp:
        return Headers(super().build_middleware_stack(), tls=self.tls)


def make_app(settings: Settings) -> Portal:
    """The application. Connects at the first request, not here. Raises SettingError."""
    rules = load_program(settings.program_file)
    address = settings.get("PORTAL_URL")
    app = Portal(
        title=rules.name,
        openapi_url=None,  # api/document.py
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would repeat the Host that the client names
        lifespan=served,
    )
    app.tls = address.startswith("https:")
    app.state.client = Client(settings.amqp_uri, "portal", anonymous)
    app.state.habits = Habits()
    app.state.shown = Shown()
    app.state.kept = KeptOfSessions()
    app.state.passkey_site = passkey_site(address)
    app.state.single_sign_on = settings.find("OIDC_ISSUER") is not None
    app.state.program = rules
    app.state.cookies = Cookies(secure=app.tls)
    app.state.readiness = health.Readiness()
    app.state.sheets = Sheets(Path(settings.get("FILES_DIR")) / IMPORTS)
    lookup = Lookup(route for router in ROUTERS for route in router.routes)
    app.router.routes.append(lookup)
    # the last one is met first
    refuse = for_its_reader(error_page, problem)
    app.add_middleware(Turns, refuse=refuse)
    app.add_middleware(BodyLimit, refuse=refuse, file_bytes=rules.call.evidence_megabytes * MEGABYTE)
    app.add_middleware(OwnFormsOnly, refuse=foreign_page, public_url=address)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Tracing)
    app.add_middleware(Timing)
    app.add_middleware(Hosts, allowed=allowed_hosts(settings), refuse=refuse)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted_proxies(settings).names)
    add_problem_handlers(app, error_page)
    app.add_exception_handler(Elsewhere, see_elsewhere)
    app.state.api_document = document.Document(app.title, lookup.routes)
    return app


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[None]:
    """With as many threads as there are turns (turns.py), so that no request waits for one."""
    current_default_thread_limiter().total_tokens = THREADS
    async with tidied(app.state.sheets):
        yield
