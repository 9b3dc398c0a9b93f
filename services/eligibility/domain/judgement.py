"""Judging what was judged before: by changed criteria, or by a later version of them; program.md §3.

The facts that a result saw are kept with it, so nothing is asked of anybody again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

from pydantic import ValidationError

from services.eligibility.domain.criteria import judge
from shared.contracts.application import EligibilityFacts
from shared.contracts.eligibility import EligibilityResult, Move, Outcome
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import refusal_of
from shared.contracts.lifecycle import ApplicationState
from shared.program.model import EligibilityCriteria
from shared.program.places import find_places

WHAT_IF = "what-if"  # the version of criteria that are only asked about

#: Judged when an application comes in; what is kept is the answer, not the words.
_ASKED_AT_INTAKE = ("official_sources", "unofficial_sources")


@dataclass(frozen=True)
class JudgedApplication:
    """An application with the facts of its present version and how they were judged last."""

    application_id: UUID
    code: str
    call: str
    city: str
    country: str
    state: ApplicationState
    application_version: int
    facts: EligibilityFacts
    result: EligibilityResult


def judge_again(one: JudgedApplication, criteria: EligibilityCriteria) -> EligibilityResult:
    """Its facts by these criteria, on the as-of date that the application keeps."""
    places = find_places(one.facts.country, one.facts.city) if one.facts.city else ()
    return judge(one.facts, criteria, one.result.as_of, places)


def moves(judged: Iterable[tuple[JudgedApplication, EligibilityResult]]) -> tuple[Move, ...]:
    """Those whose outcome is another one, with the criteria that speak otherwise."""
    return tuple(move_of(one, result) for one, result in judged if result.outcome != one.result.outcome)


def move_of(one: JudgedApplication, result: EligibilityResult) -> Move:
    before = {criterion.id: criterion.outcome for criterion in one.result.criteria}
    return Move(
        code=one.code,
        city=one.city,
        country=one.country,
        state=one.state,
        before=one.result.outcome,
        after=result.outcome,
        because=tuple(c.id for c in result.criteria if before.get(c.id) != c.outcome),
    )


def count_outcomes(results: Sequence[EligibilityResult]) -> dict[Outcome, int]:
    counts = Counter(result.outcome for result in results)
    return {outcome: counts[outcome] for outcome in get_args(Outcome)}


def changed_criteria(criteria: EligibilityCriteria, changes: Mapping[str, Any]) -> EligibilityCriteria:
    """The criteria with some of their keys changed, under a version of their own. Raises Refusal("invalid")."""
    now = criteria.model_dump(mode="json")
    details = [
        Detail(name, "judged_at_intake")
        for name in _ASKED_AT_INTAKE
        if name in changes and _plain(changes[name]) != now[name]
    ]
    if details:
        raise Refusal("invalid", *details)
    countries = changes.get("countries", {})
    merged = now | {"version": WHAT_IF} | dict(changes)
    if isinstance(countries, Mapping):
        merged["countries"] = now["countries"] | dict(countries)
    try:
        return EligibilityCriteria.model_validate(merged)
    except ValidationError as error:
        raise refusal_of(error) from None


def _plain(phrases: Any) -> Any:
    """Lists for tuples, as JSON has them."""
    if isinstance(phrases, Mapping):
        return {language: list(words) for language, words in phrases.items()}
    return phrases
