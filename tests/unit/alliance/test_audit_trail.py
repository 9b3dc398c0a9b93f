"""`alliance audit`: actors as people name them, and as they read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from alliance import naming
from alliance.connection import one_client
from alliance.main import run
from alliance.reporting import audit_trail
from shared.contracts import identity, reporting
from shared.contracts.requests import Page
from tests.support.fake_client import FakeClient

ANA = identity.Person(
    id=UUID(int=7), name="Ana Ruiz", email="ana@alliance.example", roles=("coach",), languages=("es",)
)
BEN = UUID(int=8)


def entry(actor: str, **fields: object) -> reporting.AuditEntry:
    known = {"id": UUID(int=1), "kind": "read", "service": "identity", "event": "access_recorded", "code": None}
    clause = reporting.Clause(key="access_recorded.read", values={"method": "get_person"})
    more = {"about": {}, "origin": "203.0.113.0/24", "clauses": (clause,), "at": datetime(2027, 3, 1, 12, tzinfo=UTC)}
    return reporting.AuditEntry.model_validate(known | more | {"actor": actor} | fields)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeClient]:
    fake = FakeClient()
    for module in (naming, audit_trail):
        monkeypatch.setattr(module, "connect", lambda: fake)
    fake.answers["get_person"] = ANA
    fake.answers["get_names"] = identity.PeopleNames(items=(identity.PersonName(id=ANA.id, name=ANA.name),))
    with one_client():
        yield fake


@pytest.mark.parametrize("said", ["local-admin", "service:cohort", "system", f"person:{BEN}"])
def test_an_actor_that_is_recorded_so_is_taken_as_it_is(client: FakeClient, said: str) -> None:
    assert (audit_trail.actor(said), client.asked) == (said, [])


def test_a_person_is_found_by_what_people_know(client: FakeClient) -> None:
    assert audit_trail.actor("ana") == f"person:{ANA.id}"


def test_people_read_as_their_names_and_who_is_gone_as_an_id(
    client: FakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    items = (
        entry(f"person:{ANA.id}", about={"id": BEN}),
        entry("local-admin", about={"id": ANA.id}),
        entry(f"person:{BEN}"),
    )
    client.answers["list_audit"] = Page[reporting.AuditEntry](items=items, next=None, total=3)
    assert run(["audit", "--since", "2027-03-01", "--kind", "read"]) == 0
    lines = capsys.readouterr().out
    assert client.asked[0].request == reporting.ListAudit(since="2027-03-01", kind="read", limit=100)
    assert [lines.count(words) for words in ("Ana Ruiz", "Read: a person", "203.0.113.0/24", "local-admin")] == [
        2,
        3,
        3,
        1,
    ]
    assert "3 of 3" in lines


def test_of_more_than_are_counted_it_says_so(client: FakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    items = (entry("local-admin"),)
    client.answers["list_audit"] = Page[reporting.AuditEntry](items=items, next="7", total=10_000, more=True)
    assert run(["audit"]) == 0
    assert "1 of more than 10,000" in capsys.readouterr().out


def test_who_was_erased_is_somebody_all_the_same(client: FakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    gone = entry("local-admin", kind="erase", about={"person_id": BEN})
    client.answers["list_audit"] = Page[reporting.AuditEntry](items=(gone,), next=None, total=1)
    assert run(["audit"]) == 0
    assert "Somebody who is no longer on record" in " ".join(capsys.readouterr().out.split())
