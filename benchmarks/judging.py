"""The figures against their targets. A target that is missed is said, never hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from benchmarks.report import Line

TIMES_BEST_PEER, THEN = 3, 5
TIMES_NAMEKO_BACKLOG = 4
PART_OF_SQL = 2 / 3
TIMES_NAMEKO_SUBMIT = 1  # over HTTP, beside its plain RPC
P99_TO_P50 = 3
GROWTH = 1.20
MEMORY_MB = 100  # of one process, also under load
MEMORY_ALL_MB = 550  # of all of Alliance's Python processes together, at rest
SOAK_GROWTH_MB = 3  # what a heap that only breathes may differ between two looks

PEERS = {"nameko": "nameko", "faststream": "FastStream", "celery": "Celery"}
#: Outbox, inbox and order, as recipes have them.
KEPT = {"nameko_kept": "nameko that keeps", "procrastinate": "procrastinate"}
DRAINED = {"sql_1": "the SQL, each", "sql_100": "the SQL, 100", "nameko": "nameko's handler"} | KEPT
OWN = ("eligibility", "notifications", "reporting")
OURS = {"rpc": "by RPC", "http": "over HTTP"}
SUBMITS = {"nameko": "nameko", "nameko_kept": "nameko that keeps"} | OURS
NUMBER = re.compile(r"[\d,.]+")


def lines_of(runs: Sequence[dict[str, Any]]) -> list[Line]:
    """Of the medians of all numbers, each with its spread."""
    each = [lines(run) for run in runs]
    together = lines(medians(runs))
    if len(runs) == 1:
        return together
    return [
        replace(line, spread=line.spread or spread_of(of_runs)) for line, *of_runs in zip(together, *each, strict=True)
    ]


def medians(values: Sequence[Any]) -> Any:
    """Of numbers; in dicts and lists of one shape, place by place. Anything else is as it was at first."""
    match values[0]:
        case dict() as first:
            return {name: medians([value[name] for value in values]) for name in first}
        case list():
            return [medians(places) for places in zip(*values, strict=True)]
        case int() | float():
            return median(values)
    return values[0]


def spread_of(lines: Sequence[Line]) -> str:
    least, *_, most = sorted((line.ratio or line.value for line in lines), key=number_in)
    return f"{NUMBER.findall(least)[0]}-{NUMBER.findall(most)[0]}"


def number_in(text: str) -> float:
    return float(NUMBER.findall(text)[0].replace(",", ""))


def lines(results: dict[str, Any]) -> list[Line]:
    """Of one run."""
    found: list[Line] = []
    for name, judge in (
        ("import", imports),
        ("backlog", backlogs),
        ("submit", submits),
        ("growth", growth),
        ("memory", memory),
        ("soak", soak),
    ):
        if name in results:
            found += judge(results[name])
    return found


def imports(results: dict[str, Any]) -> list[Line]:
    """A peer's ratio is Alliance's rate to its own."""
    rates = {name: imported["rate"] for name, imported in results.items()}
    ours = rates["alliance"]
    best = max(rates[name] for name in PEERS)
    return [
        *(beside("import", title, rates[name], ours) for name, title in (PEERS | KEPT).items()),
        Line("import: Alliance", f"{ours:,.0f}/s", f"{ours / best:.1f}", target=f">= {TIMES_BEST_PEER}, {THEN}",
             met=ours / best >= TIMES_BEST_PEER),
        Line("  beside who keeps", "", f"{ours / max(rates[name] for name in KEPT):.1f}"),
    ]  # fmt: skip


def beside(figure: str, title: str, theirs: float, ours: float) -> Line:
    return Line(f"{figure}: {title}", f"{theirs:,.0f}/s", f"{ours / theirs:.1f}")


def backlogs(results: dict[str, Any]) -> list[Line]:
    """A peer's ratio is the kernel's rate to its own."""
    rate = {name: drained["rate"] for name, drained in results.items()}
    ours = rate["kernel"]
    over_nameko, part = ours / rate["nameko"], ours / rate["sql_100"]
    return [
        *(beside("backlog", title, rate[name], ours) for name, title in DRAINED.items()),
        Line("backlog: Alliance's kernel", f"{ours:,.0f}/s", f"{over_nameko:.1f}", target=f">= {TIMES_NAMEKO_BACKLOG}",
             met=over_nameko >= TIMES_NAMEKO_BACKLOG),
        Line("  beside who keeps", "", f"{ours / max(rate[name] for name in KEPT):.1f}"),
        Line("  beside the SQL, 100", "", f"{part:.2f}", target=f">= {PART_OF_SQL:.2f}", met=part >= PART_OF_SQL),
        *(Line(f"backlog: {name}", f"{rate[name]:,.0f}/s") for name in OWN),
    ]  # fmt: skip


def submits(results: dict[str, Any]) -> list[Line]:
    """A peer's ratio is the rate over HTTP to its own."""
    rate = {name: figures["rate"] for name, figures in results.items()}
    over_http = rate["http"] / rate["nameko"]
    found = []
    for name, title in SUBMITS.items():
        tail = results[name]["p99_to_p50"]
        target, met = (f">= {TIMES_NAMEKO_SUBMIT}", over_http >= TIMES_NAMEKO_SUBMIT) if name == "http" else ("", None)
        ratio = rate[name] / rate["nameko"] if name in OURS else rate["http"] / rate[name]
        found += [
            Line(f"submit: {title}", f"{rate[name]:,.0f}/s", f"{ratio:.2f}", target=target, met=met),
            Line(f"  p50 {results[name]['p50_ms']:.0f}, p99 {results[name]['p99_ms']:.0f} ms", "", f"{tail:.1f}",
                 target=f"< {P99_TO_P50}" if name in OURS else "", met=tail < P99_TO_P50 if name in OURS else None),
        ]  # fmt: skip
    return found


