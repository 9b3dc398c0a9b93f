"""The program in force, and the dates of a cohort."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def lead(world: World) -> str:
    return world.person("program_lead")


PLAN = "/staff/cohorts/cohort-one/plan"

VISITS = [
    Visit("/staff/program", "staff-program", who=lead),
    Visit("/staff/program", "staff-program-es", who=lead, language="es"),
    Visit("/staff/cohorts/{cohort}/plan", "plan", who=lead, language="pt", at=lambda _: PLAN),
]
