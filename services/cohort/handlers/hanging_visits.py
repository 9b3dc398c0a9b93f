"""City visits that hang on a city, its people and its lead coach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.handlers.hanging import Noun, Succession, Work, coach_ref
from services.cohort.handlers.lookup import event_keys
from shared.contracts import cohort as contract
from shared.contracts.people import PersonRef

if TYPE_CHECKING:
    from uuid import UUID

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.domain.visit import VisitRecord

AHEAD = ("proposed", "scheduled")


def cancel(visit: VisitRecord, city: ParticipationRecord, work: Work) -> None:
    """Everybody who was told of its time is told, the coach too."""
    gone = {"state": "cancelled", "cancelled_because": work.reason}
    cancelled = work.repository.change(visit, **gone, sequence=visit.sequence + 1)
    fields = {"sequence": cancelled.sequence, "was_scheduled": visit.state == "scheduled"}
    coach = {"coach": coach_ref(city.lead_coach_id, city.language, work.repository)}
    work.outbox.record(
        contract.VisitCancelled.model_validate(event_keys(city) | times_of(cancelled, city) | fields | coach)
    )


def end(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """A visit whose days have come and that nobody recorded stays as it is: it may have been held."""
    visit = work.repository.find_visit(city.application_id)
    if visit is None or visit.state not in AHEAD or visit.starts_at <= work.now:
        return []
    cancel(visit, city, work)
    return [shown(visit, city)]


def replace(succession: Succession, work: Work) -> None:
    """To a visit everybody is invited whom mail reaches."""
    if succession.gone or succession.successor:
        change_guest(succession.city, succession.gone, succession.successor, work)


def change_coach(city: ParticipationRecord, previous: UUID | None, coach: UUID, work: Work) -> None:
    """The city's lead coach comes to its visit."""
    gone, invited = (coach_ref(one, city.language, work.repository) for one in (previous, coach))
    change_guest(city, gone, invited, work)


def change_guest(city: ParticipationRecord, gone: PersonRef | None, invited: PersonRef | None, work: Work) -> None:
    """Only of a visit that has its time and lies ahead anybody was told."""
    visit = work.repository.find_visit(city.application_id)
    if visit is None or visit.state != "scheduled" or visit.starts_at <= work.now:
        return
    fields = {"sequence": visit.sequence, "invited": invited, "gone": gone}
    keys = event_keys(city) | times_of(visit, city)
    work.outbox.record(contract.VisitGuestChanged.model_validate(keys | fields))


def shown(visit: VisitRecord, city: ParticipationRecord) -> contract.Hanging:
    return contract.Hanging(
        kind="visit",
        id=visit.visit_id,
        title=None,
        starts_at=visit.starts_at,
        time_zone=city.time_zone,
    )


def times_of(visit: VisitRecord, city: ParticipationRecord) -> dict[str, object]:
    times = {"starts_at": visit.starts_at, "ends_at": visit.ends_at, "time_zone": city.time_zone}
    return {"visit_id": visit.visit_id, **times}


VISITS = Noun(end=end, replace=replace)
