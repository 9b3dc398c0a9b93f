"""The two convenings: scheduled in their windows, people invited by role, some answer, some are silent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alliance.demo.board import Board, found
from shared.contracts.cohort import (
    AnswerInvitation,
    ConveningDetail,
    GetConvening,
    InviteToConvening,
    ScheduleConvening,
)
from shared.contracts.errors import Refusal
from shared.program.calendar import Window, cohort_ends_on, convening_window
from shared.program.model import Program

DAYS_INTO_WINDOW = 14
TUESDAY = 1
LEAD_DAYS = 30  # a gathering is not sooner than this from today, where its window allows
DAYS_TO_ANSWER = 10  # before the first day
OF_FIVE = ("yes", "no", "yes", "silent", "yes")  # how people answer, by turns


def gather(board: Board, program: Program) -> None:
    start = date.fromisoformat(board.demo.calls["past"]["cohort"]["starts_on"])
    ends_on = cohort_ends_on(program, start)
    windows = [(kind, convening_window(convening, start, ends_on)) for kind, convening in program.convenings.items()]
    board.each("convenings", windows, lambda item: convene(board, *item))
    board.each("answers", invited(board, "leaders"), lambda item: answer(board, *item))


def convene(board: Board, kind: str, window: Window) -> None:
    cohort = board.demo.calls["past"]["cohort"]["id"]
    request = {"cohort": cohort, "kind": kind}
    detail = found(lambda: board.call(GetConvening.model_validate(request)))
    if detail is None:
        board.call(ScheduleConvening.model_validate(request | plan_of(board, kind, window)))
    if detail is None or not detail.invitations:
        board.call(InviteToConvening.model_validate(request))


def first_day(window: Window, today: date) -> date:
    """A Tuesday: not too soon, nor at the very beginning of the window, which may be New Year's Day."""
    early = max(window.first + timedelta(days=DAYS_INTO_WINDOW), today + timedelta(days=LEAD_DAYS))
    tuesday = early + timedelta(days=(TUESDAY - early.weekday()) % 7)
    return min(tuesday, window.last - timedelta(days=1))


def plan_of(board: Board, kind: str, window: Window) -> dict[str, Any]:
    """Two days at the venue of the data file."""
    venue = board.demo.projects["venue"][kind]
    zone = ZoneInfo(venue["time_zone"])
    today = datetime.now(UTC).date()
    first = first_day(window, today)
    return {
        "starts_at": datetime.combine(first, time(9), zone),
        "ends_at": datetime.combine(first + timedelta(days=1), time(16), zone),
        "time_zone": venue["time_zone"],
        "place": venue["place"],
        "capacity": venue["capacity"],
        "rsvp_by": max(today, first - timedelta(days=DAYS_TO_ANSWER)),
    }


def invited(board: Board, kind: str) -> list[tuple[int, ConveningDetail, Any]]:
    cohort = board.demo.calls["past"]["cohort"]["id"]
    detail = board.call(GetConvening.model_validate({"cohort": cohort, "kind": kind}))
    silent = [(n, i) for n, i in enumerate(detail.invitations) if i.state == "invited"]
    return [(n, detail, i) for n, i in silent if OF_FIVE[n % len(OF_FIVE)] != "silent"]


def answer(board: Board, number: int, detail: ConveningDetail, invitation: Any) -> None:
    said = OF_FIVE[number % len(OF_FIVE)]
    keys = {"cohort": detail.cohort, "kind": detail.kind, "code": invitation.code}
    request = AnswerInvitation.model_validate(keys | {"role": invitation.role, "ref": invitation.ref, "answer": said})
    try:
        board.call(request)
    except Refusal as refusal:
        if refusal.code != "no_seat":  # the city's seats are taken: this one stays silent
            raise
