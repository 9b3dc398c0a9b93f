"""The waitlist, places that were freed, and what is proposed for them. Ranks change under the call's lock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from services.eligibility.domain.pool import City
from services.eligibility.repository.rows import Rows, queries
from shared.storage.database import Row


class Waitlist(Rows):
    def find_rank(self, application_id: UUID) -> int | None:
        row = self._tx.find(queries.find_rank, {"application_id": application_id})
        return None if row is None else row["rank"]

    def insert_waitlisted(self, call: str, application_id: UUID, rank: int | None) -> int:
        """Its place: the wanted one, or the last; those behind move on."""
        last = int(self._tx.one(queries.count_waitlist, {"call": call})["total"]) + 1
        place = min(rank or last, last)
        self._shift(call, place, last, 1)
        params = {"call": call, "application_id": application_id, "rank": place}
        self._tx.execute(queries.insert_waitlisted, params)
        return place

    def update_rank(self, call: str, application_id: UUID, before: int, rank: int) -> int:
        """Its place: the wanted one, or the last; those between move up or down."""
        place = min(rank, int(self._tx.one(queries.count_waitlist, {"call": call})["total"]))
        if place < before:
            self._shift(call, place, before - 1, 1)
        else:
            self._shift(call, before + 1, place, -1)
        self._tx.execute(queries.update_rank, {"application_id": application_id, "rank": place})
        return place

    def delete_waitlisted(self, call: str, application_id: UUID) -> None:
        """Off the list, if it stands there; those behind move up."""
        rank = self.find_rank(application_id)
        if rank is not None:
            last = int(self._tx.one(queries.count_waitlist, {"call": call})["total"])
            self._tx.execute(queries.delete_waitlisted, {"application_id": application_id})
            self._shift(call, rank + 1, last, -1)

    def list_waitlist(self, call: str) -> list[Row]:
        return self._tx.all(queries.list_waitlist, {"call": call})

    def list_ended_waitlist(self, now: datetime) -> list[UUID]:
        rows = self._tx.all(queries.list_ended_waitlist, {"now": now})
        return [row["application_id"] for row in rows]

    def _shift(self, call: str, first: int, last: int, by: int) -> None:
        self._tx.execute(queries.shift_waitlist, {"call": call, "first": first, "last": last, "by": by})

    # -- freed places and proposals ----------------------------------------------------------------------------------

    def insert_freed_place(self, call: str, application_id: UUID, how: str, now: datetime) -> None:
        params = {"freed_id": uuid4(), "call": call, "application_id": application_id, "how": how, "freed_at": now}
        self._tx.execute(queries.insert_freed_place, params)

    def list_unproposed(self) -> list[tuple[UUID, str]]:
        """Freed places that are proposed to nobody while somebody waits, with their calls."""
        rows = self._tx.all(queries.list_unproposed)
        return [(row["freed_id"], row["call"]) for row in rows]

    def lock_freed_place(self, freed_id: UUID) -> bool:
        """Whether it still waits for somebody."""
        return self._tx.find(queries.lock_freed_place, {"freed_id": freed_id}) is not None

    def settle_freed_place(self, freed_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.settle_freed_place, {"freed_id": freed_id, "now": now})

    def settle_own_places(self, application_id: UUID, now: datetime) -> None:
        """What a city had given up and has taken again; those that were settled before keep their moment."""
        self._tx.execute(queries.settle_own_places, {"application_id": application_id, "now": now})

    def is_settled(self, freed_id: UUID) -> bool:
        return self._tx.find(queries.find_settled_place, {"freed_id": freed_id}) is not None

    def lock_next_waitlisted(self, call: str, freed_id: UUID, now: datetime) -> tuple[UUID, int] | None:
        """Who comes next for that place, and their rank; once the cohort has started, of those waitlisted since."""
        row = self._tx.find(queries.lock_next_waitlisted, {"call": call, "freed_id": freed_id, "now": now})
        return None if row is None else (row["application_id"], row["rank"])

    def insert_proposal(self, freed_id: UUID, call: str, application_id: UUID, rank: int, now: datetime) -> UUID:
        proposal_id = uuid4()
        params = {"proposal_id": proposal_id, "freed_id": freed_id, "call": call, "rank": rank}
        self._tx.execute(queries.insert_proposal, params | {"application_id": application_id, "proposed_at": now})
        return proposal_id

    def find_open_proposal(self, application_id: UUID) -> tuple[UUID, UUID] | None:
        """Its id and that of the freed place."""
        row = self._tx.find(queries.find_open_proposal, {"application_id": application_id})
        return None if row is None else (row["proposal_id"], row["freed_id"])

    def list_open_proposals(self) -> list[tuple[UUID, str]]:
        """Of every call: the application and its call, the earliest first."""
        return [(row["application_id"], row["call"]) for row in self._tx.all(queries.list_open_proposals)]

    def count_open_proposals(self, call: str) -> int:
        """Of places that are still free."""
        return int(self._tx.one(queries.count_open_proposals, {"call": call})["total"])

    def update_proposal(self, proposal_id: UUID, state: str, reason: str | None, by: str, now: datetime) -> None:
        params = {"proposal_id": proposal_id, "state": state, "reason": reason, "by": by, "now": now}
        self._tx.execute(queries.update_proposal, params)

    def list_proposals(self, call: str, state: str | None) -> list[Row]:
        return self._tx.all(queries.list_proposals, {"call": call, "state": state})

    def list_taken_cities(self, call: str) -> dict[str, City]:
        """By code."""
        return {row["code"]: as_city(row) for row in self._tx.all(queries.list_taken_cities, {"call": call})}


def as_city(row: Row) -> City:
    return City(row["country"], row["residents"], row["language"], tuple(row["resident_outcomes"]))
