"""Each subject of a city's reminders: what is waited for, from which day it is counted, and what is told of it.

A city's own day and hour count. What costs to find out is asked when the reminder is due, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.cohort.domain import convening, follow_up, mayors, reports, targets
from services.cohort.domain.days import day_in
from services.cohort.domain.participation import CohortRecord, ParticipationRecord, next_phase
from services.cohort.domain.project import state_of
from services.cohort.domain.timeline import PLANNED_DATE
from services.cohort.handlers.convening_lookup import keys_of, person_of
from services.cohort.handlers.lookup import coach_of, event_keys, get_plan
from services.cohort.handlers.requirements import requirement_states
from services.cohort.handlers.session_lookup import get_session, session_keys
from shared.contracts import cohort as contract
from shared.contracts.events import Event
from shared.contracts.people import PersonRef
from shared.program.reminding import Awaited

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.cohort.domain.attendance import ItemRecord
    from services.cohort.repository import Repository
    from shared.program.reminders import ReminderRule, Subject

#: Of a late report, by the mail of the rule, who is to hear.
TOLD = {"coach_report_late": "coach", "staff_report_late": "staff"}
ITEM_TOLD = {"coach_item_late": "coach", "staff_item_late": "staff"}
MOST_ITEMS = 500  # open ones of a city


@dataclass(frozen=True)
class City:
    record: ParticipationRecord
    cohort: CohortRecord
    repository: Repository
    now: datetime

    @property
    def today(self) -> date:
        return self.record.today(self.now)

    def awaited(self, subject: Subject, key: object, on: date, anchor: str = "") -> Awaited:
        return Awaited(subject, str(key), on, self.record.time_zone, anchor)

    def event(self, event: type[contract.ParticipationEvent], **fields: Any) -> Event:
        return event.model_validate(event_keys(self.record) | fields)


@dataclass(frozen=True)
class Waiting:
    """`event`: what is told by a rule, as it stands now; None where there is no reason for it (any more).

    `recipient`: the one person whom it names.
    """

    awaited: Awaited
    event: Callable[[ReminderRule], Event | None]
    recipient: str | None = None


def told(event: Event) -> Callable[[ReminderRule], Event | None]:
    """The same by every rule."""
    return lambda _rule: event


def reports_of(city: City) -> Iterator[Waiting]:
    """Of a late one the city hears, then its coach, then staff, as the rules say."""
    parts = city.repository.list_project_parts(city.record.application_id)
    for key, due_on in reports.due_dates(city.cohort).items():
        if state_of(parts, key) not in reports.NOT_WAITED_FOR:
            fields = {"part": key[0], "number": key[1], "due_on": due_on, "coach": coach_of(city.record)}

            def tell(rule: ReminderRule, fields: dict[str, Any] = fields) -> Event:
                who = TOLD.get(rule.template, "city_before" if rule.offset_days <= 0 else "city")
                return city.event(contract.ReportAwaited, told=who, **fields)

            yield Waiting(city.awaited("report", f"{city.record.application_id} {key[0]} {key[1]}", due_on), tell)


def requirements_of(city: City) -> Iterator[Waiting]:
    """Of the next phase, until its planned date has passed."""
    following = next_phase(city.cohort.program, city.record.phase)
    plan = get_plan(city.repository, city.cohort)
    due_on = plan.planned_on(following, city.record.application_id) if following else None
    if due_on is None or city.today > due_on:
        return

    def tell(_rule: ReminderRule) -> Event | None:
        missing = count_missing(city)
        fields = {"phase": city.record.phase, "next_phase": following, "due_on": due_on, "missing": missing}
        return city.event(contract.RequirementsMissing, coach=coach_of(city.record), **fields) if missing else None

    yield Waiting(city.awaited("requirements", city.record.application_id, due_on), tell)


def count_missing(city: City) -> int:
    """What somebody can do something about: the date comes by itself."""
    states = requirement_states(city.repository, city.record, city.cohort, city.now)
    return sum(not (state.met or state.waived) for state in states if state.condition != PLANNED_DATE)


def measurements_of(city: City) -> Iterator[Waiting]:
    for target in city.repository.list_targets(city.record.application_id):
        if target.state == "active":
            due_on = targets.next_due(target, city.repository.list_measurements(target.target_id))
            event = city.event(contract.MeasurementDue, target_id=target.target_id, due_on=due_on)
            yield Waiting(city.awaited("measurement", target.target_id, due_on), told(event))


def follow_ups_of(city: City) -> Iterator[Waiting]:
    """Of a city that went through the program."""
    if city.record.phase != city.cohort.program.phases[-1].id:
        return
    said = city.repository.list_follow_ups(city.record.application_id)
    for months in city.cohort.program.follow_up.months:
        if months not in said:
            due_on = follow_up.due_on(city.cohort.ends_on, months)
            event = city.event(contract.FollowUpDue, months=months, due_on=due_on, coach=coach_of(city.record))
            yield Waiting(city.awaited("follow_up", city.record.application_id, due_on), told(event))


def invitations_of(city: City) -> Iterator[Waiting]:
    """Who is silent, until the last day for answers; of a gathering that moved it is another answer."""
    for gathering in city.repository.list_convenings(city.cohort.cohort):
        if not convening.awaits_answers(gathering, gathering.today(city.now)):
            continue
        for one in city.repository.list_invitations(gathering.convening_id):
            if one.code == city.record.code and one.state == "invited":
                times = {"starts_at": gathering.starts_at, "time_zone": gathering.time_zone}
                fields = {"person": person_of(one), "rsvp_by": gathering.rsvp_by, **times}
                event = contract.ConveningReminded.model_validate(keys_of(gathering, one) | fields)
                anchor = f"{gathering.rsvp_by} {gathering.sequence}"
                key = f"{gathering.convening_id} {one.ref}"
                awaited = city.awaited("invitation", key, gathering.rsvp_by, anchor)
                yield Waiting(awaited, told(event), one.ref)


def logistics_of(city: City) -> Iterator[Waiting]:
    """Who comes to a gathering that is ahead, of where and when it is; of one that moved, anew."""
    for gathering in city.repository.list_convenings(city.cohort.cohort):
        if gathering.state != "scheduled" or gathering.starts_at <= city.now:
            continue
        for one in city.repository.list_invitations(gathering.convening_id):
            if one.code == city.record.code and one.state == "yes":
                times = {"starts_at": gathering.starts_at, "ends_at": gathering.ends_at}
                fields = {"person": person_of(one), "time_zone": gathering.time_zone, **times}
                event = contract.ConveningNear.model_validate(keys_of(gathering, one) | fields)
                day = day_in(gathering.time_zone, gathering.starts_at)
                key = f"{gathering.convening_id} {one.ref}"
                awaited = city.awaited("logistics", key, day, f"{gathering.starts_at.isoformat()} {gathering.sequence}")
                yield Waiting(awaited, told(event), one.ref)


def action_items_of(city: City) -> Iterator[Waiting]:
    """Of one that is late its owner hears, then the city's coach, then staff, as the rules say."""
    for item in city.repository.list_city_action_items(city.record.application_id, "open", None, MOST_ITEMS):

        def tell(rule: ReminderRule, item: ItemRecord = item) -> Event:
            session = get_session(item.session_id, city.repository)
            who = ITEM_TOLD.get(rule.template, "city_before" if rule.offset_days <= 0 else "city")
            said = {"item_id": item.item_id, "due_on": item.due_on, "told": who}
            people = {"owner": owner_of(item, city), "coach": coach_of(city.record)}
            return contract.ActionItemDue.model_validate(session_keys(session, item) | said | people)

        yield Waiting(city.awaited("action_item", item.item_id, item.due_on), tell, item.owner_ref)


