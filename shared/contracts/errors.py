"""Every error code that a caller can receive, and the one exception that carries it.

Codes are part of the public interface: documented by `make docs`, changed only with a changelog line. A code travels
with plain values and becomes a sentence where it is read (shared/wording): `codes.<code>` says what a code means,
`refusals.<code>` or `refusals.<code>.<reason>` what this refusal says, `details.<code>` what is wrong with a field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.contracts.plain import plain
from shared.wording import has, say

#: Refusals that protect a rule of the program: a program lead overrides them with a reason.
OVERRIDABLE = frozenset({
    "call_not_open", "cohort_full", "ineligible", "waitlist_closed", "offer_open", "offer_lapsed", "no_seat",
    "no_delegates", "reply_too_late", "language_not_spoken", "coach_full", "requirements_not_met", "coach_booked",
    "city_booked", "strategy_incomplete", "commitment_incomplete", "not_signed", "outside_window",
    "declaration_missing", "conflict_of_interest", "electoral_silence", "media_consent_missing",
})  # fmt: skip

#: A `Refusal` may only carry one of these.
CODES = OVERRIDABLE | frozenset({
    # form
    "invalid",
    # identity
    "unauthenticated", "forbidden", "sign_in_failed", "second_factor_needed", "reauthenticate", "too_many_tries",
    "too_many_uploads",
    "authorization_pending", "slow_down",
    # absolute refusals: they protect data
    "not_found", "ambiguous", "stale_version", "illegal_transition", "idempotency_conflict", "duplicate_application",
    "answer_forgotten", "still_needed",
    "not_asked", "incomplete", "already_exists", "already_started", "program_unfit", "deadline_passed",
    "rebuild_running",
    # the command line
    "usage", "interrupted", "audit_broken", "reports_differ", "not_started",
    # the system
    "unavailable", "internal_error",
})  # fmt: skip

ENGLISH = "en"


@dataclass(frozen=True, init=False)
class Detail:
    """One field or condition that is wrong. `field` is a dotted path, empty for the whole.

        Detail("residents", "too_large", most=50_000_000)

    Values are plain: dates and moments become ISO texts. Raises ValueError for a code that is not documented.
    """

    field: str
    code: str
    values: Mapping[str, Any]
    foreign: str | None  # what another version of a service says of a code that is not known here

    def __init__(self, field: str, code: str, /, **values: Any) -> None:
        if not has(f"details.{code}"):
            raise ValueError(f"undocumented code of a detail: {code}")
        self._set(field, code, plain(values), None)

    def _set(self, field: str, code: str, values: Mapping[str, Any], foreign: str | None) -> None:
        for name, value in (("field", field), ("code", code), ("values", values), ("foreign", foreign)):
            object.__setattr__(self, name, value)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Detail:
        """As another process sent it: in its words where ours are others."""
        detail = cls.__new__(cls)
        detail._set(value["field"], value["code"], value.get("values", {}), None)
        foreign = None if detail.message == value["message"] else value["message"]
        detail._set(detail.field, detail.code, detail.values, foreign)
        return detail

    def at(self, field: str) -> Detail:
        """The same, of another field."""
        other = type(self).__new__(type(self))
        other._set(field, self.code, self.values, self.foreign)
        return other

    @property
    def message(self) -> str:
        return self.said(ENGLISH)

    @property
    def named(self) -> str:
        """In English, led by its field."""
        return f"{self.field}: {self.message}" if self.field else self.message

    def said(self, language: str) -> str:
        """Beside its field, as the reader's language says it."""
        return self.foreign or say(language, f"details.{self.code}", **self.values)

    def as_dict(self, language: str = ENGLISH) -> dict[str, Any]:
        return {"field": self.field, "code": self.code, "values": self.values, "message": self.said(language)}


class Refusal(Exception):
    """The system says no, and why. Nothing was written and nothing emitted.

        Refusal("cohort_full", capacity=20)
        Refusal("illegal_transition", reason="held_session_stays", starts_at=session.starts_at)
        Refusal("invalid", Detail("cities", "too_few", count=2))

    `reason` chooses among the sentences of a code. With `keep` what the command wrote before it refused stays, such as
    the count of wrong codes; never on the wire. Raises ValueError for a code that is not documented.
    """

    def __init__(
        self, code: str, *details: Detail, reason: str | None = None, keep: bool = False, **values: Any
    ) -> None:
        super().__init__(code)
        if code not in CODES:
            raise ValueError(f"undocumented error code: {code}")
        self.foreign: str | None = None  # what another version of a service says where our words are others
        self.code = code
        self.details: Sequence[Detail] = details
        self.reason = reason
        self.values = plain(values)
        self.keep = keep

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and self.as_dict() == other.as_dict() and self.keep == other.keep

    __hash__ = Exception.__hash__

    @property
    def message(self) -> str:
        return self.said(ENGLISH)

    def said(self, language: str) -> str:
        """As the reader's language says it."""
        return self.foreign or say(language, self.phrase["key"], **self.phrase["values"])

    @property
    def phrase(self) -> dict[str, Any]:
        """As a value of another message, which says it in its reader's language."""
        keys = [f"refusals.{self.code}.{self.reason}"] if self.reason else []
        known = [key for key in (*keys, f"refusals.{self.code}") if has(key)]
        counted = {"count": len(self.details)} | dict(self.values)
        return {"key": known[0], "values": counted} if known else meaning_of(self.code, counted)

    def beside(self, *details: Detail) -> Refusal:
        """The same, with more said beside it."""
        return self.with_details(*self.details, *details)

    def with_details(self, *details: Detail) -> Refusal:
        """The same, of these fields."""
        other = Refusal(self.code, *details, reason=self.reason, keep=self.keep, **self.values)
        other.foreign = self.foreign
        return other

    def as_dict(self, language: str = ENGLISH) -> dict[str, Any]:
        return {
            "code": self.code,
            "reason": self.reason,
            "values": self.values,
            "message": self.said(language),
            "details": [detail.as_dict(language) for detail in self.details],
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Refusal:
        """As another process sent it; what that one says in words of its own stays."""
        details = map(Detail.from_dict, value.get("details", ()))
        refusal = cls(value["code"], *details, reason=value.get("reason"), **value.get("values", {}))
        refusal.foreign = None if refusal.message == value["message"] else value["message"]
        return refusal


def meaning(code: str, language: str = ENGLISH) -> str:
    """What the code means, whatever it refuses."""
    phrase = meaning_of(code, {})
    return say(language, phrase["key"], **phrase["values"])


def meaning_of(code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of a rule without words of its own: which rule is not kept."""
    if code in OVERRIDABLE and not has(f"codes.{code}"):
        return {"key": "rule_not_kept", "values": {"rule": code, **values}}
    return {"key": f"codes.{code}", "values": dict(values)}


def illegal_transition(thing: str, from_state: str | None, to_state: str) -> Refusal:
    """The state does not allow the step: names both. `thing`: a key of `things_in_a_state`."""
    state = Detail("from", "state", thing=thing, state=from_state)
    step = Detail("to", "step", thing=thing, state=to_state)
    return Refusal("illegal_transition", state, step, thing=thing, from_state=from_state, to_state=to_state)


def not_found(thing: str, name: object) -> Refusal:
    """`thing`: a key of `things`."""
    return Refusal("not_found", thing=thing, name=str(name))
