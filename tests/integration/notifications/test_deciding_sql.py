"""Mails that wait for a decision to be sent, on a real PostgreSQL."""

from __future__ import annotations

from uuid import UUID

from services.notifications.domain import State
from services.notifications.handlers.stopping import list_untold_stops
from tests.integration.notifications.test_ledger_sql import Store, store
from tests.unit.notifications.deciding_cases import CAUSE, DECISION, made, sent, taken_back
from tests.unit.notifications.fake_ledger import ANALYST, APPLICATION_ID, MAYORS_OFFICE, NOW, PRIMARY

__all__ = ["store"]


def states(store: Store) -> list[tuple[str, str, str]]:
    rows = store.rows("""select template, recipient, state from mails order by number""")
    return [(row["template"], row["recipient"], row["state"]) for row in rows]


def test_they_are_held_until_it_is_sent_under_the_mail_that_it_then_is(store: Store) -> None:
    store.submit(notify=False)
    store.run(lambda repository: made(repository, from_waitlist=True))
    waiting = store.run(lambda repository: repository.list_awaiting(APPLICATION_ID))
    assert [one.recipient for one in waiting] == [PRIMARY.ref, MAYORS_OFFICE.ref]
    assert store.run(list_untold_stops) == []
    assert store.run(lambda repository: repository.count_figures())["held"] == 0
    discard = (waiting[1].id, State.CANCELLED, NOW, "by telephone")
    store.run(lambda repository: repository.update_mail_state(*discard))
    store.run(sent)
    assert states(store) == [
        ("decision_admitted", PRIMARY.ref, "queued"),
        ("decision_admitted", MAYORS_OFFICE.ref, "cancelled"),
    ]
    said = store.rows("""select "values" ->> 'reply_by' as day, "values" ? 'pending' as pending, notes from mails""")
    assert [(one["day"], one["pending"]) for one in said] == [("2027-05-14", False)] * 2
    assert said[0]["notes"] == []


def test_they_go_with_it_and_follow_who_is_named(store: Store) -> None:
    store.submit(notify=False)
    store.run(made)
    reads = PRIMARY.model_copy(update={"language": "fr"})
    office = ANALYST.model_copy(update={"role": "mayors_office"})
    store.submit(notify=False, version=2, contacts=(reads, office))
    assert [(one[1], one[2]) for one in states(store)] == [
        (PRIMARY.ref, "held"), (MAYORS_OFFICE.ref, "cancelled"), (ANALYST.ref, "held"),
    ]  # fmt: skip
    assert store.run(lambda repository: repository.list_awaiting(APPLICATION_ID))[0].language == "fr"
    store.run(taken_back)
    assert {one[2] for one in states(store)} == {"cancelled"}


def test_of_an_application_that_comes_later_the_last_word_counts(store: Store) -> None:
    store.run(made)
    store.run(sent)
    store.run(lambda repository: made(repository, decision_id=UUID(int=11)))
    store.run(taken_back)
    assert [row["occasion_id"] for row in store.rows("select occasion_id from pending_occasions")] == [DECISION]
    store.submit(notify=False)
    assert {one[2] for one in states(store)} == {"queued"}
    assert CAUSE.replayed is False
