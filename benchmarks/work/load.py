"""So many clients at once, each asking again as soon as it is answered. Stdlib alone: the peers' side runs it too."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from benchmarks.work.documents import document

WARM_UP = 5  # answers of each client that do not count
NUMBERS_A_CLIENT = 100_000  # so that no two clients ever send the same city

Submit = Callable[[dict[str, Any]], object]


def submit_many(
    connect: Callable[[], Submit], clients: int, requests: int, limit_s: float, series: str
) -> dict[str, Any]:
    """Each client connects and submits other applications. Times in seconds; `rate` is of all clients together."""
    times: list[list[float]] = [[] for _ in range(clients)]
    faults: list[Exception] = []
    together = threading.Barrier(clients + 1)

    def client(number: int) -> None:
        submit = connect()
        documents = (document(number * NUMBERS_A_CLIENT + n, series) for n in range(WARM_UP + requests))
        for _ in range(WARM_UP):
            submit(next(documents))
        together.wait()
        until = monotonic() + limit_s
        for one in documents:
            began = monotonic()
            submit(one)
            times[number].append(monotonic() - began)
            if monotonic() > until:
                return

    def watched(number: int) -> None:
        try:
            client(number)
        except Exception as error:  # noqa: BLE001  (told below, in the thread that asked)
            faults.append(error)
            together.abort()

    threads = [threading.Thread(target=watched, args=(number,), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        together.wait()
    except threading.BrokenBarrierError:
        raise faults[0] from None
    began = monotonic()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return figures(sorted(time for one in times for time in one), monotonic() - began)


def figures(times: list[float], seconds: float) -> dict[str, Any]:
    """Of sorted times."""
    p50, p99 = (times[int(len(times) * part)] for part in (0.50, 0.99))
    return {
        "requests": len(times),
        "rate": round(len(times) / seconds, 1),
        "p50_ms": round(p50 * 1000, 1),
        "p99_ms": round(p99 * 1000, 1),
        "p99_to_p50": round(p99 / p50, 2),
    }
