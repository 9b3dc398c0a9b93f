"""Between reviews and decisions: the shortlist and interviews."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alliance.demo.board import Board
from alliance.demo.data import City
from shared.contracts.eligibility import RecordInterview, ScheduleInterview, Selection, Shortlist

WEIGHED = ("checked", "in_review")
DAYS_AFTER_CLOSE = 30  # of a past round's interviews
DAYS_AHEAD = 7  # of the open round's
EVERY = 3  # one shortlisted city in so many is interviewed


def weigh(board: Board) -> None:
    """The strong ones are shortlisted; some are interviewed, those of the open round in the coming days."""
    strong = list(enumerate(city for city in board.demo.cities if city.quality == "strong"))
    board.each("shortlist", strong, lambda item: weigh_city(board, *item))


def weigh_city(board: Board, number: int, city: City) -> None:
    code = board.code_of(city)
    selection = board.selection_of(city)
    if selection.state not in WEIGHED:
        return
    if not selection.shortlisted:
        board.call(Shortlist(code=code))
    if number % EVERY == 0:
        interview(board, number // EVERY, city, selection)


def interview(board: Board, number: int, city: City, selection: Selection) -> None:
    """Scheduled once; held where its day has come."""
    past = city.round == "past"
    if not selection.interviews:
        zone = ZoneInfo(city.document.get("time_zone") or "America/New_York")
        starts_at = datetime.combine(day_of(board, past), time(10), zone) + timedelta(days=number)
        panel = tuple(p.id for p in board.people.values() if {"staff", "program_lead"}.intersection(p.roles))[:3]
        board.call(ScheduleInterview(code=selection.code, starts_at=starts_at, panel=panel))
    if past and not any(one.state == "held" for one in selection.interviews):
        said = board.demo.interviews[number % len(board.demo.interviews)]
        board.call(RecordInterview.model_validate({"code": selection.code} | said))


def day_of(board: Board, past: bool) -> date:
    if past:
        return date.fromisoformat(board.demo.calls["past"]["closes_at"]) + timedelta(days=DAYS_AFTER_CLOSE)
    return datetime.now(UTC).date() + timedelta(days=DAYS_AHEAD)
