"""Reviewers' scores and what they come to: weighted means, their range, and whether reviewers disagree; program.md §3.

A review with a declared conflict holds no scores and is the caller's to leave out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from shared.contracts.errors import Detail, Refusal
from shared.contracts.requests import Model
from shared.program.rubric import HIGHEST_SCORE, LOWEST_SCORE, Rubric

Scores = Mapping[str, int]  # criterion id -> whole score

_SHOWN = Decimal("0.01")  # means are shown with two places and compared unrounded


class Spread(Model):
    """Mean, lowest and highest, to two places, halves away from zero; None without a review, never 0."""

    mean: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None


class CriterionSpread(Spread):
    id: str


class Assessment(Model):
    """What the reviews of one application amount to. `flagged`: two reviewers' means lie the flag distance apart."""

    reviews: int
    overall: Spread
    criteria: tuple[CriterionSpread, ...]
    flagged: bool


def check_scores(scores: Mapping[str, object], rubric: Rubric, *, whole: bool = True) -> dict[str, int]:
    """The scores in the rubric's order, one for each criterion unless the review is not `whole` yet.

    Raises Refusal("invalid") naming every wrong one.
    """
    known = [criterion.id for criterion in rubric.criteria]
    faults = [_fault(criterion, scores) for criterion in known if whole or criterion in scores]
    faults += [Detail(f"scores.{name}", "not_in_rubric", criteria=known) for name in scores if name not in known]
    if details := [fault for fault in faults if fault is not None]:
        raise Refusal("invalid", *details)
    return {criterion: score for criterion in known if isinstance(score := scores.get(criterion), int)}


def assess(reviews: Sequence[Scores], rubric: Rubric) -> Assessment:
    """The aggregate of checked scores, one mapping for each reviewer."""
    means = [_weighted_mean(scores, rubric) for scores in reviews]
    return Assessment(
        reviews=len(reviews),
        overall=Spread(**_spread(means)),
        criteria=tuple(
            CriterionSpread(id=criterion.id, **_spread([Fraction(scores[criterion.id]) for scores in reviews]))
            for criterion in rubric.criteria
        ),
        flagged=bool(means) and max(means) - min(means) >= Fraction(rubric.flag_distance),
    )


def _fault(criterion: str, scores: Mapping[str, object]) -> Detail | None:
    field, score = f"scores.{criterion}", scores.get(criterion)
    if score is None:
        return Detail(field, "missing")
    if not isinstance(score, int) or isinstance(score, bool):
        return Detail(field, "not_a_number")
    if score < LOWEST_SCORE:
        return Detail(field, "too_small", least=LOWEST_SCORE)
    if score > HIGHEST_SCORE:
        return Detail(field, "too_large", most=HIGHEST_SCORE)
    return None


def _weighted_mean(scores: Scores, rubric: Rubric) -> Fraction:
    weights = sum(criterion.weight for criterion in rubric.criteria)
    return Fraction(sum(criterion.weight * scores[criterion.id] for criterion in rubric.criteria), weights)


def _spread(values: Sequence[Fraction]) -> dict[str, Decimal | None]:
    if not values:
        return {"mean": None, "lowest": None, "highest": None}
    mean = sum(values, Fraction(0)) / len(values)
    return {"mean": _shown(mean), "lowest": _shown(min(values)), "highest": _shown(max(values))}


def _shown(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_SHOWN, ROUND_HALF_UP)
