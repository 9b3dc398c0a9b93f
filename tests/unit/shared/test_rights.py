"""What each broker user may do, as RabbitMQ judges it: by searching the regular expression in the name."""

from __future__ import annotations

import re
from typing import Any

import pytest

from shared.contracts.registry import REQUESTS
from shared.messaging.rights import User, stranger_of, user_of
from shared.runtime.settings import BROKER_USERS, SERVICES

RANDOM = "0f8fad5b-d9cb-469f-a165-70867728950e"  # a uuid4, as nameko chooses them
NAMEKO_REPLIES = f"rpc.reply-standalone_rpc_proxy-{RANDOM}"
CALLS = stranger_of("scripts", "secret", calls=True, hears=())
HEARS = stranger_of("city_map", "secret", calls=False, hears=("intake",))


def user(process: str) -> User:
    return user_of(process, f"amqp://{process}:s%2Fecret@broker/alliance")


def may(process: str, right: str, name: str) -> bool:
    """configure, write, read: of a queue or exchange. send, hear: a routing key on the requests' exchange."""
    return has(user(process), right, name)


def has(made: User, right: str, name: str) -> bool:
    patterns: dict[str, Any] = dict(made.permission)
    for topic in made.topic_permissions:
        patterns |= {"send": topic["write"], "hear": topic["read"]}
    return re.search(patterns[right], name) is not None


def test_name_and_password_are_those_of_the_uri() -> None:
    assert (user("intake").name, user("intake").password) == ("intake", "s/ecret")


@pytest.mark.parametrize("process", BROKER_USERS)
def test_every_right_is_anchored(process: str) -> None:
    """An open end would allow more than it says."""
    made = user(process)
    (topic,) = made.topic_permissions
    for pattern in (*made.permission.values(), topic["write"], topic["read"]):
        assert (pattern[:2], pattern[-2:]) == ("^(", ")$")


@pytest.mark.parametrize(
    ("process", "right", "name"),
    [
        ("intake", "write", "intake.events"),
        ("intake", "write", "nameko-rpc"),
        ("intake", "write", "intake.retry.5s"),
        ("intake", "write", "intake.dead"),
        ("intake", "read", "rpc-intake"),
        ("cohort", "read", "cohort.intake"),
        ("cohort", "configure", "cohort.intake"),
        ("cohort", "configure", "cohort.intake.2"),
        ("cohort", "read", "cohort.intake.16"),
        ("cohort", "send", f"reply.portal.{RANDOM}"),
        ("cohort", "send", RANDOM),
        ("portal", "configure", f"reply.portal.{RANDOM}"),
        ("portal", "read", f"reply.portal.{RANDOM}"),
        ("portal", "hear", f"reply.portal.{RANDOM}"),
        ("portal", "send", "cohort.advance_phase"),
        ("cli", "send", "intake.submit_application"),
        ("notifications", "send", "intake.get_contact"),
        ("notifications", "send", "identity.get_recipient"),
        ("operations", "send", "cohort.get_backlog"),
        ("operations", "read", "dead"),
        ("operations", "write", "cohort.back"),
        ("cohort", "send", f"reply.scripts.{RANDOM}"),
        ("operations", "configure", f"reply.operations.{RANDOM}"),
    ],
)
def test_a_process_may_do_its_work(process: str, right: str, name: str) -> None:
    assert may(process, right, name)


