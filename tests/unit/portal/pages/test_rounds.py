"""How often a page waits: what does not need another's answer is asked together with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from services.portal.web.habits import Habits
from services.portal.web.kept import KeptOfSessions
from shared.contracts.eligibility import GetStandings, Standings
from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from shared.contracts.reporting import WorkQueue
from shared.contracts.requests import Request
from shared.messaging.client import Sign
from tests.support.fake_client import FakeClient, unavailable
from tests.unit.portal.pages.signed_in import NOTHING_WAITS, headers
from tests.unit.portal.pages.test_staff_applications import CODE, STANDING, listed, page_of, staffs_door

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


def looked_at(path: str, times: int = 2, *, again: bool = False, **answers: Any) -> tuple[list[list[str]], str]:
    """The rounds of the last of some readers, or of one who looks `again`, and what they saw."""
    door = staffs_door(Role.STAFF, **{"list_work": QUEUE} | answers)
    door.app.state.habits = Habits()
    for _ in range(times):
        door.app.state.kept = door.app.state.kept if again else KeptOfSessions()
        door.client = Rounds(**door.client.answers)
        answer = door.get(path, headers=headers())
    return door.client.rounds, answer.text


def test_a_list_waits_for_who_reads_it_then_for_the_list_with_all_that_stands_beside_it() -> None:
    rounds, text = looked_at(LIST)
    assert rounds == [
        ["issue_tokens"],
        ["list_applications", "count_applications", "list_views", "get_standings", "list_work"],
    ]
    assert "3.25" in text


def test_what_the_last_reader_was_not_shown_is_asked_about_afterward() -> None:
    door = staffs_door(list_work=QUEUE)
    door.get(LIST, headers=headers())
    other = STANDING.model_copy(update={"code": "AAAAAAAAAA", "mean": 4.75})
    known = {one.code: one for one in (STANDING, other)}

    def standings(asked: GetStandings) -> Standings:
        return Standings(items=tuple(known[code] for code in asked.codes))

    items = (listed(), listed("AAAAAAAAAA"))
    door.client = FakeClient(**door.client.answers | {"list_applications": page_of(*items), "get_standings": standings})
    text = door.get(LIST, headers=headers()).text
    asked = [one.request.codes for one in door.client.asked if isinstance(one.request, GetStandings)]
    assert asked == [(CODE,), ("AAAAAAAAAA",)]
    assert ("3.25" in text, "4.75" in text) == (True, True)


def test_who_looks_again_soon_is_not_counted_for_anew() -> None:
    rounds, text = looked_at(LIST, again=True)
    assert rounds == [["issue_tokens"], ["list_applications", "get_standings"]]
    assert 'class="count">3' in text


def test_who_has_just_done_something_sees_what_came_of_it() -> None:
    door = staffs_door(list_work=QUEUE)
    door.get(LIST, headers=headers())
    door.post("/staff/applications/many", data={"do": "assign"}, headers=headers())
    for _ in range(2):
        door.client = Rounds(**door.client.answers)
        door.get(LIST, headers=headers())
        assert "list_work" in door.client.methods
        assert "count_applications" in door.client.methods


def test_what_is_counted_is_counted_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    door = staffs_door(list_work=QUEUE)
    for now, asked in ((1000.0, True), (1009.0, False), (1011.0, True)):
        monkeypatch.setattr("services.portal.web.kept.monotonic", lambda now=now: now)
        door.client = Rounds(**door.client.answers)
        door.get(LIST, headers=headers())
        assert ("list_work" in door.client.methods) is asked, now


def test_a_session_that_has_ended_shows_nothing_of_what_was_kept_of_it() -> None:
    door = staffs_door(list_work=QUEUE)
    door.get(LIST, headers=headers())
    door.client = FakeClient(
        **door.client.answers | {"issue_tokens": Refusal("unauthenticated", reason="session_over")}
    )
    answer = door.get(LIST, headers=headers())
    assert (answer.status_code, answer.headers["location"][:9]) == (303, "/sign-in?")
    assert door.client.methods == ["issue_tokens"]


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
    _, text = looked_at("/staff/people", list_work=unavailable())
    assert "/staff/people" in text
    assert 'class="count"' not in text
