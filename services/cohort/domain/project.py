"""The Resident Impact Data Project's parts and their states; spec §4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.cohort import PROJECT_PARTS, NeedsAssessment, ProgressReport, ProjectPart
from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.contracts.field_codes import refusal_of
from shared.contracts.requests import Model

TRANSITIONS: dict[str, frozenset[str]] = {
    "missing": frozenset({"submitted"}),
    "submitted": frozenset({"submitted", "accepted", "returned"}),
    "returned": frozenset({"submitted"}),
    "accepted": frozenset(),
}

#: Measured, not judged: submitting it is all there is to it.
NOT_JUDGED = frozenset({"baseline"})


@dataclass(frozen=True)
class PartRecord:
    part: ProjectPart
    state: str
    version: int
    submitted_at: datetime
    returned_because: str | None
    document: dict[str, Any]


@dataclass(frozen=True)
class ProjectFacts:
    done: frozenset[str]  # parts


def part_done(part: ProjectPart, means: str) -> Condition[ProjectFacts]:
    return Condition(means, ProjectFacts, lambda project, _: part in project.done)


CONDITIONS: Conditions = {
    "charter_accepted": part_done("charter", "the project's charter is accepted"),
    "baseline_measured": part_done("baseline", "the project's baseline is measured"),
    "assessment_accepted": part_done("assessment", "the needs and opportunities assessment is accepted"),
    "progress_report_accepted": part_done("progress_report", "a progress report is accepted"),
}


def insist_on_transition(part: ProjectPart, from_state: str, to_state: str) -> None:
    judged = part not in NOT_JUDGED or to_state == "submitted"
    if not judged or to_state not in TRANSITIONS[from_state]:
        raise illegal_transition(f"the {part.replace('_', ' ')}", from_state, to_state)


def read_part(part: ProjectPart, document: Mapping[str, Any], components: tuple[str, ...]) -> Model:
    """The part's document. Raises Refusal("invalid") naming each field; every component must be assessed."""
    try:
        found = PROJECT_PARTS[part].model_validate(document)
    except ValidationError as error:
        raise refusal_of(error, part.replace("_", " ")) from None
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


def is_done(part: ProjectPart, state: str | None) -> bool:
    """Whether the part counts for leaving the demonstration."""
    return state == "accepted" or (part in NOT_JUDGED and state == "submitted")
