"""What a page's reader calls people whom answers name by id or by reference; nobody while an owner does not answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.portal.web.page import Missing, Page
from shared.contracts.notifications import Mail
from shared.contracts.requests import Request
from shared.views import people
from shared.views.people import Call


def people_called(page: Page, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return people.names_of_people(answering(page), (one for one in ids if one is not None))


def refs_called(page: Page, refs: Iterable[str]) -> dict[str, str]:
    return people.names_of_refs(answering(page), refs)


def recipients_called(page: Page, mails: Iterable[Mail]) -> dict[str, str]:
    return recipients_of(page, ((mail.recipient, mail.code) for mail in mails))


def recipients_of(page: Page, refs: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Each with the city that it is met in. Whose name nobody here knows is said to be so: a reference is for
    programs."""
    known = people.names_of_those(answering(page), dict(refs))
    return {ref: page.say("pages.mail.no_name") if name == ref else name for ref, name in known.items()}


def id_of(text: str) -> UUID | None:
    """None for what came from outside and is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def answering(page: Page) -> Call:
    def call(request: Request[Any], /) -> Any:
        found = page.part(request)
        return None if isinstance(found, Missing) else found

    return call
