"""The benchmark's own arithmetic: what it calls met, and what it says when it is not."""

from __future__ import annotations

import pytest

from benchmarks.figures.backlog import Drained
from benchmarks.figures.growth import Growth
from benchmarks.judging import lines, lines_of
from benchmarks.report import WIDTH, Line, table
from benchmarks.work.load import figures


def imports(alliance: float) -> dict[str, dict[str, dict[str, float]]]:
    rates = {"nameko": 100.0, "faststream": 300.0, "celery": 50.0, "nameko_kept": 40.0, "procrastinate": 60.0}
    rates["alliance"] = alliance
    return {"import": {name: {"rate": rate} for name, rate in rates.items()}}


@pytest.mark.parametrize(("rate", "met", "of_those"), [(900.0, True, "15.0"), (899.9, False, "15.0")])
def test_the_import_is_held_against_the_best_peer(rate: float, met: bool, of_those: str) -> None:
    found = lines(imports(rate))
    assert [line.met for line in found if line.target.startswith(">=")] == [met]
    assert found[-1].ratio == of_those  # the best of those that keep what Alliance keeps


BACKLOG = {"sql_1": 1000.0, "sql_100": 4000.0, "nameko": 400.0, "nameko_kept": 200.0, "procrastinate": 100.0}
OWN = {"eligibility": 1.0, "notifications": 1.0, "reporting": 1.0}


@pytest.mark.parametrize(("rate", "met"), [(2667.0, [True, True]), (2666.0, [True, False]), (1599.0, [False, False])])
def test_the_backlog_is_held_against_nameko_and_the_sql_alone(rate: float, met: list[bool]) -> None:
    rates = BACKLOG | OWN | {"kernel": rate}
    found = lines({"backlog": {name: {"rate": value} for name, value in rates.items()}})
    assert [line.met for line in found if line.target] == met


@pytest.mark.parametrize(("tail", "met"), [(2.99, True), (3.0, False)])
def test_the_slowest_hundredth_is_held_against_the_median(tail: float, met: bool) -> None:
    one = {"rate": 100.0, "p50_ms": 10.0, "p99_ms": 10.0 * tail, "p99_to_p50": tail}
    found = lines({"submit": {"nameko": one, "nameko_kept": one, "rpc": one, "http": one}})
    assert [line.met for line in found if line.target.startswith("<")] == [met, met]


@pytest.mark.parametrize(("rate", "met"), [(100.0, True), (99.0, False)])
def test_submitting_over_http_is_held_against_nameko_by_rpc(rate: float, met: bool) -> None:
    one = {"rate": 100.0, "p50_ms": 10.0, "p99_ms": 10.0, "p99_to_p50": 1.0}
    ours = {"rpc": one | {"rate": 1.0}, "http": one | {"rate": rate}}
    found = lines({"submit": {"nameko": one, "nameko_kept": one | {"rate": rate / 2}} | ours})
    assert [line.ratio for line in found if "keeps" in line.what] == ["2.00"]
    assert [line.met for line in found if line.target.startswith(">=")] == [met]


@pytest.mark.parametrize(("ratio", "met"), [(1.2, True), (1.21, False)])
def test_an_event_may_cost_a_fifth_more_when_much_is_stored(ratio: float, met: bool) -> None:
    assert [line.met for line in lines({"growth": {"reporting": {"ratio": ratio, "spread": (ratio, ratio)}}})] == [met]


def test_memory_is_that_of_the_largest_process() -> None:
    at_rest, after = {"intake": 60.0, "portal": 99.9}, {"intake": 100.0, "portal": 99.9}
    found = lines({"memory": {"at_rest_mb": at_rest, "after_import_mb": after}})
    assert [(line.what, line.value, line.met) for line in found] == [
        ("memory, rest: all of them", "160 MB", True),
        ("memory, rest: portal", "100 MB", True),
        ("memory, import: intake", "100 MB", False),
    ]


def test_a_soak_is_judged_by_the_process_that_grew_most() -> None:
    samples = [{"intake": 61.0, "portal": 95.0}, {"intake": 101.0, "portal": 99.0}]
    grown = {"intake": -1.0, "portal": 4.0}
    found = lines({"soak": {"seconds": 600, "at_rest_mb": samples[0], "samples": samples, "growth_mb": grown}})
    assert [(line.what, line.value, line.met) for line in found] == [
        ("memory, rest: all of them", "156 MB", True),
        ("soak, 600 s: intake", "101 MB", False),
        ("grown, 600 s: portal", "+4.0 MB", False),
    ]


def test_what_was_not_measured_is_not_judged() -> None:
    assert lines({}) == []


def test_the_table_stays_within_a_terminal() -> None:
    longest = Line("grown, 1,800 s: notifications", "12,345/s", "0.44", ">= 0.67", False, "0.41-0.45")
    assert {len(line) for line in table([longest, Line("a", "b")]).splitlines()} <= set(range(WIDTH + 1))


def test_times_give_rate_median_and_tail() -> None:
    times = [number / 1000 for number in range(1, 101)]
    assert figures(times, 4.0) == {
        "requests": 100, "rate": 25.0, "p50_ms": 51.0, "p99_ms": 100.0, "p99_to_p50": 1.96,
    }  # fmt: skip


def test_growth_is_of_medians_and_says_between_which_it_may_lie() -> None:
    def runs(*costs: float) -> list[Drained]:
        return [Drained(1, 1.0, {"consumer": cost - 1, "postgres": 1.0, "broker": 99.0}) for cost in costs]

    grown = Growth(few=runs(100, 400, 200), many=runs(300, 100, 220))
    assert grown.ratio == 1.1
    assert grown.spread == (0.25, 3.0)
    run = {"growth": {"reporting": grown.as_dict()}}
    for line in (*lines(run), *lines_of([run, run])):
        assert line.what == "an event to reporting, 200,000 stored"
        assert (line.spread, line.ratio, line.met) == ("0.25-3.00", "1.10", True)


def test_several_runs_are_told_by_their_medians_and_spread() -> None:
    runs = [imports(rate) for rate in (900.0, 300.0, 1200.0)]
    (ours,) = (line for line in lines_of(runs) if line.target)
    assert (ours.value, ours.ratio, ours.spread, ours.met) == ("900/s", "3.0", "1.0-4.0", True)
    assert [line.spread for line in lines_of(runs[:1])] == [""] * 7


def test_the_median_of_what_is_counted_in_thousands_is_found_among_them() -> None:
    sizes = [{"at_rest_mb": {"intake": size}, "after_import_mb": {"intake": 1.0}} for size in (999.0, 2_000.0, 20.0)]
    assert lines_of([{"memory": one} for one in sizes])[0].spread == "20-2000"
