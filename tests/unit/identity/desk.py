"""People at identity's door: they ask for mails, read them, and prove who they are; over the fake repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.identity.domain.proofs import address_hash, sign_in_code
from services.identity.handlers import sign_in
from services.identity.handlers.door import Door
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.events import Event
from shared.contracts.identity import Person, Session, SignInRequested
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Nothing
from tests.support.fakes import FakeOutbox
from tests.unit.identity.tables import tables

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECRET = b"a secret of the tests, long enough"
HOME = "203.0.113.7"
STRANGER = "198.51.100.9"
ANA = Person(
    id=UUID("11111111-1111-4111-8111-111111111111"),
    name="Ana Ruiz",
    email="ana@city.example",
    roles=(Role.COACH, Role.STAFF),
    languages=("es",),
)
NOBODYS = "nobody@city.example"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@dataclass
class Desk:
    """`told`: every event, those of refusals that keep what was counted included."""

    repository: Any = field(default_factory=lambda: tables(ANA))
    told: list[Event] = field(default_factory=list)

    def request(self, email: str = ANA.email, now: datetime = NOW, source: str | None = HOME, **fields: Any) -> None:
        request = identity.RequestSignIn(email=email, **fields)
        answer = sign_in.request_sign_in(request, self.repository, caller_from(source), SECRET, now)
        assert answer == Nothing()

    def announce(self, now: datetime = NOW) -> list[SignInRequested]:
        """By two at once, of which one takes each."""
        outbox = FakeOutbox()
        for sign_in_id in sign_in.list_unannounced(self.repository) * 2:
            sign_in.announce_sign_in(sign_in_id, self.repository, outbox, SECRET, now)
        self.told += outbox.events
        assert all(isinstance(event, SignInRequested) for event in outbox.events)
        return outbox.events  # type: ignore[return-value]

    def ask(self, email: str = ANA.email, now: datetime = NOW, **fields: Any) -> list[SignInRequested]:
        """What is mailed."""
        self.request(email, now, **fields)
        return self.announce(now)

    def mail(self, email: str = ANA.email, now: datetime = NOW, **fields: Any) -> identity.SignInMail:
        (event,) = self.ask(email, now, **fields)
        return self.read(event, now)

    def read(self, event: SignInRequested, now: datetime = NOW) -> identity.SignInMail:
        return sign_in.get_sign_in_mail(
            identity.GetSignInMail(sign_in_id=event.sign_in_id), self.repository, SECRET, now
        )

    def confirm(self, now: datetime = NOW, source: str | None = HOME, **proof: Any) -> Session:
        outbox = FakeOutbox()
        door = Door(self.repository, outbox, caller_from(source), SECRET, now)  # type: ignore[arg-type]
        try:
            return sign_in.confirm_sign_in(identity.ConfirmSignIn(**proof), door, self.repository, outbox, SECRET, now)
        finally:
            self.told += outbox.events

    def refused(self, now: datetime = NOW, source: str | None = HOME, **proof: Any) -> Refusal:
        with pytest.raises(Refusal) as refused:
            self.confirm(now, source, **proof)
        return refused.value

    def guess(self, times: int, now: datetime = NOW, source: str | None = STRANGER, email: str = ANA.email) -> None:
        """Wrong codes, each counted."""
        for _ in range(times):
            refusal = self.refused(now, source, email=email, code=self._wrong(email, now))
            assert refusal == Refusal("sign_in_failed", keep=True)

    def confirm_wrongly(self, now: datetime, source: str = STRANGER) -> None:
        try:
            self.confirm(now, source, email=ANA.email, code=self._wrong(ANA.email, now))
        except Refusal as refusal:
            if refusal.code != "sign_in_failed":
                raise

    def _wrong(self, email: str, now: datetime) -> str:
        found = self.repository.find_mailed_sign_in(address_hash(SECRET, email), now)
        return wrong(sign_in_code(SECRET, found.id)) if found else "123456"


def caller_from(source: str | None) -> Caller:
    return Caller("anonymous", frozenset({Role.ANONYMOUS}), source=source)
