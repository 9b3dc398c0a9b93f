"""The rules of restarting."""

from alliance.embedded.children import Backoff


def test_backoff_doubles_up_to_half_a_minute() -> None:
    backoff = Backoff()
    assert [backoff.next(0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_backoff_begins_anew_after_a_healthy_minute() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.next(59.9)
    assert backoff.next(60) == 1
