"""The eligibility criteria, each boundary from both sides."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eligibility.domain.criteria import judge
from shared.contracts.application import EligibilityFacts
from shared.contracts.eligibility import CriterionResult, EligibilityResult
from shared.program.load import load_program
from shared.program.places import Place
from shared.wording import LANGUAGES

CRITERIA = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml").eligibility
AS_OF = date(2027, 3, 31)
ENOUGH = date(2029, 3, 31)
GOOD = EligibilityFacts(
    country="CO",
    city="Puerto Ejemplo",
    residents=512_300,
    population_year=2025,
    population_official=True,
    mayor_term_starts_on=date(2024, 1, 1),
    mayor_term_ends_on=date(2032, 1, 1),
)


def place(population: int) -> Place:
    return Place(population, "Puerto Ejemplo", "CO", "38", population, "America/Bogota", 4.6, -74.1)


def result(
    criterion: str, *places: Place, as_of: date = AS_OF, caribbean: bool = True, **changes: object
) -> CriterionResult:
    """One criterion's result for the good facts with some of them changed."""
    criteria = CRITERIA.model_copy(update={"caribbean": caribbean})
    facts = EligibilityFacts.model_validate({**GOOD.model_dump(), **changes})
    return next(one for one in judge(facts, criteria, as_of, places).criteria if one.id == criterion)


def test_a_good_city_is_eligible_and_people_judge_the_two_qualifications() -> None:
    judgement = judge(GOOD, CRITERIA, AS_OF)
    until = {"count": 2, "as_of": "2027-03-31"}
    assert judgement.without_words() == {
        "outcome": "eligible",
        "criteria": [
            kept("region", "pass", "CO", "americas_and_caribbean", "inside", region="americas_and_caribbean"),
            kept("legal_check", "pass", "CO", "CU, NI, VE", "not_listed"),
            kept("population", "pass", 512_300, 100_000, "enough", threshold=100_000),
            kept("mayor_term", "pass", "2032-01-01", "2029-03-31", "long_enough", **until),
            kept("ambition", "for_reviewers", None, None, "for_reviewers"),
            kept("foundations", "for_reviewers", None, None, "for_reviewers"),
        ],
        "criteria_version": "1",
        "as_of": "2027-03-31",
    }


def kept(
    id_: str, outcome: str, observed: object, limit: object, code: str, note: str | None = None, **values: object
) -> dict[str, object]:
    """One criterion's result without words."""
    facts = {"id": id_, "outcome": outcome, "observed": observed, "threshold": limit}
    return facts | {"code": code, "values": values, "note": note}


def test_each_language_says_why_and_what_is_read_back_has_no_words() -> None:
    judgement = judge(GOOD.model_copy(update={"population_year": 2010}), CRITERIA, AS_OF)
    assert EligibilityResult.model_validate(judgement.in_language("es")) == judgement
    population = {language: judgement.in_language(language)["criteria"][2]["reason"] for language in LANGUAGES}
    assert population["en"].startswith("The municipality has more than 100,000 residents. Please note:")
    assert population["es"].startswith("El municipio tiene más de 100,000 habitantes. Tenga en cuenta:")
    assert population["pt"].startswith("O município tem mais de 100.000 habitantes. Observe:")
    assert population["fr"].startswith("La population de la municipalité dépasse 100\xa0000. À noter")
    assert "reason" not in judgement.without_words()["criteria"][0]


@pytest.mark.parametrize(
    ("countries", "outcome"),
    [
        ("CA US MX BZ CR GT HN NI PA SV AR BO BR CL CO EC GY PE PY SR UY VE", "pass"),
        ("AG BB BS CU DM DO GD HT JM KN LC TT VC", "pass"),
        ("PR GF GP MQ AW CW BM GL VI KY FK", "needs_review"),
        ("ES PT FR GB JP NG AU GS", "fail"),
    ],
)
def test_region(countries: str, outcome: str) -> None:
    assert {code: result("region", country=code).outcome for code in countries.split()} == dict.fromkeys(
        countries.split(), outcome
    )


