"""What a city codifies: policies, processes, uses of AI, each with its states; program.md §4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from shared.contracts.cohort.policy import AiUseFields, PolicyFields
from shared.contracts.errors import Detail, Refusal, illegal_transition

POLICY, PROCESS, AI_USE = "policy", "process", "ai_use"

#: A state stays while other fields change; every step has its way back.
POLICY_TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"planned", "drafted", "adopted"}),
    "drafted": frozenset({"drafted", "planned", "adopted"}),
    "adopted": frozenset({"adopted", "drafted", "repealed"}),
    "repealed": frozenset({"repealed", "adopted"}),
}
PROCESS_TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"planned", "piloted", "in_use", "retired"}),
    "piloted": frozenset({"piloted", "planned", "in_use", "retired"}),
    "in_use": frozenset({"in_use", "piloted", "retired"}),
    "retired": frozenset({"retired", "in_use"}),
}
AI_USE_TRANSITIONS: dict[str, frozenset[str]] = {
    "idea": frozenset({"idea", "pilot", "in_use", "stopped"}),
    "pilot": frozenset({"pilot", "idea", "in_use", "stopped"}),
    "in_use": frozenset({"in_use", "pilot", "stopped"}),
    "stopped": frozenset({"stopped", "idea", "pilot", "in_use"}),
}
STEPS = {POLICY: POLICY_TRANSITIONS, PROCESS: PROCESS_TRANSITIONS, AI_USE: AI_USE_TRANSITIONS}

IN_FORCE = frozenset({"adopted", "repealed"})
RUNNING = frozenset({"pilot", "in_use"})


@dataclass(frozen=True)
class CodifiedRecord:
    record_id: UUID
    register: str
    version: int
    document: dict[str, Any]
    saved_at: datetime

    @property
    def state(self) -> str:
        return str(self.document["state"])


def insist_on_step(register: str, from_state: str, to_state: str) -> None:
    if to_state not in STEPS[register][from_state]:
        raise illegal_transition(register, from_state, to_state)


def insist_on_policy(policy: PolicyFields, today: date) -> None:
    """What is in force was adopted on a day and can be read; what is not was adopted on none."""
    details = []
    if policy.state in IN_FORCE:
        details += [
            Detail(field, "needed_once_adopted")
            for field in ("adopted_on", "reference")
            if getattr(policy, field) is None
        ]
        if policy.adopted_on is not None and policy.adopted_on > today:
            details.append(Detail("adopted_on", "after_today", today=today))
    elif policy.adopted_on is not None:
        details.append(Detail("adopted_on", "not_adopted"))
    if details:
        raise Refusal("invalid", *details)


def insist_on_ai_use(use: AiUseFields, _today: date) -> None:
    """AI that runs at a medium or high risk has safeguards and a risk that is explained."""
    if use.risk == "low" or use.state not in RUNNING:
        return
    details = [
        Detail(field, "needed_at_this_risk") for field in ("risk_explained", "safeguards") if not getattr(use, field)
    ]
    if details:
        raise Refusal("invalid", *details)
