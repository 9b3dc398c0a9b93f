"""Which processes of this machine are ours, and how they are ended.

Every child carries its home and its name in its environment, and so does whatever it starts (Erlang's epmd, for one).
A pid alone proves nothing: numbers are used again. So before a signal is sent, /proc is read anew.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from alliance.embedded.home import Home

HOME_MARK = "ALLIANCE_CHILD_HOME"
NAME_MARK = "ALLIANCE_CHILD"

#: Ended last, in this order; everything else before them, together.
FOUNDATIONS = ("mailbox", "broker", "postgres")
STOP_SIGNALS = {"postgres": signal.SIGINT}  # PostgreSQL's "fast": it waits for no client
STOP_WITHIN_S = 30.0
POLL_S = 0.05


@dataclass(frozen=True)
class Owned:
    pid: int
    name: str
    leads: bool  # the process that the supervisor started, not one that it started in turn


def marks(home: Home, name: str) -> dict[str, str]:
    """The environment by which a child is known again."""
    return {HOME_MARK: str(home.path), NAME_MARK: name}


def alive(pid: int) -> bool:
    """Whether it runs; one that ended and waits to be reaped does not."""
    fields = _stat(pid)
    return bool(fields) and fields[1] not in ("Z", "X")


def owned(home: Home, names: Collection[str] | None = None) -> list[Owned]:
    """The living processes of a home, by name of the child, this process excepted."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        name = _name(entry, home)
        if name and (names is None or name in names) and alive(int(entry.name)):
            found[int(entry.name)] = name
    return [Owned(pid, name, leads=_leads(pid, found)) for pid, name in found.items()]


def _name(entry: Path, home: Home) -> str | None:
    with suppress(OSError):  # another user's, or gone since
        variables = (entry / "environ").read_bytes().split(b"\0")
        if f"{HOME_MARK}={home.path}".encode() in variables:
            prefix = f"{NAME_MARK}=".encode()
            return next((v[len(prefix) :].decode() for v in variables if v.startswith(prefix)), None)
    with suppress(OSError):  # started by root, PostgreSQL runs as a user whose environment root may be kept from
        arguments = (entry / "cmdline").read_bytes().split(b"\0")
        if arguments[0].endswith(b"/postgres") and str(home.postgres).encode() in arguments:
            return "postgres"
    return None


def _leads(pid: int, found: Mapping[int, str]) -> bool:
    fields = _stat(pid)
    # Erlang's epmd frees itself from the node that started it, and must outlive it: a stop ends the node first.
    return bool(fields) and found.get(int(fields[2])) != found[pid] and fields[0] != "epmd"


def _stat(pid: int) -> list[str]:
    """Name, state, parent … of a process; empty when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    before, _, after = stat.rpartition(")")
    return [before.partition("(")[2], *after.split()]


def sweep(home: Home, names: Collection[str] | None = None, within_s: float = STOP_WITHIN_S) -> list[str]:
    """End what runs for a home, in the order of a stop; the names of what was ended. Data are kept."""
    ended: list[str] = []
    for layer in ("", *FOUNDATIONS):
        there = [p for p in owned(home, names) if (p.name if p.name in FOUNDATIONS else "") == layer]
        if not there:
            continue
        ended += sorted({p.name for p in there})
        chosen = {p.name for p in there}
        send([p.pid for p in there if p.leads], STOP_SIGNALS.get(layer, signal.SIGTERM))
        wait_gone([p.pid for p in there if p.leads], within_s)
        for remedy in (signal.SIGTERM, signal.SIGKILL, signal.SIGKILL):
            rest = [p.pid for p in owned(home, chosen)]
            send(rest, remedy)
            wait_gone(rest, 2.0)
    return ended


def send(pids: Iterable[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, what)


def wait_gone(pids: Iterable[int], within_s: float) -> bool:
    """Wait until none of them runs; False when time is up."""
    deadline = time.monotonic() + within_s
    left = [pid for pid in pids if alive(pid)]
    while left and time.monotonic() < deadline:
        time.sleep(POLL_S)
        left = [pid for pid in left if alive(pid)]
    return not left


def wait_reaped(pids: Iterable[int], within_s: float) -> None:
    """Wait a moment until the machine's first process has forgotten them too; in a container it may never do so."""
    deadline = time.monotonic() + within_s
    while any(_stat(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(POLL_S)
