"""The dates of one city: planned and actual."""

from __future__ import annotations

from datetime import date

from shared.contracts.codes import Code
from shared.contracts.cohort.visit import Visit
from shared.contracts.requests import Model, Query


class TimelinePhase(Model):
    key: str
    title: str
    planned_on: date | None
    started_on: date | None


class Timeline(Model):
    code: str
    cohort: str
    time_zone: str
    phases: tuple[TimelinePhase, ...]
    visit_window: tuple[date, date]
    visit: Visit | None


class GetTimeline(Query[Timeline]):
    code: Code
