"""The page of choices, opened by the link in a mail; and the one click of a mail program, which has no page."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.notifications import Choice, GetMailChoices, MailChoices, SetMailChoices, Unsubscribe
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read

KEY = "a" * 42
PATH = f"/unsubscribe/{KEY}"
CHOICES = MailChoices(
    language="es",
    topic="surveys",
    choices=(Choice(topic="drafts", wanted=True), Choice(topic="surveys", wanted=False)),
)


def asked(door: Doorway, kind: type[Any]) -> list[Any]:
    return [one.request for one in door.client.asked if isinstance(one.request, kind)]


def test_nobody_signs_in_to_choose() -> None:
    door = Doorway(get_mail_choices=CHOICES)
    answer = door.get(f"{PATH}?lang=en")
    assert answer.status_code == 200
    assert 'value="drafts" checked' in answer.text
    assert 'value="surveys" checked' not in answer.text
    assert "Surveys" in Read(answer).text
    assert asked(door, GetMailChoices) == [GetMailChoices(key=KEY)]


def test_what_is_ticked_goes_on_and_the_page_says_so() -> None:
    door = Doorway(set_mail_choices=CHOICES)
    answer = door.post(PATH, data={"wanted": ["", "drafts"]})
    assert "Your choice is kept." in Read(answer).text
    assert asked(door, SetMailChoices) == [SetMailChoices(key=KEY, wanted=("drafts",))]
    door.post(PATH, data={"wanted": [""]})
    assert asked(door, SetMailChoices)[-1].wanted == ()


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}])
def test_a_mail_program_posts_by_itself_from_anywhere(headers: dict[str, str]) -> None:
    """As RFC 8058 has it: without cookie, page or origin."""
    door = Doorway(unsubscribe=CHOICES)
    answer = door.post(PATH, data={"List-Unsubscribe": "One-Click"}, headers={"Host": "portal.example"} | headers)
    assert answer.status_code == 200
    assert asked(door, Unsubscribe) == [Unsubscribe(key=KEY)]


def test_looking_at_the_link_changes_nothing() -> None:
    door = Doorway(get_mail_choices=CHOICES)
    door.get(PATH)
    assert asked(door, Unsubscribe) == asked(door, SetMailChoices) == []


@pytest.mark.parametrize("key", ["short", "!" * 42, "a" * 200])
def test_a_link_that_is_none_is_said_to_be_none(key: str) -> None:
    assert Doorway(get_mail_choices=CHOICES).get(f"/unsubscribe/{key}").status_code == 404


def test_a_link_that_we_did_not_make_is_not_there() -> None:
    door = Doorway(get_mail_choices=Refusal("not_found", reason="mail_choices"))
    answer = door.get(f"{PATH}?lang=en")
    assert answer.status_code == 404
    assert "not one of ours" in Read(answer).text
