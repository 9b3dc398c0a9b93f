"""Who hears each event: what the services' classes say, for the event catalogue."""

from __future__ import annotations

import importlib
from functools import cache
from inspect import getmembers, isfunction

from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from shared.contracts.events import Event
from shared.messaging.consumer import Consumes
from shared.runtime.settings import SERVICES


def heard_by(event: type[Event]) -> str:
    """Those that do something because of it; the event log takes in every event."""
    key = (event.producer, event.type)
    hearing = [f"`{service}`" for service in SERVICES if key in heard(service)]
    return f"{', '.join([*hearing, 'the event log (`reporting`)'])}; webhooks that chose it"


@cache
def heard(service: str) -> frozenset[tuple[str, str]]:
    methods = getmembers(importlib.import_module(f"services.{service}.service").Service, isfunction)
    found = [one for _, method in methods for one in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ())]
    return frozenset(one.event_key for one in found if isinstance(one, Consumes) and one.event_key)
