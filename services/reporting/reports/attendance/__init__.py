"""Who came to the sessions and convenings of a cohort, by city and by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.reporting.cells import (
    BY_CITY,
    CITY,
    Line,
    Number,
    Table,
    column,
    counted,
    figure,
    made_of,
    row,
    share,
    table,
)
from services.reporting.domain import ATTENDANCE, CONVENING, SESSION, Attended, Stay, count_attendance
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.attendance.projection import HEARS

KIND, CAME = "kinds", "reports.name"
#: Of each city at each session or convening.
EACH = (*CITY, column("kind", "word", KIND), column("came", "word", CAME))


def make(reading: Reading) -> Made:
    cohort = reading.cohort
    attended = reading.repository.list_attendances(cohort, reading.as_of)
    stays = reading.repository.list_stays(cohort, reading.as_of)
    figures = (
        *(figure(name, number) for name, number in zip(ATTENDANCE, counts_of(attended), strict=True)),
        figure("attendance_share", share_present(attended), "share"),
    )
    program = reading.program
    titles = {f"{KIND}.{kind.id}": kind.by_language for kind in program.session_kinds}
    titles |= {f"{KIND}.{name}": one.by_language for name, one in program.convenings.items()}
    return Made(figures, (by_city(stays, attended), by_kind(attended)), titles)


def by_city(stays: Sequence[Stay], attended: Sequence[Attended]) -> Table:
    columns = (
        *CITY,
        *(column(f"{of}_{name}") for of in ("sessions", "convenings") for name in ATTENDANCE),
        column("attendance_share", "share"),
    )
    rows = []
    for stay in stays:
        own = [one for one in attended if one.code == stay.code]
        counts = [
            *counts_of(one for one in own if one.gathering == SESSION),
            *counts_of(one for one in own if one.gathering == CONVENING),
        ]
        rows.append(
            row(
                stay.city,
                stay.country,
                *counts,
                share_present(own),
                code=stay.code,
                about="attendance" if own else "phase",
            )
        )
    return table("cities", columns, rows, order=BY_CITY)


def by_kind(attended: Sequence[Attended]) -> Table:
    columns = (
        column("kind", "word", KIND),
        *(column(name) for name in ATTENDANCE),
        column("attendance_share", "share"),
    )
    rows = []
    for kind in sorted({one.kind for one in attended}):
        own = [one for one in attended if one.kind == kind]
        rows.append(row(kind, *counts_of(own), share_present(own)))
    total = (None, *counts_of(attended), share_present(attended))
    return table("by_kind", columns, rows, total, drawn="bars", order=("kind",))


def counts_of(attended: Iterable[Attended]) -> list[Number]:
    kept = list(attended)
    return [counted(EACH, [line_of(one) for one in kept if one.attendance == name]) for name in ATTENDANCE]


def share_present(attended: Iterable[Attended]) -> Number:
    """Of those who were to come; who is excused was not."""
    asked = [one for one in attended if one.attendance in ("present", "absent")]
    counts = count_attendance(asked)
    return made_of(share(counts["present"], len(asked)), EACH, [line_of(one) for one in asked])


def line_of(one: Attended) -> Line:
    return row(one.city, one.country, one.kind, one.attendance, code=one.code, about=f"attendance/{one.key}")


REPORT = Report("attendance", "cohort", make, HEARS)
