"""What every service has: the relay of its outbox, a clock, answers about what it has recorded and told, and about what
it keeps of people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shared.contracts.kernel import (
    Backlog,
    ErasePersonal,
    Erasure,
    ExportPersonal,
    GetBacklog,
    GetRetention,
    ListErasures,
    ListRecordedEvents,
    LoggedErasure,
    PersonalRows,
    PreviewErasure,
    Reapplied,
    ReapplyErasures,
    RecordedEvent,
    Replay,
    ReplayEvents,
    Retention,
)
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.entrypoints import take_in
from shared.messaging.periodic import Turn, periodic
from shared.messaging.relay import Relay
from shared.messaging.reminded import Reminded
from shared.messaging.replay import list_recorded, start_replay
from shared.messaging.rpc import command, query
from shared.messaging.supplies import Supplies
from shared.privacy import answering, retention
from shared.privacy.declared import Personal
from shared.privacy.provider import Privacy, eraser, eraser_of
from shared.runtime.clock import Clock, service_time
from shared.runtime.program import ProgramFile
from shared.runtime.version import VERSION
from shared.storage.database import Transaction

_BACKLOG = """
select count(*) as unpublished, min(created_at) as oldest_unpublished_at,
       (select count(*) from waiting) as waiting,
       (select coalesce(sum(until_seq - next_seq + 1), 0) from replays)::bigint as replaying,
       current_setting('default_transaction_read_only')::boolean or pg_is_in_recovery() as read_only
from outbox where published_at is null
"""

STARTED_AT = datetime.now(UTC)

RETENTION_S = 3600
AGAIN_S = 24 * 3600


class ServiceBase:
    """`class Service(ServiceBase): name = "intake"`, then what it keeps of people, what it supplies its handlers with,
    its entrypoints."""

    name: str
    relay = Relay()
    clock = Clock()
    program = ProgramFile()
    personal = Personal()
    privacy = Privacy()
    supplies = Supplies("program", now=service_time, eraser=eraser, reminded=Reminded)

    def __init_subclass__(cls, **of_others: Any) -> None:
        """Raises TypeError where an entrypoint and its handler do not fit."""
        super().__init_subclass__(**of_others)
        take_in(cls)

    @query(GetBacklog)
    def get_backlog(self, _request: GetBacklog, tx: Transaction, _caller: Caller) -> Backlog:
        own = {"figures": self.figures(tx), "version": VERSION, "started_at": STARTED_AT}
        return Backlog.model_validate(tx.one(_BACKLOG) | own)

    def figures(self, _tx: Transaction) -> dict[str, int]:
        """What this service counts of its own, for operators."""
        return {}

    @command(ReplayEvents)
    def replay_events(self, request: ReplayEvents, tx: Transaction, _caller: Caller) -> Replay:
        return start_replay(request, tx)

    @query(ListRecordedEvents)
    def list_recorded_events(
        self, request: ListRecordedEvents, tx: Transaction, _caller: Caller
    ) -> Page[RecordedEvent]:
        return list_recorded(request, self.name, tx)

    # -- what is kept of people --------------------------------------------------------------------------------------

    @query(ExportPersonal)
    def export_personal(self, request: ExportPersonal, tx: Transaction, caller: Caller) -> PersonalRows:
        return answering.export_personal(request, eraser_of(self, tx), caller)

    @query(PreviewErasure)
    def preview_erasure(self, request: PreviewErasure, tx: Transaction, _caller: Caller) -> Erasure:
        return answering.preview_erasure(request, eraser_of(self, tx))

    @command(ErasePersonal)
    def erase_personal(self, request: ErasePersonal, tx: Transaction, caller: Caller) -> Erasure:
        return answering.erase_personal(request, eraser_of(self, tx), tx, caller)

    @query(ListErasures)
    def list_erasures(self, request: ListErasures, tx: Transaction, _caller: Caller) -> Page[LoggedErasure]:
        return answering.list_erasures(request, eraser_of(self, tx))

    @command(ReapplyErasures)
    def reapply_erasures(self, request: ReapplyErasures, tx: Transaction, _caller: Caller) -> Reapplied:
        return answering.reapply_erasures(request, eraser_of(self, tx))

    @query(GetRetention)
    def get_retention(self, _request: GetRetention, tx: Transaction, _caller: Caller) -> Retention:
        return retention.schedule(self.personal, self.program, tx)

    @periodic(seconds=RETENTION_S, in_turns=True)
    def remove_what_is_due(self, turn: Turn) -> None:
        retention.remove_all_due(self.personal, self.program, turn, self.privacy)

    @periodic(seconds=AGAIN_S, in_turns=True)
    def erase_again(self, turn: Turn) -> None:
        """What came late of somebody who was erased: with a replay, from a service that was down."""
        answering.erase_again(turn, self.privacy)
