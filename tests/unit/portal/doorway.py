"""The portal's ASGI application in this process: real routes, limits and problems, over a stand-in for the services."""

from __future__ import annotations

import asyncio
import atexit
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import httpx

from services.portal.app import Portal, make_app
from services.portal.web.habits import Shown
from services.portal.web.health import Readiness
from services.portal.web.kept import KeptOfSessions
from shared.contracts.cohort import OpenData
from shared.runtime.settings import Settings
from tests.support.fake_client import FakeClient

#: What the front page asks beside its calls, where nothing is public.
NOTHING_OPEN = OpenData(as_of=datetime(2099, 1, 1, tzinfo=UTC), cohorts=(), cities=(), commitments=())
PROGRAM_FILE = Path(__file__).parents[3] / "programs" / "city-data-alliance.toml"


SETTINGS = (("PORTAL_URL", "http://portal.example"),)


@cache
def files_dir() -> str:
    folder = mkdtemp(prefix="alliance-test-")
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder


@cache
def app(settings: tuple[tuple[str, str], ...] = SETTINGS) -> Portal:
    """Made once for the same settings: it takes its time. Whose stand-in answers is said at each request."""
    own = {"AMQP_URI": "amqp://nowhere.example", "PROGRAM_FILE": str(PROGRAM_FILE), "FILES_DIR": files_dir()}
    return make_app(Settings("portal", own | dict(settings)))


class Doorway:
    def __init__(self, *, settings: dict[str, str] | None = None, **answers: Any) -> None:
        self.app = app(tuple((settings or dict(SETTINGS)).items()))
        self.app.state.readiness = Readiness()
        self.app.state.kept, self.app.state.shown = KeptOfSessions(), Shown()
        self.client: Any = FakeClient(**answers)

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        return asyncio.run(self._send(method, path, request))

    def get(self, path: str, **request: Any) -> httpx.Response:
        return self.send("GET", path, **request)

    def post(self, path: str, **request: Any) -> httpx.Response:
        return self.send("POST", path, **request)

    def go(self, path: str, data: Any, headers: dict[str, str]) -> httpx.Response:
        """A form whose answer leads to a page, and that page."""
        answer = self.post(path, data=data, headers=headers)
        return self.get(answer.headers["Location"], headers=headers) if answer.status_code == 303 else answer

    async def _send(self, method: str, path: str, request: dict[str, Any]) -> httpx.Response:
        self.app.state.client = self.client
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://portal.example") as http:
            return await http.request(method, path, **request)
