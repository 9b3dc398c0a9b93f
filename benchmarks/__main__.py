"""`make bench`: every figure, by default once, about ten minutes. `python -m benchmarks --help` shows the rest."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks import judging, report
from benchmarks.figures import backlog, growth, importing, memory, submitting
from benchmarks.peers.commands import PEERS_DRAINED, PEERS_MEASURED, nameko, nameko_kept
from benchmarks.processes import PEERS
from benchmarks.system import Alliance, alliance
from tests.support.foundations import Foundations, started

FIGURES = ("import", "backlog", "submit", "growth", "memory")


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    imported: int
    backlog: int
    own_backlog: int  # of Alliance's own consumers, which do more for an event
    grown: int
    requests: int  # of each of the 16 clients
    submit_s: int  # no longer than this


FULL = Sizes(imported=5_000, backlog=20_000, own_backlog=5_000, grown=5_000, requests=100, submit_s=20)
SMOKE = Sizes(imported=40, backlog=200, own_backlog=40, grown=40, requests=2, submit_s=5)


def main() -> int:
    chosen = parse()
    if not chosen.soak and not PEERS.is_dir():
        print("The peers' environment is missing: `make bench` makes it.", file=sys.stderr)
        return 1
    sizes = SMOKE if chosen.smoke else FULL
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    results: dict[str, Any] = {"machine": report.machine(), "sizes": vars(sizes), "runs": []}
    try:
        if chosen.soak:
            with alliance(folder) as system:
                results["runs"].append({"soak": memory.soak(system, chosen.soak)})
        else:
            for number in range(chosen.runs):
                note(f"run {number + 1} of {chosen.runs}")
                here = folder / str(number)
                here.mkdir(mode=0o711)
                results["runs"].append(measure(chosen.only or FIGURES, sizes, here))
            if "growth" in (chosen.only or FIGURES):
                grown = measure_growth(sizes, folder)
                results["runs"] = [run | {"growth": grown} for run in results["runs"]]
    except BaseException:
        print(f"so far: {json.dumps(results)}", file=sys.stderr)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines = judging.lines_of(results["runs"])
    print(report.table(lines))
    if chosen.keep:
        report.keep(results, lines, "results-soak" if chosen.soak else "results")
    return 0 if not chosen.soak or all(line.met in (True, None) for line in lines) else 1


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=FIGURES, help="these figures alone")
    parser.add_argument(
        "--runs", type=int, default=1, metavar="N", help="so often; told are the medians and the spread"
    )
    parser.add_argument("--smoke", action="store_true", help="very little of everything: does it run and count right?")
    parser.add_argument("--soak", type=int, metavar="SECONDS", help="memory alone, under load for so long")
    parser.add_argument("--keep", action="store_true", help="write results.json and results.md, of a soak results-soak")
    return parser.parse_args()


def measure(figures: tuple[str, ...], sizes: Sizes, folder: Path) -> dict[str, Any]:
    """First what needs broker and database alone, so that Alliance's processes are not in the peers' way."""
    results: dict[str, Any] = {}
    with started(print) as foundations:
        if "import" in figures:
            for peer in PEERS_MEASURED:
                note(f"import of {sizes.imported:,} into {peer.name}")
                imported = importing.import_into_peer(peer, foundations, sizes.imported, folder)
                results.setdefault("import", {})[peer.name] = imported.as_dict()
        if "backlog" in figures:
            results["backlog"] = measure_backlogs(foundations, sizes, folder)
        if "submit" in figures:
            for peer in (nameko(), nameko_kept()):
                note(f"submitting to {peer.name} by RPC")
                found = submitting.submit_to_nameko(peer, foundations, sizes.requests, sizes.submit_s, folder)
                results.setdefault("submit", {})[peer.name] = found
    if {"import", "submit", "memory"} & set(figures):
        with alliance(folder) as system:
            measure_system(system, figures, sizes, folder, results)
    return results


def measure_growth(sizes: Sizes, folder: Path) -> dict[str, Any]:
    """Once, since it is of several runs itself."""
    found = {}
    with started(print) as foundations:
        for consumer in backlog.OWN:
            note(f"an event's cost to {consumer.name} with {growth.STORED:,} stored")
            found[consumer.name] = growth.cost_of_growth(foundations, consumer, sizes.grown, folder).as_dict()
    return found


def measure_backlogs(foundations: Foundations, sizes: Sizes, folder: Path) -> dict[str, Any]:
    note(f"a backlog of {sizes.backlog:,}")
    found = {
        "sql_1": backlog.run_statements(foundations, sizes.backlog // 4, 1),
        "sql_100": backlog.run_statements(foundations, sizes.backlog, 100),
        **{peer.name: backlog.drain_by_peer(peer, foundations, sizes.backlog, folder) for peer in PEERS_DRAINED},
        "kernel": backlog.drain_by_kernel(foundations, backlog.KERNEL, sizes.backlog, folder),
    }
    for consumer in backlog.OWN:
        note(f"a backlog of {sizes.own_backlog:,} for {consumer.name}")
        found[consumer.name] = backlog.drain_by_kernel(foundations, consumer, sizes.own_backlog, folder)
    return {name: drained.as_dict() for name, drained in found.items()}


def measure_system(
    system: Alliance, figures: tuple[str, ...], sizes: Sizes, folder: Path, results: dict[str, Any]
) -> None:
    if "memory" in figures:
        results["memory"] = {"at_rest_mb": memory.sizes_mb(system)}
    if "import" in figures:
        note(f"import of {sizes.imported:,} into Alliance")
        results["import"]["alliance"] = importing.import_into_alliance(system, sizes.imported, folder).as_dict()
    if "memory" in figures:
        results["memory"]["after_import_mb"] = memory.sizes_mb(system)
    if "submit" in figures:
        for way in ("rpc", "http"):
            note(f"submitting to Alliance, {way}")
            results["submit"][way] = submitting.submit_to_alliance(system, way, sizes.requests, sizes.submit_s)
            system.settle()


def note(text: str) -> None:
    print(f"{monotonic() - STARTED:6.0f} s  {text}", file=sys.stderr, flush=True)


STARTED = monotonic()

if __name__ == "__main__":
    sys.exit(main())
