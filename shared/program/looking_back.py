"""What the program file says of looking back: surveys, the data-maturity assessment, follow-up; program.md §4."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from shared.contracts.field_types import YesNo, distinct, fault
from shared.contracts.requests import Model
from shared.program.named import Id, Positive, Titled, distinct_ids

LOWEST_LEVEL, HIGHEST_LEVEL = 1, 5


class Choice(Titled):
    id: Id


class Question(Titled):
    """`scale` is answered by 1 to 5, `choice` by one of its choices' ids, `number` by a decimal, `text` by words."""

    id: Id
    kind: Literal["scale", "choice", "number", "text"]
    required: YesNo = True
    choices: Annotated[tuple[Choice, ...], AfterValidator(distinct_ids)] = ()

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if (self.kind == "choice") != (len(self.choices) > 1):
            raise fault("choices_of_a_choice")
        return self


class Survey(Titled):
    """Asked of every city of a cohort, in each role by whoever answers for it."""

    id: Id
    questions: Annotated[tuple[Question, ...], Field(min_length=1), AfterValidator(distinct_ids)]


class MaturityLevel(Titled):
    """What a level of data maturity means, whichever component of the strategy it is said of."""

    level: Annotated[int, Field(strict=True, ge=LOWEST_LEVEL, le=HIGHEST_LEVEL)]


def distinct_levels(levels: tuple[MaturityLevel, ...]) -> tuple[MaturityLevel, ...]:
    distinct(tuple(level.level for level in levels))
    return levels


class FollowUpRules(Model):
    """When a city that completed is looked at again, in whole months after its cohort's end."""

    months: Annotated[tuple[Positive, ...], AfterValidator(distinct)] = (6, 12, 24, 36)
