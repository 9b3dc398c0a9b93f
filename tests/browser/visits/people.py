"""People, what is kept of them, who did what."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def lead(world: World) -> str:
    return world.person("program_lead")


def one(world: World) -> str:
    return f"/staff/people/{world.ask('people', 'list', '--role', 'reviewer')['items'][0]['id']}"


VISITS = [
    Visit("/staff/people", "people", who=lead),
    Visit("/staff/people", "people-es", who=lead, language="es", at=lambda _: "/staff/people?role=reviewer"),
    Visit("/staff/people/{person}", "person", who=lead, at=one, language="pt"),
    Visit("/staff/people/{person}/privacy", "person-privacy", who=lead, at=lambda world: f"{one(world)}/privacy"),
    Visit(
        "/staff/applications/{code}/privacy", "city-privacy", who=lead, language="fr",
        at=lambda world: f"/staff/applications/{world.in_state('declined')}/privacy",
    ),
    Visit("/staff/privacy", "kept-data", who=lead, language="es"),
    Visit("/staff/audit", "audit", who=lead),
]  # fmt: skip
