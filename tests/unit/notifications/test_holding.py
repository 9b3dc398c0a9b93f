"""Rules that hold mails back: whom they hold, until when, and what goes when they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from services.notifications.domain import HELD_BY_RULE, Mail, State
from services.notifications.handlers import applications, desk, holding
from services.notifications.handlers.settling import claim
from services.notifications.handlers.stopping import list_untold_stops
from shared.contracts import notifications
from shared.contracts.errors import Refusal
from shared.contracts.notifications import HoldRuleLifted, HoldRuleMade
from shared.contracts.people import Caller, Role
from tests.support.fakes import FakeOutbox
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of
from tests.unit.notifications.fake_ledger import CALL, CODE, LETTERS, NOW, SUBMITTED, a_mail
from tests.unit.notifications.tables import put, tables

STAFF = Caller(actor=f"person:{UUID(int=7)}", roles=frozenset({Role.STAFF}))
LATER = NOW + timedelta(minutes=5)


class Room:
    def __init__(self) -> None:
        self.ledger, self.outbox = tables(), FakeOutbox()
        applications.take_in_call(CALL, self.ledger)
        self.ledger.upsert_application(SUBMITTED, [])

    def due(self, **changes: Any) -> Mail:
        mail = a_mail(**changes)
        put(self.ledger, mail)
        return mail

    def hold(self, now: Any = NOW, **fields: Any) -> notifications.HoldRule:
        request = notifications.HoldMails.model_validate({"reason": "it is being discussed"} | fields)
        return holding.hold_mails(request, self.ledger, FakeOwners(), STAFF, self.outbox, now)

    def lift(self, rule: notifications.HoldRule, now: Any = LATER) -> notifications.HoldRule:
        request = notifications.LiftHoldRule(rule_id=rule.id)
        return holding.lift_hold_rule(request, self.ledger, STAFF, self.outbox, now)

    def release(self, mail: Mail, now: Any = NOW) -> None:
        desk.release_mail(notifications.ReleaseMail(mail_id=mail.id), self.ledger, LETTERS, now)

    def claimed(self, now: Any = LATER) -> set[UUID]:
        return {one.id for one in claim(self.ledger, 50, now)[1]}


@pytest.mark.parametrize(
    ("rule", "mail"),
    [
        ({"template": "application_received"}, {"template": "welcome"}),
        ({"code": CODE}, {"code": "AAAAAAAAAA"}),
        ({"call": "2027"}, {"application_id": uuid4()}),
        ({"template": "application_received", "code": CODE}, {"code": "AAAAAAAAAA"}),
    ],
)
def test_a_rule_holds_what_it_names_and_nothing_else(rule: dict[str, Any], mail: dict[str, Any]) -> None:
    room = Room()
    named, other = room.due(), room.due(**mail)
    made = room.hold(**rule)
    assert made.held == 1
    assert room.claimed() == {other.id}
    held = room.ledger.mails[named.id]
    assert (held.state, held.rule_id, held.notes) == (State.HELD, made.id, (HELD_BY_RULE,))
    assert list_untold_stops(room.ledger) == []  # whoever made the rule knows of it
    assert room.outbox.events == [
        HoldRuleMade(rule_id=made.id, until=None, **{"template": None, "code": None, "call": None} | rule)
    ]


def test_what_comes_later_is_held_when_it_is_due() -> None:
    room = Room()
    made = room.hold(code=CODE)
    mail = room.due(created_at=LATER, next_at=LATER)
    assert room.claimed() == set()
    assert room.ledger.mails[mail.id].rule_id == made.id


def test_lifted_it_lets_them_go_and_is_kept() -> None:
    room = Room()
    mail = room.due()
    rule = room.hold(code=CODE)
    lifted = room.lift(rule)
    assert (lifted.lifted_by, lifted.ended_at, lifted.held) == (STAFF.actor, LATER, 0)
    assert room.claimed() == {mail.id}
    assert room.outbox.events[-1] == HoldRuleLifted(rule_id=rule.id, template=None, code=CODE, call=None)
    listed = [holding.list_hold_rules(notifications.ListHoldRules(ended=one), room.ledger) for one in (False, True)]
    assert [[one.id for one in page.items] for page in listed] == [[], [rule.id]]
    with pytest.raises(Refusal, match="has ended already"):
        room.lift(rule)


def test_it_ends_when_its_time_has_come() -> None:
    room = Room()
    mail = room.due()
    rule = room.hold(code=CODE, until=LATER)
    assert room.claimed(LATER - timedelta(seconds=1)) == set()
    assert room.claimed(LATER) == {mail.id}
    assert room.ledger.rules[rule.id].ended_at == LATER


def test_what_staff_release_goes_past_the_rules_there_are() -> None:
    room = Room()
    mail = room.due()
    room.hold(code=CODE)
    room.release(mail, LATER)
    assert room.claimed(LATER) == {mail.id}
    put(room.ledger, replace(mail, next_at=LATER))  # tried again: a rule made since holds it
    room.hold(now=LATER + timedelta(seconds=1), template=mail.template)
    assert room.claimed(LATER + timedelta(seconds=2)) == set()


def test_two_rules_hold_until_both_are_lifted() -> None:
    room = Room()
    mail = room.due()
    first, second = room.hold(code=CODE), room.hold(template=mail.template)
    room.lift(first)
    assert room.claimed() == set()
    room.lift(second)
    assert room.claimed() == {mail.id}


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"template": "sign_in"}, "template", "not_a_choice"),
        ({"template": "operator_alert"}, "template", "not_a_choice"),
        ({"template": "love_letter"}, "template", "not_a_choice"),
        ({"code": "AAAAAAAAAA"}, "code", "no_such_application"),
        ({"call": "1999"}, "call", "no_such_call"),
        ({"code": CODE, "until": NOW.isoformat()}, "until", "too_early"),
    ],
)
def test_a_rule_that_can_hold_nothing_is_refused(fields: dict[str, Any], field: str, code: str) -> None:
    room = Room()
    (detail,) = refusal_of(lambda: room.hold(**fields)).details
    assert (detail.field, detail.code) == (field, code)
    assert (room.ledger.rules, room.outbox.events) == ({}, [])


@pytest.mark.parametrize("fields", [{}, {"everything": True, "code": CODE}])
def test_a_rule_names_something_or_holds_everything(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="held_how"):
        notifications.HoldMails(reason="Because.", **fields)


def test_everything_is_held_but_what_signs_people_in() -> None:
    room = Room()
    offer, sign_in = room.due(), room.due(template="sign_in", code=None, application_id=None)
    room.hold(everything=True)
    assert [room.ledger.mails[one.id].state for one in (offer, sign_in)] == [State.HELD, State.QUEUED]


def test_a_rule_that_nobody_made_is_not_found() -> None:
    with pytest.raises(Refusal, match="not_found"):
        holding.lift_hold_rule(
            notifications.LiftHoldRule(rule_id=UUID(int=1)), tables(), STAFF, FakeOutbox(), NOW
        )  # fmt: skip
