"""Reports by mail on a real PostgreSQL: one mail an occasion, whatever was missed; none for who may not read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import State
from services.notifications.handlers import holding, settling, subscribing
from services.notifications.handlers.telling import Telling
from services.notifications.repository import Repository
from shared.contracts import identity, notifications
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, Role
from shared.messaging.cause import Cause
from tests.integration.notifications.test_ledger_sql import Store
from tests.support.fakes import FakeOutbox
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.notifications.fake_ledger import LETTERS

ANA, BEA = (Caller(f"person:{UUID(int=number)}", frozenset({Role.STAFF})) for number in (1, 2))
MONDAY = datetime(2027, 3, 1, 13, tzinfo=UTC)  # eight in Bogota
BEFORE = MONDAY - timedelta(hours=1)
WANTED = {"report": "funnel", "language": "es", "time_zone": "America/Bogota"}
OWNERS: Any = FakeOwners(known=("funnel", "board"))
WEEK = timedelta(weeks=1)


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    url = foundations.database_of("notifications")
    made = Store(url)
    yield made
    made.database.close()
    foundations.give_back(url)


def subscribe(store: Store, caller: Caller = ANA, **changes: Any) -> notifications.ReportSubscription:
    asked = notifications.SubscribeToReport.model_validate(WANTED | changes)
    found: notifications.ReportSubscription = store.run(
        lambda repository: subscribing.subscribe_to_report(asked, repository, caller, OWNERS, BEFORE)
    )
    return found


def tell(store: Store, now: datetime) -> None:
    """What the service does once a minute."""
    cause = Cause(actor="service:notifications", traceparent="00-1-2-01", causation_id=uuid4())

    def one_by_one(repository: Repository) -> None:
        for found in subscribing.list_due_subscriptions(repository, now):
            subscribing.tell_due(found, Telling(repository, LETTERS, cause, now))

    store.run(one_by_one)


def mails(store: Store) -> list[dict[str, Any]]:
    return store.rows(
        "select recipient, language, state, code, \"values\" ->> 'as_of' as as_of from mails order by number"
    )


def listed(store: Store, caller: Caller = ANA) -> tuple[notifications.ReportSubscription, ...]:
    asked = notifications.ListReportSubscriptions()
    found: Any = store.run(lambda repository: subscribing.list_report_subscriptions(asked, repository, caller))
    assert found.total == len(found.items)
    return tuple(found.items)


def test_each_occasion_has_one_mail_as_of_its_hour(store: Store) -> None:
    assert subscribe(store).next_at == MONDAY
    tell(store, BEFORE)
    assert mails(store) == []
    for now in (MONDAY, MONDAY, MONDAY + timedelta(hours=3)):
        tell(store, now)
    assert mails(store) == [
        {"recipient": f"identity:{ANA.id}", "language": "es", "state": "queued", "code": None,
         "as_of": MONDAY.isoformat()}
    ]  # fmt: skip
    tell(store, MONDAY + WEEK)
    assert [one["as_of"] for one in mails(store)] == [MONDAY.isoformat(), (MONDAY + WEEK).isoformat()]


def test_what_was_missed_while_the_system_was_down_goes_once(store: Store) -> None:
    subscribe(store)
    tell(store, MONDAY + 5 * WEEK + timedelta(days=1))
    assert [one["as_of"] for one in mails(store)] == [(MONDAY + 5 * WEEK).isoformat()]
    assert [one.next_at for one in listed(store)] == [MONDAY + 6 * WEEK]


def test_two_replicas_write_one_mail(store: Store) -> None:
    """The second finds the row moved on; even with the row as it was, the ledger has the mail already."""
    one = subscribe(store)
    tell(store, MONDAY)
    store.run(lambda repository: repository.update_next_report(one.id, MONDAY))
    tell(store, MONDAY + timedelta(minutes=1))
    assert len(mails(store)) == 1


def test_one_lists_and_ends_ones_own_alone(store: Store) -> None:
    one, other = (
        subscribe(store),
        subscribe(store, BEA, report="board", cohort="c27", form="pdf", every="month", day=31),
    )
    assert (other.form, other.next_at.day) == ("pdf", 31)
    assert [found.id for found in listed(store)] == [one.id]
    asked = notifications.UnsubscribeFromReport(subscription_id=one.id)
    with pytest.raises(Refusal, match="not_found"):
        store.run(lambda repository: subscribing.unsubscribe_from_report(asked, repository, BEA))
    assert store.run(lambda repository: subscribing.unsubscribe_from_report(asked, repository, ANA)) == one
    assert (listed(store), len(listed(store, BEA))) == ((), 1)
    tell(store, MONDAY)
    assert mails(store) == []


@pytest.mark.parametrize(
    ("changes", "caller", "code"),
    [
        ({"report": "weather"}, ANA, "not_found"),
        ({"day": 8}, ANA, "invalid"),
        ({}, Caller("local-admin", frozenset({Role.ADMINISTRATOR})), "forbidden"),
    ],
)
def test_what_is_not_there_is_refused(store: Store, changes: dict[str, Any], caller: Caller, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        subscribe(store, caller, **changes)
    assert caught.value.code == code


@pytest.mark.parametrize(("roles", "left"), [((), 0), ((Role.COACH,), 0), ((Role.PROGRAM_LEAD,), 1)])
def test_with_the_right_the_subscription_goes(store: Store, roles: tuple[Role, ...], left: int) -> None:
    subscribe(store)
    event = identity.RolesChanged.model_construct(person_id=UUID(ANA.id), roles=roles, languages=("es",))
    store.run(lambda repository: subscribing.end_subscriptions(event, repository))
    assert len(listed(store)) == left
    tell(store, MONDAY)
    assert len(mails(store)) == left


def test_a_rule_of_staff_holds_it_as_any_other(store: Store) -> None:
    subscribe(store)
    tell(store, MONDAY)
    rule = notifications.HoldMails(template="report_due", reason="Figures are being checked.")
    store.run(lambda repository: holding.hold_mails(rule, repository, OWNERS, ANA, FakeOutbox(), MONDAY))
    _, due = store.run(lambda repository: settling.claim(repository, 10, MONDAY + timedelta(minutes=1)))
    assert (due, [one["state"] for one in mails(store)]) == ([], [State.HELD])
