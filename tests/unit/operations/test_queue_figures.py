"""The broker's figures as queues: sorted, without replies, 0 for what it has not gathered."""

from typing import Any

import pytest

from services.operations.queue_figures import as_queue, as_queues
from shared.contracts.operations import Queue
from tests.unit.operations.fakes import NOW


def figures(name: str, **changes: Any) -> dict[str, Any]:
    return {"name": name, "messages_ready": 3, "messages_unacknowledged": 2, "consumers": 1} | changes


def test_a_queue_in_figures():
    stats = {
        "publish_details": {"rate": 4.5}, "ack_details": {"rate": 3.5}, "deliver_get_details": {"rate": 9.0},
    }  # fmt: skip
    assert as_queue(figures("cohort.intake", message_stats=stats), NOW) == Queue(
        name="cohort.intake", ready=3, unacked=2, consumers=1, rate_in=4.5, rate_out=3.5, oldest_age_s=None
    )


@pytest.mark.parametrize("stats", [{}, {"message_stats": None}, {"message_stats": {"publish_details": {}}}])
def test_what_the_broker_has_not_gathered_is_0(stats: dict[str, Any]):
    queue = as_queue({"name": "new"} | stats, NOW)
    assert (queue.ready, queue.unacked, queue.consumers, queue.rate_in, queue.rate_out) == (0, 0, 0, 0.0, 0.0)


def test_the_age_of_the_oldest_is_told_where_the_broker_knows_it():
    moment = int(NOW.timestamp())
    assert as_queue(figures("q", head_message_timestamp=moment - 90), NOW).oldest_age_s == 90
    assert as_queue(figures("q", head_message_timestamp=moment + 5), NOW).oldest_age_s == 0
    assert as_queue(figures("q", head_message_timestamp=""), NOW).oldest_age_s is None


def test_queues_come_by_name_without_those_of_replies():
    names = ["rpc-intake", "reply.cli.7", "dead", "rpc.reply-standalone", "reporting.intake"]
    assert [queue.name for queue in as_queues([figures(name) for name in names], NOW)] == [
        "dead", "reporting.intake", "rpc-intake",
    ]  # fmt: skip
