"""The check: judged by the criteria, asked by anybody, asked again under other criteria."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, computed_field, model_validator

from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.errors import ENGLISH
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.named import CallName
from shared.contracts.requests import Command, Model, Page, Query
from shared.wording import say

Outcome = Literal["eligible", "needs_review", "ineligible"]
CriterionOutcome = Literal["pass", "needs_review", "fail", "for_reviewers"]


class CriterionResult(Model):
    """`code` and `values` say why, in each reader's language; `note` remarks on a figure. The region's `threshold` is a
    key of `regions`, legal_check's a list of countries, mayor_term's a date. `reason` is English, for JSON."""

    id: str
    outcome: CriterionOutcome
    observed: int | str | None
    threshold: int | str | None
    code: str
    values: dict[str, Any] = Field(default_factory=dict)
    note: Literal["stale_figure"] | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def reason(self) -> str:
        return self.said(ENGLISH)

    def said(self, language: str) -> str:
        """A sentence for the mayor's office, and a second one where there is a note."""
        keys = [f"criterion_reasons.{self.id}.{self.code}"] + ([f"criterion_notes.{self.note}"] if self.note else [])
        return " ".join(say(language, key, **self.values) for key in keys)

    @model_validator(mode="before")
    @classmethod
    def _without_words(cls, value: Any) -> Any:
        return {key: one for key, one in value.items() if key != "reason"} if isinstance(value, dict) else value


class EligibilityResult(Model):
    outcome: Outcome
    criteria: tuple[CriterionResult, ...]
    criteria_version: str
    as_of: date

    def in_language(self, language: str) -> dict[str, Any]:
        """As JSON, with its reasons in that language."""
        shown = self.model_dump(mode="json")
        for criterion, entry in zip(self.criteria, shown["criteria"], strict=True):
            entry["reason"] = criterion.said(language)
        return shown

    def without_words(self) -> dict[str, Any]:
        """As it is kept: codes and values alone."""
        return self.model_dump(mode="json", exclude={"criteria": {"__all__": {"reason"}}})


class EligibilityChecked(SelectionEvent):
    """One version of an application was judged by one version of the criteria."""

    application_version: int
    outcome: Outcome
    criteria: dict[str, CriterionOutcome]
    criteria_version: str

    @property
    def left_open(self) -> list[str]:
        """The criteria that a person has to look at."""
        return [name for name, outcome in self.criteria.items() if outcome == "needs_review"]


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
