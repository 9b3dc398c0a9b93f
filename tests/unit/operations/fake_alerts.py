"""Rows of alerts and mutes, as dicts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.operations.alert_rows import UntoldAlert
from services.operations.domain.alerts import Finding, Key, OpenAlert
from shared.contracts.operations import Alert


@dataclass
class AlertRow:
    id: UUID
    key: Key
    finding: Finding
    seen_at: datetime
    raised_at: datetime | None
    cleared_at: datetime | None = None
    mailed_at: datetime | None = None
    taken_by: str | None = None
    taken_at: datetime | None = None


@dataclass
class FakeAlerts:
    alerts: dict[UUID, AlertRow] = field(default_factory=dict)
    mutes: dict[Key, tuple[datetime, str]] = field(default_factory=dict)
    mailed: dict[str, datetime] = field(default_factory=dict)

    def _open(self, key: Key) -> AlertRow:
        return next(one for one in self.alerts.values() if one.key == key and one.cleared_at is None)

    def list_open_alerts(self) -> list[OpenAlert]:
        rows = [one for one in self.alerts.values() if one.cleared_at is None]
        return [OpenAlert(one.key, one.seen_at, one.raised_at) for one in rows]

    def insert_alert(
        self, alert_id: UUID, key: Key, finding: Finding, now: datetime, raised_at: datetime | None
    ) -> None:
        self.alerts[alert_id] = AlertRow(alert_id, key, finding, now, raised_at)

    def update_alert_value(self, key: Key, finding: Finding, raised_at: datetime | None = None) -> UUID:
        row = self._open(key)
        row.finding, row.raised_at = finding, row.raised_at or raised_at
        return row.id

    def clear_alert(self, key: Key, now: datetime) -> UUID:
        row = self._open(key)
        row.cleared_at = now
        return row.id

    def drop_alert(self, key: Key) -> None:
        del self.alerts[self._open(key).id]

    def find_alert(self, alert_id: UUID) -> Alert | None:
        row = self.alerts.get(alert_id)
        return None if row is None or row.raised_at is None else self._shown(row, row.raised_at)

    def _shown(self, row: AlertRow, raised_at: datetime) -> Alert:
        until, reason = self.mutes.get(row.key, (None, None))
        return Alert(
            id=row.id, cause=row.key[0], about=row.key[1], **vars(row.finding), raised_at=raised_at,
            cleared_at=row.cleared_at, taken_by=row.taken_by, taken_at=row.taken_at, muted_until=until,
            mute_reason=reason,
        )  # fmt: skip

    def list_alerts(self, open_: bool | None, after: tuple[datetime, UUID] | None, limit: int) -> list[Alert]:
        rows = [one for one in self.alerts.values() if open_ in (None, one.cleared_at is None)]
        shown = [self._shown(one, one.raised_at) for one in rows if one.raised_at]
        shown.sort(key=lambda one: (one.raised_at, one.id), reverse=True)
        return [one for one in shown if after is None or (one.raised_at, one.id) < after][:limit]

    def count_alerts(self, open_: bool | None) -> int:
        return len(self.list_alerts(open_, None, 10_000))

    def update_alert_taken(self, alert_id: UUID, by: str, now: datetime) -> None:
        self.alerts[alert_id].taken_by, self.alerts[alert_id].taken_at = by, now

    def upsert_mute(self, key: Key, until: datetime, reason: str) -> None:
        self.mutes[key] = (until, reason)

    def delete_mute(self, key: Key) -> None:
        del self.mutes[key]

    def delete_mutes(self, now: datetime) -> None:
        self.mutes = {key: mute for key, mute in self.mutes.items() if mute[0] >= now}

    def list_untold_alerts(self, before: datetime, now: datetime) -> list[UntoldAlert]:
        untold = [
            one for one in self.alerts.values()
            if one.raised_at and not (one.cleared_at or one.mailed_at or one.taken_by)
            and not (one.key in self.mutes and self.mutes[one.key][0] > now)
            and not (one.key[0] in self.mailed and self.mailed[one.key[0]] > before)
        ]  # fmt: skip
        untold.sort(key=lambda one: (one.key[0], str(one.raised_at), one.id))
        return [UntoldAlert(one.id, *one.key, **vars(one.finding)) for one in untold]

    def update_alerts_mailed(self, alert_ids: Sequence[UUID], now: datetime) -> None:
        for alert_id in alert_ids:
            self.alerts[alert_id].mailed_at = now
            self.mailed[self.alerts[alert_id].key[0]] = now
