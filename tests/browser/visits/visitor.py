"""What anybody may see."""

from __future__ import annotations

import httpx

from tests.browser.hands import Hands
from tests.browser.visit import Visit
from tests.browser.world import PATIENCE_S, World

NO_ID = "00000000-0000-4000-8000-000000000000"
NO_KEY, NO_CODE = "not-a-key", "AAAAAAAAAA"


def status_of_waitlisted(world: World) -> str:
    return f"/status?code={world.in_state('waitlisted')}"


def open_strategy(world: World) -> str:
    found = httpx.get(f"{world.address}/open-data.json", timeout=PATIENCE_S).json()["cities"]
    launched = next(one["id"] for one in found if one["strategy_launched_on"])
    return f"/open-data/strategies/{launched}"


def check_a_city(hands: Hands) -> None:
    hands.write(country="CL", residents="101800", population_year="2025")
    hands.write(**{"mayor.term_ends_on.day": "6", "mayor.term_ends_on.month": "12", "mayor.term_ends_on.year": "2028"})
    hands.press()


def ask_for_a_code(hands: Hands) -> None:
    hands.write(email="nobody@elsewhere.example")
    hands.press()


def press(hands: Hands) -> None:
    hands.press()


VISITS = [
    Visit("/", "program", short=True),
    Visit("/check", "check", language="es", short=True),
    Visit("/check", "check-refused", language="es", status=422, do=press),
    Visit("/check", "check-judged", language="es", do=check_a_city, short=True),
    Visit("/status", "status", language="pt", short=True),
    Visit("/status", "status-unknown", at=lambda _: f"/status?code={NO_CODE}", status=404, language="pt"),
    Visit("/status", "status-told", at=status_of_waitlisted, language="pt"),
    Visit("/apply", "unavailable", status=503, down="intake"),
    Visit("/status", "status-unavailable", at=status_of_waitlisted, status=503, language="fr", down="intake"),
    Visit("/open-data", "open-data"),
    Visit("/open-data", "open-data-fr", language="fr"),
    Visit("/open-data/strategies/{id_}", "open-strategy", at=open_strategy, language="es"),
    Visit(
        "/open-data/strategies/{id_}",
        "open-held",
        at=lambda _: f"/open-data/strategies/{NO_ID}",
        status=404,
        language="pt",
    ),
    Visit("/privacy", "privacy"),
    Visit("/accessibility", "accessibility", language="fr"),
    Visit("/api", "reference", language="es"),
    Visit("/api", "reference-service", at=lambda _: "/api?service=cohort"),
    Visit("/api", "reference-found", at=lambda _: "/api?q=timeline", language="fr"),
    Visit("/api", "reference-request", at=lambda _: "/api?request=cohort.advance_phase", language="pt"),
    Visit("/sign-in", "sign-in", short=True),
    Visit("/sign-in", "sign-in-refused", language="pt", status=422, do=press),
    Visit("/sign-in", "sign-in-link", at=lambda _: f"/sign-in?key={NO_KEY}", language="es"),
    Visit("/sign-in", "sign-in-code", language="fr", do=ask_for_a_code),
    Visit("/apply/{call}", "apply-address", at=lambda world: f"/apply/{world.call}", language="pt", short=True),
    Visit("/apply", "apply", language="fr"),
    Visit("/nowhere", "not-found", status=404, language="es", short=True),
]
