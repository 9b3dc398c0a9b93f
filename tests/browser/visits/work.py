"""What waits for staff, and what they search for."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


VISITS = [
    Visit("/staff", "staff-work", who=staff),
    Visit("/staff", "staff-work-es", who=staff, language="es"),
    Visit("/search", "search", at=lambda _: "/search?q=monteria", who=staff),
    Visit("/search", "search-nothing", at=lambda _: "/search?q=zzzzz", who=staff, language="pt"),
    Visit("/staff", "staff-work-one-kind", at=lambda _: "/staff?kind=check", who=staff, language="fr"),
]
