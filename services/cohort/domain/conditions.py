"""Every condition that a phase can require. A new noun adds its own here, and its facts in handlers/facts.py."""

from __future__ import annotations

from services.cohort.domain import commitments, convening, maturity, project, sessions, strategy, team, timeline, visit
from services.cohort.domain.requirements import Conditions, join
from shared.contracts.errors import Detail
from shared.program.load import ProgramError
from shared.program.model import Program


def conditions_of(program: Program) -> Conditions:
    """By the names that the program file uses."""
    return join(
        timeline.CONDITIONS,
        team.CONDITIONS,
        visit.CONDITIONS,
        project.CONDITIONS,
        sessions.CONDITIONS,
        strategy.CONDITIONS,
        commitments.CONDITIONS,
        maturity.CONDITIONS,
        convening.conditions_of(program),
    )


def insist_on_known_conditions(program: Program) -> None:
    """Raises ProgramError naming each key of the program file whose condition no noun has."""
    known = conditions_of(program)
    unknown = [
        Detail(f"phases.{phase.id}.requirements", "no_such_condition", condition=name).named
        for phase in program.phases
        for name in phase.requirements
        if name not in known
    ]
    if unknown:
        raise ProgramError("\n".join([*unknown, f"Known are: {', '.join(sorted(known))}."]))
