"""The phases of a program and what leaving one requires, as data; spec §4. Who meets what is the cohort service's."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator

from shared.contracts.field_types import distinct
from shared.contracts.requests import Model
from shared.program.named import Count, Positive, Title


class PhaseId(StrEnum):
    """In the order in which a city passes through them."""

    ONBOARDING = "onboarding"
    DEMONSTRATION = "demonstration"
    ACCELERATION = "acceleration"
    CLOSE_OUT = "close_out"
    COMPLETED = "completed"


class Condition(StrEnum):
    """Everything that a phase can require; the cohort service knows how to judge each."""

    VISIT_SCHEDULED = "visit_scheduled"
    TEAM_LEAD_NAMED = "team_lead_named"
    VISIT_WRITTEN_UP = "visit_written_up"
    CHARTER_ACCEPTED = "charter_accepted"
    BASELINE_MEASURED = "baseline_measured"
    ASSESSMENT_ACCEPTED = "assessment_accepted"
    PROGRESS_REPORT_ACCEPTED = "progress_report_accepted"
    PLANNED_DATE = "planned_date"
    STRATEGY_COMPONENTS_APPROVED = "strategy_components_approved"
    LEADERS_CONVENING_SETTLED = "leaders_convening_settled"
    COACHING_SESSIONS_HELD = "coaching_sessions_held"
    MAYORAL_CONVENING_SETTLED = "mayoral_convening_settled"
    COMMITMENT_SIGNED = "commitment_signed"
    STRATEGY_LAUNCHED = "strategy_launched"
    PROJECT_CLOSED = "project_closed"
    FINAL_REPORT_ACCEPTED = "final_report_accepted"


class Phase(Model):
    """One phase [start, end), in whole months after the cohort's start date D.

    Onboarding has no start: a city enters it when it confirms. The last phase has no end and requires nothing.
    """

    id: PhaseId
    title: Title
    starts_after_months: Count | None = None
    ends_after_months: Count | None = None
    requirements: Annotated[tuple[Condition, ...], AfterValidator(distinct)]


class Gates(Model):
    """The numbers inside the requirements."""

    days_before_planned_date: Count
    progress_reports: Positive
    coaching_sessions: Count
    launch_within_days: Count


def _follow_each_other(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    if [phase.id for phase in phases] != list(PhaseId):
        raise ValueError(f"the phases must be, in this order, {', '.join(PhaseId)}")
    first, last = phases[0], phases[-1]
    if first.starts_after_months is not None or last.ends_after_months is not None or last.requirements:
        raise ValueError(f"{first.id} has no start; {last.id} has no end and requires nothing")
    for one, following in pairwise(phases):
        if one.ends_after_months is None or one.ends_after_months != following.starts_after_months:
            raise ValueError(f"{following.id} must start in the month in which {one.id} ends")
        if one.starts_after_months is not None and one.starts_after_months >= one.ends_after_months:
            raise ValueError(f"{one.id} must end after it starts")
    return phases


Phases = Annotated[tuple[Phase, ...], AfterValidator(_follow_each_other)]
