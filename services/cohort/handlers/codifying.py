"""What a city codifies: one way for policies, processes and uses of AI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.cohort.domain import codified as domain
from services.cohort.handlers.city_change import record
from services.cohort.handlers.lookup import get_participation, lock_present
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found
from shared.contracts.given import completed

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


@dataclass(frozen=True)
class Register:
    """What differs between the registers. `told`: what the event says, beside its id."""

    name: str
    insist: Callable[[Any, Any], None] | None  # beyond the form
    event: type[contract.ParticipationEvent]
    key: str
    told: tuple[str, ...]


REGISTERS: dict[type[Any], Register] = {
    contract.SavePolicy: Register(
        domain.POLICY, domain.insist_on_policy, contract.PolicySaved, "policy_id",
        ("area", "instrument", "state", "adopted_on"),
    ),
    contract.SaveProcess: Register(
        domain.PROCESS, None, contract.ProcessSaved, "process_id", ("function", "state")
    ),
    contract.SaveAiUse: Register(
        domain.AI_USE, domain.insist_on_ai_use, contract.AiUseSaved, "ai_use_id", ("risk", "state")
    ),
}  # fmt: skip


def save(
    request: contract.SavePolicy | contract.SaveProcess | contract.SaveAiUse,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> contract.Codified:
    register = REGISTERS[type(request)]
    participation = lock_present(repository, request.code)
    known = None
    if request.id is not None:
        records = repository.list_codified(participation.application_id)
        known = next((r for r in records if (r.record_id, r.register) == (request.id, register.name)), None)
        if known is None:
            raise not_found(register.name, request.id)
        request = completed(request, known.document)
        domain.insist_on_step(register.name, known.state, request.state)
    if register.insist is not None:
        register.insist(request, participation.today(now))
    saved = domain.CodifiedRecord(
        record_id=request.id or uuid4(),
        register=register.name,
        version=known.version + 1 if known else 1,
        document=request.model_dump(mode="json", exclude={"code", "id"}),
        saved_at=now,
    )
    repository.insert_codified(participation.application_id, saved, caller.actor)
    told = {register.key: saved.record_id} | {name: getattr(request, name) for name in register.told}
    record(register.event, participation, repository, outbox, **told)
    return show_codified(repository, participation)


def get_codified(request: contract.GetCodified, repository: Repository) -> contract.Codified:
    return show_codified(repository, get_participation(repository, request.code))


def show_codified(repository: Repository, participation: ParticipationRecord) -> contract.Codified:
    records = repository.list_codified(participation.application_id)

    def of(register: str) -> list[dict[str, Any]]:
        return [
            r.document | {"id": r.record_id, "version": r.version, "saved_at": r.saved_at}
            for r in records
            if r.register == register
        ]

    return contract.Codified(
        code=participation.code,
        policies=tuple(contract.Policy.model_validate(one) for one in of(domain.POLICY)),
        processes=tuple(contract.Process.model_validate(one) for one in of(domain.PROCESS)),
        ai_uses=tuple(contract.AiUse.model_validate(one) for one in of(domain.AI_USE)),
    )
