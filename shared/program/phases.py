"""The phases of a program and what leaving one requires, as data; program.md §4. Who meets it, `cohort` knows."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator

from shared.contracts.field_types import distinct, fault
from shared.contracts.requests import Model
from shared.program.named import Count, Id, Positive, Titled, distinct_ids


class Phase(Titled):
    """One phase [start, end), in whole months after the cohort's start date D.

    The first has no start: a city enters it when it confirms. The last has no end and requires nothing.
    """

    id: Id
    starts_after_months: Count | None = None
    ends_after_months: Count | None = None
    requirements: Annotated[tuple[Id, ...], AfterValidator(distinct)]


class Gates(Model):
    """The numbers inside the requirements."""

    days_before_planned_date: Count
    progress_reports: Positive
    coaching_sessions: Count
    launch_within_days: Count


def _follow_each_other(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    if len(phases) < 2:
        raise fault("too_few_phases")
    first, last = phases[0], phases[-1]
    if first.starts_after_months is not None or last.ends_after_months is not None or last.requirements:
        raise fault("first_and_last_phase", first=first.id, last=last.id)
    if last.starts_after_months == 0:
        raise fault("last_phase_at_start", last=last.id)
    for one, following in pairwise(phases):
        if one.ends_after_months is None or one.ends_after_months != following.starts_after_months:
            raise fault("phases_apart", phase=following.id, earlier=one.id)
        if one.starts_after_months is not None and one.starts_after_months >= one.ends_after_months:
            raise fault("phase_without_length", phase=one.id)
    return phases


Phases = Annotated[tuple[Phase, ...], AfterValidator(distinct_ids), AfterValidator(_follow_each_other)]
