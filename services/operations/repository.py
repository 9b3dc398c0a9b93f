"""Rows of operations' database and the objects they stand for. With alert_rows the only user of queries.sql."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.operations.alert_rows import Alerts, queries
from services.operations.domain.dead_letters import Letter
from services.operations.queue_age import Sample
from shared.contracts.operations import (
    DeadLetter,
    DeadLetterGroup,
    DeadLetterState,
    ListDeadLetterGroups,
    ListDeadLetters,
)
from shared.storage.database import Row, as_json

#: A place in the order of the list: the letter that it comes after.
Place = tuple[datetime, UUID]

#: What the letters of a group have in common.
Group = tuple[str, str | None, str]
GROUP = ("queue", "type", "cause")


@dataclass(frozen=True)
class PutBack:
    """A message that is to go back to its queue."""

    dead_letter_id: UUID
    queue: str
    message_id: str
    body: bytes
    discarded: bool


class Repository(Alerts):
    def insert_dead_letter(self, letter: Letter) -> bool:
        """Whether the letter is new."""
        columns = vars(letter) | {"headers": as_json(letter.headers)}
        return self._tx.execute(queries.insert_dead_letter, columns) == 1

    def find_dead_letter(self, dead_letter_id: UUID) -> Letter | None:
        row = self._tx.find(queries.find_dead_letter, {"dead_letter_id": dead_letter_id})
        return None if row is None else as_letter(row)

    def find_dead_letter_for_update(self, dead_letter_id: UUID) -> Letter | None:
        row = self._tx.find(queries.find_dead_letter_for_update, {"dead_letter_id": dead_letter_id})
        return None if row is None else as_letter(row)

    def list_dead_letters(self, wanted: ListDeadLetters, after: Place | None, limit: int) -> list[DeadLetter]:
        after_at, after_id = after or (None, None)
        page = wanted.model_dump() | {"after_at": after_at, "after_id": after_id, "limit": limit}
        return [DeadLetter.model_validate(row) for row in self._tx.all(queries.list_dead_letters, page)]

    def count_dead_letters(self, wanted: ListDeadLetters) -> int:
        query = queries.count_dead_letters if wanted.about is None else queries.count_dead_letters_about
        return int(self._tx.one(query, wanted.model_dump())["number"])

    def list_dead_letter_groups(self, wanted: ListDeadLetterGroups) -> list[DeadLetterGroup]:
        rows = self._tx.all(queries.list_dead_letter_groups, wanted.model_dump())
        return [DeadLetterGroup.model_validate(row) for row in rows]

    def count_dead_letter_groups(self, wanted: ListDeadLetterGroups) -> int:
        return int(self._tx.one(queries.count_dead_letter_groups, wanted.model_dump())["number"])

    def list_waiting(self) -> dict[Group, int]:
        """How many of a group were put back and are still to go."""
        rows = self._tx.all(queries.list_waiting)
        return {(row["queue"], row["type"], row["cause"]): row["waiting"] for row in rows}

    def count_group(self, group: Group) -> int:
        """How many of it are open."""
        row = self._tx.find(queries.count_group, dict(zip(GROUP, group, strict=True)))
        return 0 if row is None else int(row["number"])

    def take_group(
        self, group: Group, state: DeadLetterState, limit: int, discard_reason: str | None = None
    ) -> list[Letter]:
        """Some of a group take a step; the oldest first."""
        step = {"state": state, "limit": limit, "discard_reason": discard_reason}
        letters = [
            as_letter(row) for row in self._tx.all(queries.take_group, dict(zip(GROUP, group, strict=True)) | step)
        ]
        return sorted(letters, key=lambda letter: (letter.first_at, letter.id))

    def insert_put_backs(self, dead_letter_ids: Sequence[UUID], *, discarded: bool, per_second: int) -> None:
        fields = {"dead_letter_ids": list(dead_letter_ids), "discarded": discarded, "per_second": per_second}
        self._tx.execute(queries.insert_put_backs, fields)

    def update_dead_letter(
        self, dead_letter_id: UUID, state: DeadLetterState, discard_reason: str | None = None
    ) -> None:
        columns = {"dead_letter_id": dead_letter_id, "state": state, "discard_reason": discard_reason}
        self._tx.execute(queries.update_dead_letter, columns)

    def insert_put_back(self, dead_letter_id: UUID, *, discarded: bool) -> None:
        self._tx.execute(queries.insert_put_back, {"dead_letter_id": dead_letter_id, "discarded": discarded})

    def list_put_backs(self, limit: int, last: Collection[UUID] = ()) -> list[PutBack]:
        """`last`: those that come after the others."""
        rows = self._tx.all(queries.list_put_backs, {"limit": limit, "last": list(last)})
        return [PutBack(**row | {"body": bytes(row["body"])}) for row in rows]

    def update_put_backs(self, dead_letter_ids: list[UUID]) -> None:
        self._tx.execute(queries.update_put_backs, {"dead_letter_ids": dead_letter_ids})

    def count_dead_letters_by_queue(self) -> dict[str, int]:
        """Of those that are open."""
        return {row["queue"]: int(row["number"]) for row in self._tx.all(queries.count_dead_letters_by_queue)}

    def list_last_samples(self, queues: Iterable[str]) -> dict[str, Sample]:
        rows = self._tx.all(queries.list_last_samples, {"queues": list(queues)})
        return {row["queue"]: Sample(**row) for row in rows}

    def insert_samples(self, samples: Sequence[Sample], at: datetime) -> None:
        names = {"queues": [one.queue for one in samples], "counted": [one.counted for one in samples]}
        self._tx.execute(queries.insert_samples, names | {"entered": [one.entered for one in samples], "at": at})

    def list_arrivals(self, numbers: Mapping[str, int]) -> dict[str, datetime]:
        """By when the message of that number had entered its queue; nothing for one that came after the last sample."""
        asked = {"queues": list(numbers), "numbers": list(numbers.values())}
        return {row["queue"]: row["at"] for row in self._tx.all(queries.list_arrivals, asked)}

    def delete_samples(self, before: datetime) -> None:
        self._tx.execute(queries.delete_samples, {"before": before})


def as_letter(row: Row) -> Letter:
    return Letter(**row | {"body": bytes(row["body"])})
