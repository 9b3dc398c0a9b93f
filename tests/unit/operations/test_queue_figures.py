"""The broker's figures as queues: sorted, 0 for what it has not gathered."""

from typing import Any

import pytest

from services.operations.queue_figures import as_queue, as_queues, counts_of, depths_of
from shared.contracts.operations import Queue


def figures(name: str, **changes: Any) -> dict[str, Any]:
    return {"name": name, "messages_ready": 3, "messages_unacknowledged": 2, "consumers": 1} | changes


def test_a_queue_in_figures():
    stats = {
        "publish_details": {"rate": 4.5}, "ack_details": {"rate": 3.5}, "deliver_get_details": {"rate": 9.0},
    }  # fmt: skip
    assert as_queue(figures("cohort.intake", message_stats=stats), 90.0) == Queue(
        name="cohort.intake", ready=3, unacked=2, consumers=1, rate_in=4.5, rate_out=3.5, oldest_age_s=90.0
    )


@pytest.mark.parametrize("stats", [{}, {"message_stats": None}, {"message_stats": {"publish_details": {}}}])
def test_what_the_broker_has_not_gathered_is_0(stats: dict[str, Any]):
    queue = as_queue({"name": "new"} | stats, None)
    assert (queue.ready, queue.unacked, queue.consumers, queue.rate_in, queue.rate_out) == (0, 0, 0, 0.0, 0.0)


def test_queues_come_by_name_with_the_age_of_their_oldest():
    names = ["rpc-intake", "dead", "reporting.intake"]
    queues = as_queues([figures(name) for name in names], {"dead": 90.0})
    assert [(queue.name, queue.oldest_age_s) for queue in queues] == [
        ("dead", 90.0), ("reporting.intake", None), ("rpc-intake", None),
    ]  # fmt: skip


def test_what_has_entered_and_what_is_there():
    read = [figures("a", message_stats={"publish": 7}), figures("b"), {"name": "new"}]
    assert counts_of(read) == {"a": 7, "b": 0, "new": 0}
    assert depths_of(read) == {"a": 5, "b": 5}
