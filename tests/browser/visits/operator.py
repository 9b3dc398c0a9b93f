"""Operators' pages, on a system where nothing is wrong."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def operator(world: World) -> str:
    return world.person("administrator")


VISITS = [
    Visit("/ops", "ops", who=operator),
    Visit("/ops", "ops-es", who=operator, language="es", at=lambda _: "/ops?all=1"),
    Visit("/ops/replay", "replay", who=operator, language="fr"),
    Visit("/ops/alerts", "alerts", who=operator, language="es"),
    Visit("/ops/dead-letters", "dead-letters", who=operator, language="pt"),
]
