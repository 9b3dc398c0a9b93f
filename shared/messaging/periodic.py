"""Periodic work: `@periodic(seconds=5)`, once over all replicas, by the database's clock.

Whoever moves the job's `next_at` does the work; a replica with another clock changes nothing. After a time of being
down the work runs once and finds everything that has become due.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from nameko.extensions import Entrypoint

from shared.contracts.errors import Refusal
from shared.messaging.cause import Cause, new_traceparent
from shared.messaging.retry import Stopping
from shared.storage.database import DatabaseDown

log = structlog.get_logger()

POLL_S = 1

_REGISTER = "insert into periodic (name, next_at) values (%s, now()) on conflict do nothing"
_CLAIM = """
update periodic set next_at = now() + make_interval(secs => %(seconds)s)
where name = %(name)s and next_at <= now() returning next_at
"""


class Periodic(Entrypoint):  # type: ignore[misc]
    """Calls the method, without arguments, about every `seconds`. The method opens its own transactions."""

    def __init__(self, seconds: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seconds = seconds
        self._stopping = False
        self._loop: Any = None

    def start(self) -> None:
        self._loop = self.container.spawn_managed_thread(self._run, identifier=f"periodic {self.method_name}")

    def stop(self) -> None:
        self._stopping = True
        if self._loop is not None:
            self._loop.wait()

    def _run(self) -> None:
        while not self._stopping:
            try:
                if self._claim():
                    cause = Cause(actor=f"service:{self.container.service_name}", traceparent=new_traceparent())
                    self.container.run_worker(self, (), cause)
            except DatabaseDown:
                log.warning("database_down", service=self.container.service_name)
            except Refusal as refusal:  # what it needs is away: it finds everything that is due when that is back
                log.warning("periodic_refused", job=self.method_name, code=refusal.code)
            except Exception as error:
                log.error("periodic_failed", job=self.method_name, error=type(error).__name__, exc_info=True)
            try:
                self.container.pause(min(self.seconds, POLL_S))
            except Stopping:
                return

    def _claim(self) -> bool:
        with self.container.database.transaction() as tx:
            tx.execute(_REGISTER, (self.method_name,))
            return tx.find(_CLAIM, {"name": self.method_name, "seconds": self.seconds}) is not None


Method = TypeVar("Method", bound=Callable[..., Any])


def periodic(seconds: float) -> Callable[[Method], Method]:
    entrypoint: Callable[[Method], Method] = Periodic.decorator(seconds)
    return entrypoint