def test_the_caribbean_is_out_when_its_switch_is_off() -> None:
    assert {code: result("region", country=code, caribbean=False).outcome for code in ("JM", "CU", "CO", "PR")} == {
        "JM": "fail",
        "CU": "fail",
        "CO": "pass",
        "PR": "needs_review",
    }
    assert result("region", country="JM", caribbean=False).reason == (
        "The country is not in North, Central, or South America."
    )


@pytest.mark.parametrize(("country", "outcome"), [(c, "needs_review") for c in ("CU", "NI", "VE")] + [("CO", "pass")])
def test_legal_check(country: str, outcome: str) -> None:
    assert result("legal_check", country=country).outcome == outcome


@pytest.mark.parametrize(
    ("residents", "official", "outcome"),
    [
        (1, True, "fail"),
        (100_000, True, "fail"),
        (100_000, False, "fail"),
        (100_001, True, "pass"),
        (100_001, False, "needs_review"),
        (100_001, None, "needs_review"),
        (110_000, True, "pass"),
        (110_000, False, "needs_review"),
        (110_001, False, "pass"),
        (110_001, None, "pass"),
    ],
)
def test_population_near_the_threshold(residents: int, official: bool | None, outcome: str) -> None:
    assert result("population", residents=residents, population_official=official).outcome == outcome


@pytest.mark.parametrize(
    ("residents", "reference", "outcome"),
    [
        (500_000, [], "pass"),
        (500_000, [100_001], "pass"),
        (500_000, [100_000], "needs_review"),
        (500_000, [900_000, 60_000], "pass"),
        (500_000, [90_000, 60_000], "needs_review"),
        (100_001, [100_000], "needs_review"),
        (100_000, [100_000], "fail"),
        (100_000, [100_001], "needs_review"),
        (90_000, [900_000, 60_000], "fail"),
        (90_000, [900_000, 600_000], "needs_review"),
    ],
)
def test_population_against_the_city_reference(residents: int, reference: list[int], outcome: str) -> None:
    """Only when every homonym stands on the other side does the reference contradict the claim."""
    assert result("population", *map(place, reference), residents=residents).outcome == outcome


@pytest.mark.parametrize(
    ("changes", "reference", "reason"),
    [
        ({"residents": 99_000}, [], "The municipality must have more than 100,000 residents; you state 99,000."),
        (
            {"residents": 105_000, "population_official": False},
            [],
            "A population of 105,000 is at most 10% above 100,000: "
            "program staff need the latest census or an official estimate as the source.",
        ),
        ({}, [60_000], "You state 512,300 residents; our reference data show 100,000 or fewer."),
        ({"residents": 60_000}, [512_300], "You state 60,000 residents; our reference data show more than 100,000."),
    ],
)
def test_population_reasons(changes: dict[str, object], reference: list[int], reason: str) -> None:
    assert result("population", *map(place, reference), **changes).reason == reason


@pytest.mark.parametrize(("year", "noted"), [(2027, False), (2022, False), (2021, True), (1990, True)])
def test_a_figure_over_five_years_old_is_only_a_note(year: int, noted: bool) -> None:
    population = result("population", population_year=year)
    note = f" Please note: the figure, from {year}, is more than 5 years old."
    assert population.outcome == "pass"
    assert population.reason == "The municipality has more than 100,000 residents." + (note if noted else "")


@pytest.mark.parametrize(
    ("as_of", "ends_on", "outcome"),
    [
        ("2027-03-31", "2029-03-31", "pass"),
        ("2027-03-31", "2029-03-30", "fail"),
        ("2028-02-29", "2030-02-28", "pass"),
        ("2028-02-29", "2030-02-27", "fail"),
        ("2026-02-28", "2028-02-28", "pass"),
        ("2026-02-28", "2028-02-27", "fail"),
        ("2027-03-31", None, "needs_review"),
        ("2027-03-31", "2027-03-01", "fail"),
    ],
)
def test_mayor_term(as_of: str, ends_on: str | None, outcome: str) -> None:
    assert result("mayor_term", as_of=date.fromisoformat(as_of), mayor_term_ends_on=ends_on).outcome == outcome


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "outcome"),
    [
        (AS_OF, ENOUGH, "pass"),
        (AS_OF + timedelta(days=1), ENOUGH, "needs_review"),
        (AS_OF + timedelta(days=1), None, "needs_review"),
        (AS_OF + timedelta(days=1), ENOUGH - timedelta(days=1), "fail"),
        (None, ENOUGH, "pass"),
        (None, None, "needs_review"),
    ],
)
def test_a_mayor_who_has_not_started(starts_on: date | None, ends_on: date | None, outcome: str) -> None:
    assert result("mayor_term", mayor_term_starts_on=starts_on, mayor_term_ends_on=ends_on).outcome == outcome


