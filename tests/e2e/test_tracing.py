"""One application, from the browser's request to the last mail, is one trace of the processes that it went through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from pathlib import Path

import httpx
import pytest

from alliance.embedded.home import Home
from alliance.embedded.processes import owned
from shared.runtime.tracing import CORRELATION
from tests.e2e.system import System
from tests.support.collector import Collector, Told, collecting

pytestmark = pytest.mark.long

PATH, CANARY = "/api/v1/applications", "canary@city.example"

#: What has to be there. Whose work each is a part of stands behind it.
EXPECTED = {
    ("portal", f"POST {PATH}"): None,
    ("portal", "intake submit_application"): ("portal", f"POST {PATH}"),
    ("intake", "intake submit_application"): ("portal", "intake submit_application"),
    ("intake", "send application_submitted"): ("intake", "intake submit_application"),
    ("eligibility", "eligibility on_application_submitted"): ("intake", "send application_submitted"),
    ("eligibility", "send eligibility_checked"): ("eligibility", "eligibility on_application_submitted"),
    ("reporting", "reporting on_event"): ("intake", "send application_submitted"),
    ("notifications", "notifications on_application_submitted"): ("intake", "send application_submitted"),
    ("notifications", "mail application_received"): ("notifications", "notifications on_application_submitted"),
}


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as found:
        yield found


@pytest.fixture
def told(collector: Collector, tmp_path: Path) -> Iterator[System]:
    """A system of its own, which tells the collector."""
    system = System(tmp_path / "home")
    system.environment["OTLP_ENDPOINT"] = collector.address
    try:
        system.run("up")
        yield system
    finally:
        system.run("down")
        assert owned(Home(system.home)) == []


def test_an_application_is_one_trace_from_the_browser_to_its_mail(
    told: System, collector: Collector, tmp_path: Path
) -> None:
    folder = tmp_path / "round"
    told.run("example", str(folder))
    told.run("call", "open", str(folder / "call.toml"))
    document = json.loads((folder / "manizales.json").read_text(encoding="utf-8"))
    with httpx.Client(base_url=told.endpoints["portal"], timeout=30) as browser:
        browser.get("/check", params={"country": CANARY}).raise_for_status()
        receipt = browser.post(PATH, json=document).raise_for_status().json()

    (request,) = told.until(lambda: collector.named(f"POST {PATH}"))
    assert (request.about["http.route"], request.about["http.response.status_code"]) == (PATH, 201)
    told.until(lambda: {(one.service, one.name) for one in of(collector, request.trace)}.issuperset(EXPECTED))
    found = of(collector, request.trace)
    by_id = {one.id: (one.service, one.name) for one in found}
    steps = {((one.service, one.name), by_id.get(one.before)) for one in found}
    assert set(EXPECTED.items()) - steps == set()
    assert {one.about[CORRELATION] for one in found if CORRELATION in one.about} == {receipt["id"]}

    mail = mail_of(told, receipt["code"])
    assert (mail["X-Alliance-Trace-Id"], mail["X-Alliance-Correlation-Id"]) == (request.trace, receipt["id"])
    addresses = {contact["email"] for contact in document["contacts"]}
    told.until(lambda: collector.named("GET /check"))
    for word in (CANARY, document["city"], document["mayor"]["name"], receipt["code"], *addresses):
        assert [one.name for one in collector.spans if word in one.text] == []


def of(collector: Collector, trace: str) -> list[Told]:
    return [one for one in collector.spans if one.trace == trace]


def mail_of(system: System, code: str) -> Message:
    """Its last one, as it was sent."""
    messages = f"{system.endpoints['mailbox']}/api/v1/message"
    listed = httpx.get(f"{messages}s").json()["messages"]
    (found,) = [one["ID"] for one in listed if code in one["Subject"]]
    return message_from_string(httpx.get(f"{messages}/{found}/raw").text)
