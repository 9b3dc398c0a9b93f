"""The figures against their targets. A target that is missed is said, never hidden."""

from __future__ import annotations

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

PEERS = ("nameko", "faststream", "celery")
KEPT = {
    "nameko_kept": "nameko that keeps",
    "procrastinate": "procrastinate",
}  # outbox, inbox and order, as recipes have them


def lines(results: dict[str, Any]) -> list[Line]:
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

    def line(name: str, title: str) -> Line:
        return Line(f"import, {title}", f"{rates[name]:,.0f}/s", f"{ours / rates[name]:.1f}")

    best, best_kept = (max(rates[name] for name in group if name in rates) for group in (PEERS, KEPT))
    target, met = f">= {TIMES_BEST_PEER} x best, then {THEN}", ours / best >= TIMES_BEST_PEER
    return [
        *(line(name, name) for name in PEERS),
        *(line(name, title) for name, title in KEPT.items() if name in rates),
        Line("import, Alliance", f"{ours:,.0f}/s", f"{ours / best:.1f}", target, met),
        Line("", "", f"{ours / best_kept:.1f}", "of those that keep"),
    ]


def backlogs(results: dict[str, Any]) -> list[Line]:
    rate = {name: drained["rate"] for name, drained in results.items()}
    over_nameko, part = rate["kernel"] / rate["nameko"], rate["kernel"] / rate["sql_100"]
    return [
        Line("backlog, the SQL alone, each", f"{rate['sql_1']:,.0f}/s"),
        Line("backlog, the SQL alone, 100", f"{rate['sql_100']:,.0f}/s"),
        Line("backlog, nameko's handler", f"{rate['nameko']:,.0f}/s"),
        Line(
            "backlog, Alliance's kernel", f"{rate['kernel']:,.0f}/s", f"{over_nameko:.1f}",
            f">= {TIMES_NAMEKO_BACKLOG} x nameko", over_nameko >= TIMES_NAMEKO_BACKLOG,
        ),
        Line("", "", f"{part:.2f}", f">= {PART_OF_SQL:.2f} x SQL", part >= PART_OF_SQL),
        *(
            Line(f"backlog, {name}", f"{rate[name]:,.0f}/s")
            for name in ("eligibility", "notifications", "reporting")
        ),
    ]  # fmt: skip


def submits(results: dict[str, Any]) -> list[Line]:
    base = results["nameko"]["rate"]
    found = []
    for name, title in (("nameko", "nameko by RPC"), ("rpc", "by RPC"), ("http", "over HTTP")):
        figures = results[name]
        ours, ratio = name != "nameko", figures["rate"] / base
        target, met = (
            (f">= {TIMES_NAMEKO_SUBMIT} x nameko", ratio >= TIMES_NAMEKO_SUBMIT) if name == "http" else ("", None)
        )
        found += [
            Line(f"submit, {title}", f"{figures['rate']:,.0f}/s", f"{ratio:.2f}" if ours else "", target, met),
            Line(
                f"  p50 {figures['p50_ms']} ms, p99 {figures['p99_ms']} ms", "", f"{figures['p99_to_p50']:.1f}",
                f"< {P99_TO_P50} x p50" if ours else "", figures["p99_to_p50"] < P99_TO_P50 if ours else None,
            ),
        ]  # fmt: skip
    return found


def growth(results: dict[str, Any]) -> list[Line]:
    ratio, (least, most) = results["ratio"], results["spread"]
    return [
        Line(
            "an event, 200,000 stored",
            f"{least:.2f} to {most:.2f}",
            f"{ratio:.2f}",
            f"<= {GROWTH:.2f}",
            ratio <= GROWTH,
        )
    ]


def memory(results: dict[str, Any]) -> list[Line]:
    found = [together(results["at_rest_mb"])]
    for key, title in (("at_rest_mb", "at rest"), ("after_import_mb", "after import")):
        name, largest = max(results[key].items(), key=lambda item: item[1])
        found.append(Line(f"memory {title}: {name}", f"{largest:.0f} MB", "", f"< {MEMORY_MB} MB", largest < MEMORY_MB))
    return found


def together(sizes_mb: dict[str, float]) -> Line:
    all_mb = sum(sizes_mb.values())
    most = f"< {MEMORY_ALL_MB} MB"
    return Line("memory at rest, all processes", f"{all_mb:.0f} MB", "", most, all_mb < MEMORY_ALL_MB)


def soak(results: dict[str, Any]) -> list[Line]:
    """At rest before it, the largest that any process was meanwhile, and which grew most."""
    name, most = max(results["growth_mb"].items(), key=lambda item: item[1])
    largest = {one: max(sample[one] for sample in results["samples"]) for one in results["growth_mb"]}
    loaded, peak = max(largest.items(), key=lambda item: item[1])
    seconds = f"{results['seconds']:,} s of submissions"
    return [
        together(results["at_rest_mb"]),
        Line(f"memory, {seconds}: {loaded}", f"{peak:.0f} MB", "", f"< {MEMORY_MB} MB", peak < MEMORY_MB),
        Line(f"growth, {seconds}: {name}", f"{most:+.1f} MB", "", f"<= {SOAK_GROWTH_MB} MB", most <= SOAK_GROWTH_MB),
    ]
