"""Who came, in the shape that scripts know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.domain import CONVENING, SESSION, count_attendance
from services.reporting.subjects import is_arriving, moment_asked
from shared.contracts import reporting

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def get_attendance_report(
    request: reporting.GetAttendanceReport, repository: Repository, program: Program, owners: Owners
) -> reporting.AttendanceReport:
    as_of = moment_asked(request.as_of, program, repository)
    arriving = is_arriving("cohort", request.cohort, repository.knows_cohort, owners.know_cohort)
    attended = repository.list_attendances(request.cohort, as_of)

    def count(**same: str) -> reporting.AttendanceCount:
        those = (one for one in attended if all(getattr(one, name) == value for name, value in same.items()))
        return reporting.AttendanceCount(**count_attendance(those))

    members = tuple(
        reporting.CityAttendance(
            code=stay.code,
            city=stay.city,
            country=stay.country,
            sessions=count(code=stay.code, gathering=SESSION),
            convenings=count(code=stay.code, gathering=CONVENING),
        )
        for stay in repository.list_stays(request.cohort, as_of)
    )
    by_kind = {kind: count(kind=kind) for kind in sorted({one.kind for one in attended})}
    return reporting.AttendanceReport(
        as_of=as_of, cohort=request.cohort, by_kind=by_kind, members=members, arriving=arriving
    )
