"""Each broker user at each queue and exchange of the real topology, on the real broker: it reaches its own alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import amqp
import pytest

from shared.messaging import names
from shared.messaging.broker import connect, drop, open_channel
from shared.messaging.management import create_users, declare, management
from shared.messaging.retry import RETRY_DELAYS_S
from shared.messaging.rights import stranger_of, user_of
from shared.messaging.topology import definitions
from shared.runtime.settings import BROKER_USERS, SERVICES
from shared.runtime.setup import followed_by
from tests.messaging.world import wait_for
from tests.support.foundations import PASSWORD, Foundations

STRANGER = "scripts"
ASKERS = {"portal", "cli", STRANGER, "eligibility", "cohort", "reporting", "notifications", "operations"}
FOLLOWED = {service: followed_by(service) for service in SERVICES}
DOCUMENT = definitions(FOLLOWED, {"cohort.eligibility": 2})
QUEUES = {queue["name"] for queue in DOCUMENT["queues"]}
EXCHANGES = {"amq.topic", "amq.direct", "amq.fanout", *(one["name"] for one in DOCUMENT["exchanges"])}

Act = Callable[[Any], object]


@pytest.fixture(scope="module")
def vhost(foundations: Foundations) -> Iterator[str]:
    name = foundations.create_vhost()
    with management(foundations.management) as http:
        declare(http, name, DOCUMENT)
        create_users(http, name, [user_of(user, foundations.amqp_uri(name, user)) for user in BROKER_USERS])
        create_users(http, name, [stranger_of(STRANGER, PASSWORD, calls=True, hears=())])
    yield name
    foundations.delete_vhost(name)


class Attacker:
    """Who has stolen a user's password; each refusal costs the channel."""

    def __init__(self, uri: str, user: str) -> None:
        self._connection = connect(uri, "the attacker")
        self._channel: Any = None
        self.user = user
        self.owned = {queue for queue in QUEUES if names.owner_of(queue) == user and not names.is_retry_queue(queue)}
        self.owned |= {names.DEAD} if user == "operations" else set()

    def own_reply_key(self) -> str:
        return f"reply.{self.user}.{uuid4()}"

    def may(self, act: Act) -> bool:
        if self._channel is None or not self._channel.is_open:
            self._channel = open_channel(self._connection)
            self._channel.confirm_select()
        try:
            act(self._channel)
        except amqp.exceptions.AccessRefused:
            return False
        except amqp.exceptions.AMQPError:
            return True  # let in, and stopped by something else
        return True

    def close(self) -> None:
        drop(self._connection)


@pytest.fixture(params=[*BROKER_USERS, STRANGER])
def attacker(request: pytest.FixtureRequest, foundations: Foundations, vhost: str) -> Iterator[Attacker]:
    made = Attacker(foundations.amqp_uri(vhost, request.param), request.param)
    yield made
    made.close()


def publish(exchange: str, key: str) -> Act:
    return lambda channel: channel.basic_publish_confirm(amqp.Message(b"{}", delivery_mode=2), exchange, key)


def read(queue: str) -> Act:
    return lambda channel: channel.basic_get(queue)


def purge(queue: str) -> Act:
    return lambda channel: channel.queue_purge(queue)


def bind(queue: str, exchange: str) -> Act:
    return lambda channel: channel.queue_bind(queue, exchange, "#")


def lead_on(exchange: str, to: str) -> Act:
    return lambda channel: channel.exchange_bind(to, exchange, "#")


def delete(queue: str) -> Act:
    return lambda channel: channel.queue_delete(queue, if_unused=True)


def delete_exchange(exchange: str) -> Act:
    return lambda channel: channel.exchange_delete(exchange, if_unused=True)


def make(queue: str, **arguments: str) -> Act:
    return lambda channel: channel.queue_declare(queue, exclusive=True, arguments=arguments)


def make_exchange(exchange: str) -> Act:
    return lambda channel: channel.exchange_declare(exchange, "topic")


def test_what_it_sends_to_be_tried_again_comes_back_to_itself_alone(foundations: Foundations, vhost: str) -> None:
    """An event of somebody else's, forged, with another's queue as its routing key. (First: the queues are empty.)"""
    forger = Attacker(foundations.amqp_uri(vhost, "notifications"), "notifications")
    admin = Attacker(foundations.amqp_uri(vhost), "admin")
    others = ("cohort.eligibility", "rpc-cohort", "dead")
    own, waiting = "notifications.cohort", names.retry("notifications", 5)
    for key in (*others, own):
        assert forger.may(publish(waiting, key))
    wait_for(lambda: depths(admin, own)[own] == 1, "its own message")
    wait_for(lambda: depths(admin, waiting)[waiting] == 0, "the end of the delay")
    assert depths(admin, *others) == dict.fromkeys(others, 0)
    forger.close()
    admin.close()


