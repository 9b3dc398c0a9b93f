"""The check: judged by the criteria, asked by anybody, asked again under other criteria."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.named import CallName
from shared.contracts.requests import Command, Model, Page, Query

Outcome = Literal["eligible", "needs_review", "ineligible"]
CriterionOutcome = Literal["pass", "needs_review", "fail", "for_reviewers"]


class CriterionResult(Model):
    id: str
    outcome: CriterionOutcome
    observed: int | str | None
    threshold: int | str | None
    reason: str


class EligibilityResult(Model):
    outcome: Outcome
    criteria: tuple[CriterionResult, ...]
    criteria_version: str
    as_of: date


class EligibilityChecked(SelectionEvent):
    """One version of an application was judged by one version of the criteria."""

    application_version: int
    outcome: Outcome
    criteria: dict[str, CriterionOutcome]
    criteria_version: str


class CheckEligibility(Query[EligibilityResult]):
    """The anonymous self-check: judged by the same function, stored nowhere."""

    document: dict[str, Any]


class UsedCriteria(Model):
    """One version of the criteria, as it was when it was first used."""

    version: str
    content: dict[str, Any]
    first_used_at: datetime
    current: bool  # the program file's


class ListCriteria(Query[Page[UsedCriteria]]):
    """Every version that an application was judged by, the latest first."""


class Move(Model):
    """An application that changed criteria judge otherwise, and by which of them."""

    code: str
    city: str
    country: str
    state: ApplicationState
    before: Outcome
    after: Outcome
    because: tuple[str, ...]


class WhatIfPart(Model):
    """One part of a what-if run, by code; `next` is the `after` of the next. Numbers are of this part alone."""

    call: str
    criteria_version: str
    total: int  # applications of the whole call
    before: dict[Outcome, int]
    after: dict[Outcome, int]
    moves: tuple[Move, ...]
    next: str | None


class WhatIf(Query[WhatIfPart]):
    """Judge a call's applications by changed criteria; stores nothing.

    `changes` are keys of the program file's [eligibility]; what they leave out stays. Withdrawn applications are left
    out. What makes a source official was judged when the application came in, and cannot be asked about.
    """

    call: CallName
    changes: dict[str, Any]
    after: str | None = None
    limit: int = Field(500, ge=1, le=1000)


class JudgedAgain(Model):
    """`left` applications still lack a result by the criteria in force: send the command again."""

    call: str
    criteria_version: str
    judged: int
    moves: tuple[Move, ...]
    left: int


class JudgeAgain(Command[JudgedAgain]):
    """Give applications of a call that were judged by older criteria a result by those in force, beside the old.

    Nothing else of an application changes: people decide. Withdrawn applications are left out.
    """

    call: CallName
    limit: int = Field(500, ge=1, le=1000)
