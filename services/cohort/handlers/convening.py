"""Convenings: scheduled, moved, cancelled, thanked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain import convening as domain
from services.cohort.domain.days import insist_on_times, outside_window
from services.cohort.domain.participation import LEFT
from services.cohort.handlers.convening_lookup import (
    find_convening,
    invited,
    keys_of,
    lock_convening,
    person_of,
    show_convening,
    uninvited,
    window_of,
)
from services.cohort.handlers.lookup import get_cohort
from shared.contracts import cohort as contract
from shared.contracts.countries import is_time_zone
from shared.contracts.errors import Detail, Refusal
from shared.contracts.requests import Page
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts import intake
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def keep_roster(event: intake.ApplicationSubmitted, repository: Repository) -> None:
    """The people of each version, by reference: who may be invited if the city joins."""
    repository.replace_roster(event.application_id, event.contacts)


def schedule_convening(
    request: contract.ScheduleConvening, repository: Repository, outbox: Outbox, caller: Caller
) -> contract.ConveningDetail:
    """Scheduling it again moves it: the sequence rises, all are told, and asked anew where time or place differ."""
    insist_on_zone(request.time_zone)
    insist_on_times(request.starts_at, request.ends_at)
    domain.insist_on_reply_date(request.starts_at, request.rsvp_by, request.time_zone)
    window = window_of(get_cohort(repository, request.cohort), request.kind)
    before = repository.lock_convening(request.cohort, request.kind)
    domain.insist_on_convening_transition(before, "scheduled")
    invitations = repository.list_invitations(before.convening_id) if before else []
    insist_on_override(
        request.override,
        caller,
        outside_window(request.starts_at, request.ends_at, request.time_zone, window),
        domain.capacity_refusal(invitations, request.capacity),
    )
    repository.upsert_convening(domain.convening_id_of(request.cohort, request.kind), request)
    convening = lock_convening(repository, request.cohort, request.kind)
    outbox.record(
        contract.ConveningScheduled(
            convening_id=convening.convening_id,
            cohort=convening.cohort,
            kind=request.kind,
            starts_at=convening.starts_at,
            ends_at=convening.ends_at,
            time_zone=convening.time_zone,
            rsvp_by=convening.rsvp_by,
            sequence=convening.sequence,
        )
    )
    if domain.is_moved(before, convening):
        repository.ask_invitations_anew(convening.convening_id)
    expected = [one for one in repository.list_invitations(convening.convening_id) if is_told(one)]
    outbox.record_all([invited(convening, one) for one in expected])
    return show_convening(repository, convening)


def is_told(invitation: domain.InvitationRecord) -> bool:
    """Of a new time: who may come, of a city that has not left."""
    return invitation.state in ("invited", "yes") and invitation.city_status not in LEFT


def cancel_convening(
    request: contract.CancelConvening, repository: Repository, outbox: Outbox
) -> contract.ConveningDetail:
    before = lock_convening(repository, request.cohort, request.kind)
    domain.insist_on_convening_transition(before, "cancelled")
    repository.update_convening_state(before.convening_id, "cancelled", request.reason)
    convening = lock_convening(repository, request.cohort, request.kind)
    outbox.record(
        contract.ConveningCancelled(
            convening_id=convening.convening_id,
            cohort=convening.cohort,
            kind=convening.kind,
            sequence=convening.sequence,
        )
    )
    told = [one for one in repository.list_invitations(convening.convening_id) if one.state in ("invited", "yes")]
    outbox.record_all([uninvited(convening, one, True) for one in told])
    return show_convening(repository, convening)


def thank_for_convening(
    request: contract.ThankForConvening, repository: Repository, outbox: Outbox, now: datetime
) -> contract.ConveningDetail:
    before = lock_convening(repository, request.cohort, request.kind)
    domain.insist_on_convening_transition(before, "thanked")
    domain.insist_on_over(before, now)
    repository.update_convening_state(before.convening_id, "thanked", None)
    convening = lock_convening(repository, request.cohort, request.kind)
    came = [one for one in repository.list_invitations(convening.convening_id) if one.state == "attended"]
    outbox.record(
        contract.ConveningThanked(
            convening_id=convening.convening_id, cohort=convening.cohort, kind=convening.kind, attended=len(came)
        )
    )
    outbox.record_all(
        [
            contract.AttendanceThanked.model_validate(keys_of(convening, one) | {"person": person_of(one)})
            for one in came
        ]
    )
    return show_convening(repository, convening)


def get_convening(request: contract.GetConvening, repository: Repository) -> contract.ConveningDetail:
    get_cohort(repository, request.cohort)
    return show_convening(repository, find_convening(repository, request.cohort, request.kind))


def list_needs(request: contract.ListNeeds, repository: Repository) -> Page[contract.Needs]:
    convening = find_convening(repository, request.cohort, request.kind)
    needs = tuple(repository.list_needs(convening.convening_id))
    return Page[contract.Needs](items=needs, next=None, total=len(needs))


def insist_on_zone(zone: str) -> None:
    if not is_time_zone(zone):
        raise Refusal("invalid", Detail("time_zone", "not_a_time_zone"))
