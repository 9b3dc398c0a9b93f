"""Invitations to convenings that hang on a city and its people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from services.cohort.domain import convening as domain
from services.cohort.handlers.convening_lookup import invited, plan_of, uninvited
from services.cohort.handlers.hanging import Noun, Succession, Work
from services.cohort.handlers.lookup import get_cohort
from shared.contracts import cohort as contract

if TYPE_CHECKING:
    from services.cohort.domain.participation import ParticipationRecord


def end(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """The city's seats are free; who did not say no is told."""
    ended = []
    for convening in lock_ahead(city.cohort, work):
        mine = invitations_of(city, convening, work)
        for one in mine:
            work.repository.update_invitation(one, "removed", one.delegate, "city_left")
        work.outbox.record_all([uninvited(convening, one, False) for one in mine if one.state != "no"])
        if mine:
            ended.append(shown(convening, work))
    return ended


def welcome(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """To what others are invited to already; staff invite to the rest."""
    welcomed = []
    for convening in lock_ahead(city.cohort, work):
        if not work.repository.list_invitations(convening.convening_id):
            continue
        roles = domain.contact_roles(plan_of(get_cohort(work.repository, city.cohort), convening.kind).roles)
        new = work.repository.insert_invitations(convening, roles, city.application_id, None, ("city_left",))
        mine = invitations_of(city, convening, work)
        work.outbox.record_all([invited(convening, one) for one in mine if one.ref in new])
        if new:
            welcomed.append(shown(convening, work))
    return welcomed


def replace(succession: Succession, work: Work) -> None:
    """The seat goes with who is gone: the successor is asked anew."""
    city, follows = succession.city, succession.successor
    for convening in lock_ahead(city.cohort, work):
        mine = invitations_of(city, convening, work)
        gone = next((one for one in mine if succession.means(one.ref, None)), None)
        if gone is None:
            continue
        work.repository.update_invitation(gone, "removed", gone.delegate, "person_left")
        if gone.state != "no":
            work.outbox.record(uninvited(convening, gone, False))
        if follows is not None and follows.ref not in {one.ref for one in mine}:
            person = follows.model_copy(update={"role": gone.role})
            work.repository.insert_invitation(convening.convening_id, city.application_id, person)
            found = next(one for one in invitations_of(city, convening, work) if one.ref == follows.ref)
            work.outbox.record(invited(convening, found))


def lock_ahead(cohort: str, work: Work) -> Iterator[domain.ConveningRecord]:
    """Gatherings that have not begun, each locked as for an answer, also where nobody of the city is invited: who
    invites at the same moment then sees what became of the city."""
    for kind in sorted(one.kind for one in work.repository.list_convenings(cohort)):
        convening = work.repository.lock_convening(cohort, kind)
        if convening is not None and convening.state == "scheduled" and convening.starts_at > work.now:
            yield convening


def invitations_of(
    city: ParticipationRecord, convening: domain.ConveningRecord, work: Work
) -> list[domain.InvitationRecord]:
    """Those that stand."""
    found = work.repository.list_invitations(convening.convening_id)
    return [one for one in found if one.application_id == city.application_id and one.state in domain.EXPECTED]


def shown(convening: domain.ConveningRecord, work: Work) -> contract.Hanging:
    return contract.Hanging(
        kind="invitation",
        id=convening.convening_id,
        title=plan_of(get_cohort(work.repository, convening.cohort), convening.kind).title,
        starts_at=convening.starts_at,
        time_zone=convening.time_zone,
    )


INVITATIONS = Noun(end=end, welcome=welcome, replace=replace)
