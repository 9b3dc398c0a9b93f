"""What stands before every route: names, sources, turns, headers, traces."""

from __future__ import annotations

import asyncio
import base64
import threading
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from structlog.testing import capture_logs

from services.portal.app import ROUTERS, Portal
from services.portal.web.headers import ALWAYS, POLICIES
from services.portal.web.source import trusted_proxies
from services.portal.web.turns import lanes
from shared.contracts import cohort, intake
from shared.contracts.errors import Refusal
from shared.contracts.requests import Nothing, Page
from shared.messaging.cause import current_traceparent
from shared.messaging.client import Client
from shared.runtime.settings import SettingError, Settings
from shared.security.sources import counted
from tests.unit.portal.doorway import NOTHING_OPEN, Doorway
from tests.unit.portal.test_api import CODE, RESULT, bearer, issue_token

NO_CALLS: Page[Any] = Page(items=(), next=None, total=0)
CHECK = "/api/v1/check"


# -- names -------------------------------------------------------------------------------------------------------------


def test_the_portal_answers_under_its_own_names_alone() -> None:
    door = Doorway(
        settings={"PORTAL_URL": "https://Portal.example/", "ALLOWED_HOSTS": "www.portal.example, 10.0.0.7"},
        list_calls=NO_CALLS,
        get_open_data=NOTHING_OPEN,
    )
    own = ("portal.example", "PORTAL.example:8443", "www.portal.example", "10.0.0.7:80", "127.0.0.1:8000", "[::1]:8000")
    foreign = (
        "evil.example",
        "portal.example.evil.example",
        "evil.example:portal.example",
        "[",
        "",
        "a@portal.example",
    )
    statuses = {host: door.get("/", headers={"Host": host}).status_code for host in (*own, *foreign)}
    assert statuses == dict.fromkeys(own, 200) | dict.fromkeys(foreign, 400)
    answer = door.get("/", headers={"Host": "evil.example"})
    assert (answer.json()["code"], "evil" in answer.text) == ("invalid", False)


@pytest.mark.parametrize("path", ["//evil.example/", "/api/v1/check/", "/api/v1/applications/", "/healthz/"])
def test_no_answer_sends_anybody_to_the_name_that_a_client_wrote(path: str) -> None:
    answer = Doorway().get(path, headers={"Host": "localhost:1"})
    assert (answer.status_code, "location" in answer.headers) in {(404, False), (405, False)}


# -- sources -----------------------------------------------------------------------------------------------------------


