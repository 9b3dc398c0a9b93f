"""The audit trail on a real PostgreSQL: found as the fake finds it, held by the chain of hashes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import psycopg2
import pytest

from services.reporting import auditing
from services.reporting.audit_trail import list_audit
from services.reporting.repository import Repository
from services.reporting.trail import Trail
from shared.contracts.errors import Refusal
from shared.contracts.reporting import ListAudit, ListLoggedEvents
from shared.storage.migrations import owner_url
from tests.integration.reporting.test_recording import Store
from tests.support.foundations import Foundations
from tests.unit.reporting.fakes import minutes
from tests.unit.reporting.test_audit_trail import ANA, BEN, CODE, OTHER, PROGRAM, history, trail  # noqa: F401

FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"actor": ANA},
    {"actor": BEN, "kind": "read"},
    {"code": CODE},
    {"code": OTHER, "actor": ANA},
    {"since": minutes(3)},
    {"limit": 2},
    {"limit": 2, "actor": "person:nobody"},
)


@pytest.fixture
def url(foundations: Foundations) -> Iterator[str]:
    made = foundations.database_of("reporting")
    yield made
    foundations.give_back(made)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    kept = Store(url)
    kept.record(history())
    yield kept
    kept.database.close()


def found(where: Any, filters: dict[str, Any], repository: Any) -> tuple[list[tuple[str, str, str]], int, str | None]:
    page = list_audit(ListAudit.model_validate(filters), where, PROGRAM, repository)
    return [(one.kind, one.actor, one.summary) for one in page.items], page.total, page.next


def test_it_finds_what_the_fake_finds(store: Store, trail: Any) -> None:  # noqa: F811
    for filters in FILTERS:
        with store.database.transaction(read_only=True) as tx:
            assert found(Trail(tx), filters, Repository(tx)) == found(trail, filters, trail.repository), filters


def test_counting_stops_where_there_are_more(store: Store) -> None:
    with store.database.transaction(read_only=True) as tx:
        found = Trail(tx).list_audited(None, None, None, None, None, None, 1, 3)
    assert ([one.kind for one in found[0]], found[1]) == (["people"], 3)


def test_as_of_a_moment_it_is_what_had_been_recorded_by_then(store: Store) -> None:
    moments = [row["recorded_at"] for row in store.rows("select recorded_at from event_log order by seq")]
    with store.database.transaction(read_only=True) as tx:
        for until, kinds in ((1, ["read"]), (3, ["override", "read", "read"])):
            asked = ListAudit(as_of=moments[until])
            page = list_audit(asked, Trail(tx), PROGRAM, Repository(tx))
            assert ([one.kind for one in page.items], page.total, page.as_of) == (kinds, len(kinds), moments[until])
        with pytest.raises(Refusal, match="invalid"):
            list_audit(ListAudit(as_of="2999-01-01"), Trail(tx), PROGRAM, Repository(tx))


def test_pages_follow_one_another(store: Store) -> None:
    with store.database.transaction(read_only=True) as tx:
        seen, after = [], None
        while True:
            page = list_audit(ListAudit(limit=2, after=after), Trail(tx), PROGRAM, Repository(tx))
            seen += [one.kind for one in page.items]
            after = page.next
            if after is None:
                break
    assert seen == ["people", "denied", "override", "read", "read"]


def test_a_row_that_was_changed_breaks_the_chain(foundations: Foundations, store: Store, url: str) -> None:
    """What the trail says is read from the event log itself."""
    owner = psycopg2.connect(owner_url(foundations.database_admin, url))
    with owner, owner.cursor() as cursor:
        cursor.execute(
            "update event_log set envelope = jsonb_set(envelope, '{actor}', '\"service:intake\"')"
            " where type = 'access_recorded' and envelope -> 'data' ->> 'kind' = 'denied' returning seq"
        )
        (seq,) = cursor.fetchone()
    owner.close()
    with store.database.transaction(read_only=True) as tx:
        assert auditing.list_logged_events(ListLoggedEvents(), Repository(tx)).broken_at == seq


@pytest.mark.parametrize(
    "tampering",
    [
        "delete from audit_trail where kind = 'denied'",
        "update audit_trail set actor = 'system' where kind = 'denied'",
        "update audit_trail set kind = 'people' where kind = 'denied'",
    ],
)
def test_what_was_hidden_in_the_index_is_found(store: Store, tampering: str) -> None:
    """The service itself may write it; the chain of hashes is about the event log alone."""
    with store.database.transaction() as tx:
        before = auditing.list_logged_events(ListLoggedEvents(), Repository(tx))
        tx.execute(tampering)
        after = auditing.list_logged_events(ListLoggedEvents(), Repository(tx))
    assert (before.misplaced_at, after.misplaced_at, after.broken_at) == (None, 5, None)


def test_people_who_were_added_before_are_in_it(store: Store) -> None:
    """The migration reads the event log."""
    text = resources.files("services.reporting").joinpath("migrations/0005_audit_trail.sql").read_text()
    with store.database.transaction() as tx:
        tx.execute("delete from audit_trail")
        tx.execute(text[text.index("insert into") :])
        kinds = [row["kind"] for row in tx.all("select kind from audit_trail order by recorded_at")]
    assert kinds == ["people", "people"]  # the access to identity, too, until a rebuild tells it apart
