"""Convenings: scheduled, people invited by role, answers, check-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain import convening as domain
from services.cohort.domain.days import insist_on_times, outside_window
from services.cohort.handlers.lookup import get_cohort, get_participation
from shared.contracts import cohort as contract
from shared.contracts.countries import is_time_zone
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.people import PersonRef
from shared.program.calendar import Window, convening_window
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from services.cohort.domain.participation import CohortRecord
    from services.cohort.repository import Repository
    from shared.contracts import intake
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.model import Convening


def keep_roster(event: intake.ApplicationSubmitted, repository: Repository) -> None:
    """The people of each version, by reference: who may be invited if the city joins."""
    repository.replace_roster(event.application_id, event.contacts)


def schedule_convening(
    request: contract.ScheduleConvening, repository: Repository, outbox: Outbox, caller: Caller
) -> contract.ConveningDetail:
    """Scheduling it again moves it: the sequence rises, and everybody who did not say no is told."""
    insist_on_zone(request.time_zone)
    insist_on_times(request.starts_at, request.ends_at)
    domain.insist_on_reply_date(request.starts_at, request.rsvp_by, request.time_zone)
    window = window_of(get_cohort(repository, request.cohort), request.kind)
    refusal = outside_window("a convening", request.starts_at, request.ends_at, request.time_zone, window)
    if refusal is not None:
        insist_on_override(request.override, caller, refusal)
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
    told = [i for i in repository.list_invitations(convening.convening_id) if i.state != "no"]
    record_invitations(convening, told, outbox)
    return show_convening(repository, convening)


def invite_to_convening(
    request: contract.InviteToConvening, repository: Repository, outbox: Outbox
) -> contract.ConveningDetail:
    convening = lock_convening(repository, request.cohort, request.kind)
    roles = domain.contact_roles(plan_of(get_cohort(repository, request.cohort), request.kind).roles)
    new = repository.insert_invitations(convening, roles)
    invitations = repository.list_invitations(convening.convening_id)
    record_invitations(convening, [i for i in invitations if i.ref in new], outbox)
    return show_convening(repository, convening)


def answer_invitation(
    request: contract.AnswerInvitation,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> contract.ConveningDetail:
    """The convening's row is locked, so of two for the last seat one wins."""
    convening, invitation, invitations = find_invitation(request, repository)
    domain.insist_on_transition(invitation, request.answer)
    plan = plan_of(get_cohort(repository, request.cohort), request.kind)
    for refusal in refusals_of(request, convening, invitation, invitations, plan, now):
        insist_on_override(request.override, caller, refusal)
    repository.update_invitation(invitation, request.answer, request.delegate)
    outbox.record(
        contract.ConveningAnswered.model_validate(
            keys_of(convening, invitation) | {"answer": request.answer, "delegated": request.delegate is not None}
        )
    )
    return show_convening(repository, convening)


def refusals_of(
    request: contract.AnswerInvitation,
    convening: domain.ConveningRecord,
    invitation: domain.InvitationRecord,
    invitations: list[domain.InvitationRecord],
    plan: Convening,
    now: datetime,
) -> Iterable[Refusal]:
    """The program's rules that the answer breaks."""
    if convening.today(now) > convening.rsvp_by:
        yield Refusal("reply_too_late", f"Answers were expected until {convening.rsvp_by}.")
    if request.delegate is not None and not plan.delegates:
        yield Refusal("no_delegates", "The program asks the invited person to come in person.")
    if request.answer == "yes":
        refusal = domain.seat_refusal(invitations, invitation, plan.seats, convening.capacity)
        if refusal is not None:
            yield refusal


def check_in(request: contract.CheckIn, repository: Repository, outbox: Outbox) -> contract.ConveningDetail:
    convening, invitation, _ = find_invitation(request, repository)
    attendance = "excused" if request.excused else "attended"
    domain.insist_on_transition(invitation, attendance)
    repository.update_invitation(invitation, attendance, invitation.delegate)
    keys = keys_of(convening, invitation)
    outbox.record(contract.ConveningAttended.model_validate(keys | {"attendance": attendance}))
    return show_convening(repository, convening)


