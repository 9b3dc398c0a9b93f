"""What staff work with all day."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from tests.browser.hands import Hands
from tests.browser.visit import Visit
from tests.browser.world import World
from tests.unit.contracts.tables import COLUMNS_OF_A_CITY, cells


def staff(world: World) -> str:
    return world.person("staff")


def lead(world: World) -> str:
    return world.person("program_lead")


def of(state: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"{LIST}/{world.in_state(state)}{rest}"


def convening(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"{CONVENINGS}/{world.ask('convening', 'list')['items'][0]['id']}{rest}"


LIST = "/staff/applications"
NARROWED, NOBODY = f"{LIST}?state=in_review", f"{LIST}?text=nowhere"
CONVENINGS = "/staff/convenings"

MANY, UNKNOWN = f"{LIST}/many", f"{LIST}?state=king&text=nowhere"
SELECTION = "/staff/selection/{call}"
REVIEWS, BALANCE = "/staff/reviews", "/staff/reviews/balance"


def pool(query: str = "") -> Callable[[World], str]:
    return lambda world: f"/staff/selection/{world.call}{query}"


def many(do: str) -> Callable[[World], str]:
    """What one of those under review would have done with it."""
    return lambda world: f"{MANY}?do={do}&code={world.in_state('in_review')}&list={LIST}"


def to_be_sent(world: World) -> str:
    return f"/staff/selection/{world.call}/decisions?code={world.in_state('decided')}"


def a_reviewer(world: World) -> str:
    return f"/staff/reviewers/{world.ask('people', 'list', '--role', 'reviewer')['items'][0]['id']}"


def to_be_saved(_: World) -> str:
    return f"{LIST}/views?state=in_review&country=CO"


def save_nameless(hands: Hands) -> None:
    hands.page.click("section.panel button")
    hands.page.wait_for_selector(".error-summary")


def hand_in(hands: Hands) -> None:
    """A file with one row that is wrong, checked."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS_OF_A_CITY, cells(residents="many")])
    sheet = {"name": "cities.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    hands.page.set_input_files("#sheet", sheet)  # type: ignore[arg-type]
    hands.page.click("form.panel button")
    hands.page.wait_for_selector("#wrong")


CALLS, CALL_VERB = "/staff/calls", "/staff/calls/{call}/close"

VISITS = [
    Visit(CALLS, "staff-calls", who=staff, language="es"),
    Visit(f"{CALLS}/new", "staff-call-new", who=staff, language="fr"),
    Visit(CALL_VERB, "staff-call-close", at=lambda world: f"{CALLS}/{world.call}/close", who=staff),
    Visit(SELECTION, "staff-selection", at=pool(), who=staff),
    Visit(SELECTION, "staff-selection-by-size", at=pool("?by=size"), who=staff, language="fr"),
    Visit(REVIEWS, "staff-reviews", who=staff, language="es"),
    Visit(BALANCE, "staff-balance", at=lambda world: f"{BALANCE}?call={world.call}", who=staff),
    Visit("/staff/reviewers/{reviewer_id}", "staff-reviewer", at=a_reviewer, who=staff, language="pt"),
    Visit(f"{LIST}/import", "staff-import", who=staff, language="es"),
    Visit(f"{LIST}/import/{{sheet}}", "staff-sheet", at=lambda _: f"{LIST}/import", who=staff, do=hand_in),
    Visit(f"{LIST}/duplicates", "staff-duplicates", who=staff, language="fr"),
    Visit(LIST, "staff-applications", who=staff),
    Visit(LIST, "staff-applications-narrowed", at=lambda _: NARROWED, who=staff, language="fr"),
    Visit(LIST, "staff-applications-none", at=lambda _: NOBODY, who=staff, language="es"),
    Visit(LIST, "staff-applications-asked-otherwise", at=lambda _: UNKNOWN, who=staff, language="pt", status=422),
    Visit(f"{LIST}/views", "staff-views", at=to_be_saved, who=lead, language="pt"),
    Visit(f"{LIST}/views", "staff-views-refused", at=to_be_saved, who=lead, do=save_nameless, status=422),
    Visit(MANY, "staff-many-remind", at=many("remind"), who=staff, language="fr"),
    Visit(MANY, "staff-many-decide", at=many("decide"), who=staff),
    Visit(f"{SELECTION}/decisions", "staff-decisions", at=to_be_sent, who=staff, language="es"),
    Visit(f"{LIST}/{{code}}", "staff-application-declined", at=of("declined_by_city"), who=staff, language="pt"),
    Visit(f"{LIST}/{{code}}", "staff-application-checked", at=of("checked"), who=staff),
    Visit(f"{LIST}/{{code}}", "staff-application-reviewed", at=of("in_review"), who=staff, language="es"),
    Visit(f"{LIST}/{{code}}", "staff-application-confirmed", at=of("confirmed"), who=lead, language="fr"),
    Visit(f"{LIST}/{{code}}/decide", "staff-application-verb", at=of("in_review", "/decide"), who=staff, language="pt"),
    Visit(f"{LIST}/choose/{{name}}", "applications-by-reviewer", at=lambda _: f"{LIST}/choose/reviewer", who=staff),
    Visit(CONVENINGS, "convenings", who=staff),
    Visit(f"{CONVENINGS}/{{id_}}/plan", "convening-plan", at=convening("/plan"), who=staff, language="fr"),
    Visit("/staff/sessions", "staff-sessions", at=lambda _: "/staff/sessions?span=month", who=staff, language="pt"),
    Visit("/staff/sessions/{cohort}", "staff-session-plan", at=lambda _: "/staff/sessions/cohort-one", who=staff),
    Visit(f"{CONVENINGS}/{{id_}}/plan/invite-all", "convening-invite", at=convening("/plan/invite-all"), who=staff),
    Visit(f"{CONVENINGS}/{{id_}}", "convening", at=convening(), who=staff),
    Visit(f"{CONVENINGS}/{{id_}}/needs", "convening-needs", at=convening("/needs"), who=staff, language="pt"),
    Visit(f"{CONVENINGS}/{{id_}}/badges", "convening-badges", at=convening("/badges"), who=staff, language="es"),
]
