"""What every part of the repository is made of: the transaction, and the named statements of queries/."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from shared.program.model import Program
from shared.storage.database import Transaction
from shared.storage.queries import Queries
from shared.wording.order import order_of

queries = Queries("services.cohort")


class Rows:
    """`program`: the program file in force. Cohorts planned before cohorts kept their own run by it. `coach`: the
    caller, where they see their own cities alone; to them no other city is there."""

    def __init__(self, tx: Transaction, program: Program, coach: UUID | None = None) -> None:
        self._tx, self._program, self._coach = tx, program, coach


class OfCity(Protocol):
    @property
    def city(self) -> str: ...

    @property
    def code(self) -> str: ...


def by_city(one: OfCity) -> tuple[object, ...]:
    """The order of lists of cities."""
    return order_of(one.city), one.code
