"""Runs a plan: foundations, the set-up step, services; keeps them running; stops them in order.

It tells the world what it does through two files, written atomically: state/supervisor.json (for `up`, `down` and
`status`) and endpoints.json (for everybody who uses the system; there only while the system runs).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any

from alliance.embedded.children import Child, Plan, StartFailed, Step
from alliance.embedded.home import Home, write_atomically
from alliance.embedded.keeper import Keeper, start_process
from alliance.embedded.lock import ANOTHER_RUNS, acquire
from alliance.embedded.logs import end_of, last_lines
from alliance.embedded.processes import sweep

READY_WITHIN_S = 90.0
PROBES_AT_ONCE = 32
AGAIN_S = 5.0

logger = logging.getLogger("supervisor")


class Phase(StrEnum):
    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"
    FAILED = "failed"
    STOPPED = "stopped"


def serve(home: Home, plan: Callable[[], Plan]) -> int:
    """A whole life of a supervisor in this process; its exit code. ANOTHER_RUNS when the home has one already."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    held = acquire(home.lock)
    if held is None:
        return ANOTHER_RUNS
    try:
        return asyncio.run(Supervisor(home, plan).run())
    finally:
        held.close()


class Supervisor:
    """`plan` makes the plan when leftovers of an earlier run are gone and ports can be judged; it may raise
    StartFailed."""

    def __init__(self, home: Home, plan: Callable[[], Plan], ready_within_s: float = READY_WITHIN_S) -> None:
        self._home, self._make_plan, self._ready_within_s = home, plan, ready_within_s
        self._phase, self._doing = Phase.STARTING, dict[str, Any]()
        self._failure: StartFailed | None = None
        self._plan: Plan | None = None
        self._foundations: list[Keeper] = []
        self._services: list[Keeper] = []
        self._setup: Process | None = None

    async def run(self) -> int:
        """Start everything, wait for SIGTERM, SIGINT or SIGHUP, stop everything. The exit code: 0, or 1 when the
        system could not be started."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(PROBES_AT_ONCE))
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, stop.set)
        starting = asyncio.create_task(self._start())
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                self._tell(Phase.READY)
                await stop.wait()
        except StartFailed as failure:
            logger.error("%s %s", failure, " | ".join(failure.lines))  # noqa: TRY400 - the trace says nothing more
            self._failure = failure
        finally:
            for task in (starting, stopped):
                task.cancel()
            await asyncio.wait({starting, stopped})
            await self._stop()
        self._tell(Phase.FAILED if self._failure else Phase.STOPPED)
        return 1 if self._failure else 0

    async def _start(self) -> None:
        self._tell(Phase.STARTING, "looking_for_leftovers")
        if left := await asyncio.to_thread(sweep, self._home):
            logger.warning("ended what an earlier run had left behind: %s", ", ".join(left))
        self._plan = await asyncio.to_thread(self._make_plan)
        self._tell(Phase.STARTING, "starting", names=[child.name for child in self._plan.foundations])
        await self._start_all(self._foundations, self._plan.foundations)
        if self._plan.setup:
            self._tell(Phase.STARTING, "setting_up")
            await self._run_step(self._plan.setup)
        self._tell(Phase.STARTING, "starting", names=[child.name for child in self._plan.services])
        await self._start_all(self._services, self._plan.services)

    async def _start_all(self, keepers: list[Keeper], children: Sequence[Child]) -> None:
        keepers += [Keeper(self._home, child, self._publish) for child in children]
        starts = [asyncio.create_task(keeper.start(self._ready_within_s)) for keeper in keepers]
        try:
            await asyncio.gather(*starts)  # the first that fails ends the waiting for the others
        finally:
            for start in starts:
                start.cancel()

    async def _run_step(self, step: Step) -> None:
        before = end_of(self._home.log(step.name))
        self._setup = await start_process(self._home, step.name, step.command, step.environment)
        if await self._setup.wait() != 0:
            lines = last_lines(self._home.log(step.name), 10, before)
            raise StartFailed(step.name, "ended", lines, exit_code=self._setup.returncode)

    async def _stop(self) -> None:
        self._tell(Phase.STOPPING, "stopping_services")
        if self._setup and self._setup.returncode is None:
            self._setup.terminate()
        await asyncio.gather(*(keeper.stop() for keeper in self._services))
        for keeper in reversed(self._foundations):
            self._tell(Phase.STOPPING, "stopping_part", part=keeper.child.name)
            await keeper.stop()
        await asyncio.to_thread(sweep, self._home)
        self._home.endpoints.unlink(missing_ok=True)

    def _tell(self, phase: Phase, doing: str | None = None, /, **values: Any) -> None:
        """`doing`: the message `terminal.system.doing.<doing>`; whoever reads the state says it."""
        self._phase, self._doing = phase, {"key": doing, "values": values} if doing else {}
        logger.info("%s: %s %s", phase, doing or "", values or "")
        self._publish()

    def _publish(self) -> None:
        """Tell the world; on a full disk again a little later: what keeps the children running must not end of it."""
        try:
            self._write_files()
        except OSError as error:
            logger.warning("cannot write what runs: %s; again in %.0f s", error.strerror, AGAIN_S)
            asyncio.get_running_loop().call_later(AGAIN_S, self._publish)

    def _write_files(self) -> None:
        keepers = [*self._foundations, *self._services]
        children = {k.child.name: {"state": k.state, "pids": [k.pid] if k.pid else []} for k in keepers}
        state = {
            "supervisor": os.getpid(),
            "phase": self._phase,
            "doing": self._doing,
            "failure": self._failure.as_dict() if self._failure else None,
            "children": children,
        }
        write_atomically(self._home.state, json.dumps(state, indent=1))
        if self._plan and self._phase in (Phase.STARTING, Phase.READY):
            processes = {name: child["pids"] for name, child in children.items()}
            document = {**self._plan.endpoints, "processes": processes, "supervisor": os.getpid()}
            write_atomically(self._home.endpoints, json.dumps(document, indent=1))
