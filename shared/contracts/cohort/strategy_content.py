"""What the components of a strategy hold. What a draft may lack is complete before it is reviewed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.contracts.field_types import Text
from shared.contracts.requests import Model

_Line = Annotated[str, Text(1, 200)]
_Words = Annotated[str, Text(10, 5000, lines=True)]
_Lines = Annotated[tuple[_Line, ...], Field(max_length=50)]


class Standard(Model):
    """A standard that is set, and how it is enforced."""

    title: _Line
    enforced_by: Annotated[str, Text(3, 1000, lines=True)]


class Governance(Model):
    standards: tuple[Standard, ...] = Field((), max_length=50)
    body: _Line | None = None
    senior_sponsor: _Line | None = None


class QualityPlan(Model):
    """Where a dimension of quality stands, and what is planned."""

    baseline: Annotated[str, Text(3, 2000, lines=True)]
    plan: Annotated[str, Text(3, 2000, lines=True)]


class BiasRisk(Model):
    risk: Annotated[str, Text(3, 1000, lines=True)]
    mitigation: Annotated[str, Text(3, 1000, lines=True)]


class Quality(Model):
    completeness: QualityPlan | None = None
    accuracy: QualityPlan | None = None
    consistency: QualityPlan | None = None
    timeliness: QualityPlan | None = None
    bias_risks: tuple[BiasRisk, ...] = Field((), max_length=50)


class Use(Model):
    """Which decisions are made with data, and how often they are looked at."""

    decisions: _Lines = ()
    cadence: _Line | None = None


class Capacity(Model):
    """A senior leader such as a Chief Data Officer, and the team."""

    senior_leader: _Line | None = None
    team: Annotated[str, Text(3, 2000, lines=True)] | None = None


class Transparency(Model):
    internal_audiences: _Lines = ()
    external_audiences: _Lines = ()


class Described(Model):
    """A component that another program names itself."""

    description: _Words | None = None


#: What each component holds. Every field is needed before it is reviewed; a draft may lack any.
STRATEGY_CONTENT: dict[str, type[Model]] = {
    "governance": Governance,
    "quality": Quality,
    "use": Use,
    "capacity": Capacity,
    "transparency": Transparency,
}
