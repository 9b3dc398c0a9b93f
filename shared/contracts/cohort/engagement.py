"""Engagement of residents: how they were asked, what came of it."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.requests import Command, Model, Page, Query

Method = Literal["survey", "interviews", "focus_group", "public_meeting", "workshop", "testing", "other"]
LinkedTo = Literal["project", "policy", "strategy"]


class ResidentsEngaged(ParticipationEvent):
    """Residents took part in designing a project, a policy or the strategy."""

    engagement_id: UUID
    engaged_by: Method
    residents: int
    held_on: date
    linked_to: LinkedTo


class Engagement(Model):
    id: UUID
    engaged_by: Method
    held_on: date
    residents: int
    finding: str
    changed: str
    linked_to: LinkedTo
    reference: str | None


class ListEngagements(Query[Page[Engagement]]):
    """Of one city, the latest first."""

    code: Code


class RecordEngagement(Command[Engagement]):
    """Record how residents were asked, what they said, what changed because of it. `reference`: which policy."""

    code: Code
    engaged_by: Method
    held_on: date
    residents: int = Field(strict=True, ge=1, le=50_000_000)
    finding: str = Field(min_length=10, max_length=5000)
    changed: str = Field(min_length=10, max_length=5000)
    linked_to: LinkedTo
    reference: str | None = Field(None, min_length=3, max_length=200)
