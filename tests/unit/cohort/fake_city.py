"""Targets, what is codified, commitments and mayors as dicts, and a desk that runs their handlers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.cohort.domain.codified import CodifiedRecord
from services.cohort.domain.commitments import CommitmentRecord, SignatureRecord
from services.cohort.domain.mayors import MayorRecord
from services.cohort.domain.targets import MeasurementRecord, TargetRecord
from services.cohort.handlers import codifying, commitments, mayors, targets
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from tests.unit.cohort.fake_cohort import APPLICATION_ID, COACH, CODE, NOW, STAFF
from tests.unit.cohort.fake_documents import DocumentRepository
from tests.unit.cohort.fake_strategies import StrategyDesk, StrategyRepository

OTHER = "M4X7K2Q9TB"
TODAY = date(2027, 5, 20)  # in Bogotá, at NOW
TARGET = {
    "indicator": "Days until an application for housing is answered", "unit": "days", "direction": "down",
    "resident_outcome": "affordable_housing", "baseline": "60", "baseline_on": "2027-01-31", "target": "20",
    "target_on": "2028-01-31", "cadence": "quarterly",
}  # fmt: skip
POLICY = {"title": "Open data ordinance", "area": "data_governance", "instrument": "ordinance"}
ADOPTED = POLICY | {"state": "adopted", "adopted_on": "2027-03-01", "reference": "Gazette 12/2027"}
TEXTS = {"es": "Nos comprometemos a decidir con datos.", "en": "We commit to decide with data."}
SIGNATURE = {
    "name": "Marta Inventada", "title": "Alcaldesa", "signed_on": "2027-05-19", "signature_method": "recorded_by_staff",
}  # fmt: skip
SUCCESSOR = {"name": "Pablo Supuesto", "takes_office_on": "2027-05-25", "term_ends_on": "2031-05-25"}
OFFICE = {"name": "Rosa Ficticia", "email": "despacho@puerto.example", "language": "pt"}


@dataclass
class CityRepository(StrategyRepository, DocumentRepository):
    targets: dict[UUID, TargetRecord] = field(default_factory=dict)
    measurements: list[MeasurementRecord] = field(default_factory=list)
    turned: list[tuple[UUID, str, str]] = field(default_factory=list)
    routines: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    reviews: dict[tuple[UUID, date], tuple[str, ...]] = field(default_factory=dict)
    codified: list[tuple[UUID, CodifiedRecord]] = field(default_factory=list)
    commitments: dict[UUID, CommitmentRecord] = field(default_factory=dict)
    signatures: list[tuple[UUID, SignatureRecord]] = field(default_factory=list)
    commitment_steps: list[tuple[str, str]] = field(default_factory=list)
    mayors: dict[tuple[UUID, int], MayorRecord] = field(default_factory=dict)
    offices: dict[UUID, contract.MayorsOffice] = field(default_factory=dict)
    elections: dict[UUID, date] = field(default_factory=dict)

    # -- targets -----------------------------------------------------------------------------------------------------

    def insert_target(self, target: TargetRecord) -> None:
        self.targets[target.target_id] = target

    update_target = insert_target

    def insert_target_step(self, target_id: UUID, state: str, reason: str, by: str, at: datetime) -> None:
        self.turned.append((target_id, state, reason))

    def find_target(self, target_id: UUID) -> TargetRecord | None:
        return self.targets.get(target_id)

    def list_targets(self, application_id: UUID) -> list[TargetRecord]:
        return [one for one in self.targets.values() if one.application_id == application_id]

    def insert_measurement(self, measurement: MeasurementRecord) -> None:
        self.measurements.append(measurement)

    def list_measurements(self, target_id: UUID) -> list[MeasurementRecord]:
        return [one for one in self.measurements if one.target_id == target_id]

    def upsert_review_routine(self, application_id: UUID, chair: str, cadence: str) -> None:
        self.routines[application_id] = {"chair": chair, "cadence": cadence}

    def find_review_routine(self, application_id: UUID) -> dict[str, Any] | None:
        return self.routines.get(application_id)

    def insert_performance_review(
        self, application_id: UUID, held_on: date, decisions: tuple[str, ...], by: str, at: datetime
    ) -> bool:
        key = application_id, held_on
        new = key not in self.reviews
        self.reviews.setdefault(key, decisions)
        return new

    def list_performance_reviews(self, application_id: UUID) -> list[contract.Review]:
        found = [(on, said) for (of, on), said in self.reviews.items() if of == application_id]
        return [contract.Review(held_on=on, decisions=said) for on, said in sorted(found, reverse=True)]

    # -- codified ----------------------------------------------------------------------------------------------------

    def insert_codified(self, application_id: UUID, record: CodifiedRecord, saved_by: str) -> None:
        self.codified.append((application_id, record))

    def list_codified(self, application_id: UUID) -> list[CodifiedRecord]:
        return list({r.record_id: r for of, r in self.codified if of == application_id}.values())

    # -- commitments -------------------------------------------------------------------------------------------------

    def find_commitment(self, commitment_id: UUID) -> CommitmentRecord | None:
        return self.commitments.get(commitment_id)

    lock_commitment = find_commitment

    def list_published_commitments(self) -> list[CommitmentRecord]:
        return [one for one in self.commitments.values() if one.state == "published"]

    def upsert_commitment(self, commitment: CommitmentRecord) -> None:
        known = self.commitments.get(commitment.commitment_id, commitment)
        kept = {"state": known.state, "edition": known.edition}
        self.commitments[commitment.commitment_id] = replace(commitment, **kept)

    def insert_commitment_step(self, commitment_id: UUID, step: str, reason: str, by: str, at: datetime) -> None:
        self.commitment_steps.append((step, reason))

    def insert_signature(self, commitment_id: UUID, signature: SignatureRecord) -> None:
        self.signatures.append((commitment_id, signature))

    def list_signatures(self, commitment_id: UUID) -> list[SignatureRecord]:
        return [one for of, one in self.signatures if of == commitment_id]

    # -- mayors ------------------------------------------------------------------------------------------------------

    def upsert_first_mayor(
        self, application_id: UUID, takes_office_on: date, term_ends_on: date | None, now: datetime
    ) -> None:
        self.mayors[application_id, 1] = MayorRecord(
            application_id, 1, None, False, takes_office_on, term_ends_on, None, None, True, None
        )

    def insert_mayor(
        self, mayor: MayorRecord, office: contract.MayorsOffice | None, recorded_by: str, recorded_at: datetime
    ) -> None:
        self.mayors[mayor.application_id, mayor.number] = mayor
        if office is not None and mayor.office_id is not None:
            self.offices[mayor.office_id] = office

    def delete_mayor(self, application_id: UUID, number: int) -> None:
        del self.mayors[application_id, number]

    def list_mayors(self, application_id: UUID) -> list[MayorRecord]:
        found = [one for (of, _), one in self.mayors.items() if of == application_id]
        return sorted(found, key=lambda one: one.takes_office_on)

    def insert_term_change(self, mayor: MayorRecord, term_ends_on: date, changed_by: str, now: datetime) -> None:
        """Nobody reads it."""

    def upsert_election(self, application_id: UUID, election_on: date) -> None:
        self.elections[application_id] = election_on

    def find_election(self, application_id: UUID) -> date | None:
        return self.elections.get(application_id)

    def find_city_person(self, person_id: UUID) -> contract.CityPerson | None:
        office = self.offices.get(person_id)
        return contract.CityPerson(**dict(office)) if office else super().find_city_person(person_id)

    def list_city_people_at(self, address: str) -> list[UUID]:
        offices = (key for key, one in self.offices.items() if one and one.email.casefold() == address.casefold())
        return sorted([*super().list_city_people_at(address), *offices])

    def _update_mayor(self, application_id: UUID, number: int, **changes: Any) -> None:
        key = application_id, number
        self.mayors[key] = replace(self.mayors[key], **changes)


class CityDesk(StrategyDesk):
    """Two cities; the first has a mayor in office until 2028-01-01."""

    fake = CityRepository

    def __init__(self) -> None:
        super().__init__()
        self.join(OTHER)
        self.consent(OTHER)
        self.repository.upsert_first_mayor(APPLICATION_ID, date(2024, 1, 1), date(2028, 1, 1), NOW)
        self.outbox.events.clear()

    # -- targets and registers ---------------------------------------------------------------------------------------

    def set_target(self, **changes: Any) -> contract.Target:
        request = contract.SetTarget.model_validate({"code": CODE} | TARGET | changes)
        return targets.set_target(request, self.repository, self.outbox, NOW)

    def measure(self, target_id: UUID, value: str, on: str, now: datetime = NOW, **changes: Any) -> contract.Target:
        fields = {"target_id": target_id, "value": value, "measured_on": on}
        request = contract.MeasureTarget.model_validate(fields | changes)
        return targets.measure_target(request, self.repository, self.outbox, COACH, now)

    def turn(self, target_id: UUID, state: str) -> contract.Target:
        request = contract.TurnTarget.model_validate({"target_id": target_id, "state": state, "reason": "no data"})
        return targets.turn_target(request, self.repository, self.outbox, STAFF, NOW)

    def routine(self) -> contract.Targets:
        request = contract.SetReviewRoutine(code=CODE, chair="The deputy mayor", cadence="monthly")
        return targets.set_routine(request, self.repository, self.outbox)

    def review(self, on: str, *decisions: str) -> contract.Targets:
        request = contract.RecordReview.model_validate({"code": CODE, "held_on": on, "decisions": decisions})
        return targets.record_review(request, self.repository, self.outbox, COACH, NOW)

    def codify(self, model: type[Any], **fields: Any) -> contract.Codified:
        request = model.model_validate({"code": CODE} | fields)
        return codifying.save(request, self.repository, self.outbox, COACH, NOW)

    # -- commitments -------------------------------------------------------------------------------------------------

    def write(self, kind: str, **changes: Any) -> contract.Commitment:
        fields = {"title": "A commitment", "texts": TEXTS} | changes
        if kind == "shared":
            shared = contract.WriteSharedCommitment.model_validate({"cohort": "cohort-2027"} | fields)
            return commitments.write_shared(shared, self.repository, NOW)
        mayor = contract.WriteMayorCommitment.model_validate({"code": CODE} | fields)
        return commitments.write_mayor(mayor, self.repository, NOW)

    def open(self, kind: str, caller: Caller = COACH, **changes: Any) -> contract.Commitment:
        request: Any = contract.OpenMayorCommitment(code=CODE, **changes)
        if kind == "shared":
            request = contract.OpenSharedCommitment(cohort="cohort-2027")
        return commitments.open_for_signing(request, self.repository, self.outbox, caller, NOW)

    def sign(
        self, kind: str, code: str = CODE, caller: Caller = COACH, now: datetime = NOW, **changes: Any
    ) -> contract.Commitment:
        request = contract.SignCommitment.model_validate({"kind": kind, "code": code} | SIGNATURE | changes)
        return commitments.sign(request, self.repository, self.outbox, caller, now)

    def publish(self, kind: str, caller: Caller = STAFF, **changes: Any) -> contract.Commitment:
        request = contract.PublishCommitment.model_validate({"kind": kind} | self.of(kind) | changes)
        return commitments.publish(request, self.repository, self.outbox, caller, NOW)

    def revise(self, kind: str) -> contract.Commitment:
        request = contract.ReviseCommitment.model_validate({"kind": kind, "reason": "a new policy"} | self.of(kind))
        return commitments.revise(request, self.repository, self.outbox, STAFF, NOW)

    @staticmethod
    def of(kind: str) -> dict[str, str]:
        return {"cohort": "cohort-2027"} if kind == "shared" else {"code": CODE}

    def named(self) -> contract.Commitment:
        """A mayor's commitment that names a version and a policy, open for signing."""
        self.vision()
        policy = self.codify(contract.SavePolicy, **ADOPTED).policies[0].id
        self.write("mayor", strategy_version=1, policies=(policy,))
        return self.open("mayor")

    def shown_policies(self) -> tuple[UUID, ...]:
        return tuple(record.record_id for record in self.repository.list_codified(APPLICATION_ID))

    # -- mayors ------------------------------------------------------------------------------------------------------

    def succeed(self, now: datetime = NOW, **changes: Any) -> contract.Mayors:
        request = contract.RecordSuccessor.model_validate({"code": CODE} | SUCCESSOR | changes)
        return mayors.record_successor(request, self.repository, self.outbox, STAFF, now)

    def watch(self, now: datetime) -> None:
        mayors.watch_city(CODE, self.repository, self.outbox, now)
        self.remind(now)

    def mayor(self, handler: Callable[..., contract.Mayors], request: Any, *more: Any) -> contract.Mayors:
        return handler(request, self.repository, self.outbox, *more)

    def shown(self, now: datetime = NOW) -> contract.Mayors:
        return mayors.get_mayors(contract.GetMayors(code=CODE), self.repository, now)

    def events(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.outbox.events if isinstance(event, kind)]
