"""Signing in on a real PostgreSQL: mails, codes, links, limits, somebody new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from services.identity.handlers import people, sign_in
from services.identity.handlers.door import Door
from services.identity.repository import Repository
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import AddPerson, Session, SignInMail
from shared.contracts.people import Caller, Role
from shared.messaging.outbox import Outbox
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.identity.desk import ANA, HOME, MINUTE, NOBODYS, NOW, SECRET, STRANGER, caller_from, wrong

LEAD = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "identity", lambda tx: (Repository(tx), Outbox(tx))) as made:
        request = AddPerson(name=ANA.name, email=ANA.email, roles=ANA.roles, languages=ANA.languages)
        made.run(lambda rows, outbox: people.add_person(request, rows, outbox, LEAD, NOW))
        yield made


def mail(store: Store, email: str = ANA.email, now: object = NOW, source: str = HOME) -> SignInMail | None:
    request = identity.RequestSignIn(email=email, language="pt")
    store.run(lambda rows, _: sign_in.request_sign_in(request, rows, caller_from(source), SECRET, now))
    found = store.run(lambda rows, _: sign_in.list_unannounced(rows))
    for one in found:
        store.run(lambda rows, outbox, one=one: sign_in.announce_sign_in(one, rows, outbox, SECRET, now))
    try:
        wanted = identity.GetSignInMail(sign_in_id=found[0])
        return store.run(lambda rows, _: sign_in.get_sign_in_mail(wanted, rows, SECRET, now))
    except Refusal:
        return None


def confirm(store: Store, now: object = NOW, source: str = HOME, **proof: str) -> Session | Refusal:
    def work(rows: Repository, outbox: Outbox) -> Session | Refusal:
        door = Door(rows, outbox, caller_from(source), SECRET, now)  # type: ignore[arg-type]
        request = identity.ConfirmSignIn(**proof)  # type: ignore[arg-type]
        try:
            return sign_in.confirm_sign_in(request, door, rows, outbox, SECRET, now)  # type: ignore[arg-type]
        except Refusal as refusal:  # committed, as one that keeps what was counted is
            return refusal

    return store.run(work)


def test_a_code_opens_a_session_and_a_place_is_known_from_then_on(store: Store) -> None:
    found = mail(store)
    assert found is not None
    session = confirm(store, email=ANA.email, code=found.code, device="alliance")
    assert isinstance(session, Session)
    assert store.rows("select email, mailed_at is null as unmailed from sign_ins") == [
        {"email": None, "unmailed": False}
    ]
    assert store.rows("select source, device, method from sessions") == [
        {"source": "203.0.113.0/24", "device": "alliance", "method": "mailed_code"}
    ]
    for _ in range(5):
        assert confirm(store, source=STRANGER, email=ANA.email, code="000000")
    refused = confirm(store, source=STRANGER, email=ANA.email, code="000000")
    assert refused == Refusal("too_many_tries", seconds=60)
    again = mail(store, now=NOW + MINUTE)
    assert again is not None
    assert confirm(store, NOW + MINUTE, email=ANA.email, code=wrong(again.code)) == Refusal("sign_in_failed", keep=True)
    assert isinstance(confirm(store, NOW + MINUTE, email=ANA.email, code=again.code), Session)


def test_somebody_new_is_mailed_once_a_day_and_a_person_by_the_link(store: Store) -> None:
    found = mail(store, NOBODYS)
    assert found is not None
    assert mail(store, NOBODYS, NOW + 2 * MINUTE) == found  # asked for again, and not mailed
    assert mail(store, NOBODYS, NOW + 90 * MINUTE) is None
    (told,) = store.rows("select payload from outbox where type = 'sign_in_requested'")
    assert told["payload"]["person"]["language"] == "pt"
    session = confirm(store, NOW + timedelta(hours=23), key=found.key)
    assert isinstance(session, Session)
    assert store.rows("select name, email, roles from people where email <> %(email)s", {"email": ANA.email}) == [
        {"name": "", "email": NOBODYS, "roles": []}
    ]


def test_what_is_older_than_its_window_is_forgotten(store: Store) -> None:
    found = mail(store)
    assert found is not None
    confirm(store, email=ANA.email, code=wrong(found.code))
    confirm(store, key=found.key)
    store.run(lambda rows, _: sign_in.forget_sign_ins(rows, NOW + timedelta(days=91)))
    assert not store.rows(
        "select created_at from sign_ins union select tried_at from tries union select seen_at from known_sources"
    )


def test_details_that_somebody_says_are_kept(store: Store) -> None:
    found = mail(store, NOBODYS)
    assert found is not None
    session = confirm(store, key=found.key)
    assert isinstance(session, Session)
    caller = replace(caller_from(HOME), actor=f"person:{session.person_id}")
    request = identity.ChangeOwnDetails(name="Núria Łoś", languages=("fr", "en"))
    store.run(lambda rows, outbox: people.change_own_details(request, rows, outbox, caller))
    kept = store.run(lambda rows, _: rows.find_person(session.person_id))
    assert (kept.name, kept.languages) == ("Núria Łoś", ("fr", "en"))
    assert store.rows("select folded_name from people where email = %(email)s", {"email": NOBODYS}) == [
        {"folded_name": "nuria los"}
    ]


def test_guesses_at_the_same_moment_are_counted_one_after_the_other(store: Store) -> None:
    """Attack: what a limit counts is not there yet when many look at once."""
    found = mail(store)
    assert found is not None

    def guess(rows: Repository, outbox: Outbox) -> str:
        door = Door(rows, outbox, caller_from(STRANGER), SECRET, NOW)
        request = identity.ConfirmSignIn(email=ANA.email, code=wrong(found.code))
        try:
            sign_in.confirm_sign_in(request, door, rows, outbox, SECRET, NOW)
        except Refusal as refusal:  # committed, as one that keeps what was counted is
            return refusal.code
        return "in"

    codes = sorted(store.at_once(*[guess] * 12))
    assert codes == ["sign_in_failed"] * 5 + ["too_many_tries"] * 7
    assert store.events().count("sign_in_failed") == 5
