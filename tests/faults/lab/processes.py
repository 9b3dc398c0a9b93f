"""The processes of a lab, each kept running: one that ends is started again at once, and its end is written down.

The embedded default's supervisor waits longer and longer before it starts a child again, and cannot be told to leave
one down; faults need both otherwise.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import replace
from time import monotonic, sleep

from alliance.embedded.children import Child
from alliance.embedded.home import Home, checkout
from alliance.embedded.logs import open_log
from alliance.embedded.processes import FOUNDATIONS, sweep

POLL_S = 0.02
READY_WITHIN_S = 90
STOP_WITHIN_S = 40
PAUSE_AFTER_FAILED_START_S = 0.5


class NotReady(AssertionError):
    """A process did not come up in time."""


class TooSlow(AssertionError):
    """A process did not end in time."""


class Kept:
    """One child: what is running of it, and whether it is to run."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self.wanted = False
        self.prepared = False
        self.not_before = 0.0


class Processes:
    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: dict[str, Kept] = {}
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._watching = threading.Thread(target=self._watch, name="processes", daemon=True)
        self._watching.start()
        #: Each end of a process: (name, exit code), -9 for a kill.
        self.ends: list[tuple[str, int]] = []

    def add(self, child: Child) -> None:
        self._kept[child.name] = Kept(child)

    @property
    def names(self) -> list[str]:
        return list(self._kept)

    def start(self, *names: str) -> None:
        """Started, not yet ready; kept running from now on."""
        for name in names:
            with self._lock:
                kept = self._kept[name]
                kept.wanted = True
                if kept.process is None:
                    self._launch(kept)

    def wait_ready(self, *names: str, within_s: float = READY_WITHIN_S) -> None:
        """Raises NotReady."""
        give_up_at = monotonic() + within_s
        for name in names:
            kept = self._kept[name]
            while not (readiness := kept.child.probe()).ready:
                if monotonic() > give_up_at:
                    raise NotReady(f"{name} is not ready after {within_s:.0f} s: {'; '.join(readiness.reasons)}")
                sleep(0.1)

    def pid(self, name: str) -> int:
        found = self.find_pid(name)
        assert found is not None, f"{name} does not run"
        return found

    def find_pid(self, name: str) -> int | None:
        process = self._kept[name].process
        return None if process is None else process.pid

    def remove(self, name: str) -> None:
        """Ended, however, and no longer kept."""
        self.send(name, signal.SIGKILL)
        kept = self._kept.pop(name)
        kept.wanted = False
        if kept.process is not None:
            kept.process.wait()

    def send(self, name: str, what: signal.Signals) -> None:
        """It is started again when it ends by this. Nothing when it does not run at the moment."""
        with self._lock, suppress(ProcessLookupError):
            if (process := self._kept[name].process) is not None:
                process.send_signal(what)

    def stop(self, name: str, what: signal.Signals = signal.SIGTERM, within_s: float = STOP_WITHIN_S) -> int | None:
        """Ended and left down; its exit code. Raises TooSlow."""
        with self._lock:
            kept = self._kept[name]
            kept.wanted = False
            process = kept.process
        if process is None:
            return None
        with suppress(ProcessLookupError):
            process.send_signal(what)
        if not waited(process, within_s):
            process.kill()
            process.wait()
            raise TooSlow(f"{name} did not end within {within_s:.0f} s of {what.name}")
        self._note_end(kept)
        return process.returncode

    def replace(self, *names: str) -> None:
        """Each ended in good order, and started again. Raises TooSlow."""
        with self._lock:
            former = [self._kept[name].process for name in names]
        for name in names:
            self.send(name, signal.SIGTERM)
        for name, process in zip(names, former, strict=True):
            if process is not None and not waited(process, STOP_WITHIN_S):
                raise TooSlow(f"{name} did not end within {STOP_WITHIN_S} s of SIGTERM")

    def environment(self, name: str) -> dict[str, str]:
        return dict(self._kept[name].child.environment)

    def set_environment(self, name: str, **changes: str | None) -> bool:
        """For its next start; None takes a variable away. Whether anything changed."""
        kept = self._kept[name]
        before = dict(kept.child.environment)
        after = {key: value for key, value in (before | changes).items() if value is not None}
        kept.child = replace(kept.child, environment=after)
        return before != after

    def close(self) -> None:
        """End them all: the others first, together and at once, then mailbox, broker and database."""
        self._closing.set()
        self._watching.join()
        for kept in self._kept.values():
            kept.wanted = False
            if kept.process is not None and kept.process.poll() is None:
                kept.process.kill()
        for kept in self._kept.values():
            if kept.process is not None:
                kept.process.wait()
        sweep(self._home, within_s=2)

    def _watch(self) -> None:
        while not self._closing.wait(POLL_S):
            for kept in list(self._kept.values()):
                with self._lock:
                    if kept.process is not None and kept.process.poll() is not None:
                        self._note_end(kept)
                    if kept.wanted and kept.process is None and monotonic() >= kept.not_before:
                        self._launch(kept)

    def _note_end(self, kept: Kept) -> None:
        with self._lock:
            process, kept.process = kept.process, None
            if process is None:
                return  # the watcher was faster
            self.ends.append((kept.child.name, process.returncode))
            if process.returncode > 0:  # it could not start, perhaps since the broker is away: not in a tight loop
                kept.not_before = monotonic() + PAUSE_AFTER_FAILED_START_S

    def _launch(self, kept: Kept) -> None:
        child = kept.child
        if child.name in FOUNDATIONS:  # what it started in turn may have outlived it and hold its port
            sweep(self._home, {child.name}, within_s=2)
        if child.prepare and not kept.prepared:
            child.prepare()
            kept.prepared = True
        with open_log(self._home.log(child.name)) as log:
            kept.process = subprocess.Popen(
                child.command,
                env=dict(child.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=checkout(),
            )


def waited(process: subprocess.Popen[bytes], within_s: float) -> bool:
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        return False
    return True


def frozen(pid: int) -> bool:
    """Whether SIGSTOP has taken hold."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123  (a pseudo file)
        return stat.read().rpartition(")")[2].split()[0] == "T"
