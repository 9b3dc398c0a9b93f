"""The rubric that reviewers score with: weighted criteria, each with anchors for 1, 3 and 5; program.md §3."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.contracts.field_types import fault
from shared.contracts.people import Language
from shared.contracts.requests import Model
from shared.program.named import Id, Positive, Title, Titled, distinct_ids

LOWEST_SCORE = 1
HIGHEST_SCORE = 5
ANCHORED_SCORES = (1, 3, 5)


def _anchor_the_scale(anchors: dict[int, str]) -> dict[int, str]:
    if tuple(sorted(anchors)) != ANCHORED_SCORES:
        raise fault("not_anchored")
    return anchors


Anchors = Annotated[dict[int, Title], AfterValidator(_anchor_the_scale)]


class RubricCriterion(Titled):
    """`anchors` say, in English, what a score of 1, 3 and 5 looks like, `anchors_in` in other languages of the
    program; `weight` is in per cent."""

    id: Id
    weight: Positive
    anchors: Anchors
    anchors_in: dict[Language, Anchors] = Field(default_factory=dict)


def _weigh_a_hundred(criteria: tuple[RubricCriterion, ...]) -> tuple[RubricCriterion, ...]:
    if (total := sum(criterion.weight for criterion in criteria)) != 100:
        raise fault("weights_not_a_hundred", total=total)
    return criteria


class Rubric(Model):
    """Reviewers' weighted means that lie `flag_distance` apart, or more, are flagged."""

    flag_distance: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
    criteria: Annotated[tuple[RubricCriterion, ...], AfterValidator(distinct_ids), AfterValidator(_weigh_a_hundred)]
