"""How the facts that conditions look at are gathered: one line a noun, asked only where a phase requires it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from services.cohort.domain.commitments import CommitmentFacts, mayor_id
from services.cohort.domain.convening import ConveningFacts
from services.cohort.domain.maturity import MaturityFacts
from services.cohort.domain.participation import CohortRecord, ParticipationRecord, next_phase
from services.cohort.domain.project import ProjectFacts, is_done
from services.cohort.domain.sessions import CoachingFacts
from services.cohort.domain.strategy import StrategyFacts
from services.cohort.domain.team import TeamFacts
from services.cohort.domain.timeline import TimelineFacts
from services.cohort.domain.visit import VisitFacts
from services.cohort.handlers.lookup import get_plan

if TYPE_CHECKING:
    from services.cohort.repository import Repository

Gather = Callable[["Repository", ParticipationRecord, CohortRecord], Any]


def timeline_facts(repository: Repository, participation: ParticipationRecord, cohort: CohortRecord) -> TimelineFacts:
    following = next_phase(cohort.program, participation.phase)
    plan = get_plan(repository, cohort)
    return TimelineFacts(plan.planned_on(following, participation.application_id) if following else None)


def team_facts(repository: Repository, participation: ParticipationRecord, _cohort: CohortRecord) -> TeamFacts:
    return TeamFacts(repository.has_team_lead(participation))


def visit_facts(repository: Repository, participation: ParticipationRecord, _cohort: CohortRecord) -> VisitFacts:
    visit = repository.find_visit(participation.application_id)
    return VisitFacts(None if visit is None else visit.state)


def project_facts(repository: Repository, participation: ParticipationRecord, _cohort: CohortRecord) -> ProjectFacts:
    parts = repository.list_project_parts(participation.application_id)
    return ProjectFacts(frozenset(key for key, found in parts.items() if is_done(found.part, found.state)))


def convening_facts(
    repository: Repository, participation: ParticipationRecord, _cohort: CohortRecord
) -> ConveningFacts:
    return ConveningFacts(frozenset(repository.list_settled_convenings(participation.application_id)))


def coaching_facts(repository: Repository, participation: ParticipationRecord, cohort: CohortRecord) -> CoachingFacts:
    kinds = [kind.id for kind in cohort.program.session_kinds if kind.counts_as_coaching]
    return CoachingFacts(repository.count_sessions_attended(participation.application_id, kinds))


def strategy_facts(repository: Repository, participation: ParticipationRecord, _cohort: CohortRecord) -> StrategyFacts:
    return StrategyFacts(repository.find_strategy(participation.application_id))


def commitment_facts(
    repository: Repository, participation: ParticipationRecord, _cohort: CohortRecord
) -> CommitmentFacts:
    return CommitmentFacts(repository.find_commitment(mayor_id(participation.application_id)))


def maturity_facts(repository: Repository, participation: ParticipationRecord, _cohort: CohortRecord) -> MaturityFacts:
    return MaturityFacts(frozenset(one.moment for one in repository.list_maturity(participation.application_id)))


FACTS: dict[type, Gather] = {
    TimelineFacts: timeline_facts,
    TeamFacts: team_facts,
    VisitFacts: visit_facts,
    ProjectFacts: project_facts,
    ConveningFacts: convening_facts,
    CoachingFacts: coaching_facts,
    StrategyFacts: strategy_facts,
    CommitmentFacts: commitment_facts,
    MaturityFacts: maturity_facts,
}