def test_mayor_term_observes_and_explains() -> None:
    short = result("mayor_term", mayor_term_ends_on=date(2029, 3, 30))
    assert (short.observed, short.threshold, short.reason) == (
        "2029-03-30",
        "2029-03-31",
        "The mayor’s term must run for at least 2 years after March 31, 2027, that is, through March 31, 2029; it ends "
        "on March 30, 2029.",
    )
    unknown = result("mayor_term", mayor_term_ends_on=None)
    assert (unknown.observed, unknown.threshold, unknown.reason) == (
        None,
        "2029-03-31",
        "The end of the mayor’s term is not known; the term must run for at least 2 years after March 31, 2027.",
    )


@pytest.mark.parametrize(
    ("changes", "overall"),
    [
        ({}, "eligible"),
        ({"country": "PR"}, "needs_review"),
        ({"country": "VE"}, "needs_review"),
        ({"residents": 105_000, "population_official": False}, "needs_review"),
        ({"mayor_term_ends_on": None}, "needs_review"),
        ({"country": "ES"}, "ineligible"),
        ({"residents": 100_000}, "ineligible"),
        ({"mayor_term_ends_on": date(2027, 12, 31)}, "ineligible"),
        ({"country": "VE", "residents": 100_000}, "ineligible"),
    ],
)
def test_the_overall_outcome_is_the_worst(changes: dict[str, object], overall: str) -> None:
    assert judge(GOOD.model_copy(update=changes), CRITERIA, AS_OF).outcome == overall


def test_changed_criteria_move_the_thresholds() -> None:
    stricter = CRITERIA.model_copy(update={"population_threshold": 600_000, "mayor_term_years": 5, "version": "2"})
    judgement = judge(GOOD, stricter, AS_OF)
    assert (judgement.outcome, judgement.criteria_version) == ("ineligible", "2")
    assert [one.id for one in judgement.criteria if one.outcome == "fail"] == ["population", "mayor_term"]


@given(
    residents=st.integers(1, 50_000_000) | st.integers(99_990, 100_010) | st.integers(109_990, 110_010),
    official=st.sampled_from([True, False, None]),
)
def test_population_follows_the_table_everywhere(residents: int, official: bool | None) -> None:
    near = 100_000 < residents <= 110_000
    expected = "fail" if residents <= 100_000 else "needs_review" if near and not official else "pass"
    assert result("population", residents=residents, population_official=official).outcome == expected


@given(as_of=st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_the_term_passes_on_its_threshold_day_and_fails_a_day_less(as_of: date) -> None:
    last = 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day
    needed = date(as_of.year + 2, as_of.month, last)
    outcomes = [
        result(
            "mayor_term", as_of=as_of, mayor_term_starts_on=None, mayor_term_ends_on=needed - timedelta(days=less)
        ).outcome
        for less in (0, 1)
    ]
    assert outcomes == ["pass", "fail"]


@given(
    country=st.sampled_from(["CO", "ES", "PR", "VE"]),
    residents=st.sampled_from([100_000, 105_000, 512_300]),
    ends_on=st.sampled_from([None, ENOUGH, date(2028, 1, 1)]),
    official=st.booleans(),
)
def test_the_overall_outcome_is_always_the_worst(
    country: str, residents: int, ends_on: date | None, official: bool
) -> None:
    facts = GOOD.model_copy(
        update={
            "country": country,
            "residents": residents,
            "mayor_term_ends_on": ends_on,
            "population_official": official,
        }
    )
    judgement = judge(facts, CRITERIA, AS_OF)
    order = ["pass", "needs_review", "fail"]
    worst = max(order.index(one.outcome) for one in judgement.criteria if one.outcome in order)
    assert judgement.outcome == ["eligible", "needs_review", "ineligible"][worst]
