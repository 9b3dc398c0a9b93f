"""What every part of the repository is made of: the transaction, and the named statements of queries/."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Protocol
from uuid import UUID

from services.cohort.domain.attendance import ItemRecord
from services.cohort.domain.audience import EVERYTHING, Audience, Own, Part
from services.cohort.domain.commitments import CommitmentRecord
from services.cohort.domain.mayors import MayorRecord
from services.cohort.domain.targets import TargetRecord
from services.cohort.domain.visit import VisitRecord
from shared.program.model import Program
from shared.storage.changing import Changes, Kept
from shared.storage.database import Transaction
from shared.storage.queries import Queries
from shared.wording.order import order_of

queries = Queries("services.cohort")

KEPT = {
    CommitmentRecord: Kept("commitments", ("commitment_id",)),
    ItemRecord: Kept("action_items", ("item_id",)),
    MayorRecord: Kept("mayors", ("application_id", "number")),
    TargetRecord: Kept("targets", ("target_id",)),
    VisitRecord: Kept("visits", ("visit_id",)),
}


class Rows(Changes):
    """`program`: the program file in force. Cohorts planned before cohorts kept their own run by it. `audience`: whose
    cities are there; no other is."""

    kept = KEPT

    def __init__(self, tx: Transaction, program: Program, audience: Audience = EVERYTHING) -> None:
        self._tx, self._program, self.audience = tx, program, audience

    def sees(self, application_id: UUID) -> bool:
        return self._own is None or application_id in self._own.seen

    def sees_inside(self, application_id: UUID) -> bool:
        """What is meant for those who run the program there, its staff and its coach."""
        return self._own is None or application_id in self._own.coached

    @property
    def _cities(self) -> list[UUID] | None:
        """For statements: None where all are there."""
        return None if self._own is None else self._own.seen

    @property
    def _cities_of_cohorts(self) -> list[UUID] | None:
        """Through which a cohort is there: of a city's people their own. Who coaches looks into every cohort."""
        return None if self.audience.coach is not None else self._cities

    @cached_property
    def _own(self) -> Own | None:
        """As they are when they are first asked for: who hands over their part sees what came of it."""
        if self.audience.everything:
            return None
        coached, parts = set(), defaultdict(set)
        people = {"coach": self.audience.coach, "member": self.audience.member}
        for row in self._tx.all(queries.list_own_cities, people):
            if row["part"] is None:
                coached.add(row["application_id"])
            else:
                parts[row["application_id"]].add(Part(row["part"]))
        return Own(frozenset(coached), {city: frozenset(those) for city, those in parts.items()})


class OfCity(Protocol):
    @property
    def city(self) -> str: ...

    @property
    def code(self) -> str: ...


def by_city(one: OfCity) -> tuple[object, ...]:
    """The order of lists of cities."""
    return order_of(one.city), one.code
