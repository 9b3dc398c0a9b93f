"""Staff's passwords. One opens a session together with a second factor, never alone."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shared.contracts.identity.people import PersonEvent
from shared.contracts.identity.sessions import Session
from shared.contracts.requests import Command, Nothing

LEAST, MOST = 12, 200  # characters


class PasswordSet(PersonEvent):
    """Somebody of the staff chose a password, their first one or another."""


class SetPassword(Command[Nothing], defer_build=False):  # a web route's body
    """Choose a password, at least 12 characters long; there is no rule about kinds of characters.

    What others choose, and what is made of one's own name, is `invalid`. It ends the person's other sessions.
    """

    sensitive: ClassVar[bool] = True
    remembered: ClassVar[bool] = False  # no hash of a password in the command log

    password: str = Field(min_length=LEAST, max_length=MOST, repr=False)


class SignInWithPassword(Command[Session], defer_build=False):  # a web route's body
    """Trade a password and the code of a second factor for a session. `code`: of the device, or a recovery code.

    Whatever is wrong: `sign_in_failed`. With `session` that session's proof of identity is renewed.
    """

    remembered: ClassVar[bool] = False

    email: str = Field(max_length=254)
    password: str = Field(max_length=MOST, repr=False)
    code: str = Field(max_length=40, repr=False)
    session: str | None = Field(None, max_length=200, repr=False)
    device: str | None = Field(None, max_length=80)
