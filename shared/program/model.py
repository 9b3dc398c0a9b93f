"""The program as data: what the program file holds, frozen and checked. `shared.program.load` reads the file.

Every decision of the program is a field here and a line in the file, never a constant in code (docs/program.md).
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from shared.contracts.application import ResidentOutcome
from shared.contracts.field_types import Email, Text, TimeZone, YesNo, distinct, fault
from shared.contracts.people import Language
from shared.contracts.requests import Model
from shared.program.eligibility_criteria import EligibilityCriteria
from shared.program.looking_back import FollowUpRules, MaturityLevel, Survey, distinct_levels
from shared.program.named import Count, Id, Named, Positive, Title, Titled, distinct_ids
from shared.program.phases import Gates, Phase, Phases
from shared.program.reminders import ReminderRule, with_rules
from shared.program.retention import RetentionRules
from shared.program.rubric import Rubric
from shared.program.selection import SelectionGroups
from shared.program.taking_part import Component, MayorRules, SessionKind, StrategyRules

__all__ = [
    "CallDefaults",
    "Coaching",
    "Convening",
    "EligibilityCriteria",
    "Gates",
    "Phase",
    "Program",
    "Reports",
    "ResidentOutcomeTitle",
    "Rubric",
    "SelectionGroups",
    "Visit",
]


class CallDefaults(Model):
    """What a call takes when its own file does not say."""

    time_zone: TimeZone
    grace_minutes: Count
    reviews_required: Positive
    offer_reply_days: Positive
    capacity: Positive
    evidence_megabytes: Positive = 20  # of one file
    review_days: Positive = 14  # from assigning a review to its day


class Visit(Model):
    """Days from the cohort's start date between which a city visit takes place, both inside; program.md §4."""

    opens_days: Annotated[int, Field(strict=True)]
    closes_days: Annotated[int, Field(strict=True)]
    write_up_due_days: Positive

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens_days > self.closes_days:
            raise fault("after_what_follows", low="opens_days", high="closes_days")
        return self


class Convening(Titled):
    """Its window is the calendar quarter that holds the day `months_after_start`, cut to the cohort."""

    months_after_start: Count
    roles: Annotated[tuple[Id, ...], Field(min_length=1), AfterValidator(distinct)]
    seats: Positive
    delegates: YesNo
    requirement: Id | None = None  # what phases call it; `<id>_convening_settled` unless the file says otherwise


class Coaching(Model):
    """How a coach's hours are counted, in a month."""

    hours_per_city: Positive = 8
    hours_per_month: Positive = 40  # of a coach who has said nothing else


class DocumentRules(Model):
    megabytes: Positive = 20  # of one file


class Reports(Model):
    """When a project's reports are due, in whole months after the cohort's start.

    A kept program file from before reports had dates has none.
    """

    progress_due_months: Annotated[tuple[Positive, ...], AfterValidator(distinct)] = ()
    final_due_months: Positive | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if list(self.progress_due_months) != sorted(self.progress_due_months):
            raise fault("not_rising")
        return self


class ResidentOutcomeTitle(Model):
    id: ResidentOutcome
    title: Title


class Program(Model):
    """One program. A running cohort keeps the version that it started with."""

    id: Id
    name: Title
    version: Annotated[str, Text(1, 40)]
    sender: Email
    reply_to: Email
    privacy_notice: Annotated[str, Text(1, 40)] = "1"  # the version that applicants accept now; kept with each version
    languages: Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(distinct)]
    call: CallDefaults
    eligibility: EligibilityCriteria
    rubric: Rubric
    selection: SelectionGroups
    phases: Phases
    gates: Gates
    visit: Visit
    reports: Reports = Field(default_factory=Reports)
    coaching: Coaching = Field(default_factory=Coaching)
    documents: DocumentRules = Field(default_factory=DocumentRules)
    convenings: dict[Id, Convening] = Field(default_factory=dict)
    session_kinds: Annotated[tuple[SessionKind, ...], AfterValidator(distinct_ids)] = ()
    mayors: MayorRules = MayorRules(reaffirm_within_days=60)
    strategy: StrategyRules = StrategyRules(horizon_years=3, fiscal_year_within_months=12)
    surveys: Annotated[tuple[Survey, ...], AfterValidator(distinct_ids)] = ()
    maturity_levels: Annotated[tuple[MaturityLevel, ...], AfterValidator(distinct_levels)] = ()
    follow_up: FollowUpRules = Field(default_factory=FollowUpRules)
    retention: RetentionRules = Field(default_factory=RetentionRules)
    strategy_components: Annotated[tuple[Component, ...], Field(min_length=1), AfterValidator(distinct_ids)]
    resident_outcomes: Annotated[tuple[ResidentOutcomeTitle, ...], Field(min_length=1), AfterValidator(distinct_ids)]
    roles: Annotated[tuple[Named, ...], Field(min_length=1), AfterValidator(distinct_ids)]
    reminders: Annotated[tuple[ReminderRule, ...], AfterValidator(distinct_ids)]

    @model_validator(mode="before")
    @classmethod
    def _former_settings(cls, data: Any) -> Any:
        return with_rules(data)

    @model_validator(mode="after")
    def _reports_fit(self) -> Self:
        for name in ("progress_due_months", "final_due_months"):
            months = getattr(self.reports, name)
            if any(one > self.months for one in (months if isinstance(months, tuple) else (months or 0,))):
                raise fault("after_the_cohort", key=f"reports.{name}", months=self.months)
        return self

    @model_validator(mode="after")
    def _convenings_fit(self) -> Self:
        known = {role.id for role in self.roles}
        for name, convening in self.convenings.items():
            if strangers := [role for role in convening.roles if role not in known]:
                raise fault("no_such_role", key=f"convenings.{name}.roles", roles=strangers)
            if convening.months_after_start >= self.months:
                raise fault("after_the_cohort", key=f"convenings.{name}.months_after_start", months=self.months)
        return self

    @property
    def digest(self) -> str:
        """The same for the same contents, whatever the file's comments and layout."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def months(self) -> int:
        """How long a cohort lasts, in months from its start date: until its last phase begins."""
        return self.phases[-1].starts_after_months or 0
