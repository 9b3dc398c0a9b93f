"""Cohorts and coaches: a coach's own week, and what staff see of all."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


def coach(world: World) -> str:
    return world.person("coach")


def a_coach(world: World) -> str:
    return f"/staff/coaches/{world.ask('people', 'list', '--role', 'coach')['items'][0]['id']}"


def below_cohort(rest: str) -> Callable[[World], str]:
    return lambda world: f"{the_cohort(world)}/{rest}"


def the_cohort(_: World) -> str:
    return "/staff/cohorts/cohort-one"


SURVEYS = "/staff/cohorts/{cohort}/surveys"

VISITS = [
    Visit("/coaching", "coaching", who=coach, language="es"),
    Visit("/coaching/leave", "leave", who=coach, language="fr"),
    Visit("/staff/coaches", "coaches", who=staff),
    Visit("/staff/coaches/{coach}", "coach", at=a_coach, who=staff, language="pt"),
    Visit("/staff/cohorts", "cohorts", who=staff, language="fr"),
    Visit("/staff/cohorts/{cohort_id}", "cohort", at=the_cohort, who=staff),
    Visit(
        "/staff/cohorts/{cohort_id}/advance",
        "cohort-advance",
        at=below_cohort("advance?phase=acceleration"),
        who=staff,
        language="fr",
    ),
    Visit(SURVEYS, "cohort-surveys", at=below_cohort("surveys"), who=staff, language="pt"),
    Visit(f"{SURVEYS}/{{survey}}", "survey-results", at=below_cohort("surveys/start"), who=staff, language="es"),
    Visit("/staff/cohorts/{cohort}/follow-up", "cohort-follow-up", at=below_cohort("follow-up"), who=staff),
]
