"""Since when the broker takes no calls: from the first that it did not take, until one gets through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.intake import ListCalls
from shared.messaging.client import Client, anonymous
from shared.messaging.message import Message, Outcome
from shared.messaging.outage import UNSEEN, Outage

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_it_lasts_from_the_first_refusal_until_a_call_gets_through() -> None:
    outage = Outage()
    for seconds in range(3):
        outage.note("broker_alarm", NOW + seconds * SECOND)
    assert (outage.since("broker_alarm"), outage.since("broker"), outage.since(None)) == (NOW, None, None)
    outage.note(None, NOW + 4 * SECOND)
    assert outage.since("broker_alarm") is None
    outage.note("broker_alarm", NOW + 5 * SECOND)
    assert outage.since("broker_alarm") == NOW + 5 * SECOND


@pytest.mark.parametrize(("reason", "after"), [("broker", SECOND), ("broker_alarm", UNSEEN + SECOND)])
def test_another_reason_or_a_while_unseen_is_another_outage(reason: str, after: timedelta) -> None:
    outage = Outage()
    outage.note("broker_alarm", NOW)
    outage.note(reason, NOW + after)
    assert outage.since(reason) == NOW + after


class Answering(Client):
    """Each call becomes what was told."""

    told: Outcome | Refusal

    def _send(self, messages: list[Message], limit_s: float) -> list[Outcome]:
        if isinstance(self.told, Refusal) and self.told.reason == "broker":
            raise self.told
        return [self.told for _ in messages]


@pytest.mark.parametrize("reason", ["broker", "broker_alarm"])
def test_a_client_notes_what_becomes_of_its_calls_whoever_they_are_signed_by(reason: str) -> None:
    client = Answering("amqp://nowhere.example", "tester", anonymous)
    client.told = Refusal("unavailable", reason=reason)
    with pytest.raises(Refusal):
        client.coming_from("198.51.100.7").call(ListCalls())
    assert client.outage.since(reason) is not None
    client.told = Refusal("unavailable", reason="service", service="intake")
    with pytest.raises(Refusal):
        client.call(ListCalls())
    assert client.outage.since(reason) is None, "a service that is silent is no fault of the broker"
