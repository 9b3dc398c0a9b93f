"""How a city's residents took part: how they were asked, what they said, what changed because of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.names import named
from shared.contracts import cohort
from shared.contracts.cohort.engagement import LinkedTo, Method


def fields(room: Room) -> Fields:
    language = room.page.language
    methods = [(one, named(language, "engagement_methods", one)) for one in get_args(Method)]
    links = [(one, named(language, "engagement_links", one)) for one in get_args(LinkedTo)]
    return (
        Field("engaged_by", "choice", options=methods),
        Field("held_on", "day"),
        Field("residents", "number", label="residents_engaged"),
        Field("finding", "long", label="residents_said"),
        Field("changed", "long", label="changed_by_residents"),
        Field("linked_to", "radio", options=links),
        Field("reference", optional=True, label="which_one"),
    )


def read(room: Room) -> Mapping[str, Any]:
    found = room.ask(cohort.ListEngagements(code=room.code)).items
    return {"engagements": found, "residents": sum(one.residents for one in found)}


RECORD = Verb("record-engagement", cohort.RecordEngagement, fields, look="main")
router = routes_of(Leaf("engagement", read, (RECORD,)))
