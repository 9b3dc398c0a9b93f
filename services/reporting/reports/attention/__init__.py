"""Cities that need attention: why, since when, and who acts.

What is overdue, and what has waited for LONG_DAYS without a day; a city that pauses; one that was absent from its last
ABSENCES sessions; a target that moves away from its aim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.reporting.cells import CITY, Line, Table, column, counted, figure, first_of_each, row, table
from services.reporting.domain import SESSION, Stay
from services.reporting.facts import Fact
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.attention.projection import HEARS, WAITING
from services.reporting.reports.outcomes import TARGET
from services.reporting.work import KINDS, For

LONG_DAYS = 14
ABSENCES = 2
COLUMNS = (
    *CITY,
    column("reason", "word", "reports.reasons"),
    column("acts", "word", "reports.acting"),
    column("waits_since", "day"),
    column("due_on", "day"),
    column("days_late"),
)

#: What a city that gave its reply by its day does not need any longer, done or not.
KINDS_LOOKED_AT = tuple(WAITING + kind.name for kind in KINDS if not kind.passing)


@dataclass(frozen=True)
class Reason:
    code: str
    why: str
    acts: str
    since: date
    due_on: date | None
    about: str


def make(reading: Reading) -> Made:
    members = {stay.code: stay for stay in reading.members()}
    reasons = [one for one in reasons_of(reading, list(members.values())) if one.code in members]
    lines = [line_of(members[one.code], one, reading.today) for one in reasons]
    figures = (
        figure("cities_needing_attention", counted(COLUMNS, first_of_each(lines))),
        figure("reasons", counted(COLUMNS, lines)),
    )
    by_who = {acts: [line for one, line in zip(reasons, lines, strict=True) if one.acts == acts] for acts in For}
    return Made(figures, (table("reasons", COLUMNS, lines), by_who_acts(by_who)))


def reasons_of(reading: Reading, members: Sequence[Stay]) -> list[Reason]:
    facts = reading.facts(*KINDS_LOOKED_AT, TARGET)
    found = [
        *waiting(facts, reading),
        *(Reason(one.code, "paused", For.STAFF, one.since_on, None, "phase")
          for one in members if one.status == "paused"),
        *absent(reading),
        *moving_away(facts, reading),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due_on or one.since, one.code, one.why, one.about))


def waiting(facts: Sequence[Fact], reading: Reading) -> Iterator[Reason]:
    for one in facts:
        if one.kind.startswith(WAITING):
            since, due_on = one.happened_at.astimezone(reading.zone).date(), one.day("due_on")
            late = due_on < reading.today if due_on else since + timedelta(days=LONG_DAYS) <= reading.today
            if late:
                why = one.kind.removeprefix(WAITING)
                yield Reason(one.code, why, one.says["waits_for"], since, due_on, one.about)


def absent(reading: Reading) -> Iterator[Reason]:
    rows = reading.rows(queries.list_sessions_came, cohort=reading.cohort, gathering=SESSION)
    by_code: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        by_code.setdefault(one["code"], []).append(one)
    for code, own in by_code.items():
        last = own[-ABSENCES:]
        if len(last) == ABSENCES and all(one["attendance"] == "absent" for one in last):
            since = last[0]["recorded_at"].astimezone(reading.zone).date()
            yield Reason(code, "absent_again", For.COACH, since, None, "attendance")


def moving_away(facts: Sequence[Fact], reading: Reading) -> Iterator[Reason]:
    for one in facts:
        if one.kind == TARGET and one.says["state"] == "active" and Decimal(one.says.get("progress", "0")) < 0:
            since = one.day("measured_on") or reading.today
            yield Reason(one.code, "moving_away", For.CITY, since, None, one.about)


def line_of(member: Stay, one: Reason, today: date) -> Line:
    return row(
        member.city, member.country, one.why, one.acts, one.since.isoformat(),
        one.due_on.isoformat() if one.due_on else None, (today - one.due_on).days if one.due_on else None,
        code=one.code, about=one.about,
    )  # fmt: skip


def by_who_acts(lines: Mapping[For, Sequence[Line]]) -> Table:
    columns = (column("acts", "word", "reports.acting"), column("cities"), column("reasons"))
    rows = [
        row(acts.value, counted(COLUMNS, first_of_each(lines[acts])), counted(COLUMNS, lines[acts]))
        for acts in (For.CITY, For.COACH, For.STAFF)
        if lines[acts]
    ]
    return table("by_who_acts", columns, rows, drawn="bars")


REPORT = Report("attention", "cohort", make, HEARS)
