"""A request as its service answers it, an event as it hears it: by the entrypoint's handlers, which are handed
what their parameters name."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

from shared.contracts.events import Event
from shared.contracts.requests import Request


def answered(service: type, request: Request[Any], **supplies: Any) -> Any:
    """The reply; raises Refusal. AttributeError: the service has no such entrypoint."""
    (handler,) = getattr(service, request.method).handlers
    return handed(handler, {"request": request, **supplies})


def hear(service: type, event: Event, **supplies: Any) -> None:
    """AttributeError: the service does not hear it."""
    for handler in getattr(service, f"on_{event.type}").handlers:
        handed(handler, {"event": event, **supplies})


def handed(handler: Callable[..., Any], given: dict[str, Any]) -> Any:
    return handler(**{name: given[name] for name in signature(handler).parameters if name in given})
