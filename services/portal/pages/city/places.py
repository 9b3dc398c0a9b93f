"""The pages of a city in its side navigation: groups in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.contracts import cohort, notifications
from shared.contracts.requests import Request


@dataclass(frozen=True)
class CityPlace:
    """`path` below the city's; `needs`: who may not ask this has nothing to see there."""

    path: str
    needs: type[Request[Any]]

    @property
    def key(self) -> str:
        return self.path or "overview"


#: The group's heading (below `pages.city.group`; "" has none) -> its pages.
PLACES: dict[str, tuple[CityPlace, ...]] = {
    "": (CityPlace("", cohort.GetCity), CityPlace("timeline", cohort.GetTimeline)),
    "city": (
        CityPlace("team", cohort.GetTeam),
        CityPlace("visit", cohort.GetTimeline),
        CityPlace("project", cohort.GetProject),
        CityPlace("strategy", cohort.GetStrategy),
        CityPlace("targets", cohort.GetTargets),
        CityPlace("commitments", cohort.GetSharedCommitment),
        CityPlace("publishing", cohort.GetPublishing),
        CityPlace("policies", cohort.GetCodified),
        CityPlace("engagement", cohort.ListEngagements),
        CityPlace("documents", cohort.ListDocuments),
    ),
    "program": (
        CityPlace("sessions", cohort.ListSessions),
        CityPlace("calendar", cohort.GetCalendarFeed),
        CityPlace("convenings", cohort.GetConvening),
        CityPlace("surveys", cohort.GetMaturity),
        CityPlace("follow-up", cohort.ListFollowUps),
        CityPlace("mail", notifications.ListCityMails),
        CityPlace("history", cohort.GetCity),
    ),
}


def groups_of(may: Callable[[type[Request[Any]]], bool]) -> list[tuple[str, list[CityPlace]]]:
    shown = ((group, [one for one in some if may(one.needs)]) for group, some in PLACES.items())
    return [(group, some) for group, some in shown if some]


#: How a requirement's condition begins -> the page on which it is met.
MET_ON = {
    "visit": "visit",
    "team": "team",
    "planned": "timeline",
    "charter": "project",
    "baseline": "project",
    "assessment": "project",
    "progress": "project",
    "project": "project",
    "final": "project",
    "strategy": "strategy",
    "coaching": "sessions",
    "commitment": "commitments",
    "maturity": "surveys",
}


def page_of_condition(condition: str) -> str | None:
    """None where there is no page for it."""
    path = MET_ON.get(condition.partition("_")[0]) or ("convenings" if "convening" in condition else None)
    return path if any(one.path == path for some in PLACES.values() for one in some) else None
