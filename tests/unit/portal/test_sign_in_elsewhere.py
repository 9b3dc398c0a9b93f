"""Routes of sign-ins that go on elsewhere: a device and the browser that confirms it, the organization's provider."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.identity import (
    ConfirmDeviceLogin,
    DeviceLoginShown,
    FinishSingleSignOn,
    IssuedToken,
    StartedDeviceLogin,
    StartedSingleSignOn,
    TakeDeviceLogin,
)
from shared.contracts.requests import Nothing
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.test_api import SESSION

LATER = datetime(2027, 3, 1, 12, 10, tzinfo=UTC)
BEARER = {"Authorization": "Bearer s"}
SIGN_ON = "/api/v1/sign-in/single-sign-on"
STARTED = StartedSingleSignOn(address="https://sign-in.example/authorize?state=x", flow="f" * 54)


# -- a device ----------------------------------------------------------------------------------------------------------


def test_a_device_asks_and_takes() -> None:
    started = StartedDeviceLogin(
        device_code="d" * 43,
        user_code="BCDF-GHJK",
        verification_uri="https://portal.example/sign-in/device",
        expires_at=LATER,
        interval=5,
    )
    door = Doorway(start_device_login=started, take_device_login=SESSION)
    asked = door.post("/api/v1/sign-in/device", json={"device": "laptop"})
    assert (asked.status_code, asked.json()) == (201, started.model_dump(mode="json"))
    taken = door.post("/api/v1/sign-in/device/token", json={"device_code": started.device_code})
    assert taken.json()["token"] == SESSION.secret
    assert TakeDeviceLogin(device_code=started.device_code) in [one.request for one in door.client.asked]


@pytest.mark.parametrize("code", ["authorization_pending", "slow_down"])
def test_a_device_that_waits_reads_why(code: str) -> None:
    door = Doorway(take_device_login=Refusal(code))
    answer = door.post("/api/v1/sign-in/device/token", json={"device_code": "d"})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_person_looks_and_confirms() -> None:
    shown = DeviceLoginShown(device="laptop", source="192.0.2.0/24", expires_at=LATER)
    door = Doorway(issue_token=IssuedToken(token="t"), get_device_login=shown, confirm_device_login=Nothing())
    found = door.get("/api/v1/sign-in/device/BCDF-GHJK", headers=BEARER)
    assert found.json() == shown.model_dump(mode="json")
    body = {"user_code": "BCDF-GHJK", "deny": True}
    assert door.post("/api/v1/sign-in/device/confirm", json=body, headers=BEARER).status_code == 204
    assert (door.client.asked[-1].request, door.client.asked[-1].token) == (ConfirmDeviceLogin(**body), "t")


@pytest.mark.parametrize(("verb", "path"), [("GET", "BCDF-GHJK"), ("POST", "confirm")])
def test_nobody_confirms_without_a_token(verb: str, path: str) -> None:
    door = Doorway()
    answer = door.send(verb, f"/api/v1/sign-in/device/{path}", json={"user_code": "BCDF-GHJK"})
    assert (answer.status_code, door.client.asked) == (401, [])


# -- the organization's provider ---------------------------------------------------------------------------------------


def test_the_browser_goes_to_the_provider_and_keeps_the_flow() -> None:
    answer = Doorway(start_single_sign_on=STARTED).get(SIGN_ON)
    assert (answer.status_code, answer.headers["location"]) == (303, STARTED.address)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"sign_on_flow={STARTED.flow};")
    assert {"HttpOnly", "Max-Age=600", f"Path={SIGN_ON}", "SameSite=lax"} <= set(cookie.split("; "))


def test_its_answer_is_traded_for_a_bearer_token_with_the_flow() -> None:
    door = Doorway(finish_single_sign_on=SESSION)
    answer = door.get(f"{SIGN_ON}/callback?state=x&code=y", headers={"Cookie": f"sign_on_flow={STARTED.flow}"})
    assert answer.json()["token"] == SESSION.secret
    assert door.client.asked[0].request == FinishSingleSignOn(flow=STARTED.flow, state="x", code="y")


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("state=x&code=y", {}),
        ("state=x&error=access_denied", {"Cookie": f"sign_on_flow={STARTED.flow}"}),
    ],
)
def test_another_browsers_answer_or_a_refusal_opens_nothing(query: str, headers: dict[str, Any]) -> None:
    door = Doorway(finish_single_sign_on=SESSION)
    answer = door.get(f"{SIGN_ON}/callback?{query}", headers=headers)
    assert (answer.status_code, answer.json()["code"], door.client.asked) == (401, "sign_in_failed", [])


def test_without_a_provider_there_is_nothing() -> None:
    door = Doorway(start_single_sign_on=Refusal("not_found", reason="no_sign_on_provider"))
    assert door.get(SIGN_ON).status_code == 404
