"""Answers: a project with all that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.cohort.domain import reports
from services.cohort.domain.project import PartKey, PartRecord, measured
from services.cohort.handlers.lookup import get_cohort
from shared.contracts import cohort as contract

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository


def show_project(repository: Repository, participation: ParticipationRecord, now: datetime) -> contract.Project:
    owner, today = participation.application_id, participation.today(now)
    parts = repository.list_project_parts(owner)
    due = reports.due_dates(get_cohort(repository, participation.cohort))
    return contract.Project(
        code=participation.code,
        parts=tuple(show_part(key, parts.get(key), due.get(key), today) for key in keys_of(parts, due)),
        sources=tuple(contract.DataSource.model_validate(row) for row in repository.list_project_sources(owner)),
        gaps=tuple(contract.Gap.model_validate(row) for row in repository.list_project_gaps(owner)),
        milestones=tuple(
            contract.Milestone.model_validate({**row, "overdue": row["done_on"] is None and row["due_on"] < today})
            for row in repository.list_project_milestones(owner)
        ),
        measured=measured(parts),
    )


def keys_of(parts: dict[PartKey, PartRecord], due: dict[PartKey, date]) -> list[PartKey]:
    """Every part in the program's order; a progress report for each date that it has, one at least."""
    numbers = {number for part, number in (*parts, *due) if part == "progress_report"} | {1}
    return [
        (part, number)
        for part in contract.PROJECT_PARTS
        for number in (sorted(numbers) if part == "progress_report" else (1,))
    ]


def show_part(key: PartKey, found: PartRecord | None, due_on: date | None, today: date) -> contract.ProjectPartState:
    state = "missing" if found is None else found.state
    dates = {"due_on": due_on, "overdue": reports.is_overdue(state, due_on, today)}
    nothing: dict[str, Any] = {"submitted_at": None, "returned_because": None, "document": None}
    filled = nothing | {"version": 0, "state": state} if found is None else vars(found)
    part, number = key
    return contract.ProjectPartState.model_validate({**filled, **dates, "part": part, "number": number})
