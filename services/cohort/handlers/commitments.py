"""Commitments: written, opened, signed, published, revised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from services.cohort.domain import commitments as domain
from services.cohort.domain.documents import kept_documents
from services.cohort.domain.mayors import in_office, insist_on_signer
from services.cohort.domain.publishing import MAYOR, insist_on_consent, shared_refusals, silence_refusal
from services.cohort.handlers.city_change import record
from services.cohort.handlers.commitment_lookup import (
    cities_of,
    insist_on_references,
    lock_commitment,
    lock_target,
    participants_of,
    show_commitment,
    tell_cities,
)
from services.cohort.handlers.lookup import get_cohort, get_participation, lock_present
from services.cohort.handlers.mayors import number_in_office, reaffirmed
from services.cohort.handlers.publishing import let_through
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found
from shared.contracts.given import completed
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.domain.publishing import Publishing
    from services.cohort.repository import Repository
    from shared.contracts.errors import Refusal
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def write_shared(request: contract.WriteSharedCommitment, repository: Repository, now: datetime) -> contract.Commitment:
    cohort = get_cohort(repository, request.cohort)
    written = draft(domain.shared_id(cohort.cohort), domain.SHARED, cohort.cohort, None, request)
    return write(written, repository, now)


def write_mayor(request: contract.WriteMayorCommitment, repository: Repository, now: datetime) -> contract.Commitment:
    participation = lock_present(repository, request.code)
    application_id = participation.application_id
    known = repository.lock_commitment(domain.mayor_id(application_id))
    request = completed(request, vars(known) if known else {})
    insist_on_references(application_id, request, repository)
    written = draft(domain.mayor_id(application_id), domain.MAYOR, participation.cohort, application_id, request)
    named = replace(written, strategy_version=request.strategy_version, policies=request.policies)
    return write(named, repository, now)


def open_for_signing(
    request: contract.OpenSharedCommitment | contract.OpenMayorCommitment,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> contract.Commitment:
    """What is missing is said here, where it can still be written: who signs could not mend it."""
    kind = domain.SHARED if isinstance(request, contract.OpenSharedCommitment) else domain.MAYOR
    commitment = lock_target(kind, getattr(request, "cohort", None), getattr(request, "code", None), repository)
    domain.insist_on_step(commitment.state, "open")
    if commitment.state == "draft":
        override = getattr(request, "override", None)
        settle(domain.content_refusal(commitment), override, commitment, repository, caller, now)
        repository.change(commitment, state="open")
        tell_cities(contract.CommitmentOpened, commitment, repository, outbox)
    return show_commitment(commitment.commitment_id, repository, now)


def sign(
    request: contract.SignCommitment, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Commitment:
    """The commitment's row is locked: two signatures at once of one city are one."""
    participation = lock_present(repository, request.code)
    application_id, shared = participation.application_id, request.kind == domain.SHARED
    domain.insist_on_method(request.signature_method, of_city=not repository.sees_inside(application_id))
    named = domain.shared_id(participation.cohort) if shared else domain.mayor_id(application_id)
    commitment = lock_commitment(named, request.kind, request.code, repository)
    domain.insist_on_signing(commitment)
    mayor_number = insist_on_signature(request, commitment, participation, repository, now)
    overridden = settle(domain.content_refusal(commitment), request.override, commitment, repository, caller, now)
    signature = domain.SignatureRecord(
        application_id=application_id,
        code=participation.code,
        edition=commitment.edition,
        mayor_number=mayor_number,
        method=request.signature_method,
        entered_by=caller.actor,
        entered_at=now,
        file=None if request.file is None else str(request.file),
        **request.model_dump(include={"name", "title", "signed_on"}),
    )
    repository.insert_signature(commitment.commitment_id, signature)
    if not shared:
        repository.change(commitment, state="signed", reaffirm_by=None, published_at=None)
    facts = {
        "kind": commitment.kind,
        "method": request.signature_method,
        "signed_on": request.signed_on,
        "strategy_version": commitment.strategy_version,
        "policies": len(commitment.policies),
        "reaffirmed": commitment.state == "needs_reaffirmation",
    }
    record(contract.CommitmentSigned, participation, repository, outbox, **facts, override=overridden)
    mayor = next((one for one in repository.list_mayors(application_id) if one.number == mayor_number), None)
    if not shared and mayor is not None and mayor.reaffirms and mayor.reaffirmed_on is None:
        reaffirmed(mayor, request.signed_on, participation, repository, outbox)
    return show_commitment(commitment.commitment_id, repository, now)


def insist_on_signature(
    request: contract.SignCommitment,
    commitment: domain.CommitmentRecord,
    participation: ParticipationRecord,
    repository: Repository,
    now: datetime,
) -> int:
    """By who is in office, once in each edition (the shared one by each city), and with the letter that is named; the
    mayor's number."""
    application_id, today = participation.application_id, participation.today(now)
    shared = commitment.kind == domain.SHARED
    number, since = number_in_office(application_id, repository, today)
    if not shared:
        insist_on_signer(in_office(repository.list_mayors(application_id), today), request.name)
    current = any(
        (one.application_id, one.edition) == (application_id, commitment.edition)
        and (shared or one.mayor_number == number)
        for one in repository.list_signatures(commitment.commitment_id)
    )
    letters = kept_documents(repository.list_documents(application_id))
    domain.insist_on_signature(
        request.signature_method, request.file, letters, request.signed_on, today, current, since
    )
    return number


