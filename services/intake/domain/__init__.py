"""Rules of calls and applications. Takes values and gives values."""

from services.intake.domain.applications import (
    REINSTATEMENT_TRANSITIONS,
    TRANSITIONS,
    ApplicationRecord,
    CityKey,
    DraftRecord,
    Homonym,
    NewApplication,
    Question,
    city_key,
    insist_on_reinstatement,
    insist_on_transition,
)
from services.intake.domain.calls import (
    CALL_TRANSITIONS,
    CallRecord,
    CallState,
    Step,
    closing_moment,
    insist_on_order,
    insist_on_same_plan,
    opening_moment,
)

__all__ = [
    "CALL_TRANSITIONS",
    "REINSTATEMENT_TRANSITIONS",
    "TRANSITIONS",
    "ApplicationRecord",
    "CallRecord",
    "CallState",
    "CityKey",
    "DraftRecord",
    "Homonym",
    "NewApplication",
    "Question",
    "Step",
    "city_key",
    "closing_moment",
    "insist_on_order",
    "insist_on_reinstatement",
    "insist_on_same_plan",
    "insist_on_transition",
    "opening_moment",
]