def source_seen(settings: dict[str, str], connection: str, forwarded: list[str]) -> str:
    """Where the service is told that the request came from."""

    class Listening(Client):
        def call(self, *_: Any, **__: Any) -> Any:
            seen.append(self._source)
            return RESULT

    seen: list[Any] = []
    door = Doorway(settings={"PORTAL_URL": "http://portal.example"} | settings)
    door.client = door.app.state.client = Listening("amqp://nowhere.example", "portal", lambda *_: "")
    headers = [("X-Forwarded-For", one) for one in forwarded]

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(door.app, client=(connection, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://portal.example") as http:
            return await http.post(CHECK, json={}, headers=headers)

    assert asyncio.run(ask()).status_code == 200
    (source,) = seen
    return str(source)


@pytest.mark.parametrize(
    ("proxies", "connection", "forwarded", "source"),
    [
        ("", "198.51.100.7", ["203.0.113.9"], "198.51.100.7"),  # nobody is trusted
        ("", "127.0.0.1", ["203.0.113.9"], "127.0.0.1"),  # not even this machine
        ("10.0.0.0/8", "198.51.100.7", ["203.0.113.9"], "198.51.100.7"),  # not through the proxy
        ("10.0.0.0/8", "10.1.2.3", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.0/8", "10.1.2.3", ["6.6.6.6, 203.0.113.9, 10.9.9.9"], "203.0.113.9"),  # the left is the client's word
        ("10.0.0.0/8", "10.1.2.3", ["6.6.6.6", "203.0.113.9"], "203.0.113.9"),  # in two headers
        ("10.0.0.0/8", "10.1.2.3", ["6.6.6.6, x"], "unknown"),
        ("10.0.0.0/8", "10.1.2.3", [], "10.1.2.3"),
        ("::1, 127.0.0.1", "::1", ["2001:DB8::5"], "2001:db8::5"),
        ("", "::ffff:198.51.100.7", [], "198.51.100.7"),
    ],
)
def test_the_source_is_the_connections_or_what_a_trusted_proxy_says(
    proxies: str, connection: str, forwarded: list[str], source: str
) -> None:
    assert source_seen({"TRUSTED_PROXIES": proxies}, connection, forwarded) == source


def test_addresses_of_one_line_count_as_one() -> None:
    assert counted("2001:db8::1") == counted("2001:db8:0:0:ffff::9") != counted("2001:db8:0:1::1")
    assert counted("198.51.100.7") != counted("198.51.100.8")


def test_a_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(SettingError, match="TRUSTED_PROXIES"):
        trusted_proxies(Settings("portal", {"TRUSTED_PROXIES": "proxy.example"}))


# -- turns -------------------------------------------------------------------------------------------------------------


class Busy(Client):
    """Services that answer nobody until they are let."""

    def __init__(self) -> None:
        super().__init__("amqp://nowhere.example", "portal", lambda *_: "")
        self.let = threading.Event()
        self.entered = threading.Semaphore(0)

    def call(self, request: Any, **_: Any) -> Any:
        if isinstance(request, intake.ListCalls):
            return NO_CALLS
        if isinstance(request, cohort.GetOpenData):
            return NOTHING_OPEN
        self.entered.release()
        assert self.let.wait(30)
        return RESULT

    def ask(self, queries: Any, **_: Any) -> Any:
        return tuple(self.call(query) for query in queries)


async def flooded(app: Portal, sources: list[str]) -> tuple[list[int], dict[str, int]]:
    """The statuses of a self-check of each source, all at once over services that hang, and those of others then."""
    busy: Busy = app.state.client
    bound = dict.fromkeys(sources, 0)

    def as_from(source: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, client=(source, 1), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://portal.example")

    async with app.router.lifespan_context(app):
        flood = [asyncio.ensure_future(as_from(source).post(CHECK, json={})) for source in sources]
        lane = lanes()[1]
        held = min(lane.in_all, sum(min(lane.of_a_source, sources.count(source)) for source in bound))
        for _ in range(held):
            await asyncio.to_thread(busy.entered.acquire)
        others = {}
        for path in ("/healthz", "/readyz", "/"):
            others[path] = (await as_from(sources[0]).get(path)).status_code
        busy.let.set()
        answers = await asyncio.gather(*flood)
    assert all(answer.headers["Retry-After"] for answer in answers if answer.status_code != 200)
    return sorted(answer.status_code for answer in answers), others


@pytest.mark.parametrize(
    ("sources", "statuses"),
    [
        (["198.51.100.7"] * 200, [200] * 10 + [429] * 190),
        ([f"198.51.100.{number % 40}" for number in range(200)], [200] * 50 + [503] * 150),
    ],
    ids=["of one source", "of many"],
)
def test_a_flood_of_calls_holds_up_neither_health_nor_pages(sources: list[str], statuses: list[int]) -> None:
    """Attack 1: forty-five calls held all threads, and /healthz waited."""
    door = Doorway()
    door.client = door.app.state.client = Busy()
    assert asyncio.run(flooded(door.app, sources)) == (statuses, {"/healthz": 200, "/readyz": 200, "/": 200})


def test_a_turn_ends_with_its_request() -> None:
    door = Doorway(check_eligibility=Refusal("unavailable"))
    assert {door.post(CHECK, json={}).status_code for _ in range(30)} == {503}
    door.client.answers["check_eligibility"] = RESULT
    assert door.post(CHECK, json={}).status_code == 200


def test_readiness_is_asked_once_however_many_want_to_know() -> None:
    door = Doorway(list_calls=NO_CALLS, get_open_data=NOTHING_OPEN)

    async def ask() -> list[int]:
        door.app.state.client = door.client
        transport = httpx.ASGITransport(door.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            return [one.status_code for one in await asyncio.gather(*(http.get("/readyz") for _ in range(50)))]

    assert (asyncio.run(ask()), door.client.methods) == ([200] * 50, ["list_calls"])


# -- files -------------------------------------------------------------------------------------------------------------


class Taking(Client):
    """intake, as far as files go: counts what it gets and keeps nothing."""

    def __init__(self) -> None:
        super().__init__("amqp://nowhere.example", "portal", lambda *_: "")
        self.parts: list[int] = []  # their bytes

    def call(self, request: Any, **_: Any) -> Any:
        if isinstance(request, intake.AddFilePart):
            self.parts.append(len(base64.b64decode(request.content)))
            return Nothing()
        if isinstance(request, intake.AddEvidence):
            raise Refusal("call_not_open")
        return intake.KeptFiles(items=())


def test_files_pass_through_without_being_held() -> None:
    """Attack 8: fifteen uploads of 20 MB took 280 MB."""
    door = Doorway()
    door.client = door.app.state.client = taking = Taking()
    piece, pieces, uploads = bytes(64_000), 150, 4
    peaks: list[int] = []

    async def content() -> AsyncIterator[bytes]:
        for _ in range(pieces):
            yield piece

    async def upload(http: httpx.AsyncClient) -> int:
        path = f"/api/v1/applications/{CODE}/evidence"
        return (await http.post(path, params={"name": "a.pdf"}, content=content())).status_code

    async def all_at_once() -> list[int]:
        transport = httpx.ASGITransport(door.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            tracemalloc.start()
            statuses = await asyncio.gather(*(upload(http) for _ in range(uploads)))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        return list(statuses)

    assert asyncio.run(all_at_once()) == [409] * uploads
    assert sum(taking.parts) == uploads * pieces * len(piece)
    assert peaks[0] < sum(taking.parts) / 4


@pytest.mark.parametrize(("headers", "code"), [({}, "unauthenticated"), (bearer("x" * 300), "unauthenticated")])
def test_an_upload_of_nobody_is_refused_before_a_byte_is_read(headers: dict[str, str], code: str) -> None:
    door = Doorway(issue_token=issue_token, list_files=Refusal("unauthenticated"))
    read: list[bytes] = []

    async def content() -> AsyncIterator[bytes]:
        for _ in range(10):
            read.append(bytes(1_000))
            yield read[-1]

    path = f"/api/v1/applications/{CODE}/evidence"
    answer = door.post(path, params={"name": "a.pdf"}, content=content(), headers=headers)
    assert (answer.status_code, answer.json()["code"], read) == (401, code, [])
    assert "add_file_part" not in door.client.methods


def test_a_file_that_never_ends_is_refused_on_its_way() -> None:
    door = Doorway()
    door.client = door.app.state.client = taking = Taking()

    async def content() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1_000_000)

    answer = door.post(f"/api/v1/applications/{CODE}/evidence", params={"name": "a.pdf"}, content=content())
    assert (answer.status_code, answer.json()["code"]) == (413, "invalid")
    assert sum(taking.parts) <= 20 * 1024 * 1024


# -- headers -----------------------------------------------------------------------------------------------------------


def test_every_answer_has_the_headers() -> None:
    """Of each route, answered and refused, of what is not there, and of a fault."""
    door = Doorway(list_calls=NO_CALLS, get_open_data=NOTHING_OPEN, check_eligibility=RuntimeError("of our own"))
    routes = [route for router in ROUTERS for route in router.routes]
    asked = [(method, route.path) for route in routes if isinstance(route, APIRoute) for method in route.methods]
    assert len(asked) > 15
    asked += [("GET", "/nowhere"), ("GET", "/api/v1/openapi.json"), ("HEAD", "/"), ("PATCH", CHECK), ("POST", CHECK)]
    statuses = set()
    for method, path in asked:
        with capture_logs():
            answer = door.send(method, path, **({"json": {}} if method in {"POST", "PUT"} else {}))
        statuses.add(answer.status_code)
        missing = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
        assert (method, path, missing) == (method, path, [])
        assert answer.headers["Content-Security-Policy"] == POLICIES["/api/" if path.startswith("/api/") else "/"]
        assert "Strict-Transport-Security" not in answer.headers
    assert statuses >= {200, 404, 405, 422, 500}


def test_tls_is_insisted_on_where_the_portal_has_it() -> None:
    door = Doorway(settings={"PORTAL_URL": "https://portal.example"}, list_calls=NO_CALLS, get_open_data=NOTHING_OPEN)
    for path, host in (("/", "portal.example"), ("/healthz", "localhost"), ("/", "evil.example")):
        answer = door.get(path, headers={"Host": host})
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


# -- traces ------------------------------------------------------------------------------------------------------------


def test_a_request_and_its_calls_are_one_trace() -> None:
    """The client's where it has the form of one; what has not is forgotten."""
    traces: list[str] = []

    def answer(_: Any) -> Any:
        traces.append(current_traceparent())
        return NO_CALLS

    door = Doorway(list_calls=answer)
    given = f"00-{'a' * 32}-{'b' * 16}-01"
    for said in (given, "x" * 10_000, given.upper()):
        door.get("/", headers={"traceparent": said})
    assert traces[0] == given
    assert {len(trace) for trace in traces} == {55}
    assert len(set(traces)) == 3


def test_what_is_down_is_told_with_a_reference_to_its_trace_and_when() -> None:
    door = Doorway(list_calls=Refusal("unavailable"))
    page = door.get("/apply", headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    assert page.status_code == 503
    assert "What you can do" in page.text
    assert f'<span class="code">{"a" * 32}</span>' in page.text
    assert "<time datetime=" in page.text
