"""Strangers that speak plain nameko can call the services and hear their events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from nameko.containers import ServiceContainer
from nameko.events import event_handler
from nameko.exceptions import RemoteError
from nameko.standalone.rpc import ClusterRpcProxy

from shared.security.binding import bound_to
from tests.messaging.parcels import PackParcel
from tests.messaging.services import Parcels
from tests.messaging.world import World, wait_for

heard: list[dict[str, Any]] = []


class Stranger:
    name = "stranger"

    @event_handler("parcels", "parcel_packed")
    def on_parcel_packed(self, payload: dict[str, Any]) -> None:
        heard.append(payload)


def test_a_plain_proxy_calls_and_learns_the_code_of_a_refusal(world: World) -> None:
    world.start(Parcels)
    parcel, command_id = str(uuid4()), uuid4()
    arguments = {
        "token": world.token("parcels", "pack_parcel", bound_to(command_id, {"parcel_id": parcel, "grams": 5})),
        "command": {"id": str(command_id), "deadline": (datetime.now(UTC) + timedelta(seconds=9)).isoformat()},
    }
    with ClusterRpcProxy({"AMQP_URI": world.uri}, timeout=9) as proxy:
        reply = proxy.parcels.pack_parcel(body={"parcel_id": parcel, "grams": 5}, **arguments)
        with pytest.raises(RemoteError) as refused:
            proxy.parcels.pack_parcel(body={"parcel_id": parcel}, **arguments)
    assert reply == {"parcel_id": parcel, "packed": 1}
    assert refused.value.exc_type == "invalid"


def test_a_plain_handler_hears_what_the_relay_publishes(world: World) -> None:
    stranger = ServiceContainer(Stranger, {"AMQP_URI": world.uri})
    stranger.start()
    world.start(Parcels)
    parcel = uuid4()
    world.client().call(PackParcel(parcel_id=parcel, grams=5))
    payload = wait_for(lambda: heard and heard.pop(), "the event")
    assert {name: payload[name] for name in ("source", "type", "subject", "data")} == {
        "source": "parcels",
        "type": "parcel_packed",
        "subject": str(parcel),
        "data": {"parcel_id": str(parcel), "grams": 5},
    }
    stranger.stop()
