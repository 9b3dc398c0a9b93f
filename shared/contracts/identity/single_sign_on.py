"""Signing in through the organization's own provider (OpenID Connect)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shared.contracts.identity.sessions import Session
from shared.contracts.requests import Command, Model, Query


class StartedSingleSignOn(Model):
    """`address`: where the browser goes. `flow`: stays with the browser, and proves that the answer is its own."""

    address: str
    flow: str


class StartSingleSignOn(Query[StartedSingleSignOn]):
    """Begin, for ten minutes. Where no provider is set: `not_found`."""


class FinishSingleSignOn(Command[Session], defer_build=False):  # a web route's body
    """Trade the provider's answer for a session of somebody of the staff whose address the provider has verified.

    Whatever is wrong: `sign_in_failed`. With `session` that session's proof of identity is renewed.
    """

    remembered: ClassVar[bool] = False

    flow: str = Field(max_length=200, repr=False)
    state: str = Field(max_length=200)
    code: str = Field(max_length=2_000, repr=False)
    session: str | None = Field(None, max_length=200, repr=False)
    device: str | None = Field(None, max_length=80)