@pytest.mark.parametrize(
    ("process", "right", "name"),
    [
        ("notifications", "send", "cohort.advance_phase"),
        ("notifications", "send", "intake.submit_application"),
        ("notifications", "send", "intake.get_contacts"),
        ("notifications", "write", "cohort.events"),
        ("intake", "send", "eligibility.decide"),
        ("intake", "write", "eligibility.events"),
        ("intake", "write", "intakeXevents"),
        ("intake", "write", "amq.default"),
        ("intake", "read", "dead"),
        ("intake", "write", "dead"),
        ("intake", "write", "cohort.dead"),
        ("intake", "write", "retry.5s"),
        ("intake", "write", "cohort.retry.5s"),
        ("intake", "write", "intake.retry.6s"),
        ("intake", "write", "intake.back"),
        ("intake", "write", "intake.eligibility"),
        ("intake", "read", "intake.events"),
        ("intake", "configure", "intake.events"),
        ("intake", "configure", "intake.mine"),
        ("intake", "configure", f"reply.intake.{RANDOM}"),  # which asks nobody
        ("cohort", "configure", "reply.cohort.1"),
        ("operations", "write", "amq.default"),
        ("operations", "write", "cohort.retry.5s"),
        ("operations", "write", "cohort.events"),
        ("portal", "send", f"reply.cli.{RANDOM}"),
        ("portal", "send", RANDOM),
        ("cli", "send", f"reply.portal.{RANDOM}"),
        ("cohort", "send", "reply.portal.1"),
        ("cohort", "send", f"reply.reporting.{RANDOM}"),  # which asks it nothing
        ("cohort", "send", f"reply.portal.x.{RANDOM}"),
        ("intake", "read", "rpc-cohort"),
        ("intake", "read", "cohort.intake"),
        ("intake", "read", "cohort.intake.2"),
        ("cohort", "configure", "cohort.intake.17"),
        ("cohort", "configure", "cohort.intake.1"),
        ("cohort", "configure", "cohort.intake.02"),
        ("cohort", "configure", "cohort.intake.partitions"),
        ("cohort", "write", "cohort.intake.2"),
        ("cohort", "write", "cohort.intake.partitions"),
        ("cohort", "read", "cohort.intake.partitions"),
        ("intake", "read", f"reply.portal.{RANDOM}"),
        ("intake", "configure", "dead"),
        ("intake", "configure", "nameko-rpc"),
        ("operations", "send", "cohort.advance_phase"),
        ("portal", "write", "intake.events"),
        ("portal", "read", "rpc-intake"),
        ("portal", "hear", f"reply.cli.{RANDOM}"),
        ("portal", "hear", "intake.submit_application"),
        ("cli", "configure", "rpc-intake"),
        ("cli", "hear", RANDOM),
        ("intake", "hear", RANDOM),
        ("intake", "send", RANDOM.replace("-", ".")),
        ("portal", "read", NAMEKO_REPLIES),
    ],
)
def test_a_process_may_do_no_more(process: str, right: str, name: str) -> None:
    assert not may(process, right, name)


@pytest.mark.parametrize(
    ("stranger", "right", "name"),
    [
        (CALLS, "configure", NAMEKO_REPLIES),
        (CALLS, "configure", "nameko-rpc"),  # which a nameko proxy declares
        (CALLS, "read", NAMEKO_REPLIES),
        (CALLS, "hear", RANDOM),
        (CALLS, "hear", f"reply.scripts.{RANDOM}"),
        (CALLS, "send", "cohort.advance_phase"),
        (HEARS, "configure", "evt-intake-application_submitted--city_map.on_application_submitted"),
        (HEARS, "read", "intake.events"),
    ],
)
def test_a_stranger_may_do_what_plain_nameko_does(stranger: User, right: str, name: str) -> None:
    assert has(stranger, right, name)


@pytest.mark.parametrize(
    ("stranger", "right", "name"),
    [
        (CALLS, "hear", "#"),
        (CALLS, "hear", "*"),
        (CALLS, "hear", f"reply.portal.{RANDOM}"),
        (CALLS, "hear", "intake.list_calls"),
        (CALLS, "send", RANDOM),
        (CALLS, "read", "rpc-intake"),
        (CALLS, "read", "intake.events"),
        (CALLS, "configure", "rpc.reply-standalone_rpc_proxy-1"),
        (HEARS, "configure", "intake.events"),
        (HEARS, "write", "intake.events"),
        (HEARS, "read", "cohort.events"),
        (HEARS, "read", "eligibility.intake"),
        (HEARS, "read", "evt-intake-application_submitted--other.on_application_submitted"),
        (HEARS, "write", "nameko-rpc"),
    ],
)
def test_a_stranger_may_do_no_more(stranger: User, right: str, name: str) -> None:
    assert not has(stranger, right, name)


def test_no_service_may_send_what_the_permission_table_denies_it() -> None:
    allowed = {
        (process, f"{service}.{method}")
        for process in SERVICES
        for service, method in REQUESTS
        if may(process, "send", f"{service}.{method}")
    }
    assert {one for one in allowed if one[0] not in ("notifications", "operations")} == {
        ("eligibility", "intake.get_application_texts"),
        ("eligibility", "intake.get_file_part"),
        ("eligibility", "intake.list_calls"),
        ("cohort", "intake.list_calls"),
        ("reporting", "intake.list_calls"),
    }


def test_nobody_hears_requests_on_anothers_queue() -> None:
    readers = {
        (process, service)
        for process in BROKER_USERS
        for service in SERVICES
        if may(process, "read", f"rpc-{service}") and process != service
    }
    assert readers == set()
