"""What a page asks at once: one call for its tokens, one turn for its parts, and a part may be missing."""

import pytest

from services.portal.web.habits import MOST, Habits
from services.portal.web.kept import KeptOfSessions
from services.portal.web.page import Missing, missing, there
from shared.contracts import intake
from shared.contracts.errors import Refusal
from shared.contracts.intake import ListCalls
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_applicant import CODE, State, applicants_door, owners_door

PATH = f"/applications/{CODE}"


def fresh(door: Doorway) -> Doorway:
    door.app.state.habits = Habits()
    return door


def applications_door() -> Doorway:
    return fresh(owners_door(State.SUBMITTED))


def test_a_page_asks_for_its_tokens_once_as_soon_as_it_is_known_what_it_asks() -> None:
    door = applications_door()
    parts = ["get_application", "get_selection_status", "list_calls", "get_city_page"]
    for tokens in (2, 1, 1):
        door.client.asked.clear()
        door.app.state.kept = KeptOfSessions()  # another reader's session
        assert door.get(PATH, headers=headers()).status_code == 200
        assert door.client.methods == [*["issue_tokens"] * tokens, *parts]
    issued = door.client.asked[0].request.methods
    assert {one.to_method for one in issued} == set(parts)
    assert door.client.asked[1].token == f"s3cret:intake.{parts[0]}"


def test_a_session_asks_for_no_token_again_on_its_next_page() -> None:
    door = applications_door()
    for wanted in (4, 0):
        door.client.asked.clear()
        door.get(PATH, headers=headers())
        asked = [one.request.methods for one in door.client.asked if one.request.method == "issue_tokens"]
        assert (len(asked) > 0, sum(map(len, asked))) == (True, wanted)


def test_each_page_has_habits_of_its_own_and_not_too_many() -> None:
    habits = Habits()
    for number in range(MOST + 5):
        habits.note("GET /a", ("intake", f"m{number}"))
    assert (len(habits.of("GET /a")), habits.of("GET /b")) == (MOST, ())


def test_a_part_that_does_not_answer_is_missing_and_what_must_be_there_says_why() -> None:
    gone = missing(ListCalls(), unavailable(), {"unavailable"})
    assert gone == Missing("intake", unavailable())
    with pytest.raises(Refusal, match="unavailable"):
        there(gone)
    assert there(intake.ListedDraft.model_construct()) is not None
    with pytest.raises(Refusal, match="forbidden"):
        missing(ListCalls(), Refusal("forbidden"), {"unavailable"})


@pytest.mark.parametrize(
    ("method", "answered"), [("get_application", 503), ("get_selection_status", 200), ("get_city_page", 200)]
)
def test_an_application_is_shown_without_what_stands_beside_it(method: str, answered: int) -> None:
    door = applications_door()
    door.client.answers[method] = unavailable()
    assert door.get(PATH, headers=headers()).status_code == answered


def test_without_a_session_the_parts_are_asked_as_a_stranger() -> None:
    door = fresh(applicants_door())
    door.get("/apply/2027")
    assert "issue_tokens" not in door.client.methods