def growth(results: dict[str, Any]) -> list[Line]:
    """By consumer."""

    def line(name: str, grown: dict[str, Any]) -> Line:
        ratio, (least, most) = grown["ratio"], grown["spread"]
        title, spread = f"an event to {name}, 200,000 stored", f"{least:.2f}-{most:.2f}"
        return Line(title, "", f"{ratio:.2f}", f"<= {GROWTH:.2f}", ratio <= GROWTH, spread)

    return [line(name, grown) for name, grown in results.items()]


def memory(results: dict[str, Any]) -> list[Line]:
    found = [together(results["at_rest_mb"])]
    for key, title in (("at_rest_mb", "rest"), ("after_import_mb", "import")):
        name, largest = max(results[key].items(), key=lambda item: item[1])
        found.append(
            Line(f"memory, {title}: {name}", f"{largest:.0f} MB", target=f"< {MEMORY_MB} MB", met=largest < MEMORY_MB)
        )
    return found


def together(sizes_mb: dict[str, float]) -> Line:
    all_mb = sum(sizes_mb.values())
    most = f"< {MEMORY_ALL_MB} MB"
    return Line("memory, rest: all of them", f"{all_mb:.0f} MB", target=most, met=all_mb < MEMORY_ALL_MB)


def soak(results: dict[str, Any]) -> list[Line]:
    """At rest before it, the largest that any process was meanwhile, and which grew most."""
    name, most = max(results["growth_mb"].items(), key=lambda item: item[1])
    largest = {one: max(sample[one] for sample in results["samples"]) for one in results["growth_mb"]}
    loaded, peak = max(largest.items(), key=lambda item: item[1])
    seconds = f"{results['seconds']:,} s"
    return [
        together(results["at_rest_mb"]),
        Line(f"soak, {seconds}: {loaded}", f"{peak:.0f} MB", target=f"< {MEMORY_MB} MB", met=peak < MEMORY_MB),
        Line(
            f"grown, {seconds}: {name}",
            f"{most:+.1f} MB",
            target=f"<= {SOAK_GROWTH_MB} MB",
            met=most <= SOAK_GROWTH_MB,
        ),
    ]
