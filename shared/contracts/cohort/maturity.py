"""The data-maturity assessment of a city, at the start and at the end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import IsoDate, Text
from shared.contracts.requests import Command, Model, Query

MaturityMoment = Literal["start", "end"]
MaturityView = Literal["city", "assessor"]
_Level = Annotated[int, Field(strict=True, ge=1, le=5)]

# -- events --------------------------------------------------------------------------------------------------------


class MaturityAssessed(ParticipationEvent):
    """How mature a city's use of data is was assessed, or assessed anew. `levels`: 1 to 5, by strategy component."""

    moment: MaturityMoment
    view: MaturityView
    assessment_version: int
    assessed_on: date
    levels: dict[str, int]


# -- what is shown -------------------------------------------------------------------------------------------------


class MaturityAssessment(Model):
    """The latest version. `mean`: of all levels, two decimals."""

    moment: MaturityMoment
    view: MaturityView
    version: int
    assessed_on: date
    levels: dict[str, int]
    evidence: dict[str, str]
    mean: str
    saved_by: str
    saved_at: datetime


class MaturityChange(Model):
    """From start to end, in one view. `mean_change`: of the means, two decimals with their sign."""

    view: MaturityView
    changes: dict[str, int]
    mean_change: str


class Maturity(Model):
    """`changes`: where a view was taken at both moments. `meanings`: what each level means, by language."""

    code: str
    components: tuple[str, ...]
    meanings: dict[int, dict[str, str]]
    assessments: tuple[MaturityAssessment, ...]
    changes: tuple[MaturityChange, ...]


class GetMaturity(Query[Maturity]):
    code: Code


# -- commands ------------------------------------------------------------------------------------------------------


class RecordMaturity(Command[Maturity]):
    """Assess a city; again is the next version. `levels` and `evidence` by the ids of the strategy's components."""

    code: Code
    moment: MaturityMoment
    view: MaturityView = "assessor"
    assessed_on: IsoDate
    levels: dict[str, _Level]
    evidence: dict[str, Annotated[str, Text(3, 2000, lines=True)]] = Field(default_factory=dict)
