"""A decision as it is made, sent and taken back, told to a ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.notifications.handlers import deciding
from shared.contracts import eligibility
from shared.contracts.lifecycle import ApplicationState
from shared.messaging.cause import Cause
from tests.unit.notifications.fake_ledger import APPLICATION_ID, CODE, telling_of

DECISION = UUID(int=9)
KEYS: dict[str, Any] = {"application_id": APPLICATION_ID, "code": CODE, "call": "2027"}
CAUSE = Cause(actor="person:1", traceparent="00-1-2-01", causation_id=UUID(int=1))


def made(ledger: Any, outcome: str = "admitted", cause: Cause = CAUSE, **changes: Any) -> None:
    fields = {"state": ApplicationState.DECIDED, "outcome": outcome, "reviews": 3, "decision_id": DECISION}
    event = eligibility.DecisionMade(**KEYS | fields | changes)
    deciding.foretell_decision(event, telling_of(ledger, cause))


def sent(ledger: Any, outcome: str = "admitted", cause: Cause = CAUSE, **changes: Any) -> None:
    fields = {"state": ApplicationState.OFFERED, "outcome": outcome, "reply_by": "2027-05-14", "has_feedback": True}
    event = eligibility.DecisionSent.model_validate(KEYS | fields | {"decision_id": DECISION} | changes)
    deciding.tell_decision(event, telling_of(ledger, cause))


def taken_back(ledger: Any) -> None:
    event = eligibility.DecisionRescinded(**KEYS, state=ApplicationState.IN_REVIEW, outcome="admitted")
    deciding.forget_decision(event, telling_of(ledger, CAUSE))
