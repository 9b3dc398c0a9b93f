"""What the routes of the API share: whose a key is, and the request that goes to a service."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from fastapi import Body, Header, Path

from shared.contracts.requests import Request as ServiceRequest

Document = Annotated[dict[str, Any], Body()]
IdempotencyKey = Annotated[str | None, Header(max_length=200, description="The same key and body: the same answer.")]

#: As people type it; what it means is the services' to say.
TrackingCode = Annotated[str, Path(min_length=1, max_length=40)]

Asked = TypeVar("Asked", bound=ServiceRequest[Any])


def writer_of(document: dict[str, Any]) -> str:
    """Whose key it is where nobody is signed in: the addresses of the contacts. Somebody else's same key is another."""
    contacts = document.get("contacts")
    entries = contacts if isinstance(contacts, list) else []
    return " ".join(sorted(str(one.get("email")).casefold() for one in entries if isinstance(one, dict))) or "-"
