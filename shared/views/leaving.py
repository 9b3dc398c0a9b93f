"""What somebody has still to do in the program, as the owners of the work tell it: for whoever takes it over."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from shared.contracts.cohort import ListActionItems, ListCoaches, ListSessions
from shared.contracts.eligibility import ListReviews, ReviewState
from shared.contracts.errors import Refusal
from shared.contracts.requests import Model, Page, Request
from shared.messaging.client import Client, Sign

UNWRITTEN: tuple[ReviewState, ...] = ("assigned", "cleared")
A_PAGE = 500
UNKNOWN = frozenset({"invalid", "not_found"})

Item = TypeVar("Item", bound=Model)


class OpenReview(Model):
    code: str
    city: str
    due_on: date | None


class OpenSession(Model):
    id: UUID
    title: str
    starts_at: datetime
    cities: tuple[str, ...]


class OpenTask(Model):
    """Agreed with one of their cities."""

    code: str
    what: str
    due_on: date


class OpenWork(Model):
    """`cities`: those that they coach, by code; `tasks`: what is open in these, whoever does it."""

    reviews: tuple[OpenReview, ...] = ()
    cities: tuple[str, ...] = ()
    sessions: tuple[OpenSession, ...] = ()
    tasks: tuple[OpenTask, ...] = ()


def open_work(client: Client, person_id: UUID, sign: Sign | None = None) -> OpenWork:
    """Of one person, for staff. Raises Refusal."""

    def listed(request: Request[Page[Item]]) -> tuple[Item, ...]:
        """Nothing of whom the owner of the work does not know."""
        try:
            return client.call(request, sign=sign).items
        except Refusal as refusal:
            if refusal.code in UNKNOWN:
                return ()
            raise

    cities = next((one.cities for one in listed(ListCoaches()) if one.id == person_id), ())
    requests = [ListReviews(reviewer_id=person_id, state=state, limit=A_PAGE) for state in UNWRITTEN]
    reviews = [one for request in requests for one in listed(request)]
    sessions = listed(ListSessions(coach_id=person_id, state="scheduled", limit=A_PAGE))
    tasks = [one for code in cities for one in listed(ListActionItems(code=code, state="open", limit=A_PAGE))]
    return OpenWork(
        reviews=tuple(OpenReview(code=one.code, city=one.city, due_on=one.due_on) for one in reviews),
        cities=cities,
        sessions=tuple(
            OpenSession(id=one.id, title=one.title, starts_at=one.starts_at, cities=one.cities) for one in sessions
        ),
        tasks=tuple(OpenTask(code=one.code, what=one.what, due_on=one.due_on) for one in tasks),
    )
