"""A city's own page: its phase, what is due next and who does it, the next session, what is open to leave the phase.

Its verbs move it on, back, or out of its cohort.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

from services.portal.forms.fields import Field
from services.portal.pages.city.due import due_of
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.people import ref_names
from services.portal.pages.city.places import page_of_condition
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.names import alone
from services.portal.web.page import Missing
from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.notifications import ListCityMails
from shared.contracts.reporting import GetCityPage, HistoryEntry
from shared.contracts.requests import Model, Query
from shared.wording.dates import local_day

Reply = TypeVar("Reply", bound=Model)

STATUSES = ("active", "paused", "withdrawn", "exited")
SHOWN_DUE, SHOWN_HISTORY, SHOWN_PEOPLE, SHOWN_DOCUMENTS, SHOWN_MAILS = 7, 5, 6, 3, 4
#: Of no interest to whoever reads how a city is getting on.
MAIL = "mail_"  # each mail is in the ledger
UNTOLD = frozenset({"draft_saved", "application_people_changed", "city_people_changed"})


def phases_of(room: Room) -> list[str]:
    return [one.id for one in room.page.program.phases]


def beside(room: Room, step: int) -> str | None:
    """The phase before or after the city's."""
    known = phases_of(room)
    place = known.index(room.city.phase) + step if room.city.phase in known else -1
    return known[place] if 0 <= place < len(known) else None


def waivers(room: Room) -> Fields:
    """A reason beside each requirement that is open."""
    return tuple(
        Field(f"waive.{one.condition}", words=alone(one.said(room.page.language)), optional=True)
        for one in room.city.requirements
        if not (one.met or one.waived)
    )


def statuses(room: Room) -> Fields:
    words = [(one, room.page.say(f"pages.city.become.{one}")) for one in STATUSES if one != room.city.status]
    return Field("status", "radio", options=words), Field("reason", "long", rows=2)


ADVANCE = Verb("advance", cohort.AdvancePhase, waivers, lambda room: {"phase": beside(room, 1)}, look="main")
STEP_BACK = Verb(
    "step-back", cohort.StepBack, (Field("reason", "long", rows=2),), lambda room: {"phase": beside(room, -1)}
)  # fmt: skip
CHANGE_STATUS = Verb("change-status", cohort.ChangeStatus, statuses, look="stop")


def read(room: Room) -> Mapping[str, Any]:
    city, code = room.city, room.code
    room.ahead(
        cohort.GetTimeline(code=code),
        cohort.GetTeam(code=code),
        cohort.GetProject(code=code),
        cohort.ListActionItems(code=code, state="open"),
        cohort.ListSessions(code=code, state="scheduled"),
        GetCityPage(code=code),
        messages_of(room),
        *(one for one in (cohort.GetStrategy(code=code), cohort.ListDocuments(code=code)) if room.may(type(one))),
    )
    timeline = room.part(cohort.GetTimeline(code=city.code))
    team = room.part(cohort.GetTeam(code=city.code))
    messages = room.part(messages_of(room))
    due = due_of(room)
    return {
        "timeline": timeline,
        "past": set(phases_of(room)[: phases_of(room).index(city.phase)]) if city.phase in phases_of(room) else set(),
        "next_phase": beside(room, 1),
        "previous_phase": beside(room, -1),
        "due": due[:SHOWN_DUE],
        "more_due": len(due) - SHOWN_DUE,
        "met": sum(one.met or one.waived for one in city.requirements),
        "details": details(room),
        "pages": {one.condition: page_of_condition(one.condition) for one in city.requirements},
        "session": next_session(room),
        "history": history_of(room, SHOWN_HISTORY),
        "people": [] if isinstance(team, Missing) else [one for one in team.members if not one.left_on][:SHOWN_PEOPLE],
        "strategy": shown(room, cohort.GetStrategy(code=code)),
        "documents": shown(room, cohort.ListDocuments(code=code)),
        "most_documents": SHOWN_DOCUMENTS,
        "messages": messages,
        "readers": {} if isinstance(messages, Missing) else ref_names(room, (one.recipient for one in messages.items)),
        "coach": room.names(city.lead_coach_id).get(city.lead_coach_id),
    }


def details(room: Room) -> Mapping[str, str]:
    """What is known of a requirement beside whether it is met: how far its page is. By condition."""
    known = {"strategy": strategy_so_far, "sessions": next_session_on}
    pages = {one.condition: page_of_condition(one.condition) for one in room.city.requirements if not one.met}
    said = {page: known[page](room) for page in set(pages.values()) & set(known) if page}
    return {one.condition: said.get(pages.get(one.condition) or "", "") for one in room.city.requirements}


def strategy_so_far(room: Room) -> str:
    found = shown(room, cohort.GetStrategy(code=room.code))
    counted = Counter(one.state for one in found.components) if isinstance(found, cohort.Strategy) else Counter[str]()
    say = room.page.say
    return " · ".join(
        say("pages.city.state_and_count", state=say(f"pages.strategy.state.{state}"), count=count)
        for state, count in counted.items()
    )


def next_session_on(room: Room) -> str:
    found = next_session(room)
    return room.page.say("pages.city.next_on", day=local_day(found.starts_at, room.zone)) if found else ""


def messages_of(room: Room) -> ListCityMails:
    """The latest that reached the city's people."""
    return ListCityMails(code=room.code, limit=SHOWN_MAILS)


def shown(room: Room, query: Query[Reply]) -> Reply | Missing | None:
    """None for whom it is not."""
    return room.part(query) if room.may(type(query)) else None


def next_session(room: Room) -> cohort.ListedSession | None:
    found = room.part(cohort.ListSessions(code=room.code, state="scheduled"))
    now = room.now
    return None if isinstance(found, Missing) else next((one for one in found.items if one.ends_at > now), None)


def history_of(room: Room, most: int | None = None) -> list[HistoryEntry] | None:
    """The latest first; None where it is not there yet."""
    try:
        found = room.part(GetCityPage(code=room.code))
    except Refusal as refusal:
        if refusal.code == "not_found":
            return None
        raise
    if isinstance(found, Missing):
        return None
    return [one for one in reversed(found.history) if one.event not in UNTOLD and not one.event.startswith(MAIL)][:most]


router = routes_of(Leaf("", read, (ADVANCE, STEP_BACK, CHANGE_STATUS)))
