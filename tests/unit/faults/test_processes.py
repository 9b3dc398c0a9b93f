"""How a lab keeps its processes running."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from alliance.embedded.children import Child
from alliance.embedded.home import Home
from alliance.embedded.processes import alive, marks
from alliance.embedded.readiness import Readiness
from tests.faults.lab.processes import PAUSE_AFTER_FAILED_START_S, Processes, TooSlow
from tests.faults.lab.system import until

SLEEPER = "import time; time.sleep(100)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(100)"
)
FAILING = "raise SystemExit(3)"
WITHIN_S = 10


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


@pytest.fixture
def processes(home: Home) -> Iterator[Processes]:
    made = Processes(home)
    yield made
    made.close()


def child(home: Home, program: str) -> Child:
    return Child("one", [sys.executable, "-c", program], marks(home, "one"), lambda: Readiness(True))


def test_killed_process_is_started_again(home: Home, processes: Processes) -> None:
    processes.add(child(home, SLEEPER))
    processes.start("one")
    first = processes.pid("one")
    processes.send("one", signal.SIGKILL)
    assert until(lambda: processes.find_pid("one") not in (None, first), WITHIN_S)
    assert processes.ends == [("one", -9)]


def test_stopped_process_stays_down(home: Home, processes: Processes) -> None:
    processes.add(child(home, SLEEPER))
    processes.start("one")
    assert processes.stop("one") == -15
    assert not until(lambda: processes.find_pid("one") is not None, 0.5)
    assert processes.ends == [("one", -15)]


def test_process_that_does_not_end_is_told(home: Home, processes: Processes) -> None:
    processes.add(child(home, STUBBORN))
    processes.start("one")
    assert until(lambda: "ready" in home.log("one").read_text(), WITHIN_S)
    with pytest.raises(TooSlow, match="one did not end within 0 s of SIGTERM"):
        processes.stop("one", within_s=0.1)


def test_new_environment_is_that_of_the_next_start(home: Home, processes: Processes) -> None:
    processes.add(child(home, "import os, time; print(os.environ.get('WORD', 'none'), flush=True); time.sleep(100)"))
    processes.start("one")
    assert until(lambda: "none" in home.log("one").read_text(), WITHIN_S)
    assert processes.set_environment("one", WORD="said")
    assert not processes.set_environment("one", WORD="said")
    processes.replace("one")
    assert until(lambda: "said" in home.log("one").read_text(), WITHIN_S)


def test_process_that_cannot_start_is_not_tried_in_a_tight_loop(home: Home, processes: Processes) -> None:
    processes.add(child(home, FAILING))
    began = monotonic()
    processes.start("one")
    assert until(lambda: len(processes.ends) == 3, WITHIN_S)
    assert processes.ends == [("one", 3)] * 3
    assert monotonic() - began >= 2 * PAUSE_AFTER_FAILED_START_S


def test_nothing_is_left_at_the_end(home: Home) -> None:
    processes = Processes(home)
    processes.add(child(home, STUBBORN))
    processes.start("one")
    pid = processes.pid("one")
    processes.close()
    assert not alive(pid)
