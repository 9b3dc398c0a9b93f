"""One person of the program: roles given and taken, let in no more, and what is open for somebody else to take over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Fields, Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.pages.staff.people import GIVEN, PATH, languages_of, roles_of, the_first_first
from services.portal.web.page import Page
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import (
    ChangePerson,
    DeactivatePerson,
    GetPerson,
    LeavingReason,
    Person,
    ReactivatePerson,
    ResetFactors,
)
from shared.views.leaving import OpenWork, open_work

ONE = f"{PATH}/{{person}}"


def fields_of_change(desk: Desk) -> Fields:
    """With the roles that came with an application or a city, which stay unless they are taken. Whoever has a name
    keeps one."""
    known = person_of(desk)
    roles = (*GIVEN, *(role for role in known.roles if role not in GIVEN))
    name = Field("name", optional=not known.name, as_given=bool(known.name))
    return name, Field("roles", "boxes", options=roles_of(desk.page, roles)), *languages_of(desk)


def reasons(desk: Desk) -> Fields:
    options = [(one, desk.page.say(f"leaving_reasons.{one}")) for one in get_args(LeavingReason)]
    return (Field("because", "radio", options=options),)


VERBS: tuple[Verb[Desk], ...] = (
    Verb("change", ChangePerson, fields_of_change, shape=the_first_first, says="change_person"),
    Verb("deactivate", DeactivatePerson, reasons, look="stop", says="deactivate_person"),
    Verb("reactivate", ReactivatePerson, look="main", says="reactivate_person"),
    Verb("reset-factors", ResetFactors, look="stop"),
)


def person_of(desk: Desk) -> Person:
    return desk.page.call(request_of(GetPerson, person=desk.given["person"]))


def read(desk: Desk) -> Mapping[str, Any]:
    found = person_of(desk)
    return {"person": found, "work": work_of(desk.page, found)}


def work_of(page: Page, person: Person) -> OpenWork | None:
    """None where an owner of work does not answer."""
    try:
        return open_work(page.client, person.id, page.sign)
    except Refusal as refusal:
        if refusal.code != "unavailable":
            raise
        return None


router = Shelf[Desk](ONE, "staff", desk_at(ONE)).routes(Leaf("", read, VERBS, template="person"))
