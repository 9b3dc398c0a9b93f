"""The eligibility criteria, judged: a pure function of facts, criteria version and as-of date; program.md §3.

Two qualifications, ambition and foundations, are people's to judge and never a machine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from shared.contracts.application import EligibilityFacts
from shared.contracts.eligibility import CriterionOutcome, CriterionResult, EligibilityResult, Outcome
from shared.program.model import EligibilityCriteria
from shared.program.places import Place

#: With the code of the reason, and the values of its sentence (shared/wording, `criterion_reasons.<id>.<code>`).
Judged = tuple[CriterionOutcome, str, dict[str, Any]]

#: The worse first; what no criterion brings down is eligible.
_OVERALL: tuple[tuple[CriterionOutcome, Outcome], ...] = (("fail", "ineligible"), ("needs_review", "needs_review"))


def judge(
    facts: EligibilityFacts, criteria: EligibilityCriteria, as_of: date, places: Sequence[Place] = ()
) -> EligibilityResult:
    """How the facts stand against the criteria on the as-of date.

    `places` are what the city reference has under the facts' country and city (`find_places`); none when it has nothing
    or no city is told. The overall outcome is the worst of those that a machine judges.
    """
    results = (
        _judge_region(facts, criteria),
        _judge_legal_check(facts, criteria),
        _judge_population(facts, criteria, as_of, places),
        _judge_mayor_term(facts, criteria, as_of),
        _for_reviewers("ambition"),
        _for_reviewers("foundations"),
    )
    outcomes = {result.outcome for result in results}
    overall = next((overall for worse, overall in _OVERALL if worse in outcomes), "eligible")
    return EligibilityResult(outcome=overall, criteria=results, criteria_version=criteria.version, as_of=as_of)


def _judge_region(facts: EligibilityFacts, criteria: EligibilityCriteria) -> CriterionResult:
    region = "americas_and_caribbean" if criteria.caribbean else "americas"
    return _result("region", facts.country, region, _region_outcome(facts, criteria, region))


def _region_outcome(facts: EligibilityFacts, criteria: EligibilityCriteria, region: str) -> Judged:
    if criteria.in_region(facts.country):
        return "pass", "inside", {"region": region}
    if facts.country in criteria.countries.territories:
        return "needs_review", "territory", {}
    return "fail", "outside", {"region": region}


def _judge_legal_check(facts: EligibilityFacts, criteria: EligibilityCriteria) -> CriterionResult:
    listed = facts.country in criteria.legal_check
    judged: Judged = ("needs_review", "listed", {}) if listed else ("pass", "not_listed", {})
    return _result("legal_check", facts.country, ", ".join(criteria.legal_check) or None, judged)


def _judge_population(
    facts: EligibilityFacts, criteria: EligibilityCriteria, as_of: date, places: Sequence[Place]
) -> CriterionResult:
    judged = _population_outcome(facts, criteria, places)
    result = _result("population", facts.residents, criteria.population_threshold, judged)
    if as_of.year - facts.population_year <= criteria.stale_years:
        return result
    values = result.values | {"year": facts.population_year, "count": criteria.stale_years}
    return result.model_copy(update={"note": "stale_figure", "values": values})


def _population_outcome(facts: EligibilityFacts, criteria: EligibilityCriteria, places: Sequence[Place]) -> Judged:
    claim, threshold = facts.residents, criteria.population_threshold
    numbers = {"residents": claim, "threshold": threshold}
    enough = claim > threshold
    if places and all((place.population > threshold) is not enough for place in places):
        return "needs_review", "reference_below" if enough else "reference_above", numbers
    if not enough:
        return "fail", "too_few", numbers
    near = claim * 100 <= threshold * (100 + criteria.near_claim_percent)
    if near and not facts.population_official:
        return "needs_review", "near", numbers | {"percent": criteria.near_claim_percent}
    return "pass", "enough", {"threshold": threshold}


def _judge_mayor_term(facts: EligibilityFacts, criteria: EligibilityCriteria, as_of: date) -> CriterionResult:
    needed = as_of + relativedelta(years=criteria.mayor_term_years)  # 29 February takes the 28th
    ends_on = facts.mayor_term_ends_on
    observed = None if ends_on is None else ends_on.isoformat()
    judged = _term_outcome(facts, as_of, needed, criteria.mayor_term_years)
    return _result("mayor_term", observed, needed.isoformat(), judged)


def _term_outcome(facts: EligibilityFacts, as_of: date, needed: date, years: int) -> Judged:
    starts_on, ends_on = facts.mayor_term_starts_on, facts.mayor_term_ends_on
    until = {"count": years, "as_of": as_of.isoformat()}
    if ends_on is not None and ends_on < needed:
        return "fail", "too_short", until | {"needed": needed.isoformat(), "ends_on": ends_on.isoformat()}
    if starts_on is not None and starts_on > as_of:
        return "needs_review", "not_started", {"starts_on": starts_on.isoformat(), "as_of": as_of.isoformat()}
    if ends_on is None:
        return "needs_review", "unknown_end", until
    return "pass", "long_enough", until


def _for_reviewers(criterion: str) -> CriterionResult:
    return _result(criterion, None, None, ("for_reviewers", "for_reviewers", {}))


def _result(criterion: str, observed: int | str | None, threshold: int | str | None, judged: Judged) -> CriterionResult:
    outcome, code, values = judged
    return CriterionResult(
        id=criterion, outcome=outcome, observed=observed, threshold=threshold, code=code, values=values
    )  # fmt: skip
