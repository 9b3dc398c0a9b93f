"""The eligibility criteria, judged: a pure function of facts, criteria version and as-of date; spec §3.

Two qualifications, ambition and foundations, are people's to judge and never a machine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from shared.contracts.application import EligibilityFacts
from shared.contracts.requests import Model
from shared.program.model import EligibilityCriteria
from shared.program.places import Place


class CriterionOutcome(StrEnum):
    PASS = "pass"  # noqa: S105 - no password
    NEEDS_REVIEW = "needs_review"
    FAIL = "fail"
    FOR_REVIEWERS = "for_reviewers"


class Eligibility(StrEnum):
    """From best to worst."""

    ELIGIBLE = "eligible"
    NEEDS_REVIEW = "needs_review"
    INELIGIBLE = "ineligible"


class CriterionResult(Model):
    """`reason` is a sentence for the mayor's office; dates in `observed` and `threshold` are YYYY-MM-DD."""

    id: str
    outcome: CriterionOutcome
    observed: int | str | None
    threshold: int | str | None
    reason: str


class Judgement(Model):
    outcome: Eligibility
    criteria: tuple[CriterionResult, ...]
    criteria_version: str
    as_of: date


PASS, NEEDS_REVIEW, FAIL = CriterionOutcome.PASS, CriterionOutcome.NEEDS_REVIEW, CriterionOutcome.FAIL
_OVERALL = {FAIL: Eligibility.INELIGIBLE, NEEDS_REVIEW: Eligibility.NEEDS_REVIEW}  # the worse first


def judge(
    facts: EligibilityFacts, criteria: EligibilityCriteria, as_of: date, places: Sequence[Place] = ()
) -> Judgement:
    """How the facts stand against the criteria on the as-of date.

    `places` are what the city reference has under the facts' country and city (`find_places`); none when it has nothing
    or no city is told. The overall outcome is the worst of those that a machine judges.
    """
    results = (
        _judge_region(facts, criteria),
        _judge_legal_check(facts, criteria),
        _judge_population(facts, criteria, as_of, places),
        _judge_mayor_term(facts, criteria, as_of),
        _for_reviewers("ambition", "bold mayoral ambition for data and AI"),
        _for_reviewers("foundations", "strong foundations of data use across city hall"),
    )
    outcomes = {result.outcome for result in results}
    overall = next((overall for worse, overall in _OVERALL.items() if worse in outcomes), Eligibility.ELIGIBLE)
    return Judgement(outcome=overall, criteria=results, criteria_version=criteria.version, as_of=as_of)


def _judge_region(facts: EligibilityFacts, criteria: EligibilityCriteria) -> CriterionResult:
    region = "North, Central or South America" + (" or the Caribbean" if criteria.caribbean else "")
    if criteria.in_region(facts.country):
        outcome, reason = PASS, f"The country lies in {region}."
    elif facts.country in criteria.countries.territories:
        outcome, reason = NEEDS_REVIEW, "The program's staff look at each city of a territory."
    else:
        outcome, reason = FAIL, f"The country does not lie in {region}."
    return CriterionResult(id="region", outcome=outcome, observed=facts.country, threshold=region, reason=reason)


def _judge_legal_check(facts: EligibilityFacts, criteria: EligibilityCriteria) -> CriterionResult:
    if facts.country in criteria.legal_check:
        outcome, reason = NEEDS_REVIEW, "The program's counsel looks first at applications from this country."
    else:
        outcome, reason = PASS, "No legal check is needed for this country."
    listed = ", ".join(criteria.legal_check) or None
    return CriterionResult(id="legal_check", outcome=outcome, observed=facts.country, threshold=listed, reason=reason)


def _judge_population(
    facts: EligibilityFacts, criteria: EligibilityCriteria, as_of: date, places: Sequence[Place]
) -> CriterionResult:
    outcome, reason = _population_outcome(facts, criteria, places)
    if as_of.year - facts.population_year > criteria.stale_years:
        reason += f" Please note: the figure, of {facts.population_year}, is over {criteria.stale_years} years old."
    return CriterionResult(
        id="population",
        outcome=outcome,
        observed=facts.residents,
        threshold=criteria.population_threshold,
        reason=reason,
    )


def _population_outcome(
    facts: EligibilityFacts, criteria: EligibilityCriteria, places: Sequence[Place]
) -> tuple[CriterionOutcome, str]:
    claim, threshold = facts.residents, criteria.population_threshold
    enough = claim > threshold
    if places and all((place.population > threshold) is not enough for place in places):
        side = "at or below" if enough else "above"
        return NEEDS_REVIEW, f"You state {claim:,} residents; our city reference stands {side} {threshold:,}."
    if not enough:
        return FAIL, f"The municipality must have more than {threshold:,} residents; you state {claim:,}."
    near = claim * 100 <= threshold * (100 + criteria.near_claim_percent)
    if near and not facts.population_official:
        return NEEDS_REVIEW, (
            f"{claim:,} residents are within {criteria.near_claim_percent} % above {threshold:,}: "
            "staff need the latest census or an official estimate as the source."
        )
    return PASS, f"The municipality has more than {threshold:,} residents."


def _judge_mayor_term(facts: EligibilityFacts, criteria: EligibilityCriteria, as_of: date) -> CriterionResult:
    starts_on, ends_on = facts.mayor_term_starts_on, facts.mayor_term_ends_on
    needed = as_of + relativedelta(years=criteria.mayor_term_years)  # 29 February takes the 28th
    years = f"at least {criteria.mayor_term_years} years after {as_of}"
    if ends_on is not None and ends_on < needed:
        outcome, reason = FAIL, f"The mayor's term must run until {years}, that is {needed}; it ends on {ends_on}."
    elif starts_on is not None and starts_on > as_of:
        outcome, reason = NEEDS_REVIEW, f"The mayor takes office on {starts_on}, after {as_of}: staff look at this."
    elif ends_on is None:
        outcome, reason = NEEDS_REVIEW, f"The end of the mayor's term is not known; it must run until {years}."
    else:
        outcome, reason = PASS, f"The mayor's term runs until {years}."
    return CriterionResult(
        id="mayor_term",
        outcome=outcome,
        observed=None if ends_on is None else ends_on.isoformat(),
        threshold=needed.isoformat(),
        reason=reason,
    )


def _for_reviewers(criterion: str, qualification: str) -> CriterionResult:
    return CriterionResult(
        id=criterion,
        outcome=CriterionOutcome.FOR_REVIEWERS,
        observed=None,
        threshold=None,
        reason=f"Reviewers read what the city writes about its {qualification}.",
    )
