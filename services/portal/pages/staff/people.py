"""People of the program: found and added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field, Options
from services.portal.forms.verbs import Fields, Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.listing import Filter, Listed
from services.portal.web.names import tongues
from services.portal.web.page import Page
from shared.contracts.field_codes import request_of
from shared.contracts.identity import AddPerson, ListPeople
from shared.contracts.people import PERSON_ROLES, Role

PATH = "/staff/people"
SHOWN = 50
LISTED = Listed(("text", "role"), path=PATH)

#: Roles that people of the program have; the others come with an application or a city.
GIVEN = tuple(role for role in Role if role in PERSON_ROLES - {Role.APPLICANT, Role.CITY_MEMBER})


def roles_of(page: Page, roles: tuple[Role, ...] = GIVEN) -> Options:
    return [(role.value, page.say("pages.work.role", role=role)) for role in roles]


def fields_of_new(desk: Desk) -> Fields:
    return (
        Field("name"),
        Field("email", "email"),
        Field("roles", "boxes", options=roles_of(desk.page)),
        *languages_of(desk),
    )


def languages_of(desk: Desk) -> Fields:
    options = tongues(desk.page.language)
    return Field("first_language", "choice", options=options), Field("languages", "boxes", options=options)


def the_first_first(typed: dict[str, Any]) -> dict[str, Any]:
    """Of the languages that somebody reads the first is the one to be written to in."""
    first, others = typed.pop("first_language", None), typed.pop("languages", [])
    return typed | {"languages": [first, *(one for one in others if one != first)] if first else others}


ADD: Verb[Desk] = Verb("add", AddPerson, fields_of_new, shape=the_first_first, look="main", says="add_person")


def read(desk: Desk) -> Mapping[str, Any]:
    page = desk.page
    listing = LISTED.of(page)
    found = page.call(request_of(ListPeople, **listing.wanted, limit=SHOWN))
    filters = [
        Filter("text", page.say("pages.people.text")),
        Filter("role", page.say("pages.people.role"), list(roles_of(page, tuple(sorted(PERSON_ROLES))))),
    ]
    return {"listing": listing, "found": found, "people": found.items, "filters": filters}


router = Shelf[Desk](PATH, "staff", desk_at(PATH)).routes(Leaf("", read, (ADD,), template="people"))
