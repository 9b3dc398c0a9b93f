"""Rows of the rules by which staff hold mails back, and of what they change in one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.domain import HELD_BY_RULE, Mail
from services.notifications.mail_rows import Rows, kept, queries
from services.notifications.mails import NEVER_HELD
from shared.contracts.notifications import HoldRule
from shared.program.finding import kept_words
from shared.storage.database import as_json

UNHELD = {"never_held": sorted(NEVER_HELD)}


class Rules(Rows):
    def update_mail_edited(self, mail: Mail, subject: str) -> None:
        """`subject`: by which it is found."""
        names = ("edited_subject", "note", "edited_by", "edited_at")
        self._tx.execute(
            queries.update_mail_edited, {"mail_id": mail.id} | {name: getattr(mail, name) for name in names}
        )
        self._tx.execute(queries.replace_mail_words, {"id": mail.id, "words": kept_words(subject)})

    def insert_hold_rule(self, rule: HoldRule) -> None:
        self._tx.execute(queries.insert_hold_rule, rule.model_dump())

    def lock_hold_rule(self, rule_id: UUID) -> HoldRule | None:
        self._tx.find(queries.lock_hold_rule, {"rule_id": rule_id})
        return self.find_hold_rule(rule_id)

    def find_hold_rule(self, rule_id: UUID) -> HoldRule | None:
        row = self._tx.find(queries.find_hold_rule, {"rule_id": rule_id})
        return None if row is None else HoldRule(**row)

    def list_hold_rules(self, ended: bool, limit: int, after: UUID | None) -> list[HoldRule]:
        rows = self._tx.all(queries.list_hold_rules, {"ended": ended, "limit": limit, "after": after})
        return [HoldRule(**row) for row in rows]

    def count_hold_rules(self, ended: bool) -> int:
        return int(self._tx.one(queries.count_hold_rules, {"ended": ended})["total"])

    def lift_hold_rule(self, rule_id: UUID, lifted_by: str, now: datetime) -> None:
        self._tx.execute(queries.lift_hold_rule, {"rule_id": rule_id, "lifted_by": lifted_by, "now": now})

    def has_hold_rules(self) -> bool:
        """Whether any is in force."""
        return bool(self._tx.one(queries.has_hold_rules)["has_some"])

    def end_hold_rules(self, now: datetime) -> None:
        """Those whose end has come."""
        self._tx.execute(queries.end_hold_rules, {"now": now})

    def free_from_rules(self, now: datetime) -> None:
        """What was held by a rule that has ended goes."""
        self._tx.execute(queries.free_from_rules, {"now": now})

    def hold_by_rules(self, now: datetime) -> None:
        self._tx.execute(queries.hold_by_rules, {"now": now, "notes": as_json(kept(HELD_BY_RULE)), **UNHELD})
