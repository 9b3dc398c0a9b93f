"""Rules by which staff hold mails back: made, listed, lifted. The sender looks at them as it claims (settling.py)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.notifications.mails import MAILS, NEVER_HELD
from shared.contracts import notifications
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.filters import Filter, insist_on_known, one_of
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners


def list_hold_rules(request: notifications.ListHoldRules, repository: Repository) -> Page[notifications.HoldRule]:
    found = repository.list_hold_rules(request.ended, request.limit + 1, read_cursor(request.after, UUID))
    shown, following = page_of(found, request.limit, lambda one: one.id)
    total = repository.count_hold_rules(request.ended)
    return Page[notifications.HoldRule](items=tuple(shown), next=following, total=total)


def hold_mails(
    request: notifications.HoldMails,
    repository: Repository,
    owners: Owners,
    caller: Caller,
    outbox: Outbox,
    now: datetime,
) -> notifications.HoldRule:
    insist_on_something_to_hold(request, repository, owners)
    if request.until is not None and request.until <= now:
        raise Refusal("invalid", Detail("until", "too_early"))
    what = {"template": request.template, "code": request.code, "call": request.call, "until": request.until}
    made = {"id": uuid4(), "reason": request.reason, "made_by": caller.actor, "made_at": now}
    rule = notifications.HoldRule.model_validate(what | made | {"lifted_by": None, "ended_at": None, "held": 0})
    repository.insert_hold_rule(rule)
    repository.hold_by_rules(now)
    outbox.record(notifications.HoldRuleMade(**what_of(rule), until=rule.until))
    return existing(repository.find_hold_rule(rule.id), rule.id)


def insist_on_something_to_hold(request: notifications.HoldMails, repository: Repository, owners: Owners) -> None:
    insist_on_known(
        one_of("template", request.template, sorted(MAILS.keys() - NEVER_HELD)),
        Filter("code", request.code, "no_such_application", repository.knows_code, owners.know_application),
        Filter("call", request.call, "no_such_call", repository.knows_call, owners.know_call),
    )


def lift_hold_rule(
    request: notifications.LiftHoldRule, repository: Repository, caller: Caller, outbox: Outbox, now: datetime
) -> notifications.HoldRule:
    rule = existing(repository.lock_hold_rule(request.rule_id), request.rule_id)
    if rule.ended_at is not None:
        raise Refusal("illegal_transition", reason="hold_rule_ended")
    repository.lift_hold_rule(rule.id, caller.actor, now)
    repository.free_from_rules(now)
    outbox.record(notifications.HoldRuleLifted(**what_of(rule)))
    return existing(repository.find_hold_rule(rule.id), rule.id)


def what_of(rule: notifications.HoldRule) -> dict[str, object]:
    return {"rule_id": rule.id, "template": rule.template, "code": rule.code, "call": rule.call}


def existing(rule: notifications.HoldRule | None, rule_id: UUID) -> notifications.HoldRule:
    if rule is None:
        raise not_found("hold_rule", rule_id)
    return rule
