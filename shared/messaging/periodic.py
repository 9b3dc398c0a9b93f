"""Periodic work: `@periodic(seconds=5)`, once over all replicas, by the database's clock.

Whoever moves the job's `next_at` does the work; a replica with another clock changes nothing. After a time of being
down the work runs once and finds everything that has become due.

`every` (entrypoints.py) makes a job of handlers, for one alone or for each of many: their work runs in a Turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any, TypeVar
from uuid import UUID

import structlog
from prometheus_client import Counter

from shared.contracts.errors import Refusal
from shared.messaging.cause import Cause, new_traceparent
from shared.messaging.retry import Stopping
from shared.runtime.extensions import Entrypoint
from shared.storage.database import CutOff, Database, DatabaseDown, Transaction, immediately_again

log = structlog.get_logger()

#: How soon a job that is not due is looked at again, whatever its row said.
POLL_S = 10
#: Between two turns, and after a failure.
PAUSE_S = 1

FAILURES = Counter("alliance_periodic_failures", "Ones of periodic work that failed in a turn", ["job"])

#: One that is new is due.
_CLAIM = """
with claimed as (
    insert into periodic as job (name, next_at) values (%(name)s, now() + make_interval(secs => %(seconds)s))
    on conflict (name) do update set next_at = excluded.next_at where job.next_at <= now() returning name)
select exists (select from claimed) as is_ours,
    (select extract(epoch from next_at - now())::float from periodic where name = %(name)s) as left_s
"""

One = TypeVar("One")


class Turn:
    """One run of a job. `failed`: the keys of those that failed in the turns before; it keeps them for the next."""

    def __init__(self, job: str, database: Database, going_on: Callable[[], bool], failed: set[str]) -> None:
        self._job, self._database, self._going_on, self._failed = job, database, going_on, failed

    def read(self) -> AbstractContextManager[Transaction]:
        return self._database.transaction(read_only=True)

    def begin(self) -> AbstractContextManager[Transaction]:
        return self._database.transaction()

    def each(self, ones: Iterable[One], work: Callable[[One, Transaction], None]) -> None:
        """A transaction for each. One that fails holds up no other, and in the next turn it comes after all others.

        Raises DatabaseDown, which is nobody's own fault; what was done until then stays done. Ends early with the
        process.
        """
        for one in sorted(ones, key=lambda one: key_of(one) in self._failed):
            if not self._going_on():
                return
            try:
                immediately_again(lambda: self._transact(one, work))  # noqa: B023  (called at once)
            except (DatabaseDown, Stopping) as error:
                if not isinstance(error, CutOff):  # its own slowness
                    raise
                self._note(one, error)
            except Exception as error:  # noqa: BLE001  (the others have their turn)
                self._note(one, error)
            else:
                self._failed.discard(key_of(one))

    def _transact(self, one: One, work: Callable[[One, Transaction], None]) -> None:
        with self.begin() as tx:
            work(one, tx)

    def _note(self, one: object, error: Exception) -> None:
        self._failed.add(key_of(one))
        FAILURES.labels(self._job).inc()
        reason = error.code if isinstance(error, Refusal) else type(error).__name__
        log.error("periodic_one_failed", job=self._job, one=key_of(one), error=reason, exc_info=error)


def key_of(one: Any) -> str:
    """What names it in the log: itself, where it is an id or a code; else its `key`."""
    if isinstance(one, tuple):
        return " ".join(map(str, one))
    return str(one if isinstance(one, str | UUID) else one.key)


class Periodic(Entrypoint):
    """Calls the method about every `seconds`. It opens its own transactions, or is handed a Turn (`in_turns`)."""

    def __init__(self, seconds: float, *, in_turns: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seconds, self.in_turns = seconds, in_turns
        self._stopping = False
        self._failed: set[str] = set()
        self._loop: Any = None

    def start(self) -> None:
        self._loop = self.container.spawn_managed_thread(self._run, identifier=f"periodic {self.method_name}")

    def stop(self) -> None:
        self._stopping = True
        if self._loop is not None:
            self._loop.wait()

    def _run(self) -> None:
        while not self._stopping:
            pause_s: float = min(self.seconds, PAUSE_S)
            try:
                if (left_s := self._claim()) is None:
                    cause = Cause(actor=f"service:{self.container.service_name}", traceparent=new_traceparent())
                    self.container.run_worker(self, (self._turn(),) if self.in_turns else (), cause)
                else:
                    pause_s = min(max(left_s, pause_s), POLL_S)
            except DatabaseDown:
                log.warning("database_down", service=self.container.service_name)
            except Refusal as refusal:  # what it needs is away: it finds everything that is due when that is back
                log.warning("periodic_refused", job=self.method_name, code=refusal.code)
            except Exception as error:
                log.error("periodic_failed", job=self.method_name, error=type(error).__name__, exc_info=True)
            try:
                self.container.pause(pause_s)
            except Stopping:
                return

    def _turn(self) -> Turn:
        return Turn(self.method_name, self.container.database, lambda: not self._stopping, self._failed)

    def _claim(self) -> float | None:
        """None: the turn is ours. Else the seconds until there is one."""
        with self.container.database.transaction() as tx:
            row = tx.one(_CLAIM, {"name": self.method_name, "seconds": self.seconds})
        return None if row["is_ours"] else row["left_s"] or 0.0


Method = TypeVar("Method", bound=Callable[..., Any])


def periodic(seconds: float, *, in_turns: bool = False) -> Callable[[Method], Method]:
    entrypoint: Callable[[Method], Method] = Periodic.decorator(seconds, in_turns=in_turns)
    return entrypoint
