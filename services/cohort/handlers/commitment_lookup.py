"""What the handlers of commitments share: which is meant, its cities, the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.cohort.domain import commitments as domain
from services.cohort.handlers.city_change import record
from services.cohort.handlers.lookup import get_cohort, get_participation
from services.cohort.handlers.mayors import number_in_office
from shared.contracts import cohort as contract
from shared.contracts.errors import Detail, Refusal, not_found

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox


def lock_commitment(commitment_id: UUID, kind: str, of: str, repository: Repository) -> domain.CommitmentRecord:
    commitment = repository.lock_commitment(commitment_id)
    if commitment is None:
        raise not_found(f"{kind}_commitment", of)
    return commitment


def lock_target(kind: str, cohort: str | None, code: str | None, repository: Repository) -> domain.CommitmentRecord:
    """A shared commitment is its cohort's, a mayor's is the city's."""
    wanted, other = ("cohort", code) if kind == domain.SHARED else ("code", cohort)
    named = cohort if kind == domain.SHARED else code
    if named is None or other is not None:
        raise Refusal("invalid", Detail(wanted, "whose_commitment"))
    if kind == domain.SHARED:
        return lock_commitment(domain.shared_id(get_cohort(repository, named).cohort), kind, named, repository)
    application_id = get_participation(repository, named).application_id
    return lock_commitment(domain.mayor_id(application_id), kind, named, repository)


def insist_on_references(application_id: UUID, request: contract.WriteMayorCommitment, repository: Repository) -> None:
    """A commitment names what there is: a version that was saved, policies that are codified."""
    strategy = repository.find_strategy(application_id)
    latest = strategy.version if strategy else 0
    known = {record.record_id for record in repository.list_codified(application_id) if record.register == "policy"}
    details = []
    if request.strategy_version is not None and request.strategy_version > latest:
        details.append(Detail("strategy_version", "too_large", most=latest))
    details += [
        Detail(f"policies.{number}", "not_codified")
        for number, policy in enumerate(request.policies)
        if policy not in known
    ]
    if details:
        raise Refusal("invalid", *details)


def participants_of(commitment: domain.CommitmentRecord, repository: Repository) -> list[ParticipationRecord]:
    """Of a shared commitment every active city, of a mayor's its own."""
    members = repository.list_members(commitment.cohort)
    if commitment.kind == domain.SHARED:
        return [city for city in members if city.status == "active"]
    return [city for city in members if city.application_id == commitment.application_id]


def cities_of(commitment: domain.CommitmentRecord, repository: Repository) -> list[tuple[UUID, str]]:
    return [(city.application_id, city.code) for city in participants_of(commitment, repository)]


def tell_cities(
    event: type[contract.CommitmentEvent],
    commitment: domain.CommitmentRecord,
    repository: Repository,
    outbox: Outbox,
    **fields: Any,
) -> None:
    for city in participants_of(commitment, repository):
        record(event, city, repository, outbox, kind=commitment.kind, **fields)


def show_commitment(commitment_id: UUID, repository: Repository, now: datetime) -> contract.Commitment:
    commitment = repository.find_commitment(commitment_id)
    assert commitment is not None, "who shows it has found it"
    cities = participants_of(commitment, repository)
    signatures = repository.list_signatures(commitment_id)
    numbers = {
        city.application_id: number_in_office(city.application_id, repository, city.today(now))[0] for city in cities
    }
    code = next((city.code for city in cities), None) if commitment.kind == domain.MAYOR else None
    holds = {city.code: repository.find_publishing(city).holds(commitment.kind, now) for city in cities}
    held = holds.get(code, ()) if code else ()
    names = {city.code: city.city for city in repository.list_members(commitment.cohort)}
    shown = {key: value for key, value in vars(commitment).items() if key in contract.Commitment.model_fields}
    return contract.Commitment(
        **shown,
        code=code,
        signatures=tuple(
            contract.Signature(
                **{key: value for key, value in vars(one).items() if key in contract.Signature.model_fields},
                city=names.get(one.code, ""),
                current=one.edition == commitment.edition
                and (commitment.kind == domain.SHARED or numbers.get(one.application_id) == one.mayor_number),
            )
            for one in signatures
        ),
        cities={city.code: city.city for city in cities},
        unsigned=tuple(unsigned(commitment, cities, signatures, numbers)),
        public=commitment.state == "published" and not held,
        held=held,
        unnamed=tuple(city for city, why in holds.items() if why) if commitment.kind == domain.SHARED else (),
    )


def is_awaited(
    commitment: domain.CommitmentRecord, city: ParticipationRecord, repository: Repository, now: datetime
) -> bool:
    """Whether this city has still to sign the text as it is now."""
    number = number_in_office(city.application_id, repository, city.today(now))[0]
    signatures = repository.list_signatures(commitment.commitment_id)
    return bool(unsigned(commitment, [city], signatures, {city.application_id: number}))


def unsigned(
    commitment: domain.CommitmentRecord,
    cities: list[ParticipationRecord],
    signatures: list[domain.SignatureRecord],
    numbers: dict[UUID, int],
) -> list[str]:
    pairs = [(city.application_id, city.code) for city in cities]
    if commitment.kind == domain.SHARED:
        return domain.missing_signatures(pairs, commitment.edition, signatures)
    mine = [one for one in signatures if numbers.get(one.application_id) == one.mayor_number]
    return domain.missing_signatures(pairs, commitment.edition, mine)
