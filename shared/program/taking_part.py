"""What the program file says of life in the cohort: kinds of sessions, the strategy, mayors; program.md §4."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from shared.contracts.field_types import YesNo, fault
from shared.contracts.requests import Model
from shared.program.named import Count, Id, Positive, Titled


class SessionKind(Titled):
    """A kind of session and what one of this kind needs."""

    id: Id
    least_cities: Positive = 1
    most_cities: Positive | None = None  # None: as many as the cohort has
    coach: YesNo = False
    named_people: YesNo = False
    by_role: YesNo = False
    modules: YesNo = False
    speaker: YesNo = False
    roles: tuple[Id, ...] = ()  # whom it is for where a session names neither roles nor people
    counts_as_coaching: YesNo = False  # for the requirement `coaching_sessions_held`

    @model_validator(mode="after")
    def _least_before_most(self) -> Self:
        if self.most_cities is not None and self.most_cities < self.least_cities:
            raise fault("after_what_follows", low="least_cities", high="most_cities")
        return self


class Component(Titled):
    """A part of every city's strategy."""

    id: Id


class StrategyRules(Model):
    """Horizon and launch of a city's strategy."""

    horizon_years: Positive
    fiscal_year_within_months: Count  # how long after the launch the fiscal year may begin that the horizon counts from


class MayorRules(Model):
    """The watch over terms, and what a new mayor owes."""

    reaffirm_within_days: Positive  # of taking office; an interim mayor does not start it
