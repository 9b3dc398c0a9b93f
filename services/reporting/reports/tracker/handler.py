"""Where the cities of a cohort stand, in the shape that scripts know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.domain import group_phases
from services.reporting.subjects import is_arriving, moment_asked
from shared.contracts import reporting

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def get_tracker_report(
    request: reporting.GetTrackerReport, repository: Repository, program: Program, owners: Owners
) -> reporting.TrackerReport:
    as_of = moment_asked(request.as_of, program, repository)
    arriving = is_arriving("cohort", request.cohort, repository.knows_cohort, owners.know_cohort)
    stays = repository.list_stays(request.cohort, as_of)
    members = tuple(
        reporting.TrackedCity(
            code=stay.code,
            city=stay.city,
            country=stay.country,
            time_zone=stay.time_zone,
            phase=stay.phase,
            status=stay.status,
            since=stay.since_on,
        )
        for stay in stays
    )
    by_phase = group_phases(stays, [phase.id for phase in program.phases])
    return reporting.TrackerReport(
        as_of=as_of, cohort=request.cohort, by_phase=by_phase, members=members, arriving=arriving
    )
