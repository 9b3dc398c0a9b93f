"""Passwords: which are taken, how they are kept, and that one opens nothing without a second factor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from pydantic import ValidationError

from services.identity.domain.passkeys import site_of
from services.identity.domain.passwords import is_easily_guessed
from services.identity.handlers import factors, passwords
from services.identity.handlers.door import Door
from services.identity.hashing import Hasher
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Person, RecoveryCodes, Session, SetPassword, SignInWithPassword
from shared.contracts.people import Caller, Role
from tests.support.fakes import FakeOutbox
from tests.unit.identity.tables import tables

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
STEP = timedelta(seconds=30)
SECRET = b"a secret of the tests, long enough"
SITE = site_of("https://portal.example", "City Data Alliance")
GOOD = "gray kettles hum at noon"
ANA = Person(
    id=UUID("11111111-1111-4111-8111-111111111111"),
    name="Ana Ruiz",
    email="ana.ruiz@city.example",
    roles=(Role.STAFF,),
    languages=("es",),
)


def here(function: object, *arguments: object) -> object:
    return function(*arguments)  # type: ignore[operator]


@dataclass
class Desk:
    """Ana, who has signed in by mail, and what she does."""

    repository: Any = field(default_factory=lambda: tables(ANA))
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    hasher: Hasher = field(default_factory=lambda: Hasher(here, memory_kib=64))
    caller: Caller = field(default_factory=lambda: Caller(f"person:{ANA.id}", frozenset({Role.STAFF})))
    secret: bytes = SECRET

    def set_password(self, password: str = GOOD) -> None:
        request = SetPassword(password=password)
        passwords.set_password(request, self.repository, self.outbox, self.caller, self.hasher, NOW)

    def start_totp(self) -> identity.TotpKey:
        return factors.start_totp(self.repository, self.caller, self.secret, SITE, NOW)

    def confirm_totp(self, code: str, now: datetime = NOW) -> RecoveryCodes:
        request = identity.ConfirmTotp(code=code)
        return factors.confirm_totp(request, self.repository, self.outbox, self.caller, self.secret, now)

    def enroll(self) -> tuple[str, tuple[str, ...]]:
        """The app's key, and recovery codes."""
        self.set_password()
        key = self.start_totp().key
        return key, self.confirm_totp(code_of(key)).codes

    def sign_in(
        self, code: str, password: str = GOOD, now: datetime = NOW, email: str = ANA.email, session: str | None = None
    ) -> Session:
        request = SignInWithPassword(email=email, password=password, code=code, session=session)
        return passwords.sign_in_with_password(
            request, self.door(now), self.repository, self.outbox, self.hasher, self.secret, now
        )

    def open_session(self) -> Session:
        return self.door(NOW).admit(ANA, "mailed_code", None, None)

    def door(self, now: datetime) -> Door:
        return Door(self.repository, self.outbox, self.caller, self.secret, now)  # type: ignore[arg-type]

    def told(self) -> list[str]:
        return [event.type for event in self.outbox.events]


def code_of(key: str, now: datetime = NOW) -> str:
    return pyotp.TOTP(key).at(now)


def refusal(call: object, *arguments: object, **fields: object) -> Refusal:
    with pytest.raises(Refusal) as refused:
        call(*arguments, **fields)  # type: ignore[operator]
    return refused.value


# -- which are taken ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "Password1234!", "qwertyuiop123", "123456789012", "aaaaaaaaaaaaaa", "iloveyou2024!!",
        "P4ssw0rd2027!", "AnaRuiz2027!!", "ruiz.ana.ruiz", "Alliance2027!", "contraseña1234", "Bienvenue2026!",
        "administrador1", "asdfghjklqwerty", "abababababab", "senha-senha-1234",
    ],
)  # fmt: skip
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    refused = refusal(Desk().set_password, password)
    assert (refused.code, refused.details) == ("invalid", (Detail("password", "too_common"),))


@pytest.mark.parametrize("password", [GOOD, "Vx7#kq9!mTz2", "laranjeiras velhas do quintal", "çeşme başında üç kuş"])
def test_what_is_long_and_ones_own_is_taken(password: str) -> None:
    assert not is_easily_guessed(password, (ANA.name, ANA.email))


