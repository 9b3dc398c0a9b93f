"""The selection view: the whole pool of a call, grouped as people look at it."""

from __future__ import annotations

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.eligibility.check import Outcome
from shared.contracts.eligibility.interview import Recommendation
from shared.contracts.eligibility.waitlist import Composition
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.named import CallName
from shared.contracts.people import Language
from shared.contracts.requests import Model, Query


class PoolCity(Model):
    """A city as it is compared with others. `mean` is advice: people decide."""

    code: str
    city: str
    country: str
    time_zone: str | None = None
    region: str
    residents: int
    size: str
    language: Language
    resident_outcomes: tuple[str, ...]
    eligibility: Outcome
    state: ApplicationState
    reviews: int  # of what reviewers read now, which the means are made of
    older_reviews: int = 0  # of versions that were written otherwise
    mean: float | None
    lowest: float | None
    highest: float | None
    apart: bool
    shortlisted: bool
    recommendation: Recommendation | None  # of the last interview
    decision: str | None  # pending or sent
    waitlist_rank: int | None


class Pool(Model):
    """`groups` counts all that match, by region, size, language, resident outcome, eligibility and state."""

    call: str
    groups: Composition
    items: tuple[PoolCity, ...]
    next: str | None
    total: int


class GetPool(Query[Pool]):
    """A call's applications that were not withdrawn, those with the highest mean first. Each filter narrows."""

    call: CallName
    region: str | None = Field(None, max_length=40)
    size: str | None = Field(None, max_length=40)
    language: Language | None = None
    outcome: str | None = Field(None, max_length=40)  # resident outcome
    eligibility: Outcome | None = None
    state: ApplicationState | None = None
    shortlisted: bool | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class Standing(Model):
    """How far the reviews of one application are; `reviews`, `mean` and what follows as in the pool."""

    code: str
    call: str
    city: str
    country: str
    language: Language
    state: ApplicationState
    residents: int
    assigned: int  # reviews asked for, without those of who declared a conflict of interest
    reviews: int
    required: int
    mean: float | None
    lowest: float | None
    highest: float | None
    apart: bool
    decision: str | None  # pending or sent
    waitlist_rank: int | None


class Standings(Model):
    items: tuple[Standing, ...]


class GetStandings(Query[Standings]):
    """Of applications that are listed elsewhere. Those that were never checked are left out."""

    codes: tuple[Code, ...] = Field(max_length=1000)
