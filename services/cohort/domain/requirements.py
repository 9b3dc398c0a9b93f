"""What leaving a phase requires. A condition looks at the facts of one noun, which that noun's module defines;
conditions.py joins them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from shared.contracts.cohort import RequirementState
from shared.contracts.errors import Detail, Refusal
from shared.program.model import Program

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Moment:
    """When, and by which program, a condition is judged. `today` is the day in the city."""

    today: date
    program: Program


@dataclass(frozen=True)
class Condition(Generic[Facts]):
    """`met` is handed the facts of the noun and the moment. People read the sentence `conditions.<its name>`; one that
    is made of the program file names in `says` the sentence that it shares, and its values."""

    facts: type[Facts]
    met: Callable[[Facts, Moment], bool]
    says: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


Conditions = dict[str, Condition[Any]]


def join(*parts: Conditions) -> Conditions:
    """All of them. Raises ValueError when two nouns claim one name."""
    joined: Conditions = {}
    for part in parts:
        if twice := joined.keys() & part.keys():
            raise ValueError(f"a condition stands twice: {', '.join(sorted(twice))}")
        joined |= part
    return joined


def requirements_of(program: Program, phase: str) -> tuple[str, ...]:
    """The conditions for leaving a phase, by the program file."""
    found = next((p for p in program.phases if p.id == phase), None)
    return found.requirements if found else ()


def insist_on_requirements(states: Iterable[RequirementState]) -> None:
    """Raises requirements_not_met with every one that is neither met nor waived, each in its sentence."""
    unmet = [state for state in states if not (state.met or state.waived)]
    if unmet:
        details = [Detail(state.condition, "not_met", requirement=state.phrase) for state in unmet]
        raise Refusal("requirements_not_met", *details)


def insist_on_waivable(waived: Iterable[str], requirements: tuple[str, ...]) -> None:
    unknown = [condition for condition in waived if condition not in requirements]
    if unknown:
        raise Refusal("invalid", *(Detail(f"waive.{condition}", "not_a_requirement") for condition in unknown))
