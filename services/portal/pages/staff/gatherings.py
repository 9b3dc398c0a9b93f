"""Convenings as they are planned: all of them, a new one, one that moves, who is invited to it after all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Fields, Verb
from services.portal.forms.zones import zones
from services.portal.pages.city.sessions import by_the_clock
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.convenings import find, get, title_of
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.pages.staff.foreseen import Letter, letter
from services.portal.web.roles import StaffHere
from shared.contracts import cohort

PATH = "/staff/convenings"
PLAN = f"{PATH}/{{id_}}/plan"


class Gathering(Desk):
    """One convening; its moments are typed by the clock of its place."""

    @cached_property
    def detail(self) -> cohort.ConveningDetail:
        return get(self.page, find(self.page, self.given["id_"]))

    @property
    def zone(self) -> str:
        return self.detail.time_zone

    @property
    def own(self) -> Mapping[str, Any]:
        return {"cohort": self.detail.cohort, "kind": self.detail.kind}

    @property
    def shown(self) -> Mapping[str, Any]:
        return {"title": title_of(self.page, self.detail)}

    def invitation(self, code: str = "") -> Letter | None:
        """As somebody of a city would read it: of the one named, else of the first that takes part."""
        code = code or next((one for one, _ in taking_part(self)), "")
        return letter(self.page, code, outcome="invited", kind=self.detail.kind) if code else None

    def read_again(self) -> None:
        self.__dict__.pop("detail", None)


def gathering_of(page: StaffHere) -> Gathering:
    return Gathering(page, PLAN)


def times_and_place(desk: Desk) -> Fields:
    return (
        Field("time_zone", "choice", options=zones(desk.page, desk.zone), hint="clock"),
        Field("starts_at", "moment", hint="that_clock"),
        Field("ends_at", "moment", hint="that_clock"),
        Field("place"),
        Field("capacity", "number", label="seats"),
        Field("rsvp_by", "day"),
    )


def which(desk: Desk) -> Fields:
    cohorts = [(one.id, one.name) for one in desk.page.call(cohort.ListCohorts()).items]
    kinds = [(kind, desk.page.title(plan)) for kind, plan in desk.page.program.convenings.items()]
    return (
        Field("cohort", "choice", options=cohorts),
        Field("kind", "choice", options=kinds, label="convening_kind"),
        *times_and_place(desk),
    )


def taking_part(gathering: Gathering) -> list[tuple[str, str]]:
    """Codes and names of the cities of its cohort that do."""
    members = gathering.page.call(cohort.GetTracker(cohort=gathering.detail.cohort)).members
    return [(one.code, one.city) for one in members if one.status == "active"]


def cities(gathering: Gathering) -> Fields:
    return (Field("code", "choice", label="city", options=taking_part(gathering)),)


SCHEDULE: Verb[Desk] = Verb(
    "schedule", cohort.ScheduleConvening, which, look="main", clock="time_zone", says="schedule_convening"
)
MOVE: Verb[Gathering] = Verb(
    "move", cohort.ScheduleConvening, times_and_place, clock="time_zone", says="move_convening"
)  # fmt: skip
INVITE: Verb[Gathering] = Verb("invite-city", cohort.InviteToConvening, cities, seen="code")
INVITE_ALL: Verb[Gathering] = Verb("invite-all", cohort.InviteToConvening)


def read_all(desk: Desk) -> Mapping[str, Any]:
    return {"items": desk.page.call(cohort.ListConvenings()).items}


def read_one(gathering: Gathering) -> Mapping[str, Any]:
    one = gathering.detail
    moments = {name: by_the_clock(getattr(one, name), one.time_zone) for name in ("starts_at", "ends_at")}
    settled = {name: getattr(one, name) for name in ("time_zone", "place", "capacity", "rsvp_by")}
    return {"convening": one, "known": moments | settled}


router = Shelf[Desk](PATH, "staff", desk_at(PATH)).routes(Leaf("", read_all, (SCHEDULE,), template="convenings"))
ONE = Shelf[Gathering](PLAN, "staff", gathering_of)
router.routes += ONE.routes(
    Leaf("", read_one, (MOVE,), template="convening_plan"),
    Leaf("", None, (INVITE, INVITE_ALL), apart="convening_invite"),
).routes
