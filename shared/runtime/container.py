"""The container of a service: nameko's, with the database, the settings and the cause of each piece of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import eventlet
import structlog
from eventlet.event import Event as Outcome
from nameko.containers import ServiceContainer
from nameko.exceptions import ContainerBeingKilled

from shared.messaging.cause import Cause, bind_cause
from shared.messaging.retry import Stopping
from shared.program.load import load_program
from shared.runtime.settings import Settings
from shared.storage.database import Database

CAUSE = "cause"
MAX_WORKERS = 40  # above what all entrypoints of a service run at once, so that none waits for another's place


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
        """Run the entrypoint's method in a nameko worker and wait for it. Raises what the method raises.

        The waiting thread holds the transaction that the worker uses; when the wait is cut off, so is the worker.
        """
        outcome: Any = Outcome()

        def handle_result(_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            if exc_info is None:
                outcome.send(result)
            else:
                outcome.send_exception(*exc_info)
            return result, None

        try:
            ctx = self.spawn_worker(entrypoint, args, {}, {CAUSE: cause}, handle_result)
        except ContainerBeingKilled:
            raise Stopping from None
        worker = self._worker_threads.get(ctx)
        try:
            return outcome.wait()
        except BaseException:
            if worker is not None and not outcome.ready():
                worker.kill()
            raise

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

    def _run_worker(self, worker_ctx: Any, handle_result: Callable[..., Any]) -> None:
        cause: Cause | None = worker_ctx.data.pop(CAUSE, None)
        if cause is not None:
            bind_cause(replace(cause))
            structlog.contextvars.bind_contextvars(
                service=self.service_name,
                method=worker_ctx.entrypoint.method_name,
                correlation_id=str(cause.correlation_id) if cause.correlation_id else None,
                trace=cause.traceparent[3:35],  # whatever a message says, this must not fail
            )
        super()._run_worker(worker_ctx, handle_result)
