"""What is due in a city: action items, parts of its project, its visit; who does it, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.portal.pages.city.room import Room
from services.portal.web.page import Missing
from shared.contracts import cohort

SOON = 7  # days


@dataclass(frozen=True)
class Due:
    """`what` is words of people, or with `key` a sentence of ours. `who`: a name, else (`team`, `coach`) who it is."""

    leaf: str
    key: str
    values: dict[str, Any]
    who: str | None
    due_on: date | None
    left: int | None

    @property
    def look(self) -> str:
        if self.left is None:
            return "waiting"
        return "late" if self.left < 0 else "attention" if self.left <= SOON else "new"


def due_of(room: Room) -> list[Due]:
    """The next first; what has no date comes last."""
    found = [*items(room), *parts(room), *visit(room)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))


def due(room: Room, leaf: str, key: str, who: str | None, due_on: date | None, **values: Any) -> Due:
    return Due(leaf, key, values, who, due_on, (due_on - room.today).days if due_on else None)


def items(room: Room) -> Iterator[Due]:
    found = room.part(cohort.ListActionItems(code=room.code, state="open"))
    for one in () if isinstance(found, Missing) else found.items:
        yield due(room, "sessions", "item", one.owner, one.due_on, what=one.what)


def parts(room: Room) -> Iterator[Due]:
    """What is to be handed in, and what of it waits for an answer."""
    found = room.part(cohort.GetProject(code=room.code))
    shown = () if isinstance(found, Missing) else found.parts
    several = {one.part for one in shown if one.number > 1}
    for one in shown:
        kind = f"{one.state}_numbered" if one.part in several else one.state
        if one.state in ("missing", "returned") and (one.due_on or one.state == "returned"):
            yield due(room, "project", f"part_{kind}", "team", one.due_on, part=one.part, number=one.number)
        elif one.state == "submitted" and one.part not in ("baseline", "final_measurement"):
            yield due(room, "project", f"part_{kind}", "coach", None, part=one.part, number=one.number)


def visit(room: Room) -> Iterator[Due]:
    timeline = room.part(cohort.GetTimeline(code=room.code))
    if isinstance(timeline, Missing):
        return
    if timeline.visit is None or timeline.visit.state == "cancelled":
        yield due(room, "visit", "visit_missing", "coach", timeline.visit_window[1])
    elif timeline.visit.state == "proposed":
        yield due(room, "visit", "visit_proposed", "team", timeline.visit_window[1])
    elif timeline.visit.state == "held":
        yield due(room, "visit", "visit_held", "coach", timeline.visit.write_up_due_on)
