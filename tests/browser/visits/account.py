"""One's own: what is mine, and saying again who one is."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


VISITS = [
    Visit("/my", "my-reviewer", who=lambda world: world.person("reviewer")),
    Visit("/my", "my-coach", who=lambda world: world.person("coach"), language="pt"),
    Visit("/sign-in/again", "sign-in-again", who=staff, language="es"),
]
