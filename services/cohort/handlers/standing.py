"""Whether what an event told is still so: looked at again for a mail that waited. A line a subject in LOOKS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.cohort.domain import commitments, follow_up, mayors, reports, surveys, targets
from services.cohort.domain.participation import LEFT, next_phase
from services.cohort.domain.project import state_of
from services.cohort.handlers.commitment_lookup import is_awaited
from services.cohort.handlers.lookup import get_cohort, get_plan
from services.cohort.handlers.reminding import count_missing
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found

if TYPE_CHECKING:
    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.repository import Repository

START = "start"
Found = tuple[bool, dict[str, Any]]


@dataclass(frozen=True)
class Look:
    """One city, looked at now. `key` says which of several: see StandingSubject."""

    city: ParticipationRecord
    cohort: CohortRecord
    key: str
    repository: Repository
    now: datetime

    @property
    def id(self) -> UUID:
        return self.city.application_id

    @property
    def today(self) -> date:
        return self.city.today(self.now)


def get_standing(request: contract.GetStanding, repository: Repository, now: datetime) -> contract.StandingNow:
    """Raises not_found for a city that is in no cohort."""
    city = repository.find_city(request.application_id)
    if city is None:
        raise not_found("participating_city", request.application_id)
    look = Look(city, get_cohort(repository, city.cohort), request.key, repository, now)
    holds, values = LOOKS[request.subject](look)
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return contract.StandingNow(holds=holds and city.status not in LEFT, values=plain)


def look_at_date(look: Look) -> Found:
    """Still ahead, and when."""
    if look.key == START:
        return look.cohort.starts_on > look.cohort.today(look.now), {"new": look.cohort.starts_on}
    planned_on = get_plan(look.repository, look.cohort).planned_on(look.key, look.id)
    entered = look.key in look.repository.list_phase_entries(look.id)
    return planned_on is not None and not entered, {"new": planned_on}


def look_at_phase(look: Look) -> Found:
    """In it still: a city may have stepped back."""
    entered_on = look.repository.list_phase_entries(look.id).get(look.key)
    return look.city.phase == look.key, {"phase": look.city.phase, "advanced_on": entered_on}


def look_at_requirements(look: Look) -> Found:
    following = next_phase(look.cohort.program, look.city.phase)
    due_on = get_plan(look.repository, look.cohort).planned_on(following, look.id) if following else None
    missing = count_missing(look.city, look.repository, look.now)
    holds = look.city.phase == look.key and look.city.status == "active" and missing > 0
    return holds, {"next_phase": following, "due_on": due_on, "missing": missing}


def look_at_report(look: Look) -> Found:
    dates = {f"{part}/{number}": (part, number, on) for (part, number), on in reports.due_dates(look.cohort).items()}
    if look.key not in dates:
        return False, {}
    part, number, due_on = dates[look.key]
    state = state_of(look.repository.list_project_parts(look.id), (part, number))
    awaited = state not in reports.NOT_WAITED_FOR and look.city.status == "active"
    return awaited, {"due_on": due_on, "late": reports.is_overdue(state, due_on, look.today)}


def look_at_measurement(look: Look) -> Found:
    found = [one for one in look.repository.list_targets(look.id) if str(one.target_id) == look.key]
    if not found:
        return False, {}
    due_on = targets.next_due(found[0], look.repository.list_measurements(found[0].target_id))
    return found[0].state == "active" and due_on <= look.today, {"due_on": due_on}


def look_at_follow_up(look: Look) -> Found:
    said = {str(months): one for months, one in look.repository.list_follow_ups(look.id).items()}
    months = {str(months): months for months in look.cohort.program.follow_up.months}
    if look.key not in months:
        return False, {}
    due_on = follow_up.due_on(look.cohort.ends_on, months[look.key])
    state = follow_up.state_of(said.get(look.key), due_on, look.cohort.today(look.now))
    return state == follow_up.DUE, {"due_on": due_on}


def look_at_commitment(look: Look) -> Found:
    """Whether the city's signature is awaited."""
    shared = look.key == commitments.SHARED
    commitment_id = commitments.shared_id(look.cohort.cohort) if shared else commitments.mayor_id(look.id)
    commitment = look.repository.find_commitment(commitment_id)
    if commitment is None:
        return False, {}
    awaited = commitment.state == "open" and is_awaited(commitment, look.city, look.repository, look.now)
    return awaited, {"state": commitment.state}


def look_at_reaffirmation(look: Look) -> Found:
    commitment = look.repository.find_commitment(commitments.mayor_id(look.id))
    if commitment is None:
        return False, {}
    return commitment.state == "needs_reaffirmation", {"reaffirm_by": commitment.reaffirm_by}


def look_at_term(look: Look) -> Found:
    """The end or the election that the watch is about now; another than was told is told by itself."""
    ends = {
        mayors.TERM_END: mayors.watched_end(look.repository.list_mayors(look.id), look.today),
        mayors.ELECTION: look.repository.find_election(look.id),
    }
    on_date = ends.get(look.key)
    return on_date is not None and on_date >= look.today, {"on_date": on_date}


def look_at_survey(look: Look) -> Found:
    asked = look.repository.find_asked(look.cohort.cohort, look.key)
    is_open = surveys.state_of(asked, look.cohort.today(look.now)) == surveys.OPEN
    return is_open, {"closes_on": asked.closes_on if asked else None}


def look_at_strategy(look: Look) -> Found:
    strategy = look.repository.find_strategy(look.id)
    if strategy is None:
        return False, {}
    embargo = strategy.embargo_until if strategy.embargo_until and strategy.embargo_until > look.now else None
    return strategy.state == "launched", {"launched_on": strategy.launched_on, "embargo_until": embargo}


LOOKS: dict[contract.StandingSubject, Callable[[Look], Found]] = {
    "date": look_at_date,
    "phase": look_at_phase,
    "requirements": look_at_requirements,
    "report": look_at_report,
    "measurement": look_at_measurement,
    "follow_up": look_at_follow_up,
    "commitment": look_at_commitment,
    "reaffirmation": look_at_reaffirmation,
    "term": look_at_term,
    "survey": look_at_survey,
    "strategy": look_at_strategy,
}
