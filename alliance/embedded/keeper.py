"""One child, kept running: started, watched until it is ready, started again with growing pauses when it ends."""

from __future__ import annotations

import asyncio
import logging
import signal
import subprocess
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from alliance.embedded.children import HOPELESS_AFTER, Backoff, Child, StartFailed, State
from alliance.embedded.home import Home, checkout
from alliance.embedded.logs import end_of, last_words, open_log
from alliance.embedded.processes import sweep

POLL_S = 0.15
KILL_WITHIN_S = 2.0

#: One that was not ready yet has no work to finish; RabbitMQ, for one, does not hear TERM while it starts.
UNREADY_STOP_WITHIN_S = 5.0

logger = logging.getLogger("supervisor")


class Keeper:
    """`on_change` is called after every change of state or pid."""

    def __init__(self, home: Home, child: Child, on_change: Callable[[], None]) -> None:
        self.child = child
        self.state = State.STOPPED
        self.pid: int | None = None
        self.reasons: tuple[str, ...] = ()
        self._home, self._on_change = home, on_change
        self._backoff = Backoff()
        self._hopeless: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._was_ready = asyncio.Event()
        self._failures = 0
        self._log_began = end_of(home.log(child.name))
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self, within_s: float) -> None:
        """Return when the child is ready for the first time; it is kept running from then on.

        Raises StartFailed when it cannot be prepared, ended three times, or is not ready in time.
        """
        self._task = asyncio.create_task(self._keep())
        ready = asyncio.create_task(self._was_ready.wait())
        watched: set[asyncio.Future[Any]] = {ready, self._hopeless, self._task}
        try:
            done, _ = await asyncio.wait(watched, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        for future in done - {ready}:
            future.result()  # raises StartFailed
        if not done:
            waited, lines = {"seconds": f"{within_s:.0f}"}, self._last_words()
            if not self.reasons:
                raise StartFailed(self.child.name, "not_ready_silent", lines, **waited)
            raise StartFailed(self.child.name, "not_ready", lines, **waited, why="; ".join(self.reasons))

    async def stop(self) -> None:
        """Ask it to end, then make it; nothing that it started is left."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError, StartFailed):
                await self._task
        if self._process and self._process.returncode is None:
            self._signal(self.child.stop_signal)
            with suppress(TimeoutError):
                patience_s = self.child.stop_within_s if self.state == State.RUNNING else UNREADY_STOP_WITHIN_S
                await asyncio.wait_for(self._process.wait(), min(patience_s, self.child.stop_within_s))
            self._signal(signal.SIGKILL)
        await asyncio.to_thread(sweep, self._home, {self.child.name}, KILL_WITHIN_S)
        self._change(State.STOPPED, None)

    async def _keep(self) -> None:
        if self.child.prepare:
            await asyncio.to_thread(self.child.prepare)
        while True:
            self._change(State.RESTARTING if self._was_ready.is_set() else State.STARTING, None)
            process = await start_process(self._home, self.child.name, self.child.command, self.child.environment)
            self._process = process
            self._change(self.state, process.pid)
            pause = self._backoff.next(await self._watch(process))
            logger.warning("%s ended with %s; again in %.0f s", self.child.name, process.returncode, pause)
            self._change(State.RESTARTING, None)
            self._count_failure(process.returncode)
            # What it started in turn may have outlived it and hold its port.
            await asyncio.to_thread(sweep, self._home, {self.child.name}, KILL_WITHIN_S)
            await asyncio.sleep(pause)

    async def _watch(self, process: Process) -> float:
        """Wait for the end of a process; the seconds for which it had been ready."""
        ended = asyncio.create_task(process.wait())
        try:
            while not ended.done():
                readiness = await asyncio.to_thread(self.child.probe)
                self.reasons = readiness.reasons
                if readiness.ready and not ended.done():
                    since = time.monotonic()
                    self._was_ready.set()
                    self._change(State.RUNNING, process.pid)
                    await ended
                    return time.monotonic() - since
                await asyncio.wait({ended}, timeout=POLL_S)
        finally:
            ended.cancel()
        return 0.0

    def _count_failure(self, code: int | None) -> None:
        self._failures += 1
        if self._failures >= HOPELESS_AFTER and not self._was_ready.is_set() and not self._hopeless.done():
            ended = {"times": self._failures, "exit_code": code}
            self._hopeless.set_exception(StartFailed(self.child.name, "ended_often", self._last_words(), **ended))

    def _last_words(self) -> list[str]:
        return last_words(self._home.log(self.child.name), 10, self._log_began)

    def _signal(self, what: signal.Signals) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(what)

    def _change(self, state: State, pid: int | None) -> None:
        if (state, pid) != (self.state, self.pid):
            self.state, self.pid = state, pid
            self._on_change()


async def start_process(home: Home, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Process:
    """Start a process in a session of its own: a Ctrl-C in the terminal is for the supervisor alone."""
    with open_log(home.log(name)) as log:
        try:
            return await asyncio.create_subprocess_exec(
                *command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=checkout(),
            )
        except OSError as error:
            raise StartFailed(name, "not_run", program=command[0], why=error.strerror) from error
