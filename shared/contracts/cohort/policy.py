"""What a city codifies: policies, processes, uses of AI."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import IsoDate, Text
from shared.contracts.requests import Command, Model, Query

PolicyArea = Literal["data_governance", "sharing_and_privacy", "ai_use", "results_based_practice", "other"]
Instrument = Literal["ordinance", "decree", "executive_order", "directive", "guideline", "agreement", "other"]
PolicyState = Literal["planned", "drafted", "adopted", "repealed"]
ProcessFunction = Literal["human_resources", "procurement", "budgeting", "other"]
ProcessState = Literal["planned", "piloted", "in_use", "retired"]
Risk = Literal["low", "medium", "high"]
AiUseState = Literal["idea", "pilot", "in_use", "stopped"]

_Line = Annotated[str, Text(1, 200)]
_Words = Annotated[str, Text(3, 2000, lines=True)]

# -- events --------------------------------------------------------------------------------------------------------


class PolicySaved(ParticipationEvent):
    """A policy is codified, or changes."""

    policy_id: UUID
    area: PolicyArea
    instrument: Instrument
    state: PolicyState
    adopted_on: date | None


class ProcessSaved(ParticipationEvent):
    """A way of working is new, or changes."""

    process_id: UUID
    function: ProcessFunction
    state: ProcessState


class AiUseSaved(ParticipationEvent):
    """A use of AI is planned, tried, in use or stopped."""

    ai_use_id: UUID
    risk: Risk
    state: AiUseState


# -- what is shown -------------------------------------------------------------------------------------------------


class PolicyFields(Model):
    """Adopted: on a day, with a reference where it can be read. Repealed keeps both."""

    title: _Line
    area: PolicyArea
    instrument: Instrument
    state: PolicyState = "planned"
    adopted_on: IsoDate | None = None
    reference: Annotated[str, Text(3, 500)] | None = None


class ProcessFields(Model):
    title: _Line
    function: ProcessFunction
    what_changed: _Words
    owner: _Line
    state: ProcessState = "planned"


class AiUseFields(Model):
    """What AI is used for, on which data, at which risk, with which safeguards."""

    title: _Line
    purpose: _Words
    data: _Words
    risk: Risk
    risk_explained: _Words | None = None
    safeguards: tuple[_Line, ...] = Field((), max_length=30)
    owner: _Line
    state: AiUseState = "idea"


class Policy(PolicyFields):
    id: UUID
    version: int
    saved_at: datetime


class Process(ProcessFields):
    id: UUID
    version: int
    saved_at: datetime


class AiUse(AiUseFields):
    id: UUID
    version: int
    saved_at: datetime


class Codified(Model):
    code: str
    policies: tuple[Policy, ...]
    processes: tuple[Process, ...]
    ai_uses: tuple[AiUse, ...]


class GetCodified(Query[Codified]):
    audited = "read"

    code: Code


# -- commands ------------------------------------------------------------------------------------------------------


class SavePolicy(PolicyFields, Command[Codified]):
    """Codify a policy; with `id` its next version, where what is not given stays as it is."""

    code: Code
    id: UUID | None = None


class SaveProcess(ProcessFields, Command[Codified]):
    """Record a way of working; with `id` its next version, where what is not given stays as it is."""

    code: Code
    id: UUID | None = None


class SaveAiUse(AiUseFields, Command[Codified]):
    """Record a use of AI; with `id` its next version, where what is not given stays as it is."""

    code: Code
    id: UUID | None = None
