"""Every error code that a caller can receive, and the one exception that carries it.

Codes are part of the public interface: documented by `make docs`, changed only with a changelog line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: code -> what it means to the person who reads it. A `Refusal` may only carry one of these.
CODES: dict[str, str] = {
    # form
    "invalid": "A field is missing, unknown or malformed; the details name each one.",
    # identity
    "unauthenticated": "The call carries no valid sign-in or token.",
    "forbidden": "The caller's roles do not allow this.",
    "sign_in_failed": "The code or link is wrong, used or too old; ask for a new one.",
    # absolute refusals: they protect data
    "not_found": "Nothing of that name exists, or the caller may not see it.",
    "stale_version": "Somebody changed this since it was read; read it again.",
    "illegal_transition": "The state does not allow this step.",
    "idempotency_conflict": "The same key or command id was used with another body.",
    "duplicate_application": "The city already has a live application to this call.",
    "not_asked": "Nobody has asked the city for information, or it has answered.",
    "incomplete": "What this step builds on is not there yet; the details name it.",
    "already_exists": "Something of that name exists already, with other contents.",
    "already_started": "The cohort has started: its start date moves no more, a phase's planned date does.",
    "program_unfit": "The cohort cannot run by that program file; the details say why.",
    "deadline_passed": "The command arrived after its deadline and was not run.",
    "rebuild_running": "The reports are being rebuilt already; wait for the end of that.",
    # refusals that protect a rule of the program: a program lead overrides with a reason
    "call_not_open": "The call is not open at this moment.",
    "cohort_full": "Every place of the cohort is pending, offered or confirmed.",
    "ineligible": "The city fails an eligibility criterion.",
    "waitlist_closed": "The waitlist closed when the cohort started.",
    "offer_open": "The date to reply to the offer has not passed.",
    "offer_lapsed": "The date to reply to the offer has passed.",
    "no_seat": "The city's seats, or all places of the gathering, are taken.",
    "no_delegates": "Nobody may come in the invited person's place.",
    "reply_too_late": "The date to answer an invitation has passed.",
    "language_not_spoken": "The coach does not speak the city's language.",
    "coach_full": "The coach's hours do not reach for another city.",
    "requirements_not_met": "The phase has requirements that are neither met nor waived.",
    "coach_booked": "The coach has another session at that time.",
    "strategy_incomplete": "The strategy lacks what its approval or launch needs.",
    "commitment_incomplete": "The mayor's commitment does not name the strategy's version and its policies.",
    "not_signed": "A commitment is signed before it is published.",
    "outside_window": "The date lies outside the window that the program allows.",
    "declaration_missing": "The reviewer has not said yet whether there is a conflict of interest.",
    "conflict_of_interest": "The reviewer declared a conflict and takes no part.",
    # the command line
    "usage": "The command was written wrongly; nothing was done.",
    "interrupted": "Ctrl-C.",
    "audit_broken": "A row of the audit trail was changed, removed or added afterwards; the message names it.",
    "not_started": "A part of the system did not start; the message says what to do.",
    # the system
    "unavailable": "A part of the system is down; nothing was changed, or repeat with the same key.",
    "internal_error": "A fault on our side; it was logged.",
}


@dataclass(frozen=True)
class Detail:
    """One field or condition that is wrong. `field` is a dotted path, empty for the whole."""

    field: str
    code: str
    message: str

    def as_dict(self) -> dict[str, str]:
        return {"field": self.field, "code": self.code, "message": self.message}


@dataclass
class Refusal(Exception):
    """The system says no, and why. Nothing was written and nothing emitted.

    With `keep` what the command wrote before it refused stays, such as the count of wrong codes. Never on the wire.
    """

    code: str
    message: str
    details: Sequence[Detail] = field(default_factory=tuple)
    keep: bool = False

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"undocumented error code: {self.code}")

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "details": [d.as_dict() for d in self.details]}

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Refusal:
        details = tuple(Detail(**detail) for detail in value.get("details", ()))
        return cls(value["code"], value["message"], details)


def illegal_transition(what: str, from_state: str | None, to_state: str) -> Refusal:
    """The state does not allow the step: names both. `what` with its article: "a visit"."""
    details = (Detail("from", "state", from_state or ""), Detail("to", "step", to_state))
    subject = f"{what[0].upper()}{what[1:]} that is {from_state or 'not there yet'}"
    return Refusal("illegal_transition", f"{subject} cannot become {to_state}.", details)


def not_found(what: str, name: object) -> Refusal:
    return Refusal("not_found", f"There is no {what} {name}.")
