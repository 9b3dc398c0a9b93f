"""The rooms of a city that takes part: as its own people, its coach and staff see them."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.visit import Visit
from tests.browser.world import World

CITY = "/cities/{code}"


def at(rest: str = "", phase: str = "acceleration") -> Callable[[World], str]:
    return lambda world: f"/cities/{world.city(phase)}{rest}"


def member(world: World) -> str:
    return world.contact(world.city("acceleration"))


def beginner(world: World) -> str:
    return world.contact(world.city("onboarding"))


def lead(world: World) -> str:
    return world.person("program_lead")


def staff(world: World) -> str:
    return world.person("staff")


def a_target(world: World) -> str:
    code = world.city("acceleration")
    return f"/cities/{code}/targets/{world.ask('target', 'list', code)['targets'][0]['id']}"


def a_survey(world: World) -> str:
    survey = world.ask("survey", "list", "cohort-one")["items"][0]["id"]
    return f"/cities/{world.city('acceleration')}/surveys/{survey}"


def a_session(world: World) -> str:
    code = world.city("acceleration")
    return f"/cities/{code}/sessions/{world.ask('session', 'list', '--code', code, '--limit', '1')['items'][0]['id']}"


def a_mail(world: World) -> str:
    """The first that was sent to the city's own people."""
    code = world.city("acceleration")
    sent = world.ask("mail", "list", "--code", code, "--state", "sent")["items"]
    return f"/cities/{code}/mail/{next(one['id'] for one in sent if not one['recipient'].startswith('identity:'))}"


VISITS = [
    Visit("/cities", "cities", who=lead, language="es"),
    Visit(CITY, "city", at=at(), who=member, language="es"),
    Visit(CITY, "city-begins", at=at(phase="onboarding"), who=beginner, language="pt"),
    Visit(CITY, "city-for-lead", at=at(), who=lead),
    Visit(f"{CITY}/timeline", "timeline", at=at("/timeline"), who=member, language="fr"),
    Visit(f"{CITY}/timeline", "timeline-for-lead", at=at("/timeline"), who=lead),
    Visit(f"{CITY}/team", "team", at=at("/team"), who=member, language="pt"),
    Visit(f"{CITY}/team", "team-for-staff", at=at("/team"), who=staff),
    Visit(f"{CITY}/project", "project", at=at("/project"), who=member, language="fr"),
    Visit(f"{CITY}/project", "project-for-staff", at=at("/project"), who=staff),
    Visit(f"{CITY}/visit", "visit", at=at("/visit"), who=member, language="es"),
    Visit(f"{CITY}/visit", "visit-begins", at=at("/visit", "onboarding"), who=beginner, language="pt"),
    Visit(f"{CITY}/sessions", "sessions", at=at("/sessions"), who=member),
    Visit(f"{CITY}/sessions/{{session}}", "session", at=a_session, who=member, language="es"),
    Visit(f"{CITY}/sessions/{{session}}", "session-for-staff", at=a_session, who=staff),
    Visit(f"{CITY}/calendar", "calendar", at=at("/calendar"), who=member, language="pt"),
    Visit(f"{CITY}/convenings", "city-convenings", at=at("/convenings"), who=member, language="fr"),
    Visit(f"{CITY}/commitments", "commitments", at=at("/commitments"), who=member, language="pt"),
    Visit(f"{CITY}/documents", "documents", at=at("/documents"), who=member, language="fr"),
    Visit(f"{CITY}/publishing", "publishing", at=at("/publishing"), who=member, language="es"),
    Visit(f"{CITY}/publishing", "publishing-for-lead", at=at("/publishing"), who=lead),
    Visit(f"{CITY}/engagement", "engagement", at=at("/engagement"), who=member, language="pt"),
    Visit(f"{CITY}/follow-up", "follow-up", at=at("/follow-up"), who=staff, language="fr"),
    Visit(f"{CITY}/policies", "policies", at=at("/policies"), who=member, language="es"),
    Visit(f"{CITY}/surveys", "surveys", at=at("/surveys"), who=member),
    Visit(f"{CITY}/surveys/{{survey}}", "survey", at=a_survey, who=member, language="fr"),
    Visit(f"{CITY}/mail", "city-mail", at=at("/mail"), who=member, language="pt"),
    Visit(f"{CITY}/mail", "city-mail-staff", at=at("/mail/log"), who=staff, language="fr"),
    Visit(f"{CITY}/mail/{{mail}}", "city-letter", at=a_mail, who=member, language="es"),
    Visit(f"{CITY}/history", "history", at=at("/history"), who=staff, language="es"),
    Visit(f"{CITY}/strategy", "strategy", at=at("/strategy"), who=member, language="pt"),
    Visit(f"{CITY}/strategy", "strategy-begins", at=at("/strategy", "onboarding"), who=beginner, language="es"),
    Visit(f"{CITY}/strategy/{{component}}", "strategy-part", at=at("/strategy/governance"), who=member, language="es"),
    Visit(f"{CITY}/targets", "targets", at=at("/targets"), who=member, language="fr"),
    Visit(f"{CITY}/targets", "targets-begin", at=at("/targets", "onboarding"), who=beginner),
    Visit(f"{CITY}/targets/{{target}}", "target", at=a_target, who=staff),
]
