"""Where people are signed in: listed and ended by themselves, and by those who lead the program."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.identity.handlers import open_sessions
from shared.contracts.errors import Refusal
from shared.contracts.identity import EndSession, EndSessions, ListSessions, OpenSession, SignedOut
from shared.contracts.people import Caller, Role
from tests.support.fakes import FakeOutbox
from tests.unit.identity.desk import ANA, MINUTE, NOW, STRANGER, Desk
from tests.unit.identity.tables import knows

EVE = ANA.model_copy(update={"id": uuid4(), "email": "eve@city.example"})
LEAD = Caller(f"person:{uuid4()}", frozenset({Role.PROGRAM_LEAD}))
MACHINE = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def desk() -> Desk:
    """Ana is signed in twice, Eve once."""
    made = Desk()
    knows(made.repository, EVE)
    made.confirm(key=made.mail().key, device="Firefox, Linux")
    made.confirm(NOW + MINUTE, STRANGER, key=made.mail(now=NOW + MINUTE).key)
    made.confirm(NOW + 2 * MINUTE, key=made.mail(EVE.email, NOW + 2 * MINUTE).key)
    return made


def ids(desk: Desk) -> list[UUID]:
    return [one.id for one in desk.repository.sessions.values()]


def ana(desk: Desk) -> Caller:
    return Caller(f"person:{ANA.id}", frozenset({Role.COACH}), session=str(ids(desk)[0]))


def listed(desk: Desk, caller: Caller, person: UUID | None = None, now: Any = NOW) -> tuple[OpenSession, ...]:
    return open_sessions.list_sessions(ListSessions(person=person), desk.repository, caller, now).items  # type: ignore[arg-type]


def end(desk: Desk, caller: Caller, session_id: UUID) -> list[Any]:
    outbox = FakeOutbox()
    open_sessions.end_session(EndSession(session_id=session_id), desk.repository, outbox, caller, NOW)  # type: ignore[arg-type]
    return outbox.events


def end_all(desk: Desk, caller: Caller, **fields: Any) -> tuple[int, list[Any]]:
    outbox = FakeOutbox()
    done = open_sessions.end_sessions(EndSessions(**fields), desk.repository, outbox, caller, NOW)  # type: ignore[arg-type]
    return done.ended, outbox.events


def test_ones_own_are_listed_with_where_and_how(desk: Desk) -> None:
    latest, first = listed(desk, ana(desk))
    assert (first.source, first.device, first.proof, first.current) == (
        "203.0.113.0/24", "Firefox, Linux", "mailed_link", True,
    )  # fmt: skip
    assert (latest.source, latest.device, latest.current) == ("198.51.100.0/24", None, False)


def test_what_is_over_is_not_listed(desk: Desk) -> None:
    assert [one.id for one in listed(desk, ana(desk), now=NOW + 30 * MINUTE)] == ids(desk)[1:2]
    end(desk, ana(desk), ids(desk)[1])
    assert [one.id for one in listed(desk, ana(desk))] == ids(desk)[:1]


def test_one_of_ones_own_is_ended_once(desk: Desk) -> None:
    told = SignedOut(session_id=ids(desk)[1], person_id=ANA.id, because="ended_by_owner")
    assert [end(desk, ana(desk), ids(desk)[1]) for _ in range(2)] == [[told], []]


def test_all_of_ones_own_are_ended_or_all_others(desk: Desk) -> None:
    ended, told = end_all(desk, ana(desk), but_this=True)
    assert (ended, [one.session_id for one in told]) == (1, ids(desk)[1:2])
    assert end_all(desk, ana(desk))[0] == 1
    assert listed(desk, LEAD, EVE.id)


def test_anothers_are_not_there(desk: Desk) -> None:
    for attempt in (
        lambda: listed(desk, ana(desk), EVE.id),
        lambda: end(desk, ana(desk), ids(desk)[2]),
        lambda: end_all(desk, ana(desk), person=EVE.id),
        lambda: end(desk, ana(desk), uuid4()),
    ):
        with pytest.raises(Refusal, match="not_found"):
            attempt()
    assert listed(desk, LEAD, EVE.id)


def test_those_who_lead_list_and_end_anybodys(desk: Desk) -> None:
    assert [one.current for one in listed(desk, LEAD, ANA.id)] == [False, False]
    (told,) = end(desk, LEAD, ids(desk)[2])
    assert (told.person_id, told.because) == (EVE.id, "ended_by_others")
    assert end_all(desk, MACHINE, person=ANA.id)[0] == 2


def test_the_machines_administrator_has_none(desk: Desk) -> None:
    for attempt in (lambda: listed(desk, MACHINE), lambda: end_all(desk, MACHINE)):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert (refused.value.code, refused.value.reason) == ("not_found", "nobody_signed_in")
