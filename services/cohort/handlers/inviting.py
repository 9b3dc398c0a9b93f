"""Invitations to convenings: by role, answered, removed, checked in; what people need to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain import convening as domain
from services.cohort.handlers.convening_lookup import (
    find_convening,
    invited,
    keys_of,
    lock_convening,
    person_of,
    plan_of,
    show_convening,
    uninvited,
)
from services.cohort.handlers.lookup import get_cohort, get_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.model import Convening

#: Requests that mean one person's invitation.
OfOne = (
    contract.AnswerInvitation
    | contract.CheckIn
    | contract.UndoCheckIn
    | contract.Uninvite
    | contract.RecordNeeds
    | contract.GetInvitationLetter
)


def invite_to_convening(
    request: contract.InviteToConvening, repository: Repository, outbox: Outbox
) -> contract.ConveningDetail:
    """Staff who name a city want its people: also those whom they uninvited before."""
    convening = lock_convening(repository, request.cohort, request.kind)
    domain.insist_on_scheduled(convening)
    city = None if request.code is None else get_participation(repository, request.code)
    roles = domain.contact_roles(plan_of(get_cohort(repository, request.cohort), request.kind).roles)
    domain.insist_on_invitable(request.code, request.role, request.ref, roles)
    wanted = domain.contact_roles((request.role,)) if request.role else roles
    of_city = (city.application_id, request.ref, domain.REMOVALS) if city else (None, None, ("city_left",))
    new = repository.insert_invitations(convening, wanted, *of_city)
    if city and not new:
        domain.insist_on_somebody(repository.list_invitations(convening.convening_id), city, wanted, request.ref)
    invitations = repository.list_invitations(convening.convening_id)
    outbox.record_all([invited(convening, one) for one in invitations if one.ref in new])
    return show_convening(repository, convening)


def answer_invitation(
    request: contract.AnswerInvitation, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.ConveningDetail:
    """The convening's row is locked, so of two for the last seat one wins."""
    convening = lock_convening(repository, request.cohort, request.kind)
    invitation, invitations = find_invitation(request, convening, repository)
    domain.insist_on_scheduled(convening)
    domain.insist_on_transition(invitation, request.answer)
    plan = plan_of(get_cohort(repository, request.cohort), request.kind)
    refusals = refusals_of(request, convening, invitation, invitations, plan, now)
    insist_on_override(request.override, caller, *refusals)
    repository.update_invitation(invitation, request.answer, request.delegate)
    said = {"answer": request.answer, "delegated": request.delegate is not None, "role": invitation.role}
    told = {"person": person_of(invitation), "starts_at": convening.starts_at, "time_zone": convening.time_zone}
    outbox.record(contract.ConveningAnswered.model_validate(keys_of(convening, invitation) | said | told))
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
        yield Refusal("reply_too_late", rsvp_by=convening.rsvp_by)
    if request.delegate is not None and not plan.delegates:
        yield Refusal("no_delegates")
    if request.answer == "yes":
        refusal = domain.seat_refusal(invitations, invitation, plan.seats, convening.capacity)
        if refusal is not None:
            yield refusal


def uninvite(request: contract.Uninvite, repository: Repository, outbox: Outbox) -> contract.ConveningDetail:
    convening = lock_convening(repository, request.cohort, request.kind)
    invitation, _ = find_invitation(request, convening, repository)
    domain.insist_on_scheduled(convening)
    domain.insist_on_transition(invitation, "removed")
    repository.update_invitation(invitation, "removed", None, "uninvited")
    outbox.record(uninvited(convening, invitation, False))
    return show_convening(repository, convening)


def check_in(
    request: contract.CheckIn, repository: Repository, outbox: Outbox, now: datetime
) -> contract.ConveningDetail:
    """Again, or at another desk: whoever is in stays in since then, and is told of once."""
    convening = lock_convening(repository, request.cohort, request.kind)
    invitation, _ = find_invitation(request, convening, repository)
    attendance = "excused" if request.excused else "attended"
    domain.insist_on_scheduled(convening)
    domain.insist_on_transition(invitation, attendance)
    if attendance == "attended":
        domain.insist_on_begun(convening, now)
    if attendance != invitation.state:
        repository.check_in(invitation, attendance, now)
        keys = keys_of(convening, invitation) | {"role": invitation.role, "attendance": attendance}
        outbox.record(contract.ConveningAttended.model_validate(keys))
    return show_convening(repository, convening)


def undo_check_in(request: contract.UndoCheckIn, repository: Repository, outbox: Outbox) -> contract.ConveningDetail:
    convening = lock_convening(repository, request.cohort, request.kind)
    invitation, _ = find_invitation(request, convening, repository)
    domain.insist_on_scheduled(convening)
    domain.insist_on_checked_in(invitation)
    repository.undo_check_in(invitation)
    keys = keys_of(convening, invitation) | {"role": invitation.role}
    outbox.record(contract.ConveningAttendanceUndone.model_validate(keys))
    return show_convening(repository, convening)


def record_needs(request: contract.RecordNeeds, repository: Repository, outbox: Outbox) -> contract.ConveningDetail:
    """Said again, the last words count."""
    convening = lock_convening(repository, request.cohort, request.kind)
    invitation, _ = find_invitation(request, convening, repository)
    domain.insist_on_scheduled(convening)
    if invitation.state not in ("invited", "yes"):
        raise Refusal("illegal_transition", reason="invitation_without_needs", state=invitation.state)
    repository.upsert_needs(invitation, request)
    keys = keys_of(convening, invitation) | {"role": invitation.role}
    outbox.record(contract.NeedsGiven.model_validate(keys))
    return show_convening(repository, convening)


def get_letter(request: contract.GetInvitationLetter, repository: Repository) -> contract.InvitationLetter:
    convening = find_convening(repository, request.cohort, request.kind)
    invitation, _ = find_invitation(request, convening, repository)
    domain.insist_on_scheduled(convening)
    program = get_cohort(repository, request.cohort).program
    plan = program.convenings[request.kind]
    return contract.InvitationLetter(
        program=program.name,
        title=plan.title,
        titles=plan.by_language,
        language=invitation.language,
        code=invitation.code,
        city=invitation.city,
        role=request.role,
        starts_at=convening.starts_at,
        ends_at=convening.ends_at,
        time_zone=convening.time_zone,
        place=convening.place,
        rsvp_by=convening.rsvp_by,
        reply_to=program.reply_to,
    )


def find_invitation(
    request: OfOne, convening: domain.ConveningRecord, repository: Repository
) -> tuple[domain.InvitationRecord, list[domain.InvitationRecord]]:
    """The one that is meant, and all of them."""
    participation = get_participation(repository, request.code)
    invitations = repository.list_invitations(convening.convening_id)
    of_city = [i for i in invitations if i.application_id == participation.application_id and i.state != "removed"]
    return domain.the_one(of_city, request.role, request.ref), invitations
