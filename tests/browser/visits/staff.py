"""What staff work with all day."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


LIST = "/staff/applications"
NARROWED, NOBODY = f"{LIST}?state=in_review", f"{LIST}?text=nowhere"

VISITS = [
    Visit(LIST, "staff-applications", who=staff),
    Visit(LIST, "staff-applications-narrowed", at=lambda _: NARROWED, who=staff, language="fr"),
    Visit(LIST, "staff-applications-none", at=lambda _: NOBODY, who=staff, language="es"),
]