def get_convening(request: contract.GetConvening, repository: Repository) -> contract.ConveningDetail:
    convening = repository.find_convening(request.cohort, request.kind)
    if convening is None:
        raise not_found(f"{request.kind} convening of", request.cohort)
    return show_convening(repository, convening)


def get_occasion_place(request: contract.GetOccasionPlace, repository: Repository) -> contract.OccasionPlace:
    place = repository.find_occasion_place(request.occasion_id)
    if place is None:
        raise not_found("visit or convening", request.occasion_id)
    return contract.OccasionPlace(place=place)


def find_invitation(
    request: contract.AnswerInvitation | contract.CheckIn, repository: Repository
) -> tuple[domain.ConveningRecord, domain.InvitationRecord, list[domain.InvitationRecord]]:
    convening = lock_convening(repository, request.cohort, request.kind)
    participation = get_participation(repository, request.code)
    invitations = repository.list_invitations(convening.convening_id)
    of_city = [i for i in invitations if i.application_id == participation.application_id]
    return convening, domain.the_one(of_city, request.role, request.ref), invitations


def lock_convening(repository: Repository, cohort: str, kind: str) -> domain.ConveningRecord:
    convening = repository.lock_convening(cohort, kind)
    if convening is None:
        raise not_found(f"{kind} convening of", cohort)
    return convening


def record_invitations(
    convening: domain.ConveningRecord, invitations: Iterable[domain.InvitationRecord], outbox: Outbox
) -> None:
    outbox.record_all([invited(convening, invitation) for invitation in invitations])


def invited(convening: domain.ConveningRecord, invitation: domain.InvitationRecord) -> contract.ConveningInvited:
    person = PersonRef(ref=invitation.ref, role=invitation.role, language=invitation.language)
    keys = {key: value for key, value in keys_of(convening, invitation).items() if key != "role"}
    times = {key: getattr(convening, key) for key in ("starts_at", "ends_at", "time_zone", "rsvp_by", "sequence")}
    return contract.ConveningInvited.model_validate({**keys, **times, "person": person})


def keys_of(convening: domain.ConveningRecord, invitation: domain.InvitationRecord) -> dict[str, object]:
    return {
        "application_id": invitation.application_id,
        "code": invitation.code,
        "cohort": convening.cohort,
        "convening_id": convening.convening_id,
        "kind": convening.kind,
        "role": invitation.role,
    }


def plan_of(cohort: CohortRecord, kind: str) -> Convening:
    """What the cohort's program says of gatherings of this kind."""
    try:
        return cohort.program.convenings[kind]
    except KeyError:
        raise not_found("kind of convening", kind) from None


def window_of(cohort: CohortRecord, kind: str) -> Window:
    return convening_window(plan_of(cohort, kind), cohort.starts_on, cohort.ends_on)


def insist_on_zone(zone: str) -> None:
    if not is_time_zone(zone):
        detail = Detail("time_zone", "not_a_time_zone", "must be the name of an IANA time zone, such as America/Bogota")
        raise Refusal("invalid", f"There is no time zone {zone}.", (detail,))


def show_convening(repository: Repository, convening: domain.ConveningRecord) -> contract.ConveningDetail:
    cohort = get_cohort(repository, convening.cohort)
    invitations = repository.list_invitations(convening.convening_id)
    states = [invitation.state for invitation in invitations]
    window = window_of(cohort, convening.kind)
    return contract.ConveningDetail(
        id=convening.convening_id,
        cohort=convening.cohort,
        kind=convening.kind,
        title=plan_of(cohort, convening.kind).title,
        starts_at=convening.starts_at,
        ends_at=convening.ends_at,
        time_zone=convening.time_zone,
        place=convening.place,
        capacity=convening.capacity,
        rsvp_by=convening.rsvp_by,
        window=(window.first, window.last),
        invited=len(states),
        yes=states.count("yes"),
        no=states.count("no"),
        silent=states.count("invited"),
        attended=states.count("attended"),
        invitations=tuple(
            contract.Invitation(
                code=i.code, city=i.city, role=i.role, ref=i.ref, state=i.state, delegated=i.delegate is not None
            )
            for i in invitations
        ),
    )
