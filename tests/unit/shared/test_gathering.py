"""How long a batch waits for its next message: by what came before."""

from __future__ import annotations

from shared.messaging.gathering import RARE_S, STREAM_S, WINDOW_S, Gathering


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def fed(per_window: int, windows: int = 3) -> tuple[Gathering, Clock]:
    clock = Clock()
    gathering = Gathering(clock)
    for _ in range(windows):
        clock.now += WINDOW_S
        gathering.took(per_window)
    return gathering, clock


def test_a_message_that_comes_alone_is_hardly_kept_waiting() -> None:
    gathering, clock = fed(per_window=1)
    first_came = clock.now
    clock.now += 1
    assert gathering.until(first_came) == clock.now + RARE_S


def test_in_a_stream_a_batch_has_one_end_whatever_comes() -> None:
    gathering, clock = fed(per_window=100)
    first_came = clock.now
    clock.now += STREAM_S / 2
    assert gathering.until(first_came) == first_came + STREAM_S


def test_after_a_stream_it_is_as_before() -> None:
    gathering, clock = fed(per_window=100)
    clock.now += 60
    gathering.took(1)
    assert gathering.until(clock.now) == clock.now + RARE_S


def test_one_batch_in_a_short_time_is_no_stream_yet() -> None:
    clock = Clock()
    gathering = Gathering(clock)
    clock.now += WINDOW_S / 2
    gathering.took(100)
    assert gathering.until(clock.now) == clock.now + RARE_S


def test_whether_it_is_a_stream_is_told() -> None:
    assert [fed(per_window)[0].is_stream for per_window in (1, 100)] == [False, True]
