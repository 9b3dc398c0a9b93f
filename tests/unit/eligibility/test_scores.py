"""Scores: which are accepted, and what those of several reviewers amount to."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eligibility.domain.scores import Assessment, CriterionSpread, Spread, assess, check_scores
from shared.contracts.errors import Refusal
from shared.program.load import load_program

RUBRIC = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml").rubric
IDS = [criterion.id for criterion in RUBRIC.criteria]  # ambition 30, foundations 30, resident_impact 25, readiness 15


def scores(*values: int) -> dict[str, int]:
    return dict(zip(IDS, values, strict=True))


def spread(mean: str, lowest: str, highest: str) -> dict[str, Decimal]:
    return {"mean": Decimal(mean), "lowest": Decimal(lowest), "highest": Decimal(highest)}


def test_scores_are_put_in_the_rubrics_order() -> None:
    assert list(check_scores(dict(reversed(scores(1, 2, 3, 5).items())), RUBRIC).items()) == [
        ("ambition", 1),
        ("foundations", 2),
        ("resident_impact", 3),
        ("readiness", 5),
    ]


@pytest.mark.parametrize(
    ("changes", "details"),
    [
        ({"readiness": ...}, [("scores.readiness", "missing")]),
        ({"readiness": None}, [("scores.readiness", "missing")]),
        ({"charm": 3}, [("scores.charm", "not_in_rubric")]),
        ({"ambition": 0}, [("scores.ambition", "too_small")]),
        ({"ambition": 6}, [("scores.ambition", "too_large")]),
        ({"ambition": 3.0}, [("scores.ambition", "not_a_number")]),
        ({"ambition": "3"}, [("scores.ambition", "not_a_number")]),
        ({"ambition": True}, [("scores.ambition", "not_a_number")]),
        (
            {"ambition": 9, "foundations": ..., "charm": 1},
            [
                ("scores.ambition", "too_large"),
                ("scores.foundations", "missing"),
                ("scores.charm", "not_in_rubric"),
            ],
        ),
    ],
)
def test_wrong_scores_are_refused(changes: dict[str, Any], details: list[tuple[str, str]]) -> None:
    given = {name: value for name, value in {**scores(1, 2, 3, 4), **changes}.items() if value is not ...}
    with pytest.raises(Refusal) as caught:
        check_scores(given, RUBRIC)
    assert caught.value.code == "invalid"
    assert [(detail.field, detail.code) for detail in caught.value.details] == details


def test_no_review_gives_no_number() -> None:
    nothing = {"mean": None, "lowest": None, "highest": None}
    assert assess([], RUBRIC) == Assessment(
        reviews=0,
        overall=Spread(**nothing),
        criteria=tuple(CriterionSpread(id=criterion, **nothing) for criterion in IDS),
        flagged=False,
    )


def test_one_review_is_weighted() -> None:
    """30 x 5 + 30 x 4 + 25 x 3 + 15 x 1, in hundredths."""
    assert assess([scores(5, 4, 3, 1)], RUBRIC) == Assessment(
        reviews=1,
        overall=Spread(**spread("3.60", "3.60", "3.60")),
        criteria=(
            CriterionSpread(id="ambition", **spread("5.00", "5.00", "5.00")),
            CriterionSpread(id="foundations", **spread("4.00", "4.00", "4.00")),
            CriterionSpread(id="resident_impact", **spread("3.00", "3.00", "3.00")),
            CriterionSpread(id="readiness", **spread("1.00", "1.00", "1.00")),
        ),
        flagged=False,
    )


def test_several_reviews_have_a_mean_and_a_range() -> None:
    assessment = assess([scores(5, 4, 3, 1), scores(4, 4, 4, 4), scores(3, 3, 3, 3)], RUBRIC)
    assert assessment.overall == Spread(**spread("3.53", "3.00", "4.00"))
    assert assessment.criteria[3] == CriterionSpread(id="readiness", **spread("2.67", "1.00", "4.00"))
    assert assessment.flagged is False


def test_halves_are_rounded_up() -> None:
    """4.15 and 4.00 make 4.075."""
    assert assess([scores(4, 4, 4, 5), scores(4, 4, 4, 4)], RUBRIC).overall.mean == Decimal("4.08")


@pytest.mark.parametrize(
    ("first", "second", "flagged"),
    [
        ((5, 5, 5, 5), (3, 3, 3, 3), True),
        ((5, 5, 5, 4), (3, 3, 3, 3), False),
        ((3, 3, 3, 3), (5, 5, 5, 5), True),
        ((5, 5, 5, 5), (1, 1, 1, 1), True),
        ((4, 4, 4, 4), (4, 4, 4, 4), False),
    ],
)
def test_means_two_apart_are_flagged(first: tuple[int, ...], second: tuple[int, ...], flagged: bool) -> None:
    assert assess([scores(*first), scores(*second), scores(4, 4, 4, 4)], RUBRIC).flagged is flagged


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 4), min_size=1, max_size=6), st.randoms())
def test_the_mean_lies_in_the_range_whatever_the_order(reviews: list[tuple[int, ...]], random: Any) -> None:
    assessment = assess([scores(*review) for review in reviews], RUBRIC)
    shuffled = random.sample(reviews, len(reviews))
    assert assess([scores(*review) for review in shuffled], RUBRIC) == assessment
    overall = assessment.overall
    assert overall.mean is not None and overall.lowest is not None and overall.highest is not None
    assert 1 <= overall.lowest <= overall.mean <= overall.highest <= 5