def owner_of(item: ItemRecord, city: City) -> PersonRef | None:
    """Of the team as it is now."""
    for one in city.repository.list_roster([city.record.application_id]):
        if item.owner_ref is not None and one.ref == item.owner_ref:
            return PersonRef.model_validate({"ref": one.ref, "role": one.role, "language": one.language})
    return None


def terms_of(city: City) -> Iterator[Waiting]:
    """The term's end, unless who follows is on record; an election that is ahead."""
    application_id = city.record.application_id
    ends: dict[Subject, date | None] = {
        "term_end": mayors.watched_end(city.repository.list_mayors(application_id), city.today),
        "election": city.repository.find_election(application_id),
    }
    for subject, on_date in ends.items():
        if on_date is not None and city.today <= on_date:
            fields = {"subject": subject, "on_date": on_date, "coach": coach_of(city.record)}

            def tell(rule: ReminderRule, fields: dict[str, Any] = fields) -> Event:
                return city.event(contract.TermEnding, days=-rule.offset_days, **fields)

            yield Waiting(city.awaited(subject, application_id, on_date), tell)


SUBJECTS = (
    reports_of,
    requirements_of,
    measurements_of,
    follow_ups_of,
    invitations_of,
    logistics_of,
    action_items_of,
    terms_of,
)
