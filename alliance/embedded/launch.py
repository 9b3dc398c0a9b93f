"""`up` and `down` from outside: start a detached supervisor and wait for it, stop one, clean up after a killed one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from alliance.embedded.children import StartFailed
from alliance.embedded.home import Home, checkout, program_file
from alliance.embedded.lock import ANOTHER_RUNS, holder
from alliance.embedded.logs import end_of, last_lines, open_log
from alliance.embedded.processes import alive, owned, send, sweep, wait_gone, wait_reaped
from alliance.reader import words

POLL_S = 0.1

#: Longer than the sum of what the supervisor allows its children; one that takes longer hangs.
STOP_WITHIN_S = 150.0
REAPED_WITHIN_S = 2.0

#: Phases that have words: what a supervisor is in that does not say what it does.
SAID = ("starting", "stopping", "failed", "stopped")

Say = Callable[[str], None]


def read_state(home: Home) -> dict[str, Any]:
    """What the supervisor told last; empty when it never ran."""
    try:
        state: dict[str, Any] = json.loads(home.state.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state


def doing_of(state: Mapping[str, Any], phase: str = "starting") -> str:
    """What the supervisor told that it does, in words; else its phase. One of an older version told it in English."""
    doing = state.get("doing")
    if isinstance(doing, str) and doing:
        return doing
    if doing:
        return words(f"system.doing.{doing['key']}", **doing["values"])
    told = state.get("phase")
    return words(f"system.phase.{told if told in SAID else phase}")


#: The process that supervises; tests put their own in its place.
SUPERVISOR = (sys.executable, "-m", "alliance.embedded")


def up(home: Home, environment: Mapping[str, str], say: Say, supervisor: Sequence[str] = SUPERVISOR) -> bool:
    """Return when everything is ready; False when it was already. `say` is called again and again while waiting.

    Raises StartFailed; then nothing that was started is left running.
    """
    process: subprocess.Popen[bytes] | None = None
    before = end_of(home.log("supervisor"))
    waited = False
    while True:
        pid = holder(home.lock)
        state = read_state(home)
        if pid and state.get("supervisor") == pid and alive(pid):  # a killed one may hold its lock for a moment longer
            if state["phase"] == "ready":
                return waited
            say(doing_of(state))
        elif pid is None and process is None:
            process = _start_supervisor(home, environment, supervisor)
        elif process and process.poll() is not None:
            _judge(home, process, before)
            process = None  # it gave way to another one, which is now waited for
        waited = True
        time.sleep(POLL_S)


def _start_supervisor(home: Home, environment: Mapping[str, str], command: Sequence[str]) -> subprocess.Popen[bytes]:
    home.state.unlink(missing_ok=True)
    with open_log(home.log("supervisor")) as log:
        return subprocess.Popen(
            command,
            # named here, since the supervisor runs elsewhere
            env={**environment, "ALLIANCE_HOME": str(home.path), "PROGRAM_FILE": str(program_file(environment))},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=checkout(),
        )


def _judge(home: Home, process: subprocess.Popen[bytes], before: int) -> None:
    """Raise what a supervisor that ended had to say; return when another one holds the home."""
    state = read_state(home)
    if process.returncode == ANOTHER_RUNS:
        return
    if state.get("supervisor") == process.pid and (failure := state.get("failure")):
        raise StartFailed.from_dict(failure)
    lines = last_lines(home.log("supervisor"), 10, before)
    if process.returncode == 0:
        raise StartFailed("supervisor", "was_stopped", lines)
    raise StartFailed("supervisor", "ended", lines, exit_code=process.returncode)


def down(home: Home, say: Say) -> list[str] | None:
    """Stop everything, keep the data. None when nothing ran; else the names of what a killed supervisor had left
    running, and that was ended here."""
    pid = holder(home.lock)
    running = [process.pid for process in owned(home)]
    if pid:
        send([pid], signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN_S
        while holder(home.lock) == pid:
            say(doing_of(read_state(home), "stopping"))
            if time.monotonic() > deadline:
                send([pid], signal.SIGKILL)
                wait_gone([pid], 2.0)
            time.sleep(POLL_S)
    say(words("system.doing.leftovers"))
    left = sweep(home)
    home.endpoints.unlink(missing_ok=True)
    wait_reaped([*running, *([pid] if pid else [])], REAPED_WITHIN_S)
    return left if pid or left else None
