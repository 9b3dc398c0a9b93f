"""What every service answers, whatever it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.events import Event
from shared.contracts.requests import Command, Model, Page, Query


class AccessEvent(Event, aggregate="access", key="accessor_id"):
    accessor_id: UUID  # a person's id; of another caller, an id made from what it is


class AccessRecorded(AccessEvent):
    """Somebody of the team read or took out what is personal, or overrode a rule of the program, or a known caller was
    denied. Who: the envelope's actor.

    `result`: `done`, or the code of the refusal; `overridden`: codes of those that did not hold. `origin`: the network
    that the request came from. Every service tells it of itself.
    """

    kind: Literal["read", "export", "override", "denied"]
    method: str
    result: str
    code: str | None = None
    about: dict[str, UUID] = Field(default_factory=dict)
    overridden: tuple[str, ...] = ()
    origin: str | None = None


class Backlog(Model):
    """What a service has not yet told, what waits in it for a predecessor, what it is to tell again."""

    unpublished: int
    oldest_unpublished_at: datetime | None
    waiting: int
    replaying: int = 0


class GetBacklog(Query[Backlog]):
    """Asked of each service by operations: `client.call(GetBacklog(), of="intake")`."""


class Replay(Model):
    """How many events are published again; those of which numbers."""

    events: int
    from_seq: int
    until_seq: int


class ReplayEvents(Command[Replay]):
    """Publish again what was recorded from a number and a moment on; for one consumer, or for all.

    For one consumer the events are marked as replayed: whoever rebuilds itself from them tells nobody of them.
    """

    from_seq: Annotated[int, Field(ge=1)] = 1
    since: AwareDatetime | None = None
    consumer: str | None = None


class RecordedEvent(Model):
    """An event that was recorded, in short; `sha256` covers its whole envelope. published_at None: not told yet."""

    seq: int
    event_id: UUID
    sha256: str
    published_at: datetime | None


class ListRecordedEvents(Query[Page[RecordedEvent]]):
    """The outbox, by its numbers; `after` is the last number of the page before. For checking the audit trail."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 1000
    after: Annotated[int, Field(ge=0)] = 0
