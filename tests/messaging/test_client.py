"""The typed client when the other side is not there."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.intake import ListCalls
from shared.contracts.kernel import GetBacklog
from shared.messaging import names
from shared.messaging.broker import BrokerRefused
from shared.messaging.client import Client, anonymous
from shared.messaging.line import Line
from shared.messaging.management import create_users, management
from shared.messaging.rights import user_of
from tests.messaging.parcels import FindParcel
from tests.messaging.services import Parcels
from tests.messaging.world import World
from tests.support.foundations import PASSWORD

FIND = FindParcel(parcel_id=UUID(int=1))


def test_a_service_that_does_not_exist_is_unavailable_at_once(world: World) -> None:
    started = monotonic()
    with pytest.raises(Refusal) as refused:
        world.client().call(GetBacklog(), of="nobody")
    assert str(refused.value) == "unavailable: The service nobody is not answering."
    assert monotonic() - started < 3


def test_a_service_that_does_not_run_is_unavailable_after_the_limit(world: World) -> None:
    started = monotonic()
    with pytest.raises(Refusal) as refused:
        world.client().call(FIND, limit_s=0.5)
    assert refused.value.code == "unavailable"
    assert 0.5 <= monotonic() - started < 3


def test_several_are_asked_at_once_and_one_that_is_refused_leaves_the_others(world: World) -> None:
    world.start(Parcels)
    client = world.client()
    unknown = FindParcel(parcel_id=UUID(int=2))
    for _ in range(2):  # over one line
        found, refused, again = client.ask([FIND, ListCalls(), unknown], limit_s=5)
        assert (found.packed, again.packed) == (0, 0)
        assert refused == Refusal("unavailable", reason="service", service="intake")
    assert client.ask([]) == []


def test_each_of_several_services_is_asked_at_once_and_who_does_not_answer_says_nothing(world: World) -> None:
    world.start(Parcels)
    client = world.client()
    silent = client.ask_each(FIND, [Parcels.name, "depot"], limit_s=1)
    assert [one and one.packed for one in silent] == [0, None], "one that takes its time leaves the others"
    found = client.ask_each(FIND, [Parcels.name, "nobody"], limit_s=5)
    assert [one and one.packed for one in found] == [0, None]
    with pytest.raises(Refusal, match="unavailable"):
        world.client(uri="amqp://a:b@127.0.0.1:1/").ask_each(FIND, [Parcels.name])


def test_while_the_broker_has_an_alarm_its_callers_are_told_soon(world: World) -> None:
    """What the broker says then is handled as amqp hands it on; the faults raise a real one."""
    client = world.client()
    line = Line(client._uri, client._process)
    line._open()
    client._idle.append(line)
    line.idle_since = monotonic()
    line._connection._on_blocked()
    started = monotonic()
    with pytest.raises(Refusal) as refused:
        client.call(FIND, limit_s=20)
    assert refused.value == Refusal("unavailable", reason="broker_alarm")
    assert monotonic() - started < 10


def test_a_broker_that_is_not_there_is_unavailable(world: World) -> None:
    started = monotonic()
    with pytest.raises(Refusal) as refused:
        world.client(uri="amqp://a:b@127.0.0.1:1/").call(FIND)
    assert refused.value.code == "unavailable"
    assert monotonic() - started < 10


def test_a_call_works_after_the_connection_was_closed(world: World) -> None:
    """That of the caller, between two calls."""
    world.start(Parcels)
    client = world.client()
    assert client.call(FIND).packed == 0
    world.close_connections("calls of tester")
    assert client.call(FIND).packed == 0


@pytest.mark.parametrize("connection", ["replies of parcels", "consume rpc-parcels"])
def test_a_call_works_after_the_service_lost_its_connection(world: World, connection: str) -> None:
    world.start(Parcels)
    client = world.client()
    assert client.call(FIND).packed == 0
    world.close_connections(connection)
    assert client.call(FIND).packed == 0


def test_a_broker_that_does_not_know_the_caller_is_unavailable(world: World) -> None:
    """As one is that was wiped, until the set-up step has run."""
    client = world.client(uri=world.foundations.amqp_uri(world.vhost, "nobody"))
    with pytest.raises(Refusal, match="unavailable: The broker denies access"):
        client.call(FIND)


def test_a_broker_without_its_exchanges_is_unavailable(world: World) -> None:
    client = world.client()
    world.channel.exchange_delete(names.RPC_EXCHANGE)
    with pytest.raises(Refusal, match="unavailable: The broker denies access"):
        client.call(FIND)


def test_the_broker_refuses_requests_beyond_a_users_rights(world: World) -> None:
    """`notifications` may ask intake for a contact, and nothing of the cohort service but what it needs."""
    uri = world.foundations.amqp_uri(world.vhost, "notifications")
    with management(world.foundations.management) as http:
        create_users(http, world.vhost, [user_of("notifications", uri)])
    assert f":{PASSWORD}@" in uri
    client = Client(uri, "notifications", anonymous)
    with pytest.raises(BrokerRefused):
        client.call(GetBacklog(), of="cohort")
    with pytest.raises(BrokerRefused):
        client.call(FIND)
    client.close()
