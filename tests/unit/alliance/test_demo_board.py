"""How the demo goes through its items, and when it gives up."""

from datetime import date
from threading import Lock
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console

from alliance.demo import board as boards
from alliance.demo.board import Board, bar
from alliance.demo.gathering import first_day
from alliance.demo.taking_part import visit_day
from alliance.output import CommandError
from shared.contracts.errors import Refusal, not_found
from shared.contracts.identity import ListPeople
from shared.program.calendar import Window


class FakeClient:
    """Answers as told, one answer a call; keeps the command ids."""

    def __init__(self, *answers: object) -> None:
        self._answers = list(answers)
        self.ids: list[object] = []

    def call(self, _request: object, *, command_id: object) -> object:
        self.ids.append(command_id)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def make_board(*answers: object) -> Board:
    return Board(cast(Any, FakeClient(*answers)), cast(Any, SimpleNamespace()), bar(Console(quiet=True)))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "AGAIN_S", 0.001)
    monkeypatch.setattr(boards, "POLL_S", 0.001)
    monkeypatch.setattr(boards, "PATIENCE_S", 0.05)


DOWN = Refusal("unavailable", reason="service", service="eligibility")


def test_a_part_that_is_down_is_asked_again_under_the_same_id() -> None:
    board = make_board(DOWN, DOWN, "answered")
    assert board.call(ListPeople()) == "answered"
    ids = cast(FakeClient, board.client).ids
    assert len(ids) == 3
    assert len(set(ids)) == 1


def test_a_refusal_is_not_asked_again() -> None:
    board = make_board(not_found("person", "ana"), "answered")
    with pytest.raises(Refusal, match="not_found"):
        board.call(ListPeople())


def test_patience_with_a_part_that_is_down_ends() -> None:
    board = make_board(*[DOWN] * 1000)
    with pytest.raises(Refusal, match="is not answering"):
        board.call(ListPeople())


def test_nothing_to_do_shows_no_bar() -> None:
    board = make_board()
    board.each("people", [], lambda _: None)
    assert board.progress.tasks == []


def test_the_first_refusal_ends_it_and_nothing_more_is_begun() -> None:
    board, begun, lock = make_board(), [], Lock()

    def do(item: int) -> None:
        with lock:
            begun.append(item)
        if item == 0:
            raise not_found("person", "ana")
        board.ended.wait(5)

    with pytest.raises(Refusal):
        board.each("reviews", range(100), do)
    assert len(begun) <= 2 * boards.AT_ONCE


def test_a_part_that_is_down_is_not_waited_for_once_the_walk_has_ended() -> None:
    board = make_board(DOWN, "answered")
    board.ended.set()
    with pytest.raises(Refusal):
        board.call(ListPeople())


def test_until_ends_when_all_is_done() -> None:
    board, seen = make_board(), iter([(0, 0), (0, 2)])
    board.until("mails sent", lambda: next(seen))
    assert [(task.completed, task.total) for task in board.progress.tasks] == [(0, 0)]


def test_until_gives_up_only_when_nothing_moves_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    board, steps = make_board(), iter([*range(40), *[40] * 10_000])
    monkeypatch.setattr(boards, "sleep", lambda _: boards.Event().wait(0.003))
    with pytest.raises(CommandError) as raised:
        board.until("mails sent", lambda: (next(steps), 41))
    assert (raised.value.code, raised.value.exit_code) == ("unavailable", 3)
    assert raised.value.message.startswith("mails sent: 40 of 41, and no progress for ")


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [date(2026, 8, 19), date(2027, 12, 31), date(2028, 2, 29)])
def test_cities_are_visited_on_working_days_within_the_window(start: date) -> None:
    days = [visit_day(start, number) for number in range(24)]
    assert len(set(days)) == 24
    assert all(day.weekday() < 5 for day in days)
    assert (min(days) - start).days >= 0
    assert (max(days) - start).days <= 45


def test_a_gathering_is_on_a_tuesday_and_not_on_new_years_day() -> None:
    window = Window(date(2027, 1, 1), date(2027, 3, 31))
    assert first_day(window, date(2026, 11, 22)) == date(2027, 1, 19)
    assert first_day(window, date(2026, 11, 22)).weekday() == 1


def test_a_gathering_is_not_too_soon_where_its_window_allows() -> None:
    window = Window(date(2027, 1, 1), date(2027, 3, 31))
    assert first_day(window, date(2027, 1, 20)) == date(2027, 2, 23)
    assert first_day(window, date(2027, 3, 20)) == date(2027, 3, 30)
