"""How long the oldest message has been in its queue, from how many had entered by when."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.operations.handlers.queues import find_ages, sample_queues
from services.operations.queue_age import Sample, next_sample, oldest_number
from tests.unit.operations.fakes import NOW
from tests.unit.operations.tables import tables

MINUTE = timedelta(minutes=1)


@pytest.fixture
def repository() -> Any:
    return tables()


def sampled(repository: Any, *counted: int) -> None:
    """A sample a minute, the last of them at NOW."""
    for ago, count in zip(range(len(counted) - 1, -1, -1), counted, strict=True):
        sample_queues({"q": count}, repository, NOW - ago * MINUTE)


def age(repository: Any, counted: int, depth: int) -> float:
    return find_ages({"q": counted}, {"q": depth} if depth else {}, repository, NOW).get("q", -1)


@pytest.mark.parametrize(
    ("depth", "seconds"),
    [(1, 60), (10, 60), (11, 180), (30, 180)],
    ids=["the last that came", "all of the last minute's", "one of earlier", "all"],
)
def test_the_oldest_came_by_the_first_sample_that_counts_it(repository: Any, depth: int, seconds: float):
    """20 had come three minutes ago, nothing then, 10 more a minute ago, none since."""
    sampled(repository, 20, 20, 30, 30)
    assert age(repository, 30, depth) == seconds


def test_what_came_after_the_last_sample_has_no_age_yet(repository: Any):
    sampled(repository, 20, 20)
    assert age(repository, 25, 5) == 0
    assert age(repository, 25, 6) == 60


def test_an_empty_queue_has_no_oldest(repository: Any):
    sampled(repository, 20, 20)
    assert age(repository, 20, 0) == -1


def test_a_queue_never_sampled_has_no_age_yet(repository: Any):
    assert age(repository, 4, 4) == 0


def test_a_broker_that_starts_anew_counts_anew_and_what_lay_there_keeps_its_age(repository: Any):
    sampled(repository, 20, 30, 0, 3)
    assert age(repository, 3, 3) == 0
    assert age(repository, 3, 4) == 120
    assert age(repository, 3, 13) == 120
    assert age(repository, 3, 14) == 180


def test_a_queue_at_rest_adds_no_row(repository: Any):
    sampled(repository, 20, 20, 20)
    assert len(repository.samples) == 1


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.data())
def test_a_message_is_as_old_as_the_sample_it_came_with(came: list[int], data: st.DataObject):
    """Whatever has come and gone: the number of the oldest names the minute in which it came."""
    total, minutes = 0, []
    for minute, number in enumerate(came):
        minutes += [minute] * number
    last: Sample | None = None
    for number in came:
        total += number
        last = next_sample(last, "q", total)
    depth = data.draw(st.integers(0, total))
    assert last is not None
    if depth:
        assert minutes[oldest_number(last, depth) - 1] == minutes[-depth]
