"""Routes of a sign-in that goes on elsewhere: a device and the browser that confirms it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.identity import (
    ConfirmDeviceLogin,
    DeviceLoginShown,
    IssuedToken,
    StartedDeviceLogin,
    TakeDeviceLogin,
)
from shared.contracts.requests import Nothing
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.test_api import SESSION

LATER = datetime(2027, 3, 1, 12, 10, tzinfo=UTC)
BEARER = {"Authorization": "Bearer s"}


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
    shown = DeviceLoginShown(device="laptop", source="192.0.2.0/24", asked_at=LATER, expires_at=LATER)
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
