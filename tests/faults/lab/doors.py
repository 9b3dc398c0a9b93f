"""The two doors of the system: RPC over the broker, and HTTP. A key is a city, an idempotency key and a command."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import httpx

from alliance.embedded.home import checkout
from shared.contracts.errors import Refusal
from shared.contracts.intake import CohortPlan, OpenCall, SubmitApplication
from shared.messaging.keys import command_id_of
from tests.faults.lab.driver import Busy, Refused
from tests.faults.lab.ledger import Promise
from tests.faults.lab.system import Lab

HTTP_LIMIT_S = 20
BUSY = {"unavailable", "deadline_passed"}  # to be repeated under the same key


class Doors:
    """Of one call."""

    def __init__(self, lab: Lab, call: str) -> None:
        self._lab = lab
        self._call = call
        self._http = httpx.Client(base_url=lab.direct.portal, timeout=HTTP_LIMIT_S)

    def by_rpc(self, city: str) -> Promise:
        request = SubmitApplication(document=document(self._call, city))
        try:
            receipt = self._lab.client.call(request, command_id=command_id_of(key_of(self._call, city)))
        except Refusal as refusal:
            raise as_answer(refusal.code) from refusal
        return Promise(receipt.id, receipt.code)

    def over_http(self, city: str) -> Promise:
        headers = {"Idempotency-Key": key_of(self._call, city)}
        try:
            answer = self._http.post("/api/v1/applications", json=document(self._call, city), headers=headers)
        except httpx.HTTPError as error:
            raise Busy from error
        if answer.status_code == httpx.codes.CREATED:
            return Promise(UUID(answer.json()["id"]), answer.json()["code"])
        is_problem = "json" in answer.headers.get("content-type", "")
        raise as_answer(answer.json()["code"] if is_problem else "unavailable")

    def close(self) -> None:
        self._http.close()


def as_answer(code: str) -> Exception:
    return Busy() if code in BUSY else Refused(code)


def key_of(call: str, city: str) -> str:
    return f"{call} {city}"


@cache
def example() -> dict[str, Any]:
    text = (checkout() / "examples" / "first-round" / "manizales.json").read_text(encoding="utf-8")
    today = datetime.now(UTC).date()
    made: dict[str, Any] = json.loads(text.replace("TODAY+1100d", str(today + timedelta(days=1100))))
    return made


def document(call: str, city: str) -> dict[str, Any]:
    """An application with one contact, and so one mail."""
    made = deepcopy(example()) | {"call": call, "city": city}
    address = f"{city.replace(' ', '-').lower()}@{call}.example"
    made["contacts"] = [made["contacts"][0] | {"email": address}]
    return made


def open_call(lab: Lab, call: str) -> None:
    now = datetime.now(UTC)
    plan = CohortPlan(id=f"c-{call}"[:40], name=f"Cohort of {call}", starts_on=(now + timedelta(days=90)).date())
    request = OpenCall(
        id=call,
        title=f"Round of {call}",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=60),
        cohort=plan,
    )
    lab.client.call(request, command_id=command_id_of(f"open {call}"))
