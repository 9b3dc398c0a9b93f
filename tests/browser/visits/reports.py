"""Reports."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


VISITS = [
    Visit("/reports/funnel", "funnel", who=staff),
    Visit("/reports/funnel", "funnel-fr", who=staff, language="fr"),
    Visit("/reports/tracker", "tracker", who=staff, language="es"),
    Visit("/reports/attendance", "attendance", who=staff, language="pt"),
]
