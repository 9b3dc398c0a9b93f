"""The audit trail: each event that was recorded, as people read it, and as the logs keep it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.field_types import DayOrMoment
from shared.contracts.reporting.recorded import HistoryEntry
from shared.contracts.requests import Model, Page, Query


class LoggedEvent(Model):
    """An entry of the event log, in short; `sha256` covers its whole envelope."""

    seq: int
    source: str
    event_id: UUID
    sha256: str


class LogPart(Model):
    """`broken_at`: the first entry that does not follow the one before it; `misplaced_at`: that does not stand in the
    audit trail as its event says."""

    items: tuple[LoggedEvent, ...]
    broken_at: int | None
    misplaced_at: int | None = None
    next: int | None
    total: int


class ListLoggedEvents(Query[LogPart]):
    """The event log, by its numbers, its chain of hashes checked; `after` is the last number of the part before."""

    limit: int = Field(1000, ge=1, le=1000)
    after: int = Field(0, ge=0)


AuditKind = Literal["sign_in", "read", "export", "erase", "change", "override", "people", "denied"]


class AuditEntry(HistoryEntry):
    """Who did what, when, from where; `code` and `about` say to whom or what. `origin`: the network, `cli` of
    the command line; of old sign-ins a key of one."""

    id: UUID
    kind: AuditKind
    service: str
    code: str | None
    about: dict[str, UUID]
    origin: str | None


class AuditPart(Page[AuditEntry]):
    """`as_of`: the moment by which all of it had been recorded; None: whatever there is. `time_zone`: the program's."""

    as_of: datetime | None = None
    time_zone: str = "UTC"


class ListAudit(Query[AuditPart]):
    """The latest first. `actor`: as recorded, such as `person:<id>`, `local-admin`, `service:cohort`. `since`: a day
    begins in the program's zone. `as_of`: what had been recorded by then; a day ends there."""

    actor: str | None = Field(None, max_length=80)
    code: Code | None = None
    kind: AuditKind | None = None
    since: DayOrMoment | None = None
    as_of: DayOrMoment | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None
