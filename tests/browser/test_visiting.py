"""What somebody does who is not signed in, and signing in: by keyboard alone, where no script runs."""

from __future__ import annotations

import pytest

from shared.wording import LANGUAGES, say
from tests.browser.hands import Keyboard
from tests.browser.mails import mail_to
from tests.browser.people import PHONE, People
from tests.browser.world import World

each_language = pytest.mark.parametrize("language", LANGUAGES)
short = pytest.mark.short


@each_language
def test_a_visitor_checks_a_city_and_reads_on(people: People, world: World, language: str) -> None:
    hands = Keyboard(people.come(language=language, scripts=False, width=PHONE))
    hands.page.goto("/check")
    hands.write(country="CL", residents="245300", population_year="2025")
    hands.write(
        **{f"mayor.term_ends_on.{part}": "10" for part in ("day", "month")}, **{"mayor.term_ends_on.year": "2031"}
    )
    hands.press()
    assert say(language, "pages.check.outcome.eligible") in hands.page.get_by_role("main").inner_text()

    hands.page.goto("/status")
    hands.write(code=world.in_state("waitlisted").lower())
    hands.press()
    assert say(language, "public_states.waitlisted") in hands.page.get_by_role("main").inner_text()

    hands.page.goto("/privacy")
    assert hands.page.get_by_role("main").get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("language", [pytest.param("en", marks=short), "es"])
def test_somebody_signs_in_by_the_link_of_a_mail(people: People, world: World, language: str) -> None:
    email = world.reviewers(language)[-1]
    had = len(world.mails_to(email))
    hands = Keyboard(people.come(language=language, scripts=False, width=PHONE))
    hands.page.goto("/reviews")
    hands.write(email=email)
    hands.press(say(language, "pages.sign_in.mail_me"))
    hands.page.goto(mail_to(world, email, after=had).links[0])
    hands.press()

    assert hands.page.url == f"{world.address}/reviews"
