"""How often a page waits: what does not need another's answer is asked together with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from services.portal.web.habits import Habits
from shared.contracts.people import Role
from shared.contracts.reporting import WorkQueue
from shared.contracts.requests import Request
from shared.messaging.client import Sign
from tests.support.fake_client import FakeClient, unavailable
from tests.unit.portal.pages.signed_in import NOTHING_WAITS, headers
from tests.unit.portal.pages.test_staff_applications import staffs_door

LIST = "/staff/applications"
QUEUE = WorkQueue.model_validate(
    NOTHING_WAITS.model_dump()
    | {"total": 3, "kinds": [{"kind": "check", "waits_for": "staff", "total": 3, "overdue": 0, "items": []}]}
)


class Rounds(FakeClient):
    """`rounds`: what was asked at once, in order."""

    def __init__(self, **answers: Any) -> None:
        super().__init__(**answers)
        self.rounds: list[list[str]] = []

    def ask(self, queries: Sequence[Request[Any]], *, sign: Sign | None = None) -> list[Any]:
        before = list(self.rounds)
        found = super().ask(queries, sign=sign)
        self.rounds = [*before, [one.method for one in queries]]
        return found

    def call(self, request: Request[Any], **how: Any) -> Any:
        self.rounds.append([request.method])
        return super().call(request, **how)


def looked_at(path: str, times: int = 2, **answers: Any) -> tuple[list[list[str]], str]:
    """The rounds of the last of some readers, and what they saw."""
    door = staffs_door(Role.STAFF, **{"list_work": QUEUE} | answers)
    door.app.state.habits = Habits()
    for _ in range(times):
        door.client = Rounds(**door.client.answers)
        answer = door.get(path, headers=headers())
    return door.client.rounds, answer.text


def test_a_list_waits_for_who_reads_it_then_for_the_list_then_for_what_it_lists() -> None:
    rounds, _ = looked_at(LIST)
    assert rounds == [["issue_tokens"], ["list_applications", "list_work"], ["get_standings"]]


@pytest.mark.parametrize("times", [1, 2])
def test_what_waits_stands_beside_its_places_for_the_first_reader_and_the_next(times: int) -> None:
    rounds, text = looked_at(LIST, times)
    assert (["list_work"] in rounds) is (times == 1)
    assert 'class="count">3' in text


def test_a_page_of_one_question_asks_it_along() -> None:
    rounds, _ = looked_at("/staff/people")
    assert ["list_people", "list_work"] in rounds


def test_the_page_of_what_waits_asks_it_once() -> None:
    rounds, _ = looked_at("/staff")
    assert rounds == [["issue_tokens"], ["list_work", "list_calls"]]


def test_no_page_fails_for_what_waits() -> None:
    _, text = looked_at(LIST, list_work=unavailable())
    assert "Montería" in text
    assert 'class="count"' not in text
