"""Reports."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


REPORT, COUNTED, EVENTS = "/reports/{name}", "/reports/{name}/counted", "/reports/events"
MAILED = "/reports/mailed"
NAMES = ("time-in-state", "screening", "strategy", "outcomes", "maturity", "results", "attention", "board")
LANGUAGES = ("es", "pt", "fr")


def report(name: str, query: str = "") -> Callable[[World], str]:
    return lambda _: f"/reports/{name}{query}"


def of_city(path: str, more: str = "") -> Callable[[World], str]:
    return lambda world: f"{path}?code={world.city('acceleration')}{more}"


VISITS = [
    Visit(REPORT, "funnel", at=report("funnel"), who=staff),
    Visit(REPORT, "funnel-fr", at=report("funnel", "?by=region"), who=staff, language="fr"),
    Visit(REPORT, "funnel-then", at=report("funnel", "?then=2026-01-01"), who=staff, language="es"),
    Visit(REPORT, "funnel-ahead", at=report("funnel", "?as_of=2999-01-01"), who=staff, status=422),
    Visit(REPORT, "tracker", at=report("tracker"), who=staff, language="es"),
    Visit(REPORT, "attendance", at=report("attendance"), who=staff, language="pt"),
    *(
        Visit(REPORT, f"report-{name}", at=report(name), who=staff, language=LANGUAGES[at % 3])
        for at, name in enumerate(NAMES)
    ),
    Visit(REPORT, "report-city-asked", at=report("city"), who=staff),
    Visit(REPORT, "report-city", at=of_city("/reports/city"), who=staff, language="fr"),
    Visit(COUNTED, "report-counted", at=report("funnel", "/counted?of=received"), who=staff),
    Visit(
        COUNTED,
        "report-counted-fr",
        at=report("time-in-state", "/counted?of=time_in_state/submitted/left_it"),
        who=staff,
        language="fr",
    ),
    Visit(COUNTED, "report-counted-none", at=report("funnel", "/counted?of=weather"), who=staff, status=404),
    Visit(MAILED, "report-mailed", at=report("mailed", "?report=funnel"), who=staff, language="fr"),
    Visit(EVENTS, "report-events", at=of_city(EVENTS, "&about=phase"), who=staff),
]
