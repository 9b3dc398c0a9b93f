"""Reports by mail: whoever may read one subscribes to it, weekly or monthly."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.field_types import TimeZone
from shared.contracts.people import Language
from shared.contracts.reporting import By
from shared.contracts.requests import Command, Model, Page, Query

ReportForm = Literal["link", "pdf", "xlsx"]
Every = Literal["week", "month"]
ReportName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]


class ReportSubscription(Model):
    """`day`: of the week from Monday on, or of the month; a month that is shorter has its last. `next_at`: when the
    next mail is written; what was missed while the system was down is written once."""

    id: UUID
    report: str
    call: str | None
    cohort: str | None
    by: By
    language: Language
    form: ReportForm
    every: Every
    day: int
    hour: int
    time_zone: str
    next_at: datetime


class SubscribeToReport(Command[ReportSubscription]):
    """For whoever sends it, until they end it or may no longer read reports. A report of a city is not subscribed to.
    `form`: a link alone, or the report attached as well."""

    report: ReportName
    call: str | None = Field(None, max_length=80)
    cohort: str | None = Field(None, max_length=80)
    by: By = "country"
    language: Language
    form: ReportForm = "link"
    every: Every = "week"
    day: int = Field(1, ge=1, le=31)
    hour: int = Field(8, ge=0, le=23)
    time_zone: TimeZone


class ListReportSubscriptions(Query[Page[ReportSubscription]]):
    """Those of whoever asks, the next one first."""

    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class UnsubscribeFromReport(Command[ReportSubscription]):
    """One of one's own."""

    subscription_id: UUID
