"""What every service has: the relay of its outbox, a clock, and an answer about its backlog."""

from __future__ import annotations

from shared.contracts.kernel import Backlog, GetBacklog
from shared.contracts.people import Caller
from shared.messaging.relay import Relay
from shared.messaging.rpc import query
from shared.runtime.clock import Clock
from shared.runtime.program import ProgramFile
from shared.storage.database import Transaction

_BACKLOG = """
select count(*) as unpublished, min(created_at) as oldest_unpublished_at, (select count(*) from waiting) as waiting
from outbox where published_at is null
"""


class ServiceBase:
    """`class Service(ServiceBase): name = "intake"`, then entrypoints of a few lines."""

    relay = Relay()
    clock = Clock()
    program = ProgramFile()

    @query(GetBacklog)
    def get_backlog(self, _request: GetBacklog, tx: Transaction, _caller: Caller) -> Backlog:
        return Backlog.model_validate(tx.one(_BACKLOG))
