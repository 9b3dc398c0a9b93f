"""A door at which somebody is signed in, by the cookie that a browser sends."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts import cohort, identity
from shared.contracts.people import Role
from shared.contracts.reporting import WorkQueue
from shared.contracts.requests import Nothing, Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import OWN

REVIEWER = UUID(int=7)
NO_CITIES = Page[cohort.OwnCity](items=(), next=None, total=0)
NOTHING_WAITS = WorkQueue(today=date(2027, 3, 1), total=0, overdue=0, kinds=())
COOKIE = {"Cookie": "session=s3cret"}


def person(*roles: Role) -> identity.Person:
    return identity.Person(
        id=REVIEWER, name="Octavia Fernleigh", email="o@alliance.example", roles=roles, languages=("en", "es")
    )


def issue_token(request: identity.IssueToken) -> identity.IssuedToken:
    return identity.IssuedToken(token=f"{request.session}:{request.to_service}.{request.to_method}")


def door_of(*roles: Role, **answers: Any) -> Doorway:
    """`get_person`: who identity says they are, or why it does not."""
    known = answers.pop("get_person", person(*roles))

    def issue_tokens(request: identity.IssueTokens) -> identity.IssuedTokens:
        if isinstance(known, Exception):
            raise known
        tokens = [f"{request.session}:{one.to_service}.{one.to_method}" for one in request.methods]
        return identity.IssuedTokens(person=known, tokens=tuple(tokens))

    own: dict[str, Any] = {"issue_token": issue_token, "issue_tokens": issue_tokens, "list_own_cities": NO_CITIES}
    noted = {"note_denied": Nothing(), "note_list_taken": Nothing()}
    return Doorway(**own | noted | {"list_work": NOTHING_WAITS} | answers)


def headers(language: str = "en") -> dict[str, str]:
    return OWN | COOKIE | {"Accept-Language": language}
