"""The container of a service: nameko's, with the database, the settings and the cause of each piece of work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import copy_context
from time import monotonic
from typing import Any

import structlog
from eventlet.event import Event
from eventlet.timeout import Timeout
from nameko.containers import ServiceContainer, WorkerContext

from shared.messaging.cause import Cause, bind_cause
from shared.messaging.retry import Stopping
from shared.program.load import load_program
from shared.runtime import tracing
from shared.runtime.metrics import DONE, HANDLED, outcome_of
from shared.runtime.settings import Settings
from shared.storage.database import Database


class Container(ServiceContainer):  # type: ignore[misc]
    """What extensions find on `self.container`. Connects to nothing by itself."""

    def __init__(self, service_cls: type, config: dict[str, Any]) -> None:
        super().__init__(service_cls, config)
        self.settings: Settings = config["settings"]
        self.program = load_program(self.settings.program_file)
        self.database = Database(self.settings.database_url)
        self._stopping: Any = Event()
        self._die: Callable[[BaseException], None] | None = config.get("die")

    def run_worker(self, entrypoint: Any, args: tuple[Any, ...], cause: Cause) -> Any:
        """Run the entrypoint's method as a nameko worker. Raises what the method raises.

        In the caller's own thread, which holds the transaction that the method uses: a thread for each event would
        cost more than most handlers do. So a limit on how long the caller waits is one on the method, too.
        """
        if self._being_killed:
            raise Stopping
        worker = WorkerContext(self, self.service_cls(), entrypoint, args)
        kind = getattr(entrypoint, "traced_as", None)
        with tracing.work(self.service_name, entrypoint.method_name, kind, cause) as traced:
            return copy_context().run(self._live, worker, traced)

    def _live(self, worker: Any, cause: Cause) -> Any:
        """What nameko does for a worker, with the cause bound and without a log line for each step."""
        method = worker.entrypoint.method_name
        bind_cause(cause)
        structlog.contextvars.bind_contextvars(
            service=self.service_name,
            method=method,
            correlation_id=str(cause.correlation_id) if cause.correlation_id else None,
            trace=cause.traceparent[3:35],  # whatever a message says, this must not fail
        )
        self._inject_dependencies(worker)
        self._worker_setup(worker)
        began, outcome = monotonic(), DONE
        try:
            result = getattr(worker.service, method)(*worker.args)
        except Exception as error:
            outcome = outcome_of(error)
            self._worker_result(worker, None, sys.exc_info())
            raise
        else:
            self._worker_result(worker, result, None)
            return result
        finally:
            HANDLED.labels(method, outcome).observe(monotonic() - began)
            self._worker_teardown(worker)

    @property
    def stopping(self) -> bool:
        return bool(self._stopping.ready())

    def _begin_to_stop(self) -> None:
        if not self.stopping:
            self._stopping.send()

    def pause(self, seconds: float) -> None:
        """Wait; not longer than until the end of the process begins. Raises Stopping."""
        with Timeout(seconds, False):
            self._stopping.wait()
            raise Stopping

    def kill(self, exc_info: Any = None) -> None:
        """A container that dies of a fault takes its process along: half a service looks alive and does nothing."""
        self._begin_to_stop()
        if exc_info is not None and self._die is not None:
            self._die(exc_info[1])
        super().kill(exc_info)

    def stop(self) -> None:
        self._begin_to_stop()
        super().stop()
        self.database.close()
