"""What each broker user may do, as RabbitMQ judges it: by searching the regular expression in the name."""

from __future__ import annotations

import re
from typing import Any

import pytest

from shared.contracts.registry import REQUESTS
from shared.messaging.rights import User, user_of
from shared.runtime.settings import BROKER_USERS, SERVICES


def user(process: str) -> User:
    return user_of(process, f"amqp://{process}:s%2Fecret@broker/alliance")


def may(process: str, right: str, name: str) -> bool:
    """configure, write, read: of a queue or exchange. send, hear: a routing key on the requests' exchange."""
    made = user(process)
    patterns: dict[str, Any] = dict(made.permission)
    (topic,) = made.topic_permissions
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
        ("intake", "write", "retry.5s"),
        ("intake", "write", "dead"),
        ("intake", "read", "rpc-intake"),
        ("cohort", "read", "cohort.intake"),
        ("cohort", "configure", "cohort.intake"),
        ("cohort", "send", "reply.portal.1"),
        ("portal", "configure", "reply.portal.1"),
        ("portal", "read", "reply.portal.1"),
        ("portal", "hear", "reply.portal.1"),
        ("portal", "send", "cohort.advance_phase"),
        ("cli", "send", "intake.submit_application"),
        ("notifications", "send", "intake.get_contact"),
        ("notifications", "send", "identity.get_recipient"),
        ("operations", "send", "cohort.get_backlog"),
        ("operations", "read", "dead"),
        ("operations", "write", "amq.default"),
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
        ("intake", "read", "rpc-cohort"),
        ("intake", "read", "cohort.intake"),
        ("intake", "read", "reply.portal.1"),
        ("intake", "configure", "dead"),
        ("intake", "configure", "nameko-rpc"),
        ("operations", "send", "cohort.advance_phase"),
        ("portal", "write", "intake.events"),
        ("portal", "read", "rpc-intake"),
        ("portal", "hear", "reply.cli.1"),
        ("portal", "hear", "intake.submit_application"),
        ("cli", "configure", "rpc-intake"),
    ],
)
def test_a_process_may_do_no_more(process: str, right: str, name: str) -> None:
    assert not may(process, right, name)


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
    }


def test_nobody_hears_requests_on_anothers_queue() -> None:
    readers = {
        (process, service)
        for process in BROKER_USERS
        for service in SERVICES
        if may(process, "read", f"rpc-{service}") and process != service
    }
    assert readers == set()
