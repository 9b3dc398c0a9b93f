"""What the broker must hold, made from what services follow."""

from __future__ import annotations

from typing import Any

from shared.contracts.registry import types_of
from shared.messaging import names
from shared.messaging.retry import RETRY_DELAYS_S
from shared.messaging.topology import definitions
from shared.runtime.settings import SERVICES
from shared.runtime.setup import followed_by

SAFE = {
    "x-queue-type": "quorum",
    "x-delivery-limit": 20,
    "x-dead-letter-exchange": "dead",
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
}


def by_name(followed: dict[str, dict[str, set[str]]], kind: str) -> dict[str, Any]:
    return {entry["name"]: entry for entry in definitions(followed)[kind]}


def bindings(followed: dict[str, dict[str, set[str]]], queue: str) -> set[tuple[str, str]]:
    return {
        (entry["source"], entry["routing_key"])
        for entry in definitions(followed)["bindings"]
        if entry["destination"] == queue
    }


def test_the_names_are_those_of_nameko_and_of_the_documents() -> None:
    assert (names.RPC_EXCHANGE, names.events_exchange("intake"), names.rpc_queue("intake")) == (
        "nameko-rpc", "intake.events", "rpc-intake",
    )  # fmt: skip
    assert (names.event_queue("cohort", "intake"), names.retry("cohort", 5), names.DEAD) == (
        "cohort.intake", "cohort.retry.5s", "dead",
    )  # fmt: skip


def test_everything_outlives_a_restart_of_the_broker() -> None:
    document = definitions({"intake": {}, "cohort": {"intake": {"application"}}})
    entries = document["exchanges"] + document["queues"]
    assert {(entry["durable"], entry["auto_delete"]) for entry in entries} == {(True, False)}
    assert {queue["arguments"]["x-queue-type"] for queue in document["queues"]} == {"quorum"}


def test_an_event_queue_has_one_active_consumer_and_ends_in_the_dead_letters() -> None:
    queues = by_name({"cohort": {"intake": {"application"}}}, "queues")
    assert queues["cohort.intake"]["arguments"] == SAFE | {"x-single-active-consumer": True}


def test_an_rpc_queue_is_shared_by_all_replicas() -> None:
    followed: dict[str, dict[str, set[str]]] = {"cohort": {}}
    assert by_name(followed, "queues")["rpc-cohort"]["arguments"] == SAFE
    assert bindings(followed, "rpc-cohort") == {("nameko-rpc", "cohort.*")}


