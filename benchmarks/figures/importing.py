"""Import: from the start of the command until the last application is checked, its mail row written, and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.ground import Asking, Place, place, prepared, query
from benchmarks.peers.commands import Peer
from benchmarks.processes import TooSlow, cpu_of, run, running, until
from benchmarks.system import Alliance
from benchmarks.work.documents import write_csv
from tests.support.foundations import Foundations

START_LIMIT_S = 30
IMPORT_LIMIT_S = 240
SERIES = "import"


@dataclass(frozen=True)
class Imported:
    applications: int
    seconds: float
    cpu_ms: Mapping[str, float]  # of each part, for one application

    @property
    def rate(self) -> float:
        return self.applications / self.seconds

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"rate": round(self.rate, 1)}


def import_into_alliance(system: Alliance, count: int, folder: Path, series: str = SERIES) -> Imported:
    file = folder / f"{count} {series}.csv"
    write_csv(file, count, series)
    watched = system.pids
    with Asking() as ask:
        wanted = {stage: number + count for stage, number in system.done(ask).items()}
        before, began = ask.apart(cpu_of(watched)), monotonic()
        counts = system.system.run("import", str(file), "--notify")["counts"]
        if counts["accepted"] != count:
            raise TooSlow(f"of {count} rows were taken: {counts}")
        all_is_done = partial(reached, wanted, partial(system.done, ask))
        until(all_is_done, IMPORT_LIMIT_S, "all is counted")
        seconds, after = monotonic() - began, ask.apart(cpu_of(watched))
    return Imported(count, seconds, {name: (after[name] - before[name]) * 1000 / count for name in watched})


def import_into_peer(peer: Peer, foundations: Foundations, count: int, folder: Path) -> Imported:
    file = folder / f"{count}.csv"
    write_csv(file, count, SERIES)
    with place(foundations) as here:
        environment = prepared(peer, foundations, here)
        commands = [(words, environment | peer.environment(stage)) for stage, words in peer.commands.items()]
        with Asking() as ask, running(commands, folder / f"{peer.name}.log") as pids:
            until(lambda: listens(peer, here, environment), START_LIMIT_S, f"{peer.name} listens")
            watched = dict(zip(peer.commands, pids, strict=True)) | foundations.pids
            wanted = dict.fromkeys(here.done(ask), count)
            before, began = ask.apart(cpu_of(watched)), monotonic()
            run(peer.import_command(file), environment, IMPORT_LIMIT_S)
            with suppress(TooSlow):  # then its rate is of those that it has done by then
                all_is_done = partial(reached, wanted, partial(here.done, ask))
                until(all_is_done, IMPORT_LIMIT_S, f"{peer.name} has imported {count}")
            seconds, after = monotonic() - began, ask.apart(cpu_of(watched))
            done = min(here.done(ask).values())
    if not done:
        raise TooSlow(f"{peer.name} imported nothing")
    return Imported(done, seconds, {name: (after[name] - before[name]) * 1000 / done for name in watched})


def reached(wanted: Mapping[str, int], done: Callable[[], Mapping[str, int]]) -> bool:
    return all(number >= wanted[stage] for stage, number in done().items())


def listens(peer: Peer, here: Place, environment: Mapping[str, str]) -> bool:
    """Whether each of its stages does: at the broker, or as its workers tell in the database."""
    if peer.makes_tables:
        return bool(query(environment["DATABASE_URL"], peer.workers)[0][0] == len(peer.commands))
    return here.consumed(peer.queues)
