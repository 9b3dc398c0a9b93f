"""Passkeys (WebAuthn). One is a sign-in by itself: the device proves itself, and that its holder is there."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.identity.factors import Factor
from shared.contracts.identity.sessions import Session
from shared.contracts.requests import Command, Model, Query


class PasskeyOptions(Model):
    """What a page hands to `navigator.credentials`, as PublicKeyCredential.parse…OptionsFromJSON takes it."""

    options: dict[str, Any]


class GetPasskeyOptions(Query[PasskeyOptions]):
    """For `create()`, to add a passkey of one's own within ten minutes."""


class AddPasskey(Command[Factor], defer_build=False):  # a web route's body
    """Keep the passkey that the browser made. `credential`: its answer as JSON."""

    sensitive: ClassVar[bool] = True
    remembered: ClassVar[bool] = False

    name: str = Field(min_length=1, max_length=60)
    credential: dict[str, Any] = Field(repr=False)


class GetPasskeySignInOptions(Query[PasskeyOptions]):
    """For `get()`. The same for everybody, within ten minutes."""


class SignInWithPasskey(Command[Session], defer_build=False):  # a web route's body
    """Trade the browser's answer for a session. Whatever is wrong: `sign_in_failed`.

    With `session` that session's proof of identity is renewed.
    """

    remembered: ClassVar[bool] = False

    credential: dict[str, Any] = Field(repr=False)
    session: str | None = Field(None, max_length=200, repr=False)
    device: str | None = Field(None, max_length=80)
