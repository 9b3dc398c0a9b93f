"""Operations' repository over dicts, and messages as they lie in the queue of the dead letters."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from services.operations.domain.dead_letters import Letter
from services.operations.handlers.dead_letters import as_reply
from services.operations.letters import read_letter
from services.operations.queue_age import Sample
from services.operations.repository import Group, Place, PutBack
from shared.contracts.operations import (
    DeadLetter,
    DeadLetterGroup,
    DeadLetterState,
    ListDeadLetterGroups,
    ListDeadLetters,
)
from shared.messaging.names import DEAD
from shared.messaging.wire import write_json
from tests.unit.operations.fake_alerts import FakeAlerts

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def envelope_body(source: str = "intake", event_type: str = "application_submitted", **changes: Any) -> bytes:
    envelope = {
        "specversion": "1.0", "id": str(uuid4()), "source": source, "type": event_type,
        "time": "2027-03-01T11:00:00Z", "subject": "a", "datacontenttype": "application/json", "schemaversion": 1,
        "aggregate": "application", "aggregateid": str(uuid4()), "aggregateversion": 1, "correlationid": str(uuid4()),
        "actor": "local-admin", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "data": {},
    }  # fmt: skip
    return write_json(envelope | changes)


def kernel_headers(
    queue: str = "cohort.intake", reason: str = "gave up after 5 attempts: ValueError"
) -> dict[str, Any]:
    return {
        "x-attempt": 5, "x-reason": reason, "x-queue": queue, "x-first-failed-at": "2027-03-01T09:30:00+00:00",
    }  # fmt: skip


def letter_of(
    body: bytes | None = None, headers: dict[str, Any] | None = None, message_id: object = "m1", exchange: str = DEAD
) -> Letter:
    """As the broker itself put it there, unless another exchange is named."""
    body = envelope_body() if body is None else body
    return read_letter(body, headers or kernel_headers(), message_id, NOW, exchange=exchange)


@dataclass
class FakeRepository(FakeAlerts):
    letters: dict[UUID, Letter] = field(default_factory=dict)
    discard_reasons: dict[UUID, str | None] = field(default_factory=dict)
    put_backs: list[PutBack] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)  # a second, of those that were put back together
    samples: list[tuple[datetime, Sample]] = field(default_factory=list)

    def insert_dead_letter(self, letter: Letter) -> bool:
        def key(one: Letter) -> tuple[str, str, bytes]:
            return one.message_id, one.queue, one.body

        is_open = any(key(one) == key(letter) for one in self.letters.values() if one.state == "dead")
        if letter.id in self.letters or is_open:
            return False
        self.letters[letter.id] = letter
        return True

    def find_dead_letter(self, dead_letter_id: UUID) -> Letter | None:
        return self.letters.get(dead_letter_id)

    find_dead_letter_for_update = find_dead_letter

    def list_dead_letters(self, wanted: ListDeadLetters, after: Place | None, limit: int) -> list[DeadLetter]:
        found = [letter for letter in self._matching(wanted) if after is None or place(letter) < after]
        return [as_reply(letter) for letter in found[:limit]]

    def count_dead_letters(self, wanted: ListDeadLetters) -> int:
        return len(self._matching(wanted))

    def list_dead_letter_groups(self, wanted: ListDeadLetterGroups) -> list[DeadLetterGroup]:
        grouped: dict[Group, list[datetime]] = {}
        for one in self._matching(wanted):
            if one.state == wanted.state:
                grouped.setdefault(group_of(one), []).append(one.first_at)
        found = [
            DeadLetterGroup(
                queue=group[0], type=group[1], cause=group[2], letters=len(at), first_at=min(at), last_at=max(at),
                back=self._count_back(group) if wanted.state == "retried" else 0,
            )
            for group, at in grouped.items()
        ]  # fmt: skip
        return sorted(found, key=lambda one: (-one.letters, one.queue, one.cause, one.type or ""))[: wanted.limit]

    def count_dead_letter_groups(self, wanted: ListDeadLetterGroups) -> int:
        return len(self.list_dead_letter_groups(wanted.model_copy(update={"limit": 1_000})))

    def list_waiting(self) -> dict[Group, int]:
        return Counter(group_of(self.letters[one.dead_letter_id]) for one in self.put_backs if not one.discarded)

    def _count_back(self, group: Group) -> int:
        """Open letters of which the last former one that was put back is of the group."""
        retried = [one for one in self.letters.values() if one.state == "retried"]
        former = {(one.message_id, one.queue, one.event_type): group_of(one) for one in retried}
        return sum(
            former.get((one.message_id, one.queue, one.event_type)) == group
            for one in self.letters.values()
            if one.state == "dead"
        )

    def count_group(self, group: Group) -> int:
        return sum(group_of(one) == group and one.state == "dead" for one in self.letters.values())

    def take_group(
        self, group: Group, state: DeadLetterState, limit: int, discard_reason: str | None = None
    ) -> list[Letter]:
        found = [one for one in self.letters.values() if group_of(one) == group and one.state == "dead"]
        taken = sorted(found, key=place)[:limit]
        for one in taken:
            self.update_dead_letter(one.id, state, discard_reason)
        return [self.letters[one.id] for one in taken]

    def insert_put_backs(self, dead_letter_ids: Sequence[UUID], *, discarded: bool, per_second: int) -> None:
        self.rates.append(per_second)
        for dead_letter_id in dead_letter_ids:
            self.insert_put_back(dead_letter_id, discarded=discarded)

    def update_dead_letter(
        self, dead_letter_id: UUID, state: DeadLetterState, discard_reason: str | None = None
    ) -> None:
        self.letters[dead_letter_id] = replace(self.letters[dead_letter_id], state=state)
        self.discard_reasons[dead_letter_id] = discard_reason

    def insert_put_back(self, dead_letter_id: UUID, *, discarded: bool) -> None:
        letter = self.letters[dead_letter_id]
        self.put_backs.append(PutBack(letter.id, letter.queue, letter.message_id, letter.body, discarded))

    def count_dead_letters_by_queue(self) -> dict[str, int]:
        return dict(Counter(one.queue for one in self.letters.values() if one.state == "dead"))

    def update_put_backs(self, dead_letter_ids: list[UUID]) -> None:
        self.put_backs = [one for one in self.put_backs if one.dead_letter_id not in dead_letter_ids]

    def _matching(self, wanted: ListDeadLetters | ListDeadLetterGroups) -> list[Letter]:
        about = wanted.about if isinstance(wanted, ListDeadLetters) else None
        asked = (wanted.queue, wanted.state, wanted.type, wanted.cause, about)
        found = [
            one
            for one in self.letters.values()
            if all(
                want in (None, has)
                for want, has in zip(asked, (one.queue, one.state, one.event_type, one.code, one.about), strict=True)
            )
        ]
        return sorted(found, key=place, reverse=True)

    def list_last_samples(self, queues: Iterable[str]) -> dict[str, Sample]:
        asked = set(queues)
        ordered = sorted(self.samples, key=lambda one: one[0])
        return {sample.queue: sample for _, sample in ordered if sample.queue in asked}

    def insert_samples(self, samples: Sequence[Sample], at: datetime) -> None:
        self.samples += [(at, sample) for sample in samples]

    def list_arrivals(self, numbers: Mapping[str, int]) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for at, sample in sorted(self.samples, key=lambda one: one[0]):
            if sample.queue in numbers and sample.entered >= numbers[sample.queue]:
                found.setdefault(sample.queue, at)
        return found


def place(letter: Letter) -> Place:
    return letter.first_at, letter.id


def group_of(letter: Letter) -> Group:
    return letter.queue, letter.event_type, letter.code
