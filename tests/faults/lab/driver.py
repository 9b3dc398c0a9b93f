"""The driver: submits applications over HTTP and RPC, each again and again under its key until it is answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import httpx

from alliance.embedded.home import checkout
from shared.contracts.errors import Refusal
from shared.contracts.intake import CohortPlan, OpenCall, SubmitApplication
from shared.messaging.client import command_id_of
from tests.faults.lab.ledger import Ledger, Promise
from tests.faults.lab.system import Lab

WRITERS = 4
PATIENCE_S = 150  # after it a submission stays unanswered
PAUSE_S = 0.3  # before a submission is repeated
HTTP_LIMIT_S = 20
BUSY = {"unavailable", "deadline_passed"}  # try again


@cache
def example() -> dict[str, Any]:
    text = (checkout() / "examples" / "first-round" / "manizales.json").read_text(encoding="utf-8")
    today = datetime.now(UTC).date()
    return json.loads(text.replace("TODAY+1100d", str(today + timedelta(days=1100))))  # type: ignore[no-any-return]


def document(call: str, city: str) -> dict[str, Any]:
    """An application with one contact, and so one mail, whose address names the city."""
    made = deepcopy(example()) | {"call": call, "city": city}
    made["contacts"] = [made["contacts"][0] | {"email": address(call, city)}]
    return made


def address(call: str, city: str) -> str:
    return f"{city.replace(' ', '-').lower()}@{call}.example"


def open_call(lab: Lab, call: str) -> None:
    now = datetime.now(UTC)
    plan = CohortPlan(id=f"c-{call}"[:40], name=f"Cohort of {call}", starts_on=(now + timedelta(days=90)).date())
    lab.client.call(
        OpenCall(
            id=call,
            title=f"Round of {call}",
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=60),
            cohort=plan,
        ),
        command_id=command_id_of(f"open {call}"),
    )


class Driver:
    """Submits about so many applications a second, half over HTTP and half by RPC."""

    def __init__(self, lab: Lab, call: str, per_second: float = 20, writers: int = WRITERS) -> None:
        self.ledger = Ledger()
        self.call = call
        self._lab = lab
        self._pause_s = writers / per_second
        self._writers = writers
        self._numbers = count(1)
        self._stopping = threading.Event()
        self._http = httpx.Client(base_url=lab.direct.portal, timeout=HTTP_LIMIT_S)

    @contextmanager
    def submitting(self, at_least: int) -> Iterator[None]:
        """While the block runs, and until there were so many; then until each is answered or out of patience."""
        threads = [threading.Thread(target=self._write, name=f"writer {n}") for n in range(self._writers)]
        for thread in threads:
            thread.start()
        try:
            yield
            while len(self.ledger.attempted) < at_least:
                sleep(0.05)
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join()
            self._http.close()

    def submit(self, city: str, *, over_http: bool) -> None:
        self.ledger.attempt(city)
        began = monotonic()
        while monotonic() < began + PATIENCE_S:
            try:
                promise = self._post(city) if over_http else self._call(city)
            except (Refusal, httpx.HTTPError, OSError) as error:
                if isinstance(error, Refusal) and error.code not in BUSY:
                    self.ledger.refuse(city, error.code)
                    return
            else:
                self.ledger.promise(city, promise, monotonic() - began)
                return
            self.ledger.repeat()
            sleep(PAUSE_S)

    def _write(self) -> None:
        while not self._stopping.is_set():
            number = next(self._numbers)
            began = monotonic()
            self.submit(f"City {number}", over_http=number % 2 == 0)
            self._stopping.wait(max(0.0, began + self._pause_s - monotonic()))

    def _call(self, city: str) -> Promise:
        request = SubmitApplication(document=document(self.call, city))
        receipt = self._lab.client.call(request, command_id=command_id_of(self.key(city)))
        return Promise(receipt.id, receipt.code)

    def _post(self, city: str) -> Promise:
        answer = self._http.post(
            "/api/v1/applications", json=document(self.call, city), headers={"Idempotency-Key": self.key(city)}
        )
        if answer.status_code == httpx.codes.CREATED:
            return Promise(UUID(answer.json()["id"]), answer.json()["code"])
        kind = answer.headers.get("content-type", "")
        raise Refusal(answer.json()["code"] if "json" in kind else "unavailable", answer.text)

    def key(self, city: str) -> str:
        return f"{self.call} {city}"
