"""What an applicant sees of their own: a draft step by step, an application in each state."""

from __future__ import annotations

from collections.abc import Callable

from services.portal.pages.applicant.steps import STEPS
from tests.browser.hands import Hands
from tests.browser.visit import Visit
from tests.browser.world import World

STATES = (
    "checked", "in_review", "more_info", "offered", "waitlisted", "declined", "confirmed", "declined_by_city", "lapsed",
    "withdrawn",
)  # fmt: skip
LANGUAGES = ("en", "es", "pt", "fr")


def author_of(state: str) -> Callable[[World], str]:
    return lambda world: world.contact(world.in_state(state))


def writer(world: World) -> str:
    """Of the demo's draft."""
    return str(world.ask("draft", "show", world.draft)["document"]["contacts"][0]["email"])


def step(name: str) -> Callable[[World], str]:
    return lambda world: f"/apply/{world.call}/{world.draft}/{name}"


def of(state: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/applications/{world.in_state(state)}{rest}"


def press(hands: Hands) -> None:
    hands.press()


def empty_the_city(hands: Hands) -> None:
    hands.write(city="", admin_area="")
    hands.press()


def write_no_number(hands: Hands) -> None:
    hands.write(residents="386,79")
    hands.press()


def grow(hands: Hands) -> None:
    """A new version, looked over."""
    hands.write(residents="400000")
    hands.page.click(".actions button.button-main")
    hands.page.wait_for_selector("#changes")


EACH_STEP = [
    Visit("/apply/{call}/{code}/{step}", f"apply-{one.id}", at=step(one.id), who=writer, language=LANGUAGES[number % 4])
    for number, one in enumerate(STEPS)
]
EACH_STATE = [
    Visit(
        "/applications/{code}",
        f"application-{state}",
        at=of(state),
        who=author_of(state),
        language=LANGUAGES[number % 4],
    )
    for number, state in enumerate(STATES)
]
VERSION, ANSWER = of("checked", "/send/version"), of("more_info", "/send/answer")

VISITS = [
    Visit("/apply/{call}", "apply-start", at=lambda world: f"/apply/{world.call}", who=writer, language="es"),
    Visit(
        "/apply/{call}",
        "apply-start-refused",
        at=lambda world: f"/apply/{world.call}",
        who=writer,
        status=422,
        do=press,
    ),
    *EACH_STEP,
    Visit(
        "/apply/{call}/{code}/{step}",
        "apply-refused",
        at=step("population"),
        who=writer,
        status=422,
        do=write_no_number,
    ),
    Visit(
        "/apply/{call}/{code}/{step}", "apply-lacking", at=step("city"), who=writer, language="es", do=empty_the_city
    ),
    Visit("/apply/{call}/{code}/review", "apply-review", at=step("review"), who=writer, language="fr"),
    *EACH_STATE,
    Visit(
        "/applications/{code}/document",
        "document",
        at=of("checked", "/document"),
        who=author_of("checked"),
        language="pt",
    ),
    Visit("/applications/{code}/send/{way}", "version", at=VERSION, who=author_of("checked"), language="fr"),
    Visit("/applications/{code}/send/{way}", "version-changes", at=VERSION, who=author_of("checked"), do=grow),
    Visit("/applications/{code}", "offer-refused", at=of("offered"), who=author_of("offered"), status=422, do=press),
    Visit("/applications/{code}/send/{way}", "answer", at=ANSWER, who=author_of("more_info"), language="es"),
    Visit(
        "/applications/{code}/people",
        "application-people",
        at=of("checked", "/people"),
        who=author_of("checked"),
        language="pt",
    ),
    Visit(
        "/applications/{code}", "application-in-part", at=of("offered"), who=author_of("offered"), down="eligibility"
    ),
    Visit("/applications/{code}", "application-of-others", at=of("checked"), who=author_of("offered"), status=404),
]
