"""Rules that hold mails, and what staff change in one, on a real PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import State
from services.notifications.handlers.desk import One, release_one
from services.notifications.handlers.settling import claim
from services.notifications.handlers.stopping import list_untold_stops
from services.notifications.repository import Repository
from shared.contracts.notifications import HoldRule, ListMails, Mail, ReleaseMails
from shared.contracts.people import Caller, Role
from shared.contracts.requests import CommandFrame, Outcomes
from shared.messaging.parts import Parts
from tests.integration.notifications.test_ledger_sql import LATER, Store, store
from tests.unit.notifications.fake_ledger import LETTERS, NOW, PRIMARY, SUBMITTED, a_mail

__all__ = ["store"]
RULE = UUID(int=21)
STAFF = Caller(actor=f"person:{UUID(int=7)}", roles=frozenset({Role.STAFF}))


def a_rule(**changes: Any) -> HoldRule:
    empty = dict.fromkeys(("template", "code", "call", "until", "lifted_by", "ended_at"))
    made = {"id": RULE, "reason": "later", "made_by": "person:1", "made_at": LATER, "held": 0}
    return HoldRule.model_validate(empty | made | changes)


def held(store: Store) -> int:
    return len(store.rows("select 1 from mails where state = 'held'"))


def claimed(store: Store, now: Any = LATER) -> int:
    return len(store.run(lambda repository: claim(repository, 50, now)[1]))


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ({"template": "application_received"}, 1),
        ({"code": SUBMITTED.code}, 1),
        ({"call": "2027"}, 1),
        ({}, 1),
        ({"call": "2027", "template": "welcome"}, 0),
        ({"code": "AAAAAAAAAA"}, 0),
    ],
)
def test_what_a_rule_names_is_held_and_let_go_when_it_is_lifted(store: Store, what: dict[str, str], count: int) -> None:
    store.submit(contacts=(PRIMARY,))
    store.run(lambda repository: repository.insert_hold_rule(a_rule(**what)))
    assert claimed(store) == 1 - count
    assert (held(store), store.run(list_untold_stops)) == (count, [])
    assert store.run(lambda repository: repository.find_hold_rule(RULE)).held == count
    wanted = ListMails(rule_id=RULE)
    assert store.run(lambda repository: repository.count_mails(wanted)) == count
    store.run(lambda repository: repository.lift_hold_rule(RULE, "person:2", LATER))
    store.run(lambda repository: repository.free_from_rules(LATER))
    assert (held(store), claimed(store)) == (0, count)
    ended = store.run(lambda repository: repository.list_hold_rules(True, 10, None))
    assert [(one.id, one.lifted_by, one.held) for one in ended] == [(RULE, "person:2", 0)]
    assert store.run(lambda repository: repository.count_hold_rules(False)) == 0


def test_the_sender_takes_nothing_that_a_rule_holds_which_it_has_not_looked_at(store: Store) -> None:
    """Made between two statements of the sender."""
    store.submit()
    store.run(lambda repository: repository.insert_hold_rule(a_rule(code=SUBMITTED.code)))
    assert store.run(lambda repository: repository.claim_due(LATER, 50)) == []


def test_its_end_and_what_staff_released(store: Store) -> None:
    for version in (1, 2):
        store.submit(contacts=(PRIMARY,), version=version)
    until = LATER + timedelta(minutes=1)
    store.run(lambda repository: repository.insert_hold_rule(a_rule(code=SUBMITTED.code, until=until)))
    assert claimed(store) == 0
    first = store.rows("select mail_id from mails order by number")[0]["mail_id"]
    store.run(lambda repository: repository.update_mail_state(first, "queued", LATER))
    assert claimed(store) == 1  # past the rule
    assert claimed(store, until) == 1  # its end has come
    assert store.rows("select ended_at from hold_rules") == [{"ended_at": until}]


def test_of_many_each_is_released_by_itself(store: Store) -> None:
    store.submit()
    first, second = (row["mail_id"] for row in store.rows("select mail_id from mails order by number"))
    store.run(lambda repository: repository.update_mail_state(first, State.HELD, NOW))
    request = ReleaseMails(mail_ids=(first, second))
    frame = CommandFrame(id=UUID(int=5), deadline=datetime(2100, 1, 1, tzinfo=UTC))
    parts = Parts(store.database, request, frame, STAFF)

    def release() -> Outcomes[Mail]:
        return parts.each(
            map(One, request.mail_ids), lambda one, tx: release_one(one, Repository(tx), LETTERS, NOW)
        )  # fmt: skip

    for outcomes in (release(), release()):  # sent again, it gives the same answer
        assert [one.code for one in outcomes.items] == [str(first), str(second)]
        assert [one.error and one.error.code for one in outcomes.items] == [None, "illegal_transition"]
    assert [row["state"] for row in store.rows("select state from mails")] == ["queued", "queued"]


def test_lists_of_rules_go_on_where_they_ended(store: Store) -> None:
    for number in range(3):
        rule = a_rule(id=UUID(int=30 + number), code=SUBMITTED.code, made_at=NOW + timedelta(seconds=number))
        store.run(lambda repository, rule=rule: repository.insert_hold_rule(rule))
    first = store.run(lambda repository: repository.list_hold_rules(False, 2, None))
    rest = store.run(lambda repository: repository.list_hold_rules(False, 2, first[-1].id))
    assert [one.id.int for one in (*first, *rest)] == [32, 31, 30]
    assert store.run(lambda repository: repository.has_hold_rules())


def test_lists_of_mails_by_kind_language_and_call(store: Store) -> None:
    store.submit()
    wanted = {"template": "application_received", "language": "es", "call": "2027"}
    for name, other in (("template", "welcome"), ("language", "pt"), ("call", "2028")):
        for value, count in ((wanted[name], 1), (other, 0)):
            asked = ListMails.model_validate(wanted | {name: value})
            found = store.run(lambda repository, asked=asked: repository.list_mails(asked, 10, None))
            assert len(found) == store.run(lambda repository, asked=asked: repository.count_mails(asked)) == count


def test_what_was_changed_is_kept_and_found(store: Store) -> None:
    store.submit()
    mail = replace(a_mail(), note="A note.", edited_by="person:1", edited_at=NOW)
    changed = replace(mail, edited_subject="Reunión del lunes")

    def change(repository: Repository) -> None:
        repository.insert_mail(mail, LETTERS.subject(mail), NOW)
        repository.update_mail_edited(changed, LETTERS.subject(changed))

    store.run(change)
    assert store.run(lambda repository: repository.find_mail(mail.id)) == replace(changed, claimed_at=None)
    assert store.run(lambda repository: repository.search_mails("reunion", 5))[0].id == mail.id
