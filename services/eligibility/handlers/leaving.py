"""What the cohort tells of a confirmed city: it has left, or come back; and of the day on which the cohort starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.contracts import cohort

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.eligibility.domain.selection import CallRecord
    from services.eligibility.repository import Repository

LEFT = frozenset({"withdrawn", "exited"})


def follow_participation(event: cohort.StatusChanged, repository: Repository, now: datetime) -> None:
    """Until the cohort starts a city that leaves frees its place. One that comes back takes its place again: what is
    proposed of it to another is dropped (proposing.py: a job, since only the city that came back is locked here), and
    where another city has it already, staff read so (showing.py)."""
    selection = repository.lock_selection_of(event.application_id)
    left = event.to_status in LEFT
    if selection is None or selection.left_cohort is left:
        return
    repository.update_left_cohort(selection.application_id, left)
    call = repository.lock_call(selection.call)
    if not left:
        repository.settle_own_places(selection.application_id, now)
    elif not has_started(call, event.starts_on, now):
        repository.insert_freed_place(selection.call, selection.application_id, event.to_status, now)


def has_started(call: CallRecord | None, starts_on: date | None, now: datetime) -> bool:
    """Whether the cohort's first day has come, in the call's zone. None: an event from before it was told."""
    if call is None:
        return False
    first_day = starts_on or call.starts_on
    return first_day is not None and call.today(now) >= first_day


def follow_start(event: cohort.TimelineChanged, repository: Repository) -> None:
    """The waitlist closes when the cohort starts, also when that day has moved."""
    for change in event.changes:
        if change.phase is None:
            repository.update_starts_on(event.cohort, change.new)
