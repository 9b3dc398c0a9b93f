"""The processes of a measurement: started, watched and stopped by their ids; and what the machine spent on them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / ".venv" / "bin"
STOP_WITHIN_S = 10
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class TooSlow(Exception):
    """What was waited for did not happen within its limit."""


def until(condition: Callable[[], bool], limit_s: float, what: str, *, every_s: float = 0.05) -> None:
    give_up_at = monotonic() + limit_s
    while not condition():
        if monotonic() > give_up_at:
            raise TooSlow(f"{what}: not within {limit_s:.0f} s")
        sleep(every_s)


@contextmanager
def running(commands: Sequence[tuple[Sequence[str | Path], Mapping[str, str]]], log: Path) -> Iterator[list[int]]:
    """The commands, each with its environment beside PATH and HOME; their pids. All are stopped at the end."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        with log.open("ab") as out:
            for command, environment in commands:
                children.append(
                    subprocess.Popen(
                        [str(word) for word in command], cwd=ROOT, env={**surroundings(), **environment},
                        stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
                    )
                )  # fmt: skip
        yield [child.pid for child in children]
        if ended := [child.args for child in children if child.poll() is not None]:
            raise TooSlow(f"ended by itself, see {log}: {ended}")
    finally:
        stop(children)


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Each with the group that it leads: Celery's has a child of its own."""
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def surroundings() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}


def run(command: Sequence[str | Path], environment: Mapping[str, str], limit_s: float) -> str:
    """A command to its end; what it printed, errors on stderr. Raises CalledProcessError, TimeoutExpired."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env={**surroundings(), **environment}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True, check=True, timeout=limit_s,
    )  # fmt: skip
    return done.stdout


def cpu_seconds(pid: int) -> float:
    """What the process has used so far, with its threads and the children that it has waited for; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS_A_SECOND


def family(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for parent in found:
        with suppress(OSError):
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
            found += [int(child) for child in children.split()]
    return found


def cpu_of(pids: Mapping[str, int]) -> dict[str, float]:
    """Seconds so far of each named process with its family."""
    return {name: sum(map(cpu_seconds, family(pid))) for name, pid in pids.items()}


def proportional_set_kb(pid: int) -> int:
    """Memory of its own and its share of what it shares, in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
