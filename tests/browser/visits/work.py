"""What waits for staff."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


VISITS = [
    Visit("/staff", "staff-work", who=staff),
    Visit("/staff", "staff-work-es", who=staff, language="es"),
    Visit("/staff", "staff-work-one-kind", at=lambda _: "/staff?kind=check", who=staff, language="fr"),
]
