"""The city's team and its lead."""

from __future__ import annotations

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import Participation, ParticipationEvent
from shared.contracts.requests import Command


class TeamLeadNamed(ParticipationEvent):
    """The city's team has a lead; `interim` until somebody is appointed."""

    interim: bool


class NameTeamLead(Command[Participation]):
    """Name the city team's lead; `interim` until somebody is appointed."""

    code: Code
    name: str = Field(min_length=1, max_length=120)
    email: str = Field(max_length=254)
    interim: bool = True
