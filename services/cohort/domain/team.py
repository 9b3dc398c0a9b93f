"""The city's team and its lead; spec §4."""

from __future__ import annotations

from dataclasses import dataclass

from services.cohort.domain.requirements import Condition, Conditions


@dataclass(frozen=True)
class TeamFacts:
    has_lead: bool


CONDITIONS: Conditions = {
    "team_lead_named": Condition("the team has a lead", TeamFacts, lambda team, _: team.has_lead),
}
