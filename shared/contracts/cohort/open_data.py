"""What anybody may read of a cohort's cities: who takes part, launched strategies, published commitments. What
electoral silence, an embargo or a missing media consent holds is not there, nor counted. No person is named but those
who sign a mayor's commitment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from shared.contracts.cohort.commitment import CommitmentKind
from shared.contracts.cohort.strategy import ActionState
from shared.contracts.people import Language
from shared.contracts.requests import Model, Query


class OpenCohort(Model):
    """`cities`: how many take part, those too that are not named; `strategies`, `commitments`: how many are public."""

    id: str
    name: str
    starts_on: date
    ends_on: date
    cities: int
    named: int
    strategies: int
    commitments: int


class OpenCity(Model):
    """`id` stands for it in addresses, and never in those of its own pages. `strategy_launched_on`,
    `commitment_published_at`: of what is public now."""

    id: UUID
    city: str
    admin_area: str
    country: str
    time_zone: str
    cohort: str
    strategy_launched_on: date | None
    commitment_published_at: datetime | None


class OpenCommitmentHead(Model):
    """`id`: a mayor's by the city's. `city` None: a cohort's shared one."""

    id: UUID
    kind: CommitmentKind
    cohort: str
    city: str | None
    country: str | None
    title: str
    published_at: datetime


class OpenData(Model):
    """`as_of`: the moment at which it is so: a silence may begin, or an embargo end, in the next."""

    as_of: datetime
    cohorts: tuple[OpenCohort, ...]
    cities: tuple[OpenCity, ...]
    commitments: tuple[OpenCommitmentHead, ...]


class GetOpenData(Query[OpenData]):
    """The latest cohort first, in each the cities by name."""


class OpenAction(Model):
    component: str
    what: str
    due_on: date | None
    state: ActionState


class OpenComponent(Model):
    component: str
    title: str
    document: dict[str, Any]


class OpenStrategy(Model):
    """The version that was launched: what was saved since is not there. Without the names of people: sponsors, senior
    leaders, owners of actions."""

    id: UUID
    city: str
    admin_area: str
    country: str
    language: Language
    cohort: str
    launched_on: date
    horizon: tuple[date, date] | None
    vision: str | None
    components: tuple[OpenComponent, ...]
    actions: tuple[OpenAction, ...]


class GetOpenStrategy(Query[OpenStrategy]):
    id: UUID


class OpenSignature(Model):
    """Of a shared commitment: the city; of a mayor's: who signed it, too."""

    city: str
    country: str
    signed_on: date
    name: str | None = None
    title: str | None = None


class OpenCommitment(OpenCommitmentHead):
    """`unnamed`: how many cities signed that are not to be named now."""

    texts: dict[Language, str]
    signatures: tuple[OpenSignature, ...]
    unnamed: int


class GetOpenCommitment(Query[OpenCommitment]):
    id: UUID
