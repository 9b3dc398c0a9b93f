"""Coaches: their hours and load; on leave, what is booked and who takes over, each city by itself."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Sent
from services.portal.pages.results import results_of, show_results
from services.portal.web.names import tongue
from services.portal.web.page import Page
from services.portal.web.people import people_called
from services.portal.web.roles import StaffHere, is_lead
from shared.contracts import cohort
from shared.contracts.errors import Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.wording.order import order_of

router = APIRouter(include_in_schema=False)

PATH = "/staff/coaches"
DIGITS = 4


@router.get(PATH)
def show_coaches(page: StaffHere) -> Response:
    found = page.call(cohort.ListCoaches()).items
    names = people_called(page, (one.id for one in found))
    rows = sorted(((one, names.get(one.id, "—")) for one in found), key=lambda row: order_of(row[1], page.language))
    spoken = {one.id: ", ".join(tongue(page.language, language) for language in one.languages) for one in found}
    return page.show("coach/list.html", rows=rows, spoken=spoken)


@router.get(PATH + "/{coach}")
def show_coach(page: StaffHere, coach: UUID) -> Response:
    return show(page, coach, blank())


@router.post(PATH + "/{coach}/hours")
def set_hours(page: StaffHere, coach: UUID, posted: Sent) -> Response:
    typed = posted.text("hours").strip()
    hours = int(typed) if typed.isdecimal() and len(typed) < DIGITS else typed
    try:
        page.call(request_of(cohort.SetCoachHours, coach=coach, hours=hours), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, coach, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    return page.see(f"{PATH}/{coach}", said="coach_hours")


@router.post(PATH + "/{coach}/reassign")
def reassign(page: StaffHere, coach: UUID, posted: Sent) -> Response:
    """The cities that are ticked, each with a result; one that is refused holds up no other."""
    fields = {"coach": coach, "to": posted.text("to"), "cities": tuple(posted.texts("code"))}
    if reason := posted.text("override").strip():
        fields["override"] = reason
    try:
        outcomes = page.call(request_of(cohort.ReassignCoach, **fields), command_id=posted.command_id).items
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, coach, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    names = city_names(page)
    results = results_of(
        page, outcomes, lambda code: (names.get(code, code), f"/cities/{code}"), lambda reply: done_of(page, reply)
    )
    return show_results(page, results, page.say("pages.coach.hand_over"), f"{PATH}/{coach}", name_of(page, coach))


def done_of(page: Page, reply: cohort.Reassigned) -> str:
    return page.say("pages.coach.went", count=len(reply.sessions))


def show(page: Page, coach: UUID, form: Filled) -> Response:
    found = page.call(cohort.ListCoaches()).items
    load = next((one for one in found if one.id == coach), None)
    if load is None:
        raise not_found("person", str(coach))
    names = people_called(page, (one.id for one in found))
    cities = city_names(page)
    sessions = page.call(cohort.ListSessions(coach_id=coach, state="scheduled")).items
    others = [
        (str(one.id), page.say("pages.city.coach_load", name=names.get(one.id, "—"), load=one.load, count=one.hours))
        for one in found
        if one.id != coach
    ]
    return page.show(
        "coach/one.html",
        form.status,
        form=form,
        load=load,
        name=names.get(coach, "—"),
        cities=[(code, cities.get(code, code)) for code in load.cities],
        sessions=sessions,
        others=sorted(others, key=lambda other: order_of(other[1], page.language)),
        leads=is_lead(page),
        path=f"{PATH}/{coach}",
    )


def city_names(page: Page) -> dict[str, str]:
    trackers = [page.call(cohort.GetTracker(cohort=one.id)) for one in page.call(cohort.ListCohorts()).items]
    return {one.code: one.city for tracker in trackers for one in tracker.members}


def name_of(page: Page, coach: UUID) -> str:
    return people_called(page, [coach]).get(coach, "—")
