"""The Resident Impact Data Project's parts, their states and what must be there before them; spec §4."""

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


def part_done(part: ProjectPart, means: str) -> Condition[ProjectFacts]:
    return Condition(means, ProjectFacts, lambda project, _: (part, 1) in project.done)


CONDITIONS: Conditions = {
    "charter_accepted": part_done("charter", "the project's charter is accepted"),
    "baseline_measured": part_done("baseline", "the project's baseline is measured"),
    "assessment_accepted": part_done("assessment", "the needs and opportunities assessment is accepted"),
    "progress_report_accepted": Condition(
        "the progress reports that the program asks for are accepted",
        ProjectFacts,
        lambda project, moment: project.count("progress_report") >= moment.program.gates.progress_reports,
    ),
    "project_closed": Condition(
        "the project is closed, with its final measurement",
        ProjectFacts,
        lambda project, _: {("closing", 1), ("final_measurement", 1)} <= project.done,
    ),
    "final_report_accepted": part_done("final_report", "the final report is accepted"),
}


def insist_on_transition(part: ProjectPart, from_state: str, to_state: str) -> None:
    judged = part not in NOT_JUDGED or to_state == "submitted"
    if not judged or to_state not in TRANSITIONS[from_state]:
        raise illegal_transition(f"the {part.replace('_', ' ')}", from_state, to_state)


def insist_on_number(part: ProjectPart, number: int, program: Program) -> None:
    """Progress reports are as many as the program has dates for, at least one; every other part is there once."""
    most = max(1, len(program.reports.progress_due_months)) if part == "progress_report" else 1
    if number > most:
        detail = Detail("number", "too_large", f"must be at most {most}")
        raise Refusal("invalid", f"The program has no {part.replace('_', ' ')} of number {number}.", (detail,))


def insist_on_ground(part: ProjectPart, document: Model, parts: Parts) -> None:
    """A final measurement follows its baseline, a closing what it closes. Raises incomplete, and invalid for a day."""
    missing = [one for one in BUILDS_ON.get(part, ()) if not is_done(one, state_of(parts, (one, 1)))]
    if missing:
        details = tuple(Detail(one, "not_met", "must be there first") for one in missing)
        raise Refusal("incomplete", f"The {part.replace('_', ' ')} builds on what is not there yet.", details)
    if isinstance(document, FinalMeasurement):
        measured_on = Baseline.model_validate(parts["baseline", 1].document).measured_on
        if document.measured_on <= measured_on:
            detail = Detail("measured_on", "too_early", f"must come after the baseline ({measured_on})")
            raise Refusal("invalid", "The final measurement comes after the baseline.", (detail,))


def insist_on_past(field: str, day: date, today: date) -> None:
    """What is reported as done was done by today."""
    if day > today:
        raise Refusal("invalid", "That day has not come.", (Detail(field, "too_late", f"is after today ({today})"),))


def read_part(part: ProjectPart, document: Mapping[str, Any], components: tuple[str, ...]) -> Model:
    """The part's document. Raises Refusal("invalid") naming each field; every component must be assessed."""
    try:
        found = PROJECT_PARTS[part].model_validate(document)
    except ValidationError as error:
        raise refusal_of(error) from None
    if isinstance(found, NeedsAssessment):
        insist_on_components(found, components)
    if isinstance(found, ProgressReport) and found.period_ends_on <= found.period_starts_on:
        detail = Detail("period_ends_on", "end_before_start", "must come after period_starts_on")
        raise Refusal("invalid", "The period must end after it starts.", (detail,))
    return found


def insist_on_components(assessment: NeedsAssessment, components: tuple[str, ...]) -> None:
    missing = [
        Detail(f"components.{c}", "missing", "is required") for c in components if c not in assessment.components
    ]
    unknown = [
        Detail(f"components.{c}", "unknown_field", "is not a component of the strategy")
        for c in assessment.components
        if c not in components
    ]
    if missing or unknown:
        raise Refusal("invalid", "Each component of the strategy is assessed.", (*missing, *unknown))


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
