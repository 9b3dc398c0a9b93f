"""What every service has: the relay of its outbox, a clock, and answers about what it has recorded and told."""

from __future__ import annotations

from typing import Any

from shared.contracts.kernel import (
    Backlog,
    GetBacklog,
    ListRecordedEvents,
    RecordedEvent,
    Replay,
    ReplayEvents,
)
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.entrypoints import take_in
from shared.messaging.relay import Relay
from shared.messaging.replay import list_recorded, start_replay
from shared.messaging.rpc import command, query
from shared.messaging.supplies import Supplies
from shared.runtime.clock import Clock, service_time
from shared.runtime.program import ProgramFile
from shared.storage.database import Transaction

_BACKLOG = """
select count(*) as unpublished, min(created_at) as oldest_unpublished_at,
       (select count(*) from waiting) as waiting,
       (select coalesce(sum(until_seq - next_seq + 1), 0) from replays)::bigint as replaying
from outbox where published_at is null
"""


class ServiceBase:
    """`class Service(ServiceBase): name = "intake"`, what it supplies its handlers with, then its entrypoints."""

    name: str
    relay = Relay()
    clock = Clock()
    program = ProgramFile()
    supplies = Supplies("program", now=service_time)

    def __init_subclass__(cls, **of_others: Any) -> None:
        """Raises TypeError where an entrypoint and its handler do not fit."""
        super().__init_subclass__(**of_others)
        take_in(cls)

    @query(GetBacklog)
    def get_backlog(self, _request: GetBacklog, tx: Transaction, _caller: Caller) -> Backlog:
        return Backlog.model_validate(tx.one(_BACKLOG))

    @command(ReplayEvents)
    def replay_events(self, request: ReplayEvents, tx: Transaction, _caller: Caller) -> Replay:
        return start_replay(request, tx)

    @query(ListRecordedEvents)
    def list_recorded_events(
        self, request: ListRecordedEvents, tx: Transaction, _caller: Caller
    ) -> Page[RecordedEvent]:
        return list_recorded(request, self.name, tx)
