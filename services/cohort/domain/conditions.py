"""Every condition that a phase can require. A new noun adds its own here, and its facts in handlers/facts.py."""

from __future__ import annotations

from services.cohort.domain import commitments, convening, project, sessions, strategy, team, timeline, visit
from services.cohort.domain.requirements import Conditions, join
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
        convening.conditions_of(program),
    )
