"""A cohort's cities by phase: the board, its table, many advanced at once, seen before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from services.portal.forms.posted import Addressed, Posted, Sent
from services.portal.geography.map import Map, MapCity, map_of
from services.portal.pages.results import ask_in_parts, look_first, results_of, show_results
from services.portal.web.names import alone
from services.portal.web.page import Page
from services.portal.web.people import people_called
from services.portal.web.phases import phase_title
from services.portal.web.roles import ProgramHere, StaffHere, has_role
from shared.contracts import cohort
from shared.contracts.errors import not_found
from shared.contracts.field_codes import request_of
from shared.security.permissions import STAFF

router = APIRouter(include_in_schema=False)

PATH = "/staff/cohorts"
WAIVE = "waive."
STILL_HERE = ("active", "paused")


@dataclass(frozen=True)
class Card:
    """`late`: days since its next phase was planned to begin."""

    city: cohort.TrackedMember
    missing: tuple[str, ...]
    coach: str
    late: int


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    starts_on: date | None
    cards: tuple[Card, ...]


@router.get(PATH)
def show_cohorts(page: ProgramHere) -> Response:
    items = page.call(cohort.ListCohorts()).items
    return page.see(f"{PATH}/{items[0].id}") if len(items) == 1 else page.show("cohort/list.html", items=items)


@router.get(PATH + "/{cohort_id}")
def show_board(page: ProgramHere, cohort_id: str) -> Response:
    found = page.call(request_of(cohort.GetCohort, cohort=cohort_id))
    tracker = page.call(request_of(cohort.GetTracker, cohort=cohort_id))
    columns = columns_of(page, tracker)
    return page.show(
        "cohort/board.html",
        cohort=found,
        columns=columns,
        cards=(cards := [card for column in columns for card in column.cards]),
        map=map_of_cards(page, cards),
        targets=columns[1:] if has_role(page, *STAFF) else [],
        titles=titles(page, tracker),
        path=f"{PATH}/{cohort_id}",
    )


@router.post(PATH + "/{cohort_id}/advance")
def choose(page: StaffHere, cohort_id: str, posted: Sent) -> Response:
    return look_first(page, f"{PATH}/{cohort_id}/advance", posted, ("phase", "code"), partial(look, cohort_id))


@router.get(PATH + "/{cohort_id}/advance")
def choose_again(page: StaffHere, cohort_id: str, chosen: Addressed) -> Response:
    return look(cohort_id, page, chosen)


def look(cohort_id: str, page: Page, posted: Posted) -> Response:
    """Who would move, and what the others lack; nothing is done yet."""
    tracker = page.call(request_of(cohort.GetTracker, cohort=cohort_id))
    to = phase_of(tracker, posted.text("phase"))
    chosen, staying = chosen_of(page, tracker, posted, to)
    if not (chosen or staying):
        return page.see(f"{PATH}/{cohort_id}", said="none_to_advance")
    conditions = {one.condition: alone(one.said(page.language)) for card in chosen for one in card.city.open}
    return page.show(
        "cohort/advance.html", chosen=chosen, staying=staying, to=to, titles=titles(page, tracker),
        conditions=conditions, path=f"{PATH}/{cohort_id}", command_id=posted.command_id,
    )  # fmt: skip


@router.post(PATH + "/{cohort_id}/advance/do")
def advance(page: StaffHere, cohort_id: str, posted: Sent) -> Response:
    """A result for each, also for those that could not move; what moved stays moved when another is refused, and sent
    again it is done once."""
    tracker = page.call(request_of(cohort.GetTracker, cohort=cohort_id))
    to = phase_of(tracker, posted.text("phase"))
    seen = dict(text.rpartition(" ")[::2] for text in posted.texts("city"))
    outcomes = ask_in_parts(
        page, posted.command_id, list(seen.items()),
        lambda some: request_of(
            cohort.AdvanceCohort, cohort=cohort_id, phase=to, versions=dict(some), waive=waived(posted)
        ),
    )  # fmt: skip
    names = {one.code: one.city for one in tracker.members}
    results = results_of(page, outcomes, lambda code: (names.get(code, code), f"/cities/{code}"), lambda _: None)
    title = page.say("pages.board.advance_to", phase=titles(page, tracker)[to])
    return show_results(page, results, title, f"{PATH}/{cohort_id}", page.say("pages.board.title"))


def waived(posted: Posted) -> dict[str, str]:
    pairs = ((name.removeprefix(WAIVE), text.strip()) for name, text in posted.pairs() if name.startswith(WAIVE))
    return {condition: reason for condition, reason in pairs if reason}


def phase_of(tracker: cohort.Tracker, key: str) -> str:
    """Raises not_found for a phase that is not there, and for the first, to which nobody advances."""
    if key not in [one.key for one in tracker.phases[1:]]:
        raise not_found("phase", key)
    return key


def chosen_of(page: Page, tracker: cohort.Tracker, posted: Posted, to: str) -> tuple[list[Card], list[Card]]:
    """Who may move, and who stays whatever they meet: paused, gone, in another phase. All that were ticked; else those
    of the phase before that have not left."""
    keys = [one.key for one in tracker.phases]
    before = keys[keys.index(to) - 1]
    ticked = set(posted.texts("code"))
    meant = [
        one
        for one in tracker.members
        if (one.code in ticked if ticked else one.phase == before and one.status in STILL_HERE)
    ]
    cards = cards_of(page, meant)
    moving = [card for card in cards if card.city.phase == before and card.city.status == "active"]
    return moving, [card for card in cards if card not in moving]


def columns_of(page: Page, tracker: cohort.Tracker) -> list[Column]:
    cards, named = cards_of(page, tracker.members), titles(page, tracker)
    return [
        Column(one.key, named[one.key], one.starts_on, tuple(card for card in cards if card.city.phase == one.key))
        for one in tracker.phases
    ]


def cards_of(page: Page, members: Sequence[cohort.TrackedMember]) -> list[Card]:
    names = people_called(page, (one.lead_coach_id for one in members))
    today = datetime.now(ZoneInfo(page.program.call.time_zone)).date()
    return [
        Card(
            one,
            tuple(alone(requirement.said(page.language)) for requirement in one.open),
            names.get(one.lead_coach_id, "—") if one.lead_coach_id else "—",
            max(0, (today - one.due_on).days) if one.due_on and one.status == "active" else 0,
        )
        for one in members
    ]


def map_of_cards(page: Page, cards: Sequence[Card]) -> Map:
    return map_of(
        MapCity(one.city.city, one.city.country, f"/cities/{one.city.code}", *standing(page, one), one.city.time_zone)
        for one in cards
    )


def standing(page: Page, card: Card) -> tuple[str, str]:
    """The look and the words of how a city is getting on, the same for the many days by which cities are late."""
    if card.city.status != "active":
        return status_look(card.city.status), page.say(f"pages.city.status.{card.city.status}")
    return ("late", page.say("pages.board.late")) if card.late else ("working", page.say("pages.board.on_time"))


def status_look(status: str) -> str:
    return {"active": "working", "paused": "held"}.get(status, "closed")


def titles(page: Page, tracker: cohort.Tracker) -> dict[str, str]:
    """As the program file calls the phases in the reader's language."""
    return {one.key: phase_title(page, one.key, one.title) for one in tracker.phases}
