"""Which reminders were told, in each service's database: never twice for a rule, what it is about and its anchor.

Kept until the rule would not tell them any more, and for `retention.mail_days` after that (kernel_tables.py).
"""

from __future__ import annotations

from typing import Any

from shared.program.reminders import ReminderRule
from shared.program.reminding import Awaited, end_of
from shared.storage.database import Transaction

_TAKE = """
insert into reminders_told (rule, subject, anchor, over_at) values (%(rule)s, %(subject)s, %(anchor)s, %(over_at)s)
on conflict do nothing
"""
_KNOWS = """
select exists (
    select from reminders_told where rule = %(rule)s and subject = %(subject)s and anchor = %(anchor)s) as told
"""


class Reminded:
    """In one transaction. A replica that takes the same at the same instant waits until the first has committed."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def knows(self, rule: ReminderRule, awaited: Awaited) -> bool:
        return bool(self._tx.one(_KNOWS, key_of(rule, awaited))["told"])

    def take(self, rule: ReminderRule, awaited: Awaited) -> bool:
        """Whether it had not been told."""
        return self._tx.execute(_TAKE, key_of(rule, awaited) | {"over_at": end_of(rule, awaited)}) == 1


def key_of(rule: ReminderRule, awaited: Awaited) -> dict[str, Any]:
    return {"rule": rule.id, "subject": awaited.key, "anchor": awaited.anchored}
