"""Sign-in links that the machine itself gives out, without a mail."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts.field_types import Email
from shared.contracts.identity.sign_in import SignInEvent
from shared.contracts.requests import Command, Model


class SignInLinkMade(SignInEvent):
    """The administrator of the machine took a sign-in link, in place of a mail. `person_id`: who has the address."""

    person_id: UUID | None


class SignInLink(Model):
    """Key and code each open a session, once; `address` is the page that takes the key."""

    email: str
    address: str
    key: str
    code: str
    expires_at: datetime


class MakeSignInLink(Command[SignInLink]):
    """For the administrator of the machine alone, never for somebody who has signed in."""

    remembered: ClassVar[bool] = False

    email: Email