def test_less_than_twelve_characters_are_too_short() -> None:
    with pytest.raises(ValidationError):
        SetPassword(password="Vx7#kq9!mTz")


def test_what_is_kept_is_a_hash_and_what_is_told_is_that() -> None:
    desk = Desk()
    desk.set_password()
    (kept,) = desk.repository.passwords.values()
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert desk.outbox.events == [identity.PasswordSet(person_id=ANA.id)]
    assert GOOD not in repr(SetPassword(password=GOOD))


def test_another_password_ends_the_other_sessions() -> None:
    desk = Desk()
    desk.open_session()
    desk.open_session()
    own, other = desk.repository.sessions.values()
    desk.caller = Caller(desk.caller.actor, desk.caller.roles, session=str(own.id))
    desk.set_password()
    ended = {one.id: one.ended_at for one in desk.repository.sessions.values()}
    assert ended == {own.id: None, other.id: NOW}


# -- signing in --------------------------------------------------------------------------------------------------------


def test_password_and_code_open_a_session() -> None:
    desk = Desk()
    key, _ = desk.enroll()
    later = NOW + STEP
    assert desk.sign_in(code_of(key, later), now=later, email=" ANA.Ruiz@city.example").person_id == ANA.id


def test_password_and_code_renew_a_session() -> None:
    desk = Desk()
    key, _ = desk.enroll()
    session, later = desk.open_session(), NOW + 20 * 2 * STEP
    assert desk.sign_in(code_of(key, later), now=later, session=session.secret) == session


def test_everything_that_can_be_wrong_has_one_answer() -> None:
    desk = Desk()
    key, _ = desk.enroll()
    later = NOW + STEP
    right = code_of(key, later)
    answers = {
        str(refusal(desk.sign_in, code, now=later, **wrong))
        for code, wrong in (
            ("000000" if right != "000000" else "000001", {}),
            ("not a code", {}),
            ("abcde-fghjk", {}),
            (right, {"password": GOOD.upper()}),
            (right, {"email": "nobody@city.example"}),
        )
    }
    assert answers == {str(Refusal("sign_in_failed"))}


def test_a_password_without_second_factor_opens_nothing() -> None:
    desk = Desk()
    desk.set_password()
    key = desk.start_totp().key  # begun, never confirmed
    assert refusal(desk.sign_in, code_of(key)).code == "sign_in_failed"


def test_an_unknown_account_is_as_much_work_as_a_known_one() -> None:
    """Counted, not timed: what takes time is the hash."""
    works: list[object] = []

    def counting(function: object, *arguments: object) -> object:
        works.append(function)
        return here(function, *arguments)

    desk = Desk(hasher=Hasher(counting, memory_kib=64))
    desk.enroll()
    refusal(desk.sign_in, "123456", "another one", email="nobody@city.example")  # hashes nobody's password, once
    per_account = []
    for email in (ANA.email, "nobody@city.example"):
        works.clear()
        refusal(desk.sign_in, "123456", "another one", email=email)
        per_account.append(len(works))
    assert per_account == [1, 1]


def test_a_hash_of_other_parameters_is_made_anew() -> None:
    desk = Desk()
    key, _ = desk.enroll()
    old, desk.hasher, later = desk.repository.passwords[ANA.id], Hasher(here, memory_kib=128), NOW + STEP
    desk.sign_in(code_of(key, later), now=later)
    new = desk.repository.passwords[ANA.id]
    assert ("m=64," in old, "m=128," in new) == (True, True)
    assert desk.hasher.verifies(new, GOOD)


def test_however_a_keyboard_composes_it_a_password_is_the_same() -> None:
    hasher = Hasher(here, memory_kib=64)
    assert hasher.verifies(hasher.hash("cafe\u0301 sem pressa"), "café sem pressa")


def test_a_broken_hash_opens_nothing() -> None:
    assert not Hasher(here, memory_kib=64).verifies("no hash", GOOD)


def test_ones_own_factors_are_ones_own() -> None:
    desk = Desk(caller=Caller(f"person:{uuid4()}", frozenset({Role.STAFF})))
    assert refusal(desk.set_password).code == "not_found"
