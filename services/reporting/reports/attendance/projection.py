"""Who came: of a session the city, of a convening each role that was invited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from services.reporting.domain import CONVENING, SESSION, Came
from services.reporting.facts import Moment
from services.reporting.report import Projection
from shared.contracts import cohort
from shared.contracts.events import Event

if TYPE_CHECKING:
    from services.reporting.repository import Repository


def on_session(event: cohort.SessionHeld | cohort.SessionAttended, moment: Moment, repository: Repository) -> None:
    came = Came(event.session_id, "", SESSION, event.kind, event.attendance)
    repository.insert_attendance(event.application_id, came, moment.recorded_at)


def on_reopened(event: cohort.SessionReopened, moment: Moment, repository: Repository) -> None:
    came = Came(event.session_id, "", SESSION, event.kind, None)
    repository.insert_attendance(event.application_id, came, moment.recorded_at)


def on_convening(event: cohort.ConveningAttended, moment: Moment, repository: Repository) -> None:
    attendance = "present" if event.attendance == "attended" else event.attendance
    came = Came(event.convening_id, event.role, CONVENING, event.kind, attendance)
    repository.insert_attendance(event.application_id, came, moment.recorded_at)


def on_undone(event: cohort.ConveningAttendanceUndone, moment: Moment, repository: Repository) -> None:
    came = Came(event.convening_id, event.role, CONVENING, event.kind, None)
    repository.insert_attendance(event.application_id, came, moment.recorded_at)


HEARS: Mapping[type[Event], Projection] = {
    cohort.SessionHeld: on_session,
    cohort.SessionAttended: on_session,
    cohort.SessionReopened: on_reopened,
    cohort.ConveningAttended: on_convening,
    cohort.ConveningAttendanceUndone: on_undone,
}
