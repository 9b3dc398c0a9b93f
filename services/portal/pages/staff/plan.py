"""The dates of a cohort, moved for all of its cities, and the program file that it runs by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Fields, Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.board import PATH as COHORTS
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.page import Missing
from shared.contracts.cohort import (
    AdoptProgram,
    CohortTimeline,
    CompareProgram,
    GetCohortTimeline,
    MoveCohortStart,
    MovePhase,
)
from shared.contracts.field_codes import request_of

PATH = f"{COHORTS}/{{cohort}}/plan"
REASON = Field("reason", "long", rows=2)


def timeline_of(desk: Desk) -> CohortTimeline:
    return desk.page.call(request_of(GetCohortTimeline, cohort=desk.given["cohort"]))


def phases(desk: Desk) -> Fields:
    """Those with a date."""
    options = [(one.key, title(desk, one.key, one.title)) for one in timeline_of(desk).phases if one.planned_on]
    return Field("phase", "choice", options=options), Field("planned_on", "day"), REASON


def title(desk: Desk, key: str, otherwise: str) -> str:
    found = next((one for one in desk.page.program.phases if one.id == key), None)
    return desk.page.title(found) if found else otherwise


START: Verb[Desk] = Verb("move-start", MoveCohortStart, (Field("starts_on", "day"), REASON), of_the_place=False)
MOVE: Verb[Desk] = Verb("move-phase", MovePhase, phases, says="move_cohort_phase", of_the_place=False)
ADOPT: Verb[Desk] = Verb("adopt", AdoptProgram, (REASON,), look="main", says="adopt_program", of_the_place=False)


def read(desk: Desk) -> Mapping[str, Any]:
    timeline = timeline_of(desk)
    compared = desk.page.part(CompareProgram(cohort=timeline.cohort))
    return {
        "timeline": timeline,
        "titles": {one.key: title(desk, one.key, one.title) for one in timeline.phases},
        "phases": [(title(desk, one.key, one.title), one) for one in timeline.phases],
        "moves": list(reversed(timeline.moves)),
        "compared": None if isinstance(compared, Missing) else compared,
        "back": f"{COHORTS}/{timeline.cohort}",
    }


router = Shelf[Desk](PATH, "staff", desk_at(PATH)).routes(Leaf("", read, (START, MOVE, ADOPT), template="plan"))
