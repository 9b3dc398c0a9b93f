"""A city joins: its call plans the cohort, its confirmation brings it in, whichever is heard first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain.participation import CohortRecord, ParticipationRecord, first_phase
from services.cohort.handlers.departing import welcome
from services.cohort.handlers.hanging import Work
from services.cohort.handlers.lookup import event_keys
from shared.contracts import cohort as contract
from shared.contracts import eligibility, intake
from shared.contracts.named import id_of_name
from shared.program.calendar import cohort_ends_on

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def plan_cohort(
    event: intake.CallOpened, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> None:
    plan = event.cohort
    cohort = CohortRecord(
        plan.id, plan.name, event.call, plan.starts_on, cohort_ends_on(program, plan.starts_on), program
    )
    if repository.insert_cohort(cohort):
        outbox.record(
            contract.CohortPlanned(
                cohort_id=id_of_name(plan.id),
                cohort=plan.id,
                name=plan.name,
                call=event.call,
                starts_on=plan.starts_on,
                ends_on=cohort.ends_on,
            )
        )
    start_participations(cohort, repository, outbox, now)


def join_cohort(
    event: eligibility.OfferConfirmed, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> None:
    columns = event.model_dump(exclude={"state", "confirmed_at", "overridden"}) | {"phase": first_phase(program)}
    repository.insert_participation(columns)
    cohort = repository.find_cohort(event.cohort)
    if cohort is not None:
        start_participations(cohort, repository, outbox, now)


def start_participations(cohort: CohortRecord, repository: Repository, outbox: Outbox, now: datetime) -> None:
    for participation in repository.list_unstarted(cohort.cohort):
        start_participation(participation, cohort, repository, outbox, now)


def start_participation(
    participation: ParticipationRecord, cohort: CohortRecord, repository: Repository, outbox: Outbox, now: datetime
) -> None:
    repository.update_participation_started(participation.application_id, now)
    entered_on = participation.today(now)
    repository.insert_phase_entry(participation.application_id, participation.phase, None, entered_on, "system", now)
    outbox.record(
        contract.ParticipationStarted.model_validate(
            event_keys(participation)
            | {
                "call": participation.call,
                "city": participation.city,
                "admin_area": participation.admin_area,
                "country": participation.country,
                "time_zone": participation.time_zone,
                "language": participation.language,
                "phase": participation.phase,
                "starts_on": cohort.starts_on,
            }
        )
    )
    welcome(participation, Work(repository, outbox, "system", now))
    if participation.team_lead_ref is not None:
        outbox.record(contract.TeamLeadNamed.model_validate(event_keys(participation) | {"interim": True}))
