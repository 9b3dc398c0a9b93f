"""Signing in: a mailed link and code, traded for a session."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.events import Event, Origin
from shared.contracts.field_types import Email
from shared.contracts.identity.people import Recipient
from shared.contracts.identity.sessions import Proof, Session
from shared.contracts.people import Language, PersonRef
from shared.contracts.requests import Command, Model, Nothing, Query


class SignInEvent(Event, aggregate="sign_in"):
    sign_in_id: UUID
    origin: Origin = None


class SignInRequested(SignInEvent):
    """Somebody asked for a sign-in link and code; the sender of the mail fetches both. `person` has the sign-in's id
    as long as nobody has proven the address."""

    person: PersonRef
    expires_at: datetime


class SignInFailed(SignInEvent):
    """A proof was wrong. `person_id`: whose address was named, where it is somebody's; `source`: where from, keyed."""

    person_id: UUID | None
    proof: Proof
    source: str


class RequestSignIn(Command[Nothing], defer_build=False):  # a web route's body, which its framework wants built
    """Mail a link and a six-digit code to that address. The answer is the same whether it is known or not: an address
    that is not is mailed, too, and who proves it is a person from then on.

    `language`: of the mail, where the address is not known. A source that asks too often: `too_many_tries`.
    """

    email: Email
    language: Language = "en"

    def in_language(self, language: str) -> RequestSignIn:
        return RequestSignIn.model_validate({"email": self.email, "language": language})


class ConfirmSignIn(Command[Session], defer_build=False):  # a web route's body, which its framework wants built
    """Trade the code of the mail (with its address) or the link's key for a session. Single use.

    With `session`, one of the same person, that one's proof of identity is renewed and no other is opened.
    Of whom a second factor is asked (`second_factor_needed`), gives its code beside: `second`, of the app or a recovery
    code; link and code stay open for it. After wrong codes `too_many_tries` says how long none is taken; the link works
    at any time. `device`: what the person sees of this session in the list of theirs.
    """

    remembered: ClassVar[bool] = False

    email: str | None = Field(None, max_length=254)
    code: str | None = Field(None, pattern=r"^[0-9]{6}$")
    key: str | None = Field(None, max_length=200)
    second: str | None = Field(None, max_length=40, repr=False)
    session: str | None = Field(None, max_length=200)
    device: str | None = Field(None, max_length=80)


class SignInMail(Model):
    recipient: Recipient
    code: str
    key: str


class GetSignInMail(Query[SignInMail]):
    """For the mail sender: the code and key of a sign-in that is still open."""

    sign_in_id: UUID
