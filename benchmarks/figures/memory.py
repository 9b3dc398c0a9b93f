"""Memory: the proportional set size of each of Alliance's processes, at rest and over a soak."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

from benchmarks.figures.submitting import submit_to_alliance
from benchmarks.processes import proportional_set_kb
from benchmarks.system import Alliance

NOT_OURS = ("postgres", "broker", "mailbox")
SAMPLE_EVERY_S = 30
WARM_UP_S = 60  # caches and pools fill; growth counts from here
REST_S = 5


def sizes_mb(system: Alliance) -> dict[str, float]:
    """Of each service and the portal."""
    ours = {name: pid for name, pid in system.pids.items() if name not in NOT_OURS}
    return {name: round(proportional_set_kb(pid) / 1024, 1) for name, pid in ours.items()}


def soak(system: Alliance, seconds: int) -> dict[str, Any]:
    """Sixteen clients submit in bouts; the sizes at the end of each, before it rests. Growth is from the end of the
    warm-up."""
    at_rest_mb = sizes_mb(system)
    began = monotonic()
    samples: list[dict[str, float]] = []
    while (passed := monotonic() - began) < seconds:
        limit_s = min(SAMPLE_EVERY_S, max(1, int(seconds - passed)))
        submit_to_alliance(system, "rpc", 90_000, limit_s, f"bout {len(samples) + 1}")
        samples.append({"second": round(monotonic() - began), **sizes_mb(system)})
        sleep(REST_S)
    warm = next((sample for sample in samples if sample["second"] >= WARM_UP_S), samples[0])
    growth = {name: round(samples[-1][name] - warm[name], 1) for name in warm if name != "second"}
    return {
        "seconds": round(monotonic() - began), "at_rest_mb": at_rest_mb, "samples": samples, "growth_mb": growth,
    }  # fmt: skip
