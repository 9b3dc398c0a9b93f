"""The supervisor's promises, kept over small stand-ins for the real processes."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alliance.embedded import launch
from alliance.embedded.children import StartFailed
from alliance.embedded.home import Home
from alliance.embedded.lock import holder
from alliance.embedded.processes import alive, owned, send, wait_gone

SUPERVISOR = (sys.executable, str(Path(__file__).with_name("stand_in.py")))
GOOD = {"foundations": {"store": "good"}, "setup": 0, "services": {"intake": "good", "cohort": "family"}}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    home.create()
    yield home
    launch.down(home, lambda _: None)


def up(home: Home, **changes: object) -> bool:
    (home.path / "stand_in.json").write_text(json.dumps({**GOOD, **changes}))
    return launch.up(home, os.environ, lambda _: None, SUPERVISOR)


def down(home: Home) -> list[str] | None:
    return launch.down(home, lambda _: None)


def processes(home: Home) -> dict[str, list[int]]:
    pids: dict[str, list[int]] = json.loads(home.endpoints.read_text())["processes"]
    return pids


def eventually(condition: Callable[[], bool], within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_up_starts_everything_and_down_leaves_nothing(home: Home) -> None:
    """endpoints.json names the processes, is for its owner alone, and is gone with them."""
    assert up(home)
    pids = processes(home)
    assert sorted(pids) == ["cohort", "intake", "store"]
    assert all(alive(pid) for (pid,) in pids.values())
    assert home.endpoints.stat().st_mode & 0o777 == 0o600
    assert down(home) == []
    assert owned(home) == []
    assert not home.endpoints.exists()
    assert holder(home.lock) is None


def test_up_again_changes_nothing(home: Home) -> None:
    up(home)
    before = processes(home)
    assert not up(home)
    assert processes(home) == before


def test_down_when_nothing_runs_says_so(home: Home) -> None:
    assert down(home) is None


def test_a_child_that_dies_is_replaced(home: Home) -> None:
    """Its new pid is in endpoints.json, and what it had started is gone."""
    up(home)
    (killed,) = processes(home)["cohort"]
    family = [p.pid for p in owned(home, {"cohort"})]
    assert len(family) == 2
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: launch.read_state(home)["children"]["cohort"]["state"] == "restarting")
    eventually(lambda: launch.read_state(home)["children"]["cohort"]["state"] == "running")
    assert processes(home)["cohort"] != [killed]
    assert not any(alive(pid) for pid in family)


def test_a_disk_that_takes_nothing_ends_no_supervisor(home: Home) -> None:
    """What it cannot write, it writes once there is room; meanwhile it goes on replacing children."""
    up(home)
    (killed,) = processes(home)["intake"]
    folder, away = home.state.parent, home.path / "away"
    folder.rename(away)  # as root, too, nothing can be written where no folder is
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: [p.pid for p in owned(home, {"intake"})] not in ([], [killed]))
    away.rename(folder)
    eventually(lambda: processes(home)["intake"] != [killed])
    eventually(lambda: launch.read_state(home)["children"]["intake"]["state"] == "running")
    assert down(home) == []


def test_a_child_that_ignores_term_is_killed(home: Home) -> None:
    up(home, services={"intake": "stubborn"})
    assert down(home) == []
    assert owned(home) == []


def test_a_service_that_never_comes_up_fails_the_start(home: Home) -> None:
    """`up` names it with its last words, and nothing is left running."""
    with pytest.raises(StartFailed) as failed:
        up(home, services={"intake": "good", "cohort": "dies"})
    assert failed.value.part == "cohort"
    assert failed.value.lines[-1] == "I cannot go on"
    assert owned(home) == []
    assert holder(home.lock) is None


def test_a_set_up_that_fails_fails_the_start(home: Home) -> None:
    with pytest.raises(StartFailed) as failed:
        up(home, setup=1)
    assert (failed.value.part, failed.value.lines) == ("setup", ["set-up says no"])
    assert owned(home) == []


def test_the_next_up_cleans_up_after_a_killed_supervisor(home: Home) -> None:
    up(home)
    orphans = _kill_the_supervisor(home)
    assert up(home)
    assert not any(alive(pid) for pid in orphans)
    assert holder(home.lock)


def test_down_cleans_up_after_a_killed_supervisor(home: Home) -> None:
    up(home)
    orphans = _kill_the_supervisor(home)
    assert down(home) == ["cohort", "intake", "store"]
    assert not any(alive(pid) for pid in orphans)


def test_two_homes_run_side_by_side(home: Home, tmp_path: Path) -> None:
    """Stopping one does not touch the other."""
    other = Home(tmp_path / "other")
    other.create()
    up(home)
    up(other)
    down(other)
    assert owned(other) == []
    assert all(alive(pid) for (pid,) in processes(home).values())


def _kill_the_supervisor(home: Home) -> list[int]:
    supervisor = holder(home.lock)
    assert supervisor
    orphans = [p.pid for p in owned(home)]
    send([supervisor], signal.SIGKILL)
    assert wait_gone([supervisor], 5)
    assert len(orphans) == 4
    return orphans
