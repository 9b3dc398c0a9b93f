"""What leaving a phase requires. A condition looks at the facts of one noun, which that noun's module defines;
conditions.py joins them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

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
    """`means`: what people read. `met` is handed the facts of the noun and the moment."""

    means: str
    facts: type[Facts]
    met: Callable[[Facts, Moment], bool]


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


def insist_on_requirements(unmet: Iterable[str]) -> None:
    """Raises requirements_not_met naming every condition."""
    details = tuple(Detail(condition, "not_met", f"{condition} is neither met nor waived") for condition in unmet)
    if details:
        names = ", ".join(detail.field for detail in details)
        raise Refusal("requirements_not_met", f"Not met and not waived: {names}.", details)


def insist_on_waivable(waived: Iterable[str], requirements: tuple[str, ...]) -> None:
    details = tuple(
        Detail(f"waive.{condition}", "not_a_requirement", "is no requirement for leaving this phase")
        for condition in waived
        if condition not in requirements
    )
    if details:
        raise Refusal("invalid", "A waiver names no requirement of this phase.", details)