def publish(
    request: contract.PublishCommitment, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Commitment:
    commitment = lock_target(request.kind, request.cohort, request.code, repository)
    domain.insist_on_step(commitment.state, "published")
    overridden = False
    if commitment.kind == domain.SHARED:
        signatures = repository.list_signatures(commitment.commitment_id)
        unsigned = domain.missing_signatures(cities_of(commitment, repository), commitment.edition, signatures)
        names = {city.code: city.city for city in participants_of(commitment, repository)}
        refusals = [
            domain.unsigned_refusal([names.get(code, code) for code in unsigned]),
            *held_together(commitment, repository, now),
        ]
        settled = [settle(one, request.override, commitment, repository, caller, now) for one in refusals]
        overridden = any(settled)
    else:
        domain.insist_on_signed(commitment.state)
        overridden = insist_on_publishing(commitment, request.override, repository, outbox, caller, now)
    repository.change(commitment, state="published", published_at=now)
    tell_cities(contract.CommitmentPublished, commitment, repository, outbox, override=overridden)
    return show_commitment(commitment.commitment_id, repository, now)


def revise(
    request: contract.ReviseCommitment, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Commitment:
    """Back to a draft. Who had signed signs the next edition."""
    commitment = lock_target(request.kind, request.cohort, request.code, repository)
    domain.insist_on_revision(commitment.state)
    again = {"state": "draft", "edition": commitment.edition + 1}
    repository.change(commitment, **again, reaffirm_by=None, published_at=None)
    repository.insert_commitment_step(commitment.commitment_id, "revised", request.reason, caller.actor, now)
    tell_cities(contract.CommitmentRevised, commitment, repository, outbox)
    return show_commitment(commitment.commitment_id, repository, now)


def get_shared(request: contract.GetSharedCommitment, repository: Repository, now: datetime) -> contract.Commitment:
    get_cohort(repository, request.cohort)
    return show_known(domain.shared_id(request.cohort), "shared", request.cohort, repository, now)


def get_mayor(request: contract.GetMayorCommitment, repository: Repository, now: datetime) -> contract.Commitment:
    application_id = get_participation(repository, request.code).application_id
    return show_known(domain.mayor_id(application_id), "mayor", request.code, repository, now)


def held_together(commitment: domain.CommitmentRecord, repository: Repository, now: datetime) -> list[Refusal]:
    """Each city by its own day."""
    cities = participants_of(commitment, repository)
    by_day: dict[date, list[tuple[str, Publishing]]] = {}
    for city in cities:
        by_day.setdefault(city.today(now), []).append((city.city, repository.find_publishing(city)))
    return [refusal for day, those in by_day.items() for refusal in shared_refusals(those, day)]


def insist_on_publishing(
    commitment: domain.CommitmentRecord,
    override: str | None,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> bool:
    """Of a mayor's: whether a silence was overridden."""
    (city,) = participants_of(commitment, repository)
    publishing = repository.find_publishing(city)
    insist_on_consent(city.city, publishing)
    silence = silence_refusal(city.city, publishing, city.today(now))
    if not settle(silence, override, commitment, repository, caller, now):
        return False
    assert override is not None, "an override has a reason"
    let_through(city, MAYOR, override, repository, outbox, caller, now)
    return True


# -- what they share ---------------------------------------------------------------------------------------------------


def draft(
    commitment_id: UUID,
    kind: str,
    cohort: str,
    application_id: UUID | None,
    request: contract.WriteSharedCommitment | contract.WriteMayorCommitment,
) -> domain.CommitmentRecord:
    return domain.CommitmentRecord(
        commitment_id=commitment_id,
        kind=kind,
        cohort=cohort,
        application_id=application_id,
        state="draft",
        edition=1,
        title=request.title,
        texts={str(language): text for language, text in request.texts.items()},
        strategy_version=None,
        policies=(),
        reaffirm_by=None,
        published_at=None,
    )


def write(written: domain.CommitmentRecord, repository: Repository, now: datetime) -> contract.Commitment:
    known = repository.lock_commitment(written.commitment_id)
    if known is not None:
        domain.insist_on_writing(known.state)
    repository.upsert_commitment(written)
    return show_commitment(written.commitment_id, repository, now)


def show_known(commitment_id: UUID, kind: str, of: str, repository: Repository, now: datetime) -> contract.Commitment:
    if repository.find_commitment(commitment_id) is None:
        raise not_found(f"{kind}_commitment", of)
    return show_commitment(commitment_id, repository, now)


def settle(
    refusal: Refusal | None,
    override: str | None,
    commitment: domain.CommitmentRecord,
    repository: Repository,
    caller: Caller,
    now: datetime,
) -> bool:
    """Whether a rule of the program was overridden; the reason is kept."""
    if refusal is None:
        return False
    insist_on_override(override, caller, refusal)
    assert override is not None, "an override has a reason"
    repository.insert_commitment_step(commitment.commitment_id, refusal.code, override, caller.actor, now)
    return True
