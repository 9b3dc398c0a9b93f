"""The container of a service: nameko's, with the database, the settings and the cause of each piece of work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import eventlet
import structlog
from nameko.containers import ServiceContainer, WorkerContext

from shared.messaging.cause import Cause, bind_cause
from shared.messaging.retry import Stopping
from shared.program.load import load_program
from shared.runtime.settings import Settings
from shared.storage.database import Database


class Container(ServiceContainer):  # type: ignore[misc]
    """What extensions find on `self.container`. Connects to nothing by itself."""

    def __init__(self, service_cls: type, config: dict[str, Any]) -> None:
        super().__init__(service_cls, config)
        self.settings: Settings = config["settings"]
        self.program = load_program(self.settings.program_file)
        self.database = Database(self.settings.database_url)
        self.stopping = False
        self._die: Callable[[BaseException], None] | None = config.get("die")

    def run_worker(self, entrypoint: Any, args: tuple[Any, ...], cause: Cause) -> Any:
        """Run the entrypoint's method as a nameko worker. Raises what the method raises.

        In the caller's own thread, which holds the transaction that the method uses: a thread for each event would
        cost more than most handlers do. So a limit on how long the caller waits is one on the method, too.
        """
        if self._being_killed:
            raise Stopping
        worker = WorkerContext(self, self.service_cls(), entrypoint, args)
        return copy_context().run(self._live, worker, cause)

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
        try:
            result = getattr(worker.service, method)(*worker.args)
        except Exception:
            self._worker_result(worker, None, sys.exc_info())
            raise
        else:
            self._worker_result(worker, result, None)
            return result
        finally:
            self._worker_teardown(worker)

    def pause(self, seconds: float) -> None:
        """Wait, in steps that notice the end of the process. Raises Stopping."""
        waited = 0.0
        while waited < seconds:
            if self.stopping:
                raise Stopping
            eventlet.sleep(0.1)
            waited += 0.1
        if self.stopping:
            raise Stopping

    def kill(self, exc_info: Any = None) -> None:
        """A container that dies of a fault takes its process along: half a service looks alive and does nothing."""
        self.stopping = True
        if exc_info is not None and self._die is not None:
            self._die(exc_info[1])
        super().kill(exc_info)

    def stop(self) -> None:
        self.stopping = True
        super().stop()
        self.database.close()
