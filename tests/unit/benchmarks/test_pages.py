"""What the measurement of pages calls met, and how it picks the slowest twentieth."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.pages import OWN, PEERS_PAGES, Measured, lines


def measured(p95_ms: float, size: int = 50_000, **cpu_ms: float) -> dict[str, Any]:
    return {"p50_ms": 1.0, "p95_ms": p95_ms, "cpu_ms": cpu_ms, "bytes": size, "requests": 4}


def judged(few: float, many: float, django: float, size: int = 50_000, cpu: tuple[float, float] = (9, 1)) -> list[Any]:
    portal, broker = cpu
    own = measured(many, size, portal=portal, broker=broker)
    peers = {"list": {"many": measured(django, django=9.0, postgres=1.0)}}
    found = lines({"alliance": {"list": {"few": measured(few), "many": own}}, "django": peers})
    return [line.met for line in found if line.target]


@pytest.mark.parametrize(
    ("given", "met"),
    [
        ((50, 99, 99), [True, True, True, True, True, True]),
        ((50, 100, 99), [True, False, True, False, True, True]),
        ((200, 300, 400), [False, True, True, True, True, True]),
        ((50, 60, 70, 100_000), [True, True, False, True, True, True]),
        ((50, 60, 70, 50_000, (9, 2)), [True, True, True, True, False, True]),
        ((50, 60, 70, 50_000, (10, 0)), [True, True, True, True, True, False]),
    ],
)
def test_a_page_is_held_against_its_targets_and_its_peer(given: tuple[Any, ...], met: list[bool]) -> None:
    assert judged(*given) == met


def test_the_slowest_twentieth_begins_at_the_95th_of_100() -> None:
    waits = [number / 1000 for number in range(100, 0, -1)]
    found = Measured.of(waits, {"portal": 0.8}, 1, 1)
    assert found == Measured(p50_ms=51.0, p95_ms=96.0, cpu_ms={"portal": 8.0}, bytes=1, requests=1)


def test_what_the_peer_is_measured_by_is_a_page_here() -> None:
    assert PEERS_PAGES.keys() <= OWN.keys()
