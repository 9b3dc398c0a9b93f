"""Where one of Alliance's consumers spends its time on a backlog: statements first, then functions.

    python -m benchmarks.profiling reporting [EVENTS]

The statements are counted and timed inside the service, the functions by cProfile in a second run, whose own weight
is in its times. (py-spy, where it is installed, shows a running service without that: `py-spy top -p PID`.)
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.figures.backlog import OWN, PYTHON, Consumer, kernel_place
from tests.support.foundations import Foundations, started

EVENTS = 2_000


def main(name: str, events: int) -> None:
    (consumer,) = (consumer for consumer in OWN if consumer.name == name)
    with started(print) as foundations, tempfile.TemporaryDirectory(prefix="alliance-profile-") as folder:
        for view in ("statements", "functions"):
            print(
                f"\n{view} of {name}, {events:,} events\n{profile(foundations, consumer, events, view, Path(folder))}"
            )


def profile(foundations: Foundations, consumer: Consumer, events: int, view: str, folder: Path) -> str:
    file = folder / f"{view}.txt"
    watched = replace(consumer, command=(PYTHON, "-m", "benchmarks.profiled", consumer.name, file, view))
    with kernel_place(foundations, watched, folder) as (_, drain_one):
        drained = drain_one(events)
    costs = ", ".join(f"{part} {spent:.0f} us" for part, spent in drained.cpu_us.items())
    return f"{drained.rate:.0f}/s; CPU an event: {costs}\n{file.read_text(encoding='utf-8')}"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else EVENTS)
