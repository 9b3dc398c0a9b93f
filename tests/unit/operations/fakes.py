"""Operations' repository over dicts, and messages as they lie in the queue of the dead letters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from services.operations.domain.dead_letters import Letter
from services.operations.handlers.dead_letters import as_reply
from services.operations.letters import read_letter
from services.operations.queue_age import Sample
from services.operations.repository import Place, PutBack
from shared.contracts.operations import DeadLetter, DeadLetterState
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

    def list_dead_letters(
        self, queue: str | None, state: DeadLetterState | None, after: Place | None, limit: int
    ) -> list[DeadLetter]:
        found = [letter for letter in self._matching(queue, state) if after is None or place(letter) < after]
        return [as_reply(letter) for letter in found[:limit]]

    def count_dead_letters(self, queue: str | None, state: DeadLetterState | None) -> int:
        return len(self._matching(queue, state))

    def update_dead_letter(
        self, dead_letter_id: UUID, state: DeadLetterState, discard_reason: str | None = None
    ) -> None:
        self.letters[dead_letter_id] = replace(self.letters[dead_letter_id], state=state)
        self.discard_reasons[dead_letter_id] = discard_reason

    def insert_put_back(self, dead_letter_id: UUID, *, discarded: bool) -> None:
        letter = self.letters[dead_letter_id]
        self.put_backs.append(PutBack(letter.id, letter.queue, letter.message_id, letter.body, discarded))

    def _matching(self, queue: str | None, state: DeadLetterState | None) -> list[Letter]:
        found = [x for x in self.letters.values() if queue in (None, x.queue) and state in (None, x.state)]
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
