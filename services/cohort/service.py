"""The cohort service: cities in their cohorts, and all they do there. Its entrypoints stand by noun in entrypoints/."""

from __future__ import annotations

from services.cohort.entrypoints.calendars import Calendars
from services.cohort.entrypoints.cohorts import Cohorts
from services.cohort.entrypoints.commitments import Commitments, Mayors
from services.cohort.entrypoints.convenings import Convenings
from services.cohort.entrypoints.documents import Documents
from services.cohort.entrypoints.follow_ups import FollowUps
from services.cohort.entrypoints.joining import Joining
from services.cohort.entrypoints.maturity import Maturity
from services.cohort.entrypoints.open_data import OpenData
from services.cohort.entrypoints.phases import Phases
from services.cohort.entrypoints.policies import Policies
from services.cohort.entrypoints.projects import Projects
from services.cohort.entrypoints.publishing import Publications
from services.cohort.entrypoints.reminders import Reminders
from services.cohort.entrypoints.sessions import Sessions
from services.cohort.entrypoints.strategy import Strategies
from services.cohort.entrypoints.surveys import Surveys
from services.cohort.entrypoints.targets import Targets
from services.cohort.entrypoints.teams import Teams
from services.cohort.entrypoints.timelines import Timelines
from services.cohort.entrypoints.visits import Visits
from services.cohort.personal import PERSONAL


class Service(
    Joining,
    Cohorts,
    Phases,
    Timelines,
    Teams,
    Visits,
    Projects,
    Convenings,
    Sessions,
    Strategies,
    Commitments,
    Mayors,
    Publications,
    OpenData,
    Targets,
    Policies,
    Documents,
    Surveys,
    Calendars,
    Maturity,
    FollowUps,
    Reminders,
):
    name = "cohort"
    personal = PERSONAL
