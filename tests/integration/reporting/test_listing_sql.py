"""The list of applications on a real PostgreSQL: it finds what the fake finds, also of rows from before it could."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any, get_args
from uuid import UUID

import pytest

from services.reporting import handlers
from services.reporting.domain import EVERYTHING, Order, Wanted, order_of
from services.reporting.named_sql import queries
from services.reporting.repository import Repository, asked_for
from shared.contracts import eligibility
from shared.contracts.envelope import Envelope
from shared.contracts.reporting import ApplicationOrder, ListApplications
from tests.integration.reporting.test_recording import Store
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.reporting.fakes import asked, checked, envelope_of, minutes, submitted
from tests.unit.reporting.test_reporting_handlers import PROGRAM, record

EVENTS = (
    submitted("A", city="Ciudad de México", country="MX"),
    submitted("B", city="Córdoba", country="AR"),
    submitted("C", city="Saint John's", country="AG"),
    checked("C", outcome="needs_review"),
    asked(eligibility.ReviewAssigned, "A"),
    asked(eligibility.ReviewAssigned, "B"),
    asked(eligibility.ReviewUnassigned, "B"),
)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"country": "MX"},
    {"region": "caribbean"},
    {"region": "elsewhere"},
    {"language": "es"},
    {"eligibility": "needs_review"},
    {"resident_outcome": "mobility"},
    {"resident_outcome": "climate"},
    {"reviewer": UUID(int=5)},
    {"text": "mexico"},
    {"text": "Municipio de Cordoba"},
    {"text": "ohn's"},
    {"text": "..."},
    {"call": "2027", "state": "checked"},
)


def envelopes() -> list[Envelope]:
    return [envelope_of(event, time=minutes(number)) for number, event in enumerate(EVENTS)]


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    url = foundations.database_of("reporting")
    kept = Store(url)
    yield kept
    kept.database.close()
    foundations.give_back(url)


def found(store: Store, filters: dict[str, Any]) -> list[str]:
    request = ListApplications.model_validate(filters)
    with store.database.transaction() as tx:
        return [one.code for one in handlers.list_applications(request, Repository(tx), PROGRAM, FakeOwners()).items]


def expected(filters: dict[str, Any]) -> list[str]:
    request = ListApplications.model_validate(filters)
    return [one.code for one in handlers.list_applications(request, record(*EVENTS), PROGRAM, FakeOwners()).items]


def test_each_filter_finds_what_it_names(store: Store) -> None:
    store.record(envelopes())
    for filters in FILTERS:
        assert found(store, filters) == expected(filters), filters
        with store.database.transaction() as tx:
            wanted = handlers.wanted_by(ListApplications.model_validate(filters), Repository(tx), PROGRAM, FakeOwners())
            assert Repository(tx).list_applications(wanted, Order(), None, 1)[1] == len(expected(filters))
            past = ("ZZZZZZZZZZ", "ZZZZZZZZZZ")
            assert Repository(tx).list_applications(wanted, Order(), past, 1) == ([], len(expected(filters)))


def test_what_is_counted_is_what_lists_hold(store: Store) -> None:
    store.record(envelopes())
    with store.database.transaction() as tx:
        counts = handlers.count_applications(Repository(tx)).items
    assert sum(one.number for one in counts) == len(expected({}))
    for name in ("state", "eligibility"):
        for value in {getattr(one, name) for one in counts} - {None}:
            held = sum(one.number for one in counts if getattr(one, name) == value)
            assert held == len(expected({name: value})) > 0, value


def test_they_are_counted_in_an_index(foundations: Foundations, store: Store) -> None:
    store.record(envelopes())
    foundations.settle(store.database._url, "applications")
    with store.database.transaction() as tx:
        tx.execute("set local enable_seqscan to off; set local enable_bitmapscan to off; set local enable_sort to off")
        plans = tx.all(f"explain {queries.count_held}")
    assert any("Index Only Scan using applications_by_state" in plan["QUERY PLAN"] for plan in plans), plans


@pytest.mark.parametrize("sort", get_args(ApplicationOrder))
def test_parts_of_any_order_neither_repeat_nor_skip_one(store: Store, sort: str) -> None:
    store.record(envelopes())
    parts, after = list[str](), None
    while True:
        request = ListApplications.model_validate({"sort": sort, "limit": 1, "after": after})
        with store.database.transaction() as tx:
            page = handlers.list_applications(request, Repository(tx), PROGRAM, FakeOwners())
        parts += [one.code for one in page.items]
        after = page.next
        if after is None:
            break
    assert parts == expected({"sort": sort})


@pytest.mark.parametrize("sort", get_args(ApplicationOrder))
@pytest.mark.parametrize("after", [None, ("m", "M")])
def test_each_order_is_read_from_an_index(store: Store, sort: str, after: tuple[str, str] | None) -> None:
    """The index and the query write their key alike."""
    order = order_of(sort, EVERYTHING)
    index = {"code": "applications_code", "submitted_at": "applications_by_submission"}
    with store.database.transaction() as tx:
        tx.execute("set local enable_seqscan to off; set local enable_bitmapscan to off; set local enable_sort to off")
        plans = tx.all(f"explain {queries.list_applications}", asked_for(Wanted(), order, after, 51) | {"own": None})
    backward = " Backward" if order.down else ""
    wanted = f"Index Scan{backward} using {index.get(order.by, f'applications_by_{order.by}')} on"
    assert any(wanted in plan["QUERY PLAN"] for plan in plans), plans


def test_what_was_recorded_before_is_found_the_same(foundations: Foundations) -> None:
    """The migration reads the event log."""
    url = foundations.database_of("reporting")
    store = Store(url)
    store.record(envelopes())
    with store.database.transaction() as tx:
        tx.execute("update applications set resident_outcomes = '{}', folded = null")
        tx.execute("delete from review_requests")
        for statement in filling("0004_finding_applications"):
            tx.execute(statement)
    for filters in FILTERS:
        assert found(store, filters) == expected(filters), filters
    store.database.close()
    foundations.give_back(url)


def test_parts_of_what_was_recorded_before_are_those_of_what_is_recorded_now(store: Store) -> None:
    store.record(envelopes())
    kept = store.rows("select * from searched order by application_id")
    with store.database.transaction() as tx:
        bare = "array(select lexeme from unnest(words) where lexeme not like '=%')"
        tx.execute(f"update searched set words = array_to_tsvector({bare})")  # noqa: S608
        assert [row["words"] for row in tx.all("select * from searched order by application_id")] != [
            row["words"] for row in kept
        ]
        (statement,) = filling("0011_counting_and_parts")
        tx.execute(statement)
    assert store.rows("select * from searched order by application_id") == kept


def filling(migration: str) -> list[str]:
    """The statements of the migration that fill what it added."""
    text = resources.files("services.reporting").joinpath(f"migrations/{migration}.sql").read_text()
    return [one for one in text.split(";\n") if "update " in one or "insert into" in one]
