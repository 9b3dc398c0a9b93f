"""The shortlist, and interviews: date, panel, notes, recommendation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from services.eligibility.domain import interviews
from services.eligibility.domain.interviews import InterviewRecord
from services.eligibility.domain.selection import SelectionRecord, insist_on_version
from services.eligibility.handlers.lookup import event_keys, get_selection, lock_selection
from shared.contracts import eligibility, identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Caller, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox

PANEL = frozenset({Role.REVIEWER, Role.STAFF, Role.PROGRAM_LEAD, Role.ADMINISTRATOR})


def record_panelist(event: identity.StandingEvent, repository: Repository) -> None:
    if PANEL.intersection(event.roles):
        repository.insert_panelist(event.person_id)
    else:
        repository.delete_panelist(event.person_id)


def shortlist(
    request: eligibility.Shortlist, repository: Repository, outbox: Outbox, now: datetime
) -> eligibility.Interviews:
    selection = lock_selection(repository, request.code)
    insist_on_version(selection, request.expected_version)
    interviews.insist_on_weighed(selection)
    if (selection.shortlisted_at is not None) is not request.shortlisted:
        repository.update_shortlisted(selection.application_id, now if request.shortlisted else None)
        keys = event_keys(selection, selection.state)
        outbox.record(eligibility.Shortlisted.model_validate(keys | {"shortlisted": request.shortlisted}))
    return show_interviews(repository, request.code)


def schedule_interview(
    request: eligibility.ScheduleInterview, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> eligibility.Interviews:
    """A new one, or another date and panel for one that is scheduled."""
    selection = lock_selection(repository, request.code)
    known = find_interview(repository, selection, request.interview_id) if request.interview_id else None
    interviews.insist_on_weighed(selection)
    if known is not None:
        interviews.step(known, "scheduled")
    insist_on_panel(repository, selection, request.panel)
    interview = InterviewRecord(
        interview_id=known.interview_id if known else uuid4(),
        starts_at=request.starts_at,
        time_zone=request.time_zone or selection.time_zone,
        panel=tuple(dict.fromkeys(request.panel)),
        state="scheduled",
        sequence=known.sequence if known else 0,
    )
    if known is None:
        repository.insert_interview(selection.application_id, interview, caller.actor, now)
    elif interview != known:
        interview = replace(interview, sequence=known.sequence + 1)
        repository.update_interview(interview, caller.actor, now)
    if interview != known:
        facts = interview.told() | {
            "moved": known is not None,
            "left": [one for one in (known.panel if known else ()) if one not in interview.panel],
        }
        tell(eligibility.InterviewScheduled, selection, facts, repository, outbox)
    return show_interviews(repository, request.code)


def record_interview(
    request: eligibility.RecordInterview, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> eligibility.Interviews:
    selection = lock_selection(repository, request.code)
    known = find_interview(repository, selection, request.interview_id)
    interviews.insist_on_weighed(selection)
    interviews.step(known, "held")
    interviews.insist_on_begun(known, now)
    held = replace(known, state="held", notes=request.notes, recommendation=request.recommendation)
    repository.update_interview(held, caller.actor, now)
    facts = {"interview_id": known.interview_id, "recommendation": request.recommendation}
    tell(eligibility.InterviewHeld, selection, facts, repository, outbox)
    return show_interviews(repository, request.code)


def cancel_interview(
    request: eligibility.CancelInterview, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> eligibility.Interviews:
    selection = lock_selection(repository, request.code)
    known = find_interview(repository, selection, request.interview_id)
    interviews.insist_on_weighed(selection)
    interviews.step(known, "cancelled")
    cancelled = known.cancelled(request.reason)
    repository.update_interview(cancelled, caller.actor, now)
    tell(eligibility.InterviewCancelled, selection, cancelled.told(), repository, outbox)
    return show_interviews(repository, request.code)


def tell(
    kind: type[eligibility.SelectionEvent],
    selection: SelectionRecord,
    facts: Mapping[str, object],
    repository: Repository,
    outbox: Outbox,
) -> None:
    repository.touch_selection(selection.application_id)
    outbox.record(kind.model_validate(event_keys(selection, selection.state) | dict(facts)))


def insist_on_panel(repository: Repository, selection: SelectionRecord, panel: Sequence[UUID]) -> None:
    """People of the program, and nobody who declared a conflict of interest with this city."""
    known = repository.list_panelists(panel)
    if strangers := [number for number, person in enumerate(panel) if person not in known]:
        raise Refusal("invalid", *(Detail(f"panel.{number}", "no_such_panelist") for number in strangers))
    recused = {r.reviewer_id for r in repository.list_reviews(selection.application_id) if r.state == "recused"}
    if recused.intersection(panel):
        raise Refusal("conflict_of_interest", reason="on_panel")


def find_interview(repository: Repository, selection: SelectionRecord, interview_id: UUID | None) -> InterviewRecord:
    """The named one, or the latest that was not cancelled."""
    known = repository.list_interviews(selection.application_id)
    if interview_id is None:
        known = [one for one in known if one.state != "cancelled"][-1:]
    found = next((one for one in known if interview_id in (None, one.interview_id)), None)
    if found is None:
        raise Refusal("not_found", reason="interview", application=selection.code)
    return found


def get_interviews(request: eligibility.GetInterviews, repository: Repository) -> eligibility.Interviews:
    return show_interviews(repository, request.code)


def show_interviews(repository: Repository, code: str) -> eligibility.Interviews:
    selection = get_selection(repository, code)
    items = list_interviews(repository, selection.application_id)
    return eligibility.Interviews(
        code=selection.code, shortlisted=selection.shortlisted_at is not None, items=items, total=len(items)
    )


def list_interviews(repository: Repository, application_id: UUID) -> tuple[eligibility.Interview, ...]:
    return tuple(
        eligibility.Interview.model_validate(
            {("id" if key == "interview_id" else key): value for key, value in vars(one).items() if key != "sequence"}
        )
        for one in repository.list_interviews(application_id)
    )