def depths(admin: Attacker, *queues: str) -> dict[str, int]:
    found: dict[str, int] = {}

    def look(channel: Any) -> None:
        found.update({queue: channel.queue_declare(queue, passive=True).message_count for queue in queues})

    assert admin.may(look)
    return found


def test_it_publishes_to_its_own_exchanges_alone(attacker: Attacker) -> None:
    """Whatever the routing key. operations puts a letter back on whichever queue of events it came from."""
    user, own = attacker.user, set()
    if user in SERVICES:
        own = {names.events_exchange(user), names.replay_exchange(user), names.dead_letters_exchange(user)}
        own |= {names.retry(user, delay_s) for delay_s in RETRY_DELAYS_S if FOLLOWED[user]}
    if user == "operations":
        own |= {names.back_exchange(service) for service in SERVICES}
    reached = {
        exchange
        for exchange in (EXCHANGES | {""}) - {names.RPC_EXCHANGE}
        for key in ("cohort.eligibility", "rpc-cohort", "cohort.offer_confirmed")
        if attacker.may(publish(exchange, key))
    }
    assert reached == own


def test_it_reads_its_own_queues_alone(attacker: Attacker) -> None:
    assert {queue for queue in QUEUES if attacker.may(read(queue))} == attacker.owned
    assert {queue for queue in QUEUES if attacker.may(purge(queue))} == attacker.owned


def test_it_hears_and_leads_on_nothing(attacker: Attacker) -> None:
    """Neither by a queue of its own, nor by one of the topology, nor by binding one exchange to another."""
    mine = attacker.own_reply_key()
    assert attacker.may(make(mine)) == (attacker.user in ASKERS)
    queues = {mine, *attacker.owned, "cohort.eligibility"}
    bound = {(queue, exchange) for queue in queues for exchange in EXCHANGES if attacker.may(bind(queue, exchange))}
    led = {
        (one, other)
        for exchange in EXCHANGES
        for one, other in ((exchange, names.RPC_EXCHANGE), (names.RPC_EXCHANGE, exchange), (exchange, "cohort.back"))
        if attacker.may(lead_on(one, other))
    }
    if attacker.user == "operations":  # what it takes in by profession, and may send where it puts letters back
        assert bound == {(mine, names.DEAD)}
        assert led == {(names.DEAD, names.RPC_EXCHANGE), (names.DEAD, "cohort.back")}
    else:
        assert (bound, led) == (set(), set())


def test_it_makes_and_deletes_nothing_of_others(attacker: Attacker) -> None:
    user = attacker.user
    others = {
        "cohort.mine",
        "mine",
        f"{user}.mine",
        f"{user}.mine.events",
        "reply.mine",
        f"reply.{user}.1",
        "amq.gen-a",
    }
    made = {name for name in others if attacker.may(make(name)) or attacker.may(make_exchange(name))}
    gone = {queue for queue in QUEUES - attacker.owned if attacker.may(delete(queue))}
    gone |= {exchange for exchange in EXCHANGES if attacker.may(delete_exchange(exchange))}
    own = {STRANGER: {names.RPC_EXCHANGE}, "operations": {names.DEAD}}  # ADR 5; the exchange is named as its queue
    assert (made, gone) == (set(), own.get(user, set()))


def test_what_expires_in_a_queue_of_its_own_reaches_nobody(attacker: Attacker) -> None:
    """The broker asks for the right to publish where a queue is to lead to, when the queue is made."""
    exchanges = {"", names.DEAD, "cohort.events", "cohort.back", "cohort.retry.5s"}
    onward = {
        exchange
        for exchange in exchanges
        if attacker.may(make(attacker.own_reply_key(), **{"x-dead-letter-exchange": exchange}))
    }
    allowed = {"cohort": {"cohort.events", "cohort.retry.5s"}, "operations": {"cohort.back"}}
    assert onward == allowed.get(attacker.user, set())


def test_services_alone_publish_replies_and_only_to_whoever_asks_them(attacker: Attacker) -> None:
    keys = {one: f"reply.{one}.{uuid4()}" for one in (*BROKER_USERS, STRANGER)} | {"guessed": "reply.portal.1"}
    reached = {one for one, key in keys.items() if attacker.may(publish(names.RPC_EXCHANGE, key))}
    everybodys = {"portal", "cli", STRANGER, "operations"}
    askers = {
        "identity": {"notifications"},
        "intake": ASKERS,
        "eligibility": {"notifications"},
        "cohort": {"notifications"},
        "reporting": {"notifications"},
    }
    expected = everybodys | askers.get(attacker.user, set()) if attacker.user in SERVICES else set()
    assert reached == expected
