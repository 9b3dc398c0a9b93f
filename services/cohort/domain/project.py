"""The Resident Impact Data Project's parts, their states and what must be there before them; program.md §4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.cohort import (
    PROJECT_PARTS,
    Baseline,
    FinalMeasurement,
    Measured,
    NeedsAssessment,
    ProgressReport,
    ProjectPart,
)
from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.contracts.field_codes import refusal_of
from shared.contracts.requests import Model
from shared.program.model import Program

#: Part and number: progress reports are several, every other part is number 1.
PartKey = tuple[ProjectPart, int]

TRANSITIONS: dict[str, frozenset[str]] = {
    "missing": frozenset({"submitted"}),
    "submitted": frozenset({"submitted", "accepted", "returned"}),
    "returned": frozenset({"submitted"}),
    "accepted": frozenset(),
}

#: Measured, not judged: submitting it is all there is to it.
NOT_JUDGED = frozenset({"baseline", "final_measurement"})

#: What must be done before a part is handed in.
BUILDS_ON: dict[ProjectPart, tuple[ProjectPart, ...]] = {
    "final_measurement": ("baseline",),
    "closing": ("charter", "final_measurement"),
}


@dataclass(frozen=True)
class PartRecord:
    part: ProjectPart
    state: str
    version: int
    submitted_at: datetime
    returned_because: str | None
    document: dict[str, Any]
    number: int = 1


Parts = Mapping[PartKey, PartRecord]


@dataclass(frozen=True)
class ProjectFacts:
    done: frozenset[PartKey]

    def count(self, part: ProjectPart) -> int:
        return sum(name == part for name, _ in self.done)


def part_done(part: ProjectPart) -> Condition[ProjectFacts]:
    return Condition(ProjectFacts, lambda project, _: (part, 1) in project.done)


CONDITIONS: Conditions = {
    "charter_accepted": part_done("charter"),
    "baseline_measured": part_done("baseline"),
    "assessment_accepted": part_done("assessment"),
    "progress_report_accepted": Condition(
        ProjectFacts,
        lambda project, moment: project.count("progress_report") >= moment.program.gates.progress_reports,
    ),
    "project_closed": Condition(
        ProjectFacts,
        lambda project, _: {("closing", 1), ("final_measurement", 1)} <= project.done,
    ),
    "final_report_accepted": part_done("final_report"),
}


def insist_on_transition(part: ProjectPart, from_state: str, to_state: str) -> None:
    judged = part not in NOT_JUDGED or to_state == "submitted"
    if not judged or to_state not in TRANSITIONS[from_state]:
        raise illegal_transition("project_part", from_state, to_state)


def insist_on_number(part: ProjectPart, number: int, program: Program) -> None:
    """Progress reports are as many as the program has dates for, at least one; every other part is there once."""
    most = max(1, len(program.reports.progress_due_months)) if part == "progress_report" else 1
    if number > most:
        raise Refusal("invalid", Detail("number", "too_large", most=most))


def insist_on_ground(part: ProjectPart, document: Model, parts: Parts) -> None:
    """A final measurement follows its baseline, a closing what it closes. Raises incomplete, and invalid for a day."""
    missing = [one for one in BUILDS_ON.get(part, ()) if not is_done(one, state_of(parts, (one, 1)))]
    if missing:
        raise Refusal("incomplete", *(Detail(one, "needed_first") for one in missing))
    if isinstance(document, FinalMeasurement):
        measured_on = Baseline.model_validate(parts["baseline", 1].document).measured_on
        if document.measured_on <= measured_on:
            raise Refusal("invalid", Detail("measured_on", "not_after_baseline", measured_on=measured_on))


def insist_on_past(field: str, day: date, today: date) -> None:
    """What is reported as done was done by today."""
    if day > today:
        raise Refusal("invalid", Detail(field, "after_today", today=today))


def read_part(part: ProjectPart, document: Mapping[str, Any], components: tuple[str, ...]) -> Model:
    """The part's document. Raises Refusal("invalid") naming each field; every component must be assessed."""
    try:
        found = PROJECT_PARTS[part].model_validate(document)
    except ValidationError as error:
        raise refusal_of(error) from None
    if isinstance(found, NeedsAssessment):
        insist_on_components(found, components)
    if isinstance(found, ProgressReport) and found.period_ends_on <= found.period_starts_on:
        raise Refusal("invalid", Detail("period_ends_on", "end_before_start"))
    return found


def insist_on_components(assessment: NeedsAssessment, components: tuple[str, ...]) -> None:
    missing = [Detail(f"components.{c}", "missing") for c in components if c not in assessment.components]
    unknown = [Detail(f"components.{c}", "unknown_field") for c in assessment.components if c not in components]
    if missing or unknown:
        raise Refusal("invalid", *missing, *unknown)


def state_of(parts: Parts, key: PartKey) -> str:
    found = parts.get(key)
    return "missing" if found is None else found.state


def is_done(part: ProjectPart, state: str | None) -> bool:
    """Whether the part counts for leaving a phase."""
    return state == "accepted" or (part in NOT_JUDGED and state == "submitted")


def measured(parts: Parts) -> Measured | None:
    """What changed from the baseline to the final measurement; None until both are there."""
    before, after = parts.get(("baseline", 1)), parts.get(("final_measurement", 1))
    if before is None or after is None:
        return None
    baseline, final = Baseline.model_validate(before.document), FinalMeasurement.model_validate(after.document)
    change = final.value - baseline.value
    percent = None if baseline.value == 0 else (change / abs(baseline.value) * 100).quantize(Decimal("0.1"))
    better = None if change == 0 else (change > 0) == (baseline.direction == "up")
    return Measured(baseline=baseline.value, final=final.value, change=change, percent=percent, better=better)
