"""What routes of the API share: a code as it is typed, and whose a key is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path

#: As people type it; what it means is the services' to say.
TrackingCode = Annotated[str, Path(min_length=1, max_length=40)]


def writer_of(document: dict[str, Any]) -> str:
    """Whose key it is where nobody is signed in: the addresses of the contacts. Somebody else's same key is another."""
    contacts = document.get("contacts")
    entries = contacts if isinstance(contacts, list) else []
    return " ".join(sorted(str(one.get("email")).casefold() for one in entries if isinstance(one, dict))) or "-"