def test_a_retry_queue_lets_go_after_its_delay_to_the_queue_in_the_routing_key() -> None:
    followed = {"cohort": {"intake": {"application"}}}
    queues = by_name(followed, "queues")
    for delay_s in (5, 30, 300, 3600):
        assert queues[f"cohort.retry.{delay_s}s"]["arguments"] == {
            "x-queue-type": "quorum",
            "x-message-ttl": delay_s * 1000,
            "x-dead-letter-exchange": "cohort.back",
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        assert by_name(followed, "exchanges")[f"cohort.retry.{delay_s}s"]["type"] == "fanout"
    assert RETRY_DELAYS_S == (5, 30, 300, 3600)


def test_what_comes_back_to_a_service_reaches_its_own_queues_alone() -> None:
    """Whatever its routing key names."""
    document = definitions({service: followed_by(service) for service in SERVICES})
    back = {(one["source"], one["destination"]) for one in document["bindings"] if one["source"].endswith(".back")}
    assert {(source.partition(".")[0], names.owner_of(queue)) for source, queue in back} == {
        (service, service) for service in SERVICES if followed_by(service)
    }
    assert names.DEAD not in {one["source"] for one in document["bindings"] if one["destination"] != names.DEAD}


def test_a_queue_is_bound_to_every_type_of_the_aggregates_it_follows() -> None:
    """Also to types that its service has no method for: they move the order on. And to their replays for itself."""
    followed = {"cohort": {"intake": {"application"}}}
    types = (
        "application_merged",
        "application_people_changed",
        "application_restored",
        "application_submitted",
        "application_withdrawn",
        "call_reopened",
        "city_anonymised",
        "colleague_invited",
        "colleague_removed",
        "draft_reminder_due",
        "draft_saved",
        "likely_match_found",
    )
    assert bindings(followed, "cohort.intake") == {
        *(("intake.events", name) for name in types),
        *(("intake.replay", f"cohort.{name}") for name in types),
        ("cohort.back", "cohort.intake"),
    }


def test_a_divided_queue_is_spread_by_aggregate_over_its_partitions() -> None:
    """The exchange in front of them hears what the queue would hear; they hear nothing else. What failed comes back to
    the first."""
    followed = {"cohort": {"intake": {"*"}}}
    document = definitions(followed, {"cohort.intake": 3, "cohort.identity": 2})
    (spread,) = (one for one in document["exchanges"] if one["type"] == "x-consistent-hash")
    assert (spread["name"], spread["arguments"]) == ("cohort.intake.partitions", {"hash-header": "aggregate-id"})
    bound = {
        (one["source"], one["destination"], one["destination_type"], one["routing_key"])
        for one in document["bindings"]
        if one["source"].startswith(("intake.", "cohort.intake")) or one["source"] == "cohort.back"
    }
    assert bound == {
        ("intake.events", "cohort.intake.partitions", "exchange", "#"),
        ("intake.replay", "cohort.intake.partitions", "exchange", "cohort.#"),
        ("cohort.intake.partitions", "cohort.intake", "queue", "1"),
        ("cohort.intake.partitions", "cohort.intake.2", "queue", "1"),
        ("cohort.intake.partitions", "cohort.intake.3", "queue", "1"),
        ("cohort.back", "cohort.intake", "queue", "cohort.intake"),
    }
    queues = {one["name"]: one["arguments"] for one in document["queues"] if one["name"].startswith("cohort.intake")}
    assert queues == dict.fromkeys(
        ["cohort.intake", "cohort.intake.2", "cohort.intake.3"], SAFE | {"x-single-active-consumer": True}
    )


def test_undivided_nothing_stands_between() -> None:
    followed = {"cohort": {"intake": {"application"}}}
    assert definitions(followed, {"cohort.intake": 1}) == definitions(followed)
    assert {one["type"] for one in definitions(followed)["exchanges"]} == {"topic", "direct", "fanout"}


def test_the_whole_of_a_partition_is_known_by_its_name() -> None:
    queues = [names.partition("cohort.intake", number) for number in (1, 2, 16)]
    assert queues == ["cohort.intake", "cohort.intake.2", "cohort.intake.16"]
    assert {names.whole(queue) for queue in queues} == {"cohort.intake"}
    for other in ("rpc-cohort", "cohort.retry.5s", "dead", "cohort.intake.partitions"):
        assert names.whole(other) == other


def test_a_star_hears_everything() -> None:
    followed = {"reporting": {"intake": {"*", "application"}}}
    assert bindings(followed, "reporting.intake") == {
        ("intake.events", "#"),
        ("intake.replay", "reporting.#"),
        ("reporting.back", "reporting.intake"),
    }


def test_each_service_has_its_exchange_even_if_nobody_follows_it() -> None:
    exchanges = by_name({"intake": {}, "cohort": {}}, "exchanges")
    assert exchanges["intake.events"]["type"] == exchanges["cohort.events"]["type"] == "topic"


def test_every_event_of_every_service_is_heard_by_reporting() -> None:
    """So that an event which no queue takes means a broken topology."""
    assert followed_by("reporting") == {service: {"*"} for service in SERVICES}


def test_what_a_service_follows_exists() -> None:
    """An aggregate without a type would be a queue that hears nothing."""
    silent = {
        (service, producer, aggregate)
        for service in SERVICES
        for producer, aggregates in followed_by(service).items()
        for aggregate in aggregates - {"*"}
        if not types_of(producer, aggregate)
    }
    assert silent == set()
