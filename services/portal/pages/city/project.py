"""A city's Resident Impact Data Project: its parts handed in and judged, the data behind it, gaps, milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.project_fields import FIELDS
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Verb
from services.portal.web.names import alone
from shared.contracts import cohort
from shared.wording.dates import calendar_day
from shared.wording.numbers import number

#: Nobody judges a measurement: it is there once it is handed in.
NOT_JUDGED = frozenset({"baseline", "final_measurement"})
LOOKS = {"missing": "waiting", "submitted": "working", "accepted": "done", "returned": "attention"}

HAND_IN = tuple(
    Verb(f"hand-in-{part.replace('_', '-')}", cohort.SubmitProjectPart, fields, {"part": part}, inside="document",
         says="hand_in")
    for part, fields in FIELDS.items()
)  # fmt: skip
VERBS = (
    *HAND_IN,
    Verb("accept", cohort.AcceptProjectPart, look="main"),
    Verb("return", cohort.ReturnProjectPart, (Field("reason", "long", label="return_reason", rows=4),)),
    Verb(
        "record-source",
        cohort.RecordDataSource,
        (
            Field("name", label="data_source"),
            Field("tested_on", "day"),
            Field("usable", "tick"),
            Field("finding", "long", rows=3),
        ),
    ),
    Verb("record-gap", cohort.RecordGap, (Field("description", "long", label="gap", rows=3), Field("found_on", "day"))),
    Verb("mend-gap", cohort.MendGap, (Field("mended_on", "day"), Field("how", "long", rows=3))),
    Verb("plan-milestone", cohort.PlanMilestone, (Field("title", label="milestone"), Field("due_on", "day"))),
    Verb("move-milestone", cohort.PlanMilestone, (Field("title", label="milestone"), Field("due_on", "day"))),
    Verb("reach-milestone", cohort.ReachMilestone, (Field("done_on", "day"), Field("evidence", hint="evidence"))),
)


@dataclass(frozen=True)
class Shown:
    """A part as it is read. `lines`: what was handed in, label and values."""

    part: cohort.ProjectPartState
    title: str
    verb: str
    look: str
    lines: list[tuple[str, list[str]]]

    @property
    def to_hand_in(self) -> bool:
        return self.part.state != "accepted"

    @property
    def to_judge(self) -> bool:
        return self.part.state == "submitted" and self.part.part not in NOT_JUDGED


def read(room: Room) -> Mapping[str, Any]:
    project = room.ask(cohort.GetProject(code=room.code))
    return {"project": project, "parts": [shown(room, one) for one in project.parts]}


def shown(room: Room, part: cohort.ProjectPartState) -> Shown:
    title = alone(room.page.say(f"project_parts.{part.part}"))
    numbered = sum(one.part == part.part for one in room.ask(cohort.GetProject(code=room.code)).parts) > 1
    done = part.part in NOT_JUDGED and part.state == "submitted"
    return Shown(
        part,
        f"{title} {part.number}" if numbered else title,
        f"hand-in-{part.part.replace('_', '-')}",
        "done" if done else "late" if part.overdue else LOOKS[part.state],
        list(lines(room, part.document or {})),
    )


def lines(room: Room, document: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """In the order of the form, words in the reader's language; texts of people as they wrote them."""
    say, language = room.page.say, room.page.language
    for key, value in document.items():
        if key == "components":
            for component in room.page.program.strategy_components:
                for name, text in (value.get(component.id) or {}).items():
                    yield f"{room.page.title(component)}: {say(f'pages.field.{name}')}", [text]
        elif isinstance(value, list):
            if value:
                yield say(f"pages.field.{key}"), value
        elif key == "resident_outcome":
            yield say("pages.field.resident_outcome"), [alone(say("pages.apply.outcome", outcome=value))]
        elif key == "direction":
            yield say("pages.field.direction"), [say(f"pages.city.direction.{value}")]
        elif key.endswith("_on"):
            yield say(f"pages.field.{key}"), [calendar_day(language, value)]
        elif isinstance(value, int):
            yield say(f"pages.field.{key}"), [number(language, value)]
        else:
            yield say(f"pages.field.{key}"), [str(value)]


router = routes_of(Leaf("project", read, VERBS))
