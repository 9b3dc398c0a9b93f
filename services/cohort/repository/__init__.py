"""Rows of cohort's database and the objects they stand for; a part a noun, seen by handlers as one. The only user of
queries/*.sql."""

from __future__ import annotations

from services.cohort.repository.calendars import Calendars
from services.cohort.repository.coaches import Coaches
from services.cohort.repository.codified import Codified
from services.cohort.repository.cohorts import Cohorts
from services.cohort.repository.commitments import Commitments
from services.cohort.repository.convenings import Convenings
from services.cohort.repository.documents import Documents
from services.cohort.repository.engagements import Engagements
from services.cohort.repository.follow_ups import FollowUps
from services.cohort.repository.maturity import Maturity
from services.cohort.repository.mayors import Mayors
from services.cohort.repository.open_data import OpenData
from services.cohort.repository.participations import Participations
from services.cohort.repository.people import People
from services.cohort.repository.phases import Phases
from services.cohort.repository.projects import Projects
from services.cohort.repository.publishing import Publications
from services.cohort.repository.sessions import Sessions
from services.cohort.repository.strategies import Strategies
from services.cohort.repository.surveys import Surveys
from services.cohort.repository.targets import Targets
from services.cohort.repository.team import Teams
from services.cohort.repository.timeline import Timelines
from services.cohort.repository.visits import Visits


class Repository(
    Calendars,
    Coaches,
    Codified,
    Cohorts,
    Commitments,
    Convenings,
    Documents,
    Engagements,
    FollowUps,
    Maturity,
    Mayors,
    OpenData,
    Participations,
    People,
    Phases,
    Projects,
    Publications,
    Sessions,
    Strategies,
    Surveys,
    Targets,
    Teams,
    Timelines,
    Visits,
):
    """Everything that this service keeps, in one transaction."""
