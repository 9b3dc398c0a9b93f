"""Signing in on a command line by a code that is confirmed in the browser (RFC 8628)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.identity.sessions import Session
from shared.contracts.requests import Command, Model, Nothing, Query


class StartedDeviceLogin(Model):
    """`user_code` is for people, `device_code` for the device alone."""

    device_code: str
    user_code: str
    verification_uri: str
    expires_at: datetime
    interval: int  # seconds between two asks


class StartDeviceLogin(Command[StartedDeviceLogin], defer_build=False):  # a web route's body
    """Ask for a session that somebody who has signed in elsewhere confirms. `device`: what it calls itself."""

    remembered: ClassVar[bool] = False

    device: str = Field("", max_length=80)


class TakeDeviceLogin(Command[Session], defer_build=False):  # a web route's body
    """Take the session, once. Until it is confirmed: `authorization_pending`; asked too often: `slow_down`.

    Denied, over or unknown: `sign_in_failed`.
    """

    remembered: ClassVar[bool] = False

    device_code: str = Field(max_length=200, repr=False)


class DeviceLoginShown(Model):
    """What somebody is asked to confirm."""

    device: str
    source: str  # where it is, in part
    asked_at: datetime
    expires_at: datetime


class GetDeviceLogin(Query[DeviceLoginShown]):
    """By the code that the device shows."""

    user_code: str = Field(max_length=20)


class ConfirmDeviceLogin(Command[Nothing], defer_build=False):  # a web route's body
    """Let the device that shows this code sign in as oneself; or, with `deny`, never."""

    sensitive: ClassVar[bool] = True

    user_code: str = Field(max_length=20)
    deny: bool = False
