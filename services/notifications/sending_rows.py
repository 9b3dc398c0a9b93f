"""Rows of the ledger as the sender claims and settles them, with reminders that wait for one another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain import INTERRUPTED, WITH_TOMORROWS, Mail, State
from services.notifications.mail_rows import Rows, as_mail, as_mails, kept, queries
from services.notifications.reminders import TEMPLATES
from services.notifications.rule_rows import UNHELD
from shared.contracts.notifications import MailNote
from shared.storage.database import as_json, as_rows


class Sending(Rows):
    def list_untold_stops(self, limit: int) -> list[UUID]:
        return [row["mail_id"] for row in self._tx.all(queries.list_untold_stops, {"limit": limit})]

    def take_untold_stop(self, mail_id: UUID) -> tuple[Mail, bool] | None:
        """The mail, and whether it has stopped now; None where that is told."""
        row = self._tx.find(queries.update_told_stopped, {"mail_id": mail_id})
        return None if row is None or (mail := as_mail(row)) is None else (mail, row["told_stopped"])

    def recover_interrupted(self, before: datetime, now: datetime) -> list[UUID]:
        params = {"before": before, "now": now, "notes": as_json(kept(INTERRUPTED))}
        return [row["mail_id"] for row in self._tx.all(queries.recover_interrupted, params)]

    def claim_due(self, now: datetime, limit: int) -> list[Mail]:
        mails = as_mails(self._tx.all(queries.claim_due, {"now": now, "limit": limit, **UNHELD}))
        return sorted(mails, key=lambda mail: (mail.template != "sign_in", mail.next_at, mail.id))

    def wake_reminders(self, now: datetime) -> None:
        """Those that were put off until now."""
        self._tx.execute(queries.wake_reminders, {"now": now})

    def claim_reminders(self, recipients: Sequence[str], now: datetime) -> list[Mail]:
        """All that wait for one of these people, the first first."""
        params = {"recipients": list(recipients), "templates": sorted(TEMPLATES), "now": now}
        rows = sorted(self._tx.all(queries.claim_reminders, params), key=lambda row: row["number"])
        return as_mails(rows)

    def find_last_reminder(self, recipient: str) -> datetime | None:
        params = {"recipient": recipient, "templates": sorted(TEMPLATES)}
        found: datetime | None = self._tx.one(queries.find_last_reminder, params)["sent_at"]
        return found

    def has_reminder_on_its_way(self, recipient: str, now: datetime) -> bool:
        """Whether somebody is being sent one by a rule that was claimed before now."""
        params = {"recipient": recipient, "templates": sorted(TEMPLATES), "now": now}
        return bool(self._tx.one(queries.has_reminder_on_its_way, params)["is_so"])

    def hold_reminder(self, mail: Mail, until: datetime) -> None:
        """It goes with the next day's."""
        self._put_off(mail, State.HELD, (WITH_TOMORROWS,), until)

    def put_back_reminder(self, mail: Mail, until: datetime) -> None:
        """It is looked at again then."""
        self._put_off(mail, State.QUEUED, mail.notes, until)

    def _put_off(self, mail: Mail, state: State, notes: tuple[MailNote, ...], until: datetime) -> None:
        same = {"attempts": mail.attempts, "sent_at": None, "template_version": mail.template_version}
        self.update_settled([(mail, same | {"state": state, "notes": notes, "next_at": until})])

    def update_settled(self, settled: Sequence[tuple[Mail, dict[str, Any]]]) -> set[UUID]:
        """Those whose claim still held."""
        rows = [
            {"mail_id": mail.id, "claimed_at": mail.claimed_at} | changes | {"notes": kept(*changes["notes"])}
            for mail, changes in settled
        ]
        found = self._tx.all(queries.update_settled, {"settled": as_rows(rows)})
        return {row["mail_id"] for row in found}
