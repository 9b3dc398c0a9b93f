"""Which reminders were told, in each service's database: never twice for a rule, what it is about and its anchor."""

from __future__ import annotations

from shared.program.reminders import ReminderRule
from shared.program.reminding import Awaited
from shared.storage.database import Transaction

_TAKE = """
insert into reminders_told (rule, subject, anchor) values (%(rule)s, %(subject)s, %(anchor)s) on conflict do nothing
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
        return self._tx.execute(_TAKE, key_of(rule, awaited)) == 1


def key_of(rule: ReminderRule, awaited: Awaited) -> dict[str, str]:
    return {"rule": rule.id, "subject": awaited.key, "anchor": awaited.anchored}
