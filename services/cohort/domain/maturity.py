"""Data maturity: a level for each component of the strategy, at the start and at the end; program.md §4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.cohort.maturity import MaturityAssessment, MaturityChange
from shared.contracts.errors import Detail, Refusal

START, END = "start", "end"
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class MaturityFacts:
    moments: frozenset[str]  # at which anybody has assessed


CONDITIONS: Conditions = {
    "maturity_assessed_at_start": Condition(MaturityFacts, lambda found, _: START in found.moments),
    "maturity_assessed_at_end": Condition(MaturityFacts, lambda found, _: END in found.moments),
}


def insist_on_view(view: str, of_city: bool) -> None:
    """How a city sees itself, and how somebody else does."""
    if of_city and view != "city":
        raise Refusal("invalid", Detail("view", "not_a_choice", choices=["city"]))


def insist_on_components(levels: Mapping[str, object], evidence: Mapping[str, object], known: Sequence[str]) -> None:
    """A level for each component of the program's strategy, words for some, and nothing of any other."""
    details = [Detail(f"levels.{name}", "missing") for name in known if name not in levels]
    details += [
        Detail(f"{field}.{name}", "not_a_choice", choices=known)
        for field, found in (("levels", levels), ("evidence", evidence))
        for name in found
        if name not in known
    ]
    if details:
        raise Refusal("invalid", *details)


def insist_on_order(assessed_on: date, moment: str, others: Iterable[MaturityAssessment]) -> None:
    """The end is not assessed before the start was."""
    for other in others:
        if {moment, other.moment} == {START, END}:
            first, last = (assessed_on, other.assessed_on) if moment == START else (other.assessed_on, assessed_on)
            if first > last:
                code = "after_the_end_assessment" if moment == START else "before_the_start_assessment"
                raise Refusal("invalid", Detail("assessed_on", code, assessed_on=other.assessed_on))


def mean(levels: Mapping[str, int]) -> Decimal:
    return (Decimal(sum(levels.values())) / len(levels)).quantize(HUNDREDTH, ROUND_HALF_EVEN)


def changes(assessments: Sequence[MaturityAssessment]) -> tuple[MaturityChange, ...]:
    """From start to end, for each view that was taken at both; of the components that both know."""
    by_key: dict[tuple[str, str], MaturityAssessment] = {(one.view, one.moment): one for one in assessments}
    found = []
    for view in ("city", "assessor"):
        start, end = by_key.get((view, START)), by_key.get((view, END))
        if start is not None and end is not None:
            both = [name for name in end.levels if name in start.levels]
            found.append(
                MaturityChange(
                    view=end.view,
                    changes={name: end.levels[name] - start.levels[name] for name in both},
                    mean_change=f"{mean(end.levels) - mean(start.levels):+}",
                )
            )
    return tuple(found)
