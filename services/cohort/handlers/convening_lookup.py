"""Gatherings looked up and shown; what is told of each person who is invited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from services.cohort.domain import convening as domain
from services.cohort.handlers.lookup import get_cohort
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal, not_found
from shared.contracts.notices import Notice, notice
from shared.contracts.people import PersonRef
from shared.contracts.requests import Page
from shared.program.calendar import Window, convening_window

if TYPE_CHECKING:
    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.repository import Repository
    from shared.program.model import Convening


def list_convenings(request: contract.ListConvenings, repository: Repository) -> Page[contract.ListedConvening]:
    if request.cohort is not None:
        get_cohort(repository, request.cohort)
    asked = [cohort for cohort, _ in repository.list_cohorts() if request.cohort in (None, cohort.cohort)]
    found = [list_convening(cohort, one) for cohort in asked for one in repository.list_convenings(cohort.cohort)]
    items = tuple(sorted(found, key=lambda one: (one.starts_at, one.id)))
    return Page[contract.ListedConvening](items=items, next=None, total=len(items))


def list_convening(cohort: CohortRecord, convening: domain.ConveningRecord) -> contract.ListedConvening:
    plan = plan_of(cohort, convening.kind)
    shown = ("cohort", "kind", "state", "starts_at", "ends_at", "time_zone", "place", "rsvp_by")
    return contract.ListedConvening(
        id=convening.convening_id,
        title=plan.title,
        titles=plan.by_language,
        **{key: getattr(convening, key) for key in shown},
    )


def find_convening(repository: Repository, cohort: str, kind: str) -> domain.ConveningRecord:
    found = repository.find_convening(cohort, kind)
    if found is None:
        raise Refusal("not_found", reason="convening", cohort=cohort, kind=kind)
    return found


def lock_convening(repository: Repository, cohort: str, kind: str) -> domain.ConveningRecord:
    """For seats and states: others wait until this transaction ends."""
    found = repository.lock_convening(cohort, kind)
    if found is None:
        raise Refusal("not_found", reason="convening", cohort=cohort, kind=kind)
    return found


def plan_of(cohort: CohortRecord, kind: str) -> Convening:
    """What the cohort's program says of gatherings of this kind."""
    try:
        return cohort.program.convenings[kind]
    except KeyError:
        raise not_found("convening_kind", kind) from None


def window_of(cohort: CohortRecord, kind: str) -> Window:
    return convening_window(plan_of(cohort, kind), cohort.starts_on, cohort.ends_on)


def person_of(invitation: domain.InvitationRecord) -> PersonRef:
    return PersonRef(ref=invitation.ref, role=invitation.role, language=invitation.language)


def keys_of(convening: domain.ConveningRecord, invitation: domain.InvitationRecord) -> dict[str, object]:
    """What every event about one person's invitation carries."""
    return {
        "application_id": invitation.application_id,
        "code": invitation.code,
        "cohort": convening.cohort,
        "convening_id": convening.convening_id,
        "kind": convening.kind,
    }


def times_of(convening: domain.ConveningRecord) -> dict[str, object]:
    return {key: getattr(convening, key) for key in ("starts_at", "ends_at", "time_zone", "sequence")}


def invited(convening: domain.ConveningRecord, invitation: domain.InvitationRecord) -> contract.ConveningInvited:
    person = {"person": person_of(invitation), "rsvp_by": convening.rsvp_by}
    return contract.ConveningInvited.model_validate({**keys_of(convening, invitation), **times_of(convening), **person})


def uninvited(
    convening: domain.ConveningRecord, invitation: domain.InvitationRecord, cancelled: bool
) -> contract.ConveningUninvited:
    person = {"person": person_of(invitation), "cancelled": cancelled}
    keys = keys_of(convening, invitation) | times_of(convening)
    return contract.ConveningUninvited.model_validate({**keys, **person})


def show_convening(repository: Repository, convening: domain.ConveningRecord) -> contract.ConveningDetail:
    """The numbers are everybody's; the people those of the cities that the caller may see."""
    cohort = get_cohort(repository, convening.cohort)
    everybody = repository.list_invitations(convening.convening_id)
    invitations = [one for one in everybody if one.state != "removed"]
    members = repository.list_members(convening.cohort)
    seen = {city.application_id for city in members}
    states = [invitation.state for invitation in invitations]
    window = window_of(cohort, convening.kind)
    shown = ("starts_at", "ends_at", "time_zone", "place", "capacity", "rsvp_by", "cohort", "kind", "state")
    return contract.ConveningDetail(
        id=convening.convening_id,
        **{key: getattr(convening, key) for key in shown},
        title=plan_of(cohort, convening.kind).title,
        window=(window.first, window.last),
        invited=len(states),
        yes=states.count("yes"),
        no=states.count("no"),
        silent=states.count("invited"),
        attended=states.count("attended"),
        invitations=tuple(
            contract.Invitation(
                code=i.code,
                city=i.city,
                role=i.role,
                ref=i.ref,
                state=i.state,
                delegated=i.delegate is not None,
                needs=i.needs,
                earlier_answer=i.earlier_answer,
                name=i.name,
                delegate=i.delegate,
                attended_at=i.attended_at,
            )
            for i in invitations
            if i.application_id in seen
        ),
        notices=tuple(notices_of(convening, members, everybody)),
    )


def notices_of(
    convening: domain.ConveningRecord,
    members: Sequence[ParticipationRecord],
    invitations: Sequence[domain.InvitationRecord],
) -> Iterable[Notice]:
    """Once people are invited: of which city nobody is, and who was uninvited and stays so."""
    if convening.state != "scheduled" or not invitations:
        return
    standing = {one.application_id for one in invitations if one.state != "removed"}
    for city in members:
        if city.status == "active" and city.application_id not in standing:
            yield notice("nobody_invited", city_code=city.code, city=city.city)
    seen = {city.application_id for city in members}
    for one in invitations:
        if one.state == "removed" and one.removed_because == "uninvited" and one.application_id in seen:
            yield notice("uninvited_stays_so", city_code=one.code, city=one.city, role=one.role)
