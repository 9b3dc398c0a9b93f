"""Import: from the start of the command until the last application is checked, its mail row written, and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.ground import place
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
    stored = system.done()
    wanted = {stage: number + count for stage, number in stored.items()}
    watched = system.pids
    before, began = cpu_of(watched), monotonic()
    counts = system.system.run("import", str(file), "--notify")["counts"]
    if counts["accepted"] != count:
        raise TooSlow(f"of {count} rows were taken: {counts}")
    until(lambda: all(done >= wanted[stage] for stage, done in system.done().items()), IMPORT_LIMIT_S, "all is counted")
    seconds, after = monotonic() - began, cpu_of(watched)
    return Imported(count, seconds, {name: (after[name] - before[name]) * 1000 / count for name in watched})


def import_into_peer(peer: Peer, foundations: Foundations, count: int, folder: Path) -> Imported:
    file = folder / f"{count}.csv"
    write_csv(file, count, SERIES)
    with place(foundations) as here:
        commands = [(words, here.environment | peer.environment(stage)) for stage, words in peer.commands.items()]
        with running(commands, folder / f"{peer.name}.log") as pids:
            until(lambda: here.consumed(peer.queues), START_LIMIT_S, f"{peer.name} listens")
            watched = dict(zip(peer.commands, pids, strict=True)) | foundations.pids
            before, began = cpu_of(watched), monotonic()
            run(peer.import_command(file), here.environment, IMPORT_LIMIT_S)
            until(lambda: min(here.done().values()) >= count, IMPORT_LIMIT_S, f"{peer.name} has imported {count}")
            seconds, after = monotonic() - began, cpu_of(watched)
    return Imported(count, seconds, {name: (after[name] - before[name]) * 1000 / count for name in watched})
