"""Mayors: who follows, who takes office, what they owe, what the watch tells."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.cohort.domain import mayors as domain
from services.cohort.domain.commitments import SIGNED, mayor_id
from services.cohort.domain.participation import LEFT
from services.cohort.domain.team import MAYORS_OFFICE
from services.cohort.handlers.city_change import record
from services.cohort.handlers.departing import replace_office
from services.cohort.handlers.hanging import Work
from services.cohort.handlers.lookup import get_cohort, get_participation, lock_participation, lock_present
from services.cohort.handlers.team import change_office
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal, not_found
from shared.contracts.notices import Notice, notice
from shared.contracts.people import PersonRef

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts import intake
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.taking_part import MayorRules


def keep_first_mayor(event: intake.ApplicationSubmitted, repository: Repository, now: datetime) -> None:
    """The term as the application says; the mayor's name stays with intake."""
    facts = event.facts
    if facts.mayor_term_starts_on is None:
        return
    repository.upsert_first_mayor(event.application_id, facts.mayor_term_starts_on, facts.mayor_term_ends_on, now)


def record_successor(
    request: contract.RecordSuccessor, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Mayors:
    participation = lock_present(repository, request.code)
    mayors = repository.list_mayors(participation.application_id)
    today = participation.today(now)
    domain.insist_on_successor(mayors, request.takes_office_on, request.term_ends_on, request.interim, today)
    mayor = domain.MayorRecord(
        application_id=participation.application_id,
        number=max((one.number for one in mayors), default=1) + 1,
        name=request.name,
        interim=request.interim,
        takes_office_on=request.takes_office_on,
        term_ends_on=request.term_ends_on,
        office_id=uuid4() if request.office else None,
        office_language=request.office.language if request.office else None,
        took_office_told=False,
        reaffirmed_on=None,
    )
    repository.insert_mayor(mayor, request.office, caller.actor, now)
    fields = {key: getattr(mayor, key) for key in ("number", "interim", "takes_office_on", "term_ends_on")}
    record(contract.MayorRecorded, participation, repository, outbox, **fields)
    take_office(participation, repository, outbox, now)
    return show_mayors(repository, participation, now)


def remove_successor(
    request: contract.RemoveSuccessor, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Mayors:
    participation = lock_present(repository, request.code)
    mayors = repository.list_mayors(participation.application_id)
    mayor = next((one for one in mayors if one.number == request.number), None)
    if mayor is None:
        raise not_found("mayor", request.number)
    domain.insist_on_removable(mayor)
    repository.delete_mayor(participation.application_id, request.number)
    record(contract.MayorRemoved, participation, repository, outbox, number=request.number)
    return show_mayors(repository, participation, now)


def extend_term(
    request: contract.ExtendTerm, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Mayors:
    participation = lock_present(repository, request.code)
    mayors = repository.list_mayors(participation.application_id)
    mayor = domain.get_reelected(mayors, request.term_ends_on, participation.today(now))
    repository.insert_term_change(mayor, request.term_ends_on, caller.actor, now)
    repository.change(mayor, term_ends_on=request.term_ends_on)
    fields = {"number": mayor.number, "term_ends_on": request.term_ends_on}
    record(contract.TermExtended, participation, repository, outbox, **fields)
    return show_mayors(repository, participation, now)


def record_election(
    request: contract.RecordElection, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Mayors:
    participation = lock_present(repository, request.code)
    repository.upsert_election(participation.application_id, request.election_on)
    record(contract.ElectionRecorded, participation, repository, outbox, election_on=request.election_on)
    return show_mayors(repository, participation, now)


def reaffirm(
    request: contract.ReaffirmParticipation, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Mayors:
    """Where a commitment waits to be signed again, that is how a mayor reaffirms."""
    participation = lock_present(repository, request.code)
    commitment = repository.find_commitment(mayor_id(participation.application_id))
    if commitment is not None and commitment.state == "needs_reaffirmation":
        raise Refusal("illegal_transition", reason="signature_reaffirms")
    today = participation.today(now)
    mayor = domain.in_office(repository.list_mayors(participation.application_id), today)
    domain.insist_on_reaffirming(mayor, request.reaffirmed_on, today)
    assert mayor is not None, "somebody reaffirms"
    reaffirmed(mayor, request.reaffirmed_on, participation, repository, outbox)
    return show_mayors(repository, participation, now)


def reaffirmed(
    mayor: domain.MayorRecord, on: date, participation: ParticipationRecord, repository: Repository, outbox: Outbox
) -> None:
    repository.change(mayor, reaffirmed_on=on)
    record(
        contract.ParticipationReaffirmed, participation, repository, outbox, number=mayor.number, reaffirmed_on=on
    )  # fmt: skip


# -- the clock's steps -------------------------------------------------------------------------------------------------


def list_watched(repository: Repository) -> list[str]:
    return repository.list_watched()


def watch_city(code: str, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """Who takes office does, also while the city pauses."""
    participation = lock_participation(repository, code)
    if participation.status not in LEFT:
        take_office(participation, repository, outbox, now)


def take_office(participation: ParticipationRecord, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """Each mayor whose day has come. Mail for the mayor goes to the new office; what was signed is to be reaffirmed."""
    mayors = repository.list_mayors(participation.application_id)
    rules = rules_of(repository, participation)
    for mayor in domain.by_office(mayors):
        if mayor.took_office_told or mayor.takes_office_on > participation.today(now):
            continue
        office = office_of(mayor)
        repository.change(mayor, took_office_told=True)
        replace_office(participation, office, Work(repository, outbox, "system", now))
        change_office(office, participation, repository, outbox, participation.today(now))
        record(
            contract.LeadershipChanged,
            participation,
            repository,
            outbox,
            number=mayor.number,
            interim=mayor.interim,
            took_office_on=mayor.takes_office_on,
            reaffirm_by=mayor.reaffirm_by(rules),
            office=office,
        )
        if mayor.reaffirms:
            await_reaffirmation(mayor, participation, repository, outbox)


def await_reaffirmation(
    mayor: domain.MayorRecord, participation: ParticipationRecord, repository: Repository, outbox: Outbox
) -> None:
    commitment = repository.lock_commitment(mayor_id(participation.application_id))
    if commitment is None or commitment.state not in SIGNED:
        return
    reaffirm_by = mayor.reaffirm_by(rules_of(repository, participation))
    repository.change(commitment, state="needs_reaffirmation", reaffirm_by=reaffirm_by)
    fields = {"kind": commitment.kind, "reaffirm_by": reaffirm_by}
    record(contract.CommitmentToReaffirm, participation, repository, outbox, **fields)


# -- reading -----------------------------------------------------------------------------------------------------------


def get_mayors(request: contract.GetMayors, repository: Repository, now: datetime) -> contract.Mayors:
    return show_mayors(repository, get_participation(repository, request.code), now)


def office_of(mayor: domain.MayorRecord) -> PersonRef | None:
    if mayor.office_id is None:
        return None
    ref = {"ref": f"cohort:{mayor.office_id}", "role": MAYORS_OFFICE, "language": mayor.office_language}
    return PersonRef.model_validate(ref)


def rules_of(repository: Repository, participation: ParticipationRecord) -> MayorRules:
    return get_cohort(repository, participation.cohort).program.mayors


def show_mayors(repository: Repository, participation: ParticipationRecord, now: datetime) -> contract.Mayors:
    mayors, today = repository.list_mayors(participation.application_id), participation.today(now)
    cohort, rules = get_cohort(repository, participation.cohort), rules_of(repository, participation)
    incumbent = domain.in_office(mayors, today)
    ends_on = incumbent.term_ends_on if incumbent else None
    return contract.Mayors(
        code=participation.code,
        leadership_transition=domain.in_transition(mayors, today),
        ends_before_cohort=ends_on is not None and ends_on < cohort.ends_on,
        election_on=repository.find_election(participation.application_id),
        mayors=tuple(
            contract.Mayor(
                number=mayor.number,
                name=mayor.name,
                standing=domain.standing(mayor, mayors, today),
                interim=mayor.interim,
                takes_office_on=mayor.takes_office_on,
                term_ends_on=mayor.term_ends_on,
                reaffirm_by=mayor.reaffirm_by(rules),
                reaffirmed_on=mayor.reaffirmed_on,
                overdue=is_overdue(mayor, today, rules),
                office=f"cohort:{mayor.office_id}" if mayor.office_id else None,
            )
            for mayor in mayors
        ),
        notices=tuple(notices_of(participation, repository)),
    )


def notices_of(participation: ParticipationRecord, repository: Repository) -> Iterator[Notice]:
    roles = {one.role for one in repository.list_roster([participation.application_id])}
    if participation.status not in LEFT and MAYORS_OFFICE not in roles:
        yield notice("nobody_in_mayors_office", role=MAYORS_OFFICE)


def is_overdue(mayor: domain.MayorRecord, today: date, rules: MayorRules) -> bool:
    due = mayor.reaffirm_by(rules)
    return due is not None and mayor.reaffirmed_on is None and today > due


def number_in_office(application_id: UUID, repository: Repository, today: date) -> tuple[int, date | None]:
    """Which of the city's mayors signs today, and since when they may; where none is on record, the first."""
    mayor = domain.in_office(repository.list_mayors(application_id), today)
    return (mayor.number, mayor.takes_office_on) if mayor else (1, None)
