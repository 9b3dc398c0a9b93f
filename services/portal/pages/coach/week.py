"""A coach's week: what waits for them, what is booked, how far their cities are, who takes over while they are away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.portal.pages.staff.board import Card, cards_of
from services.portal.web.page import ABSENT, Missing, Page
from services.portal.web.roles import only
from shared.contracts import cohort
from shared.contracts.people import Role
from shared.contracts.reporting import ListWork

router = APIRouter(include_in_schema=False)
CoachHere = Annotated[Page, Depends(only(Role.COACH))]

EACH = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Booked:
    """`soon`: within a week."""

    session: cohort.ListedSession
    soon: bool


@router.get("/coaching")
def show_week(page: CoachHere) -> Response:
    assert page.person is not None, "for somebody who is signed in"
    me = page.person.id
    work, own, sessions, coaches = page.ask(
        ListWork(each=EACH),
        cohort.ListOwnCities(),
        cohort.ListSessions(coach_id=me, state="scheduled"),
        cohort.ListCoaches(),
    )
    load = None if isinstance(coaches, Missing) else next((one for one in coaches.items if one.id == me), None)
    cities = coached(page, () if isinstance(own, Missing) else own.items)
    return page.show(
        "coach/week.html",
        work=None if isinstance(work, Missing) else work,
        cities=cities,
        engaged=engaged(page, [card.city.code for card in cities]),
        booked=booked(() if isinstance(sessions, Missing) else sessions.items),
        load=load,
        phases={one.id: page.title(one) for one in page.program.phases},
        missing=any(isinstance(part, Missing) for part in (work, own, sessions, coaches)),
    )


def coached(page: Page, own: Sequence[cohort.OwnCity]) -> list[Card]:
    """The tracker of a cohort shows a coach their own cities alone."""
    names = dict.fromkeys(one.cohort for one in own if "coach" in one.parts)
    trackers = [page.part(cohort.GetTracker(cohort=name)) for name in names]
    members = [one for tracker in trackers if not isinstance(tracker, Missing) for one in tracker.members]
    return cards_of(page, members)


def engaged(page: Page, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of each city how many residents took part, and how often they were asked; without those that nobody tells of."""
    if not codes:
        return {}
    found = page.ask(*(cohort.ListEngagements(code=code) for code in codes), absent=ABSENT | {"not_found"})
    return {
        code: (sum(one.residents for one in told.items), len(told.items))
        for code, told in zip(codes, found, strict=True)
        if not isinstance(told, Missing)
    }


def booked(sessions: Sequence[cohort.ListedSession]) -> list[Booked]:
    now = datetime.now(UTC)
    return [Booked(one, one.starts_at < now + WEEK) for one in sessions if one.ends_at > now]
