"""The broker over TLS, by services' own ways to it: nobody is believed to be it without a certificate of its host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import amqp
import httpx
import pytest

from shared.messaging.broker import BrokerDown, connect, drop, open_channel
from shared.messaging.management import management
from tests.support.foundations import Foundations
from tests.support.tls import Authority, in_front

LARGE_BYTES = 250_000  # more than one record of TLS, and more than is read ahead


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("own"), "own")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "stranger")


@pytest.fixture
def vhost(foundations: Foundations) -> Iterator[str]:
    name = foundations.create_vhost()
    yield name
    foundations.delete_vhost(name)


def over_tls(uri: str, scheme: str, port: int, authority: Authority | None, host: str = "127.0.0.1") -> str:
    parts = urlsplit(uri)
    query = "" if authority is None else f"cacertfile={authority.file}"
    credentials = parts.netloc.rpartition("@")[0]
    return parts._replace(scheme=scheme, netloc=f"{credentials}@{host}:{port}", query=query).geturl()


def port_of(uri: str) -> int:
    port = urlsplit(uri).port
    assert port is not None
    return port


def test_messages_small_and_large_go_both_ways(foundations: Foundations, vhost: str, authority: Authority) -> None:
    uri = foundations.amqp_uri(vhost)
    with in_front(port_of(uri), authority) as port:
        connection = connect(over_tls(uri, "amqps", port, authority), "over TLS")
        try:
            channel = open_channel(connection)
            channel.confirm_select()
            queue = f"q-{uuid4()}"
            channel.queue_declare(queue, exclusive=True)
            bodies = [bytes([65 + number]) * size for number, size in enumerate((1, LARGE_BYTES, 17, LARGE_BYTES))]
            for body in bodies:
                channel.basic_publish_confirm(amqp.Message(body), "", queue)
            came: list[bytes] = []
            channel.basic_consume(queue, no_ack=True, callback=lambda message: came.append(message.body))
            while len(came) < len(bodies):
                connection.drain_events(timeout=10)
            assert came == bodies
        finally:
            drop(connection)


@pytest.mark.parametrize("fault", ["a stranger's word", "the system's word", "another host", "no file", "in the clear"])
def test_who_cannot_show_that_it_is_the_broker_is_not_spoken_to(
    foundations: Foundations, vhost: str, authority: Authority, stranger: Authority, fault: str
) -> None:
    uri = foundations.amqp_uri(vhost)
    with in_front(port_of(uri), authority) as port:
        addresses = {
            "a stranger's word": over_tls(uri, "amqps", port, stranger),
            "the system's word": over_tls(uri, "amqps", port, None),
            "another host": over_tls(uri, "amqps", port, authority, host="localhost"),
            "no file": over_tls(uri, "amqps", port, authority).replace("own-ca", "nowhere"),
            "in the clear": over_tls(uri, "amqp", port, authority),
        }
        with pytest.raises(BrokerDown):
            connect(addresses[fault], "over TLS")


def test_a_certificate_that_has_ended_is_believed_no_more_and_its_renewal_at_once(
    foundations: Foundations, vhost: str, authority: Authority
) -> None:
    """Without a word to the client: whoever connects looks at what the broker shows then."""
    uri = foundations.amqp_uri(vhost)
    with in_front(port_of(uri), authority, over=True) as port, pytest.raises(BrokerDown):
        connect(over_tls(uri, "amqps", port, authority), "over TLS")
    with in_front(port_of(uri), authority) as port:
        drop(connect(over_tls(uri, "amqps", port, authority), "over TLS"))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # eventlet forgets a refused handshake
def test_the_management_is_asked_over_tls_by_the_same_rule(
    foundations: Foundations, authority: Authority, stranger: Authority
) -> None:
    url = foundations.management

    def answered(by: Authority | None, port: int) -> Any:
        with management(over_tls(url, "https", port, by)) as http:
            return http.get("/api/overview").status_code

    with in_front(port_of(url), authority) as port:
        assert answered(authority, port) == 200
        for by in (stranger, None):
            with pytest.raises(httpx.ConnectError):
                answered(by, port)
