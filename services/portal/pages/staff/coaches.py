"""Coaches: their hours and load; on leave, what is booked and who takes over, each city by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.results import results_of, show_results
from services.portal.web.names import tongue
from services.portal.web.page import Page
from services.portal.web.people import people_called
from services.portal.web.roles import StaffHere, is_lead, only
from shared.contracts import cohort
from shared.contracts.errors import Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.contracts.people import Role
from shared.wording.order import order_of

router = APIRouter(include_in_schema=False)

PATH, OWN = "/staff/coaches", "/coaching/leave"
DIGITS = 4
CoachHere = Annotated[Page, Depends(only(Role.COACH))]


@dataclass(frozen=True)
class Leave:
    """Of a coach, as staff arrange it, or as they do themselves."""

    coach: UUID
    path: str

    @property
    def of_oneself(self) -> bool:
        return self.path == OWN

    def city(self, code: str) -> str | None:
        """A city that one has handed over is there no more."""
        return None if self.of_oneself else f"/cities/{code}"


@router.get(PATH)
def show_coaches(page: StaffHere) -> Response:
    found = page.call(cohort.ListCoaches()).items
    names = people_called(page, (one.id for one in found))
    rows = sorted(((one, names.get(one.id, "—")) for one in found), key=lambda row: order_of(row[1], page.language))
    spoken = {one.id: ", ".join(tongue(page.language, language) for language in one.languages) for one in found}
    return page.show("coach/list.html", rows=rows, spoken=spoken)


@router.get(PATH + "/{coach}")
def show_coach(page: StaffHere, coach: UUID) -> Response:
    return show(page, Leave(coach, f"{PATH}/{coach}"), blank())


@router.post(PATH + "/{coach}/hours")
def set_hours(page: StaffHere, coach: UUID, posted: Sent) -> Response:
    return say_hours(page, Leave(coach, f"{PATH}/{coach}"), posted)


@router.post(PATH + "/{coach}/reassign")
def reassign(page: StaffHere, coach: UUID, posted: Sent) -> Response:
    return hand_over(page, Leave(coach, f"{PATH}/{coach}"), posted)


@router.get(OWN)
def show_own(page: CoachHere) -> Response:
    return show(page, own(page), blank())


@router.post(f"{OWN}/hours")
def set_own_hours(page: CoachHere, posted: Sent) -> Response:
    return say_hours(page, own(page), posted)


@router.post(f"{OWN}/reassign")
def reassign_own(page: CoachHere, posted: Sent) -> Response:
    return hand_over(page, own(page), posted)


def own(page: Page) -> Leave:
    assert page.person is not None, "for somebody who is signed in"
    return Leave(page.person.id, OWN)


def say_hours(page: Page, leave: Leave, posted: Posted) -> Response:
    typed = posted.text("hours").strip()
    hours = int(typed) if typed.isdecimal() and len(typed) < DIGITS else typed
    try:
        page.call(request_of(cohort.SetCoachHours, coach=leave.coach, hours=hours), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, leave, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    return page.see(leave.path, said="coach_hours")


def hand_over(page: Page, leave: Leave, posted: Posted) -> Response:
    """The cities that are ticked, each with a result; one that is refused holds up no other."""
    fields = {"coach": leave.coach, "to": posted.text("to"), "cities": tuple(posted.texts("code"))}
    if reason := posted.text("override").strip():
        fields["override"] = reason
    names = city_names(page)  # before they are somebody else's
    try:
        outcomes = page.call(request_of(cohort.ReassignCoach, **fields), command_id=posted.command_id).items
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, leave, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    results = results_of(
        page, outcomes, lambda code: (names.get(code, code), leave.city(code)), lambda reply: done_of(page, reply)
    )
    title = page.say("pages.coach.hand_over")
    return show_results(page, results, title, leave.path, name_of(page, leave.coach))


def done_of(page: Page, reply: cohort.Reassigned) -> str:
    return page.say("pages.coach.went", count=len(reply.sessions))


def show(page: Page, leave: Leave, form: Filled) -> Response:
    found = page.call(cohort.ListCoaches()).items
    load = next((one for one in found if one.id == leave.coach), None)
    if load is None:
        raise not_found("person", str(leave.coach))
    names = people_called(page, (one.id for one in found))
    cities = city_names(page)
    sessions = page.call(cohort.ListSessions(coach_id=leave.coach, state="scheduled")).items
    others = [
        (str(one.id), page.say("pages.city.coach_load", name=names.get(one.id, "—"), load=one.load, count=one.hours))
        for one in found
        if one.id != leave.coach
    ]
    return page.show(
        "coach/one.html",
        form.status,
        form=form,
        load=load,
        name=names.get(leave.coach, "—"),
        cities=[(code, cities.get(code, code)) for code in load.cities],
        sessions=sessions,
        others=sorted(others, key=lambda other: order_of(other[1], page.language)),
        leads=is_lead(page),
        leave=leave,
    )


def city_names(page: Page) -> dict[str, str]:
    trackers = [page.call(cohort.GetTracker(cohort=one.id)) for one in page.call(cohort.ListCohorts()).items]
    return {one.code: one.city for tracker in trackers for one in tracker.members}


def name_of(page: Page, coach: UUID) -> str:
    return people_called(page, [coach]).get(coach, "—")
