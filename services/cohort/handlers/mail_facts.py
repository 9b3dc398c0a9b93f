"""What is still true of a city at the moment when a mail about it goes, and the texts and names that belong into it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from services.cohort.domain import mayors
from services.cohort.domain.participation import LEFT
from services.cohort.domain.timeline import PLANNED_DATE
from services.cohort.handlers import mail_meetings as meetings
from services.cohort.handlers import mail_work as work
from services.cohort.handlers.lookup import get_participation, get_plan
from services.cohort.handlers.mail_asked import Asked, facts
from services.cohort.handlers.requirements import requirement_states
from shared.contracts.cohort.participation import HangingKind
from shared.contracts.mail_facts import MailFacts
from shared.contracts.plain import plain

if TYPE_CHECKING:
    from services.cohort.repository import Repository
    from shared.contracts import cohort as contract

#: What is told of a city that has left, too.
AFTER_LEAVING = frozenset({"city_left", "visit_cancelled", "session_cancelled", "convening_cancelled"})


def get_mail_facts(request: contract.GetMailFacts, repository: Repository, now: datetime) -> MailFacts:
    city = get_participation(repository, request.code)
    if city.status in LEFT and request.about not in AFTER_LEAVING:
        return MailFacts(holds=False)
    return ABOUT[request.about](Asked(request, city, repository, now))


def of_city(_: Asked) -> MailFacts:
    return MailFacts()


def of_message(asked: Asked) -> MailFacts:
    """What staff's texts may name. The mayor of the application is known by name to intake alone."""
    mayor = mayors.in_office(asked.repository.list_mayors(asked.city.application_id), asked.city.today(asked.now))
    return facts(True, phase=asked.city.phase, coach_id=asked.city.lead_coach_id, mayor=mayor and mayor.name)


def of_leaving(asked: Asked) -> MailFacts:
    """A mail from before events said what ended tells of nothing."""
    ended = dict.fromkeys(get_args(HangingKind), 0) | asked.values.get("ended", {})
    return facts(asked.city.status == asked.values["status"], ended=ended)


def of_phase(asked: Asked) -> MailFacts:
    return facts(asked.city.phase == asked.values["phase"])


def of_timeline(asked: Asked) -> MailFacts:
    """Those of the dates that are this city's now, and why they moved."""
    plan, version = get_plan(asked.repository, asked.cohort), asked.values.get("version")
    dates = plan.dates(asked.city.application_id)
    changes = [
        one
        for one in asked.values["changes"]
        if one["new"] == plain(dates.get(one["phase"]) if one["phase"] else asked.cohort.starts_on)
    ]
    reason = asked.repository.find_timeline_reason(asked.city.cohort, version) if version else None
    return facts(bool(changes), changes=changes, reason=reason)


def of_requirements(asked: Asked) -> MailFacts:
    """What is still open before the phase that was told of, and its date as it is planned now."""
    due_on = get_plan(asked.repository, asked.cohort).planned_on(asked.values["phase"], asked.city.application_id)
    states = requirement_states(asked.repository, asked.city, asked.cohort, asked.now)
    missing = [one.phrase for one in states if not (one.met or one.waived) and one.condition != PLANNED_DATE]
    was_told_of = plain(due_on) == asked.values["due_on"]
    return facts(bool(missing) and was_told_of, conditions=missing, missing=len(missing))


def of_term(asked: Asked) -> MailFacts:
    """The end or the election that the watch is about now; of another one it tells anew."""
    if asked.values["subject"] == mayors.ELECTION:
        on_date = asked.repository.find_election(asked.city.application_id)
    else:
        today = asked.city.today(asked.now)
        on_date = mayors.watched_end(asked.repository.list_mayors(asked.city.application_id), today)
    return facts(on_date is not None and plain(on_date) == asked.values["on_date"])


ABOUT: dict[str, Callable[[Asked], MailFacts]] = {
    "city": of_city,
    "city_left": of_leaving,
    "phase": of_phase,
    "timeline": of_timeline,
    "requirements": of_requirements,
    "term": of_term,
    "visit": meetings.of_visit,
    "visit_answer": meetings.of_visit_answer,
    "visit_cancelled": meetings.of_cancelled_visit,
    "session": meetings.of_session,
    "session_cancelled": meetings.of_cancelled_session,
    "convening": meetings.of_invitation,
    "convening_cancelled": meetings.of_cancelled_invitation,
    "convening_answer": meetings.of_answer,
    "convening_silence": meetings.of_silence,
    "report": work.of_report,
    "project_part": work.of_project_part,
    "component": work.of_component,
    "component_review": work.of_component_in_review,
    "strategy_ready": work.of_ready_strategy,
    "strategy_launch": work.of_launch,
    "embargo_lifted": work.of_lifted_embargo,
    "commitment_to_sign": work.of_signature,
    "commitment_published": work.of_published_commitment,
    "commitment_to_reaffirm": work.of_reaffirmation,
    "measurement": work.of_measurement,
    "survey": work.of_survey,
    "follow_up": work.of_follow_up,
    "convening_logistics": meetings.of_logistics,
    "action_item": meetings.of_action_item,
    "message": of_message,
}
