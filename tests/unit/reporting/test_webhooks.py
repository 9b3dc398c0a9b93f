"""Webhooks: where they may lead, how they are signed, when they are tried again and turned off."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from standardwebhooks import Webhook as Verifier

from services.reporting.webhooks.addresses import Unreachable, is_inner, outer_addresses
from services.reporting.webhooks.domain import (
    OFF_AFTER,
    RETRY_AFTER,
    Answer,
    Settled,
    headers_of,
    insist_on_types,
    new_secret,
    rest_of,
    settle,
    state_after,
)
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import details_of
from shared.contracts.reporting import MakeWebhook

INNER = (
    "127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.1.1", "169.254.169.254", "0.1.2.3",
    "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1",
    "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "nonsense", "",
)  # fmt: skip
OUTER = ("8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
WANTED = {"url": "https://hook.example.org/in", "event_types": ["decision_sent"], "description": "City's CRM"}


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_known_in_every_form(address: str) -> None:
    assert is_inner(address)


@pytest.mark.parametrize("address", OUTER)
def test_an_address_of_the_world_is_none(address: str) -> None:
    assert not is_inner(address)


def resolving(*addresses: str) -> Any:
    return lambda _name, _port: list(addresses)


def test_a_name_that_leads_inside_with_one_of_its_addresses_is_refused_whole() -> None:
    with pytest.raises(Unreachable) as caught:
        outer_addresses("hook.example.org", 443, resolving("8.8.8.8", "10.0.0.1"))
    assert caught.value.failure == "inner_address"


def test_a_name_that_leads_nowhere_says_so() -> None:
    def failing(_name: str, _port: int) -> list[str]:
        raise OSError("no such name")

    for resolve in (resolving(), failing):
        with pytest.raises(Unreachable) as caught:
            outer_addresses("hook.example.org", 443, resolve)
        assert caught.value.failure == "unknown_name"


def test_addresses_of_the_older_kind_are_tried_first() -> None:
    found = outer_addresses("hook.example.org", 443, resolving("2606:4700::1111", "8.8.8.8"))
    assert found == ["8.8.8.8", "2606:4700::1111"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hook.example.org/in", "not_https"),
        ("ftp://hook.example.org/in", "not_https"),
        ("https://user:pass@hook.example.org/in", "not_https"),
        ("https://localhost/in", "not_https"),
        ("https://[::1]/in", "not_https"),
        ("https://hook.example.org:8443/in", "other_port"),
        ("https://hook.example.org:0/in", "other_port"),
        ("https://hook.example.org:99999/in", "not_https"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_its_field(url: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MakeWebhook.model_validate(WANTED | {"url": url})
    assert [(one.field, one.code) for one in details_of(caught.value)] == [("url", code)]


@pytest.mark.parametrize(("types", "code"), [([], "too_few"), (["a", "a"], "repeated"), ([*"ab" * 150], "too_many")])
def test_types_are_some_each_once_and_not_too_many(types: list[str], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MakeWebhook.model_validate(WANTED | {"event_types": types})
    assert [(one.field, one.code) for one in details_of(caught.value)] == [("event_types", code)]


def test_a_type_that_does_not_exist_is_named() -> None:
    with pytest.raises(Refusal) as caught:
        insist_on_types(["decision_sent", "decision_sung"])
    assert caught.value == Refusal("invalid", Detail("event_types.1", "no_such_event", name="decision_sung"))


def test_each_secret_that_signs_is_enough_for_a_receiver_of_the_specification() -> None:
    newer, older, foreign = new_secret(), new_secret(), new_secret()
    now, body = datetime.now(UTC), '{"type":"decision_sent"}'
    headers = headers_of(UUID(int=7), body, (newer, older), now)

    assert headers["webhook-id"] == str(UUID(int=7))
    for secret in (newer, older):
        assert Verifier(secret).verify(body, headers) == {"type": "decision_sent"}
    with pytest.raises(Exception, match="No matching signature"):
        Verifier(foreign).verify(body, headers)
    with pytest.raises(Exception, match="No matching signature"):
        Verifier(newer).verify(body + " ", headers)


def test_what_is_not_taken_is_tried_again_with_growing_delays_and_given_up_after_the_last() -> None:
    delays = [settle(Answer(status=500), attempts).again_in for attempts in range(1, len(RETRY_AFTER) + 2)]
    assert delays == [*RETRY_AFTER, None]
    assert list(RETRY_AFTER) == sorted(RETRY_AFTER)
    assert settle(Answer(failure="slow"), len(RETRY_AFTER) + 1) == Settled("failed", None)


@pytest.mark.parametrize("status", [200, 204, 299])
def test_an_answer_of_the_two_hundreds_is_taken(status: int) -> None:
    assert settle(Answer(status=status), 3) == Settled("delivered", None)


@pytest.mark.parametrize("status", [100, 301, 302, 307, 400, 404, 429, 500, 503])
def test_any_other_answer_is_not_and_a_redirect_is_not_followed(status: int) -> None:
    assert settle(Answer(status=status), 1).state == "waiting"


@pytest.mark.parametrize(
    ("answer", "state", "failing_for", "after"),
    [
        (Answer(status=500), "on", None, "on"),
        (Answer(status=500), "on", OFF_AFTER - timedelta(seconds=1), "on"),
        (Answer(status=500), "on", OFF_AFTER, "off"),
        (Answer(status=204), "on", OFF_AFTER, "on"),
        (Answer(status=410), "on", None, "off"),
        (Answer(status=500), "paused", OFF_AFTER, "paused"),
        (Answer(status=204), "off", OFF_AFTER, "off"),
    ],
)
def test_a_webhook_is_turned_off_after_days_or_at_once_where_its_receiver_is_gone(
    answer: Answer, state: Any, failing_for: timedelta | None, after: str
) -> None:
    since = None if failing_for is None else NOW - failing_for
    assert state_after(answer, state, since, NOW) == after


@pytest.mark.parametrize(
    ("status", "said", "rest"),
    [
        (503, "120", timedelta(minutes=2)),
        (429, "0", timedelta()),
        (429, "Mon, 01 Mar 2027 12:30:00 GMT", timedelta(minutes=30)),
        (429, "Mon, 01 Mar 2027 11:30:00 GMT", timedelta()),
        (503, "9" * 400, timedelta(days=1)),
        (503, "Mon, 01 Mar 2037 12:30:00 GMT", timedelta(days=1)),
        (503, "soon", None),
        (503, "-5", None),
        (503, "", None),
        (503, None, None),
        (500, "120", None),
        (204, "120", None),
    ],
)
def test_a_receiver_that_is_busy_says_for_how_long(status: int, said: str | None, rest: timedelta | None) -> None:
    assert rest_of(status, said, NOW) == rest


def test_what_it_asks_for_is_waited_for_and_never_less_than_usual() -> None:
    assert settle(Answer(429, rest=timedelta(hours=1)), 1) == Settled("waiting", timedelta(hours=1))
    assert settle(Answer(429, rest=timedelta(seconds=1)), 2) == Settled("waiting", RETRY_AFTER[1])
