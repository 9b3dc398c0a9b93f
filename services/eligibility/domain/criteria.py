"""The eligibility criteria, judged: a pure function of facts, criteria version and as-of date; spec §3.

Two qualifications, ambition and foundations, are people's to judge and never a machine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from shared.contracts.application import EligibilityFacts
from shared.contracts.eligibility import CriterionOutcome, CriterionResult, EligibilityResult, Outcome
from shared.program.model import EligibilityCriteria
from shared.program.places import Place

Judged = tuple[CriterionOutcome, str]  # with the reason, a sentence for the mayor's office

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
        _for_reviewers("ambition", "bold mayoral ambition for data and AI"),
        _for_reviewers("foundations", "strong foundations of data use across city hall"),
    )
    outcomes = {result.outcome for result in results}
    overall = next((overall for worse, overall in _OVERALL if worse in outcomes), "eligible")
    return EligibilityResult(outcome=overall, criteria=results, criteria_version=criteria.version, as_of=as_of)


def _judge_region(facts: EligibilityFacts, criteria: EligibilityCriteria) -> CriterionResult:
    region = "North, Central or South America" + (" or the Caribbean" if criteria.caribbean else "")
    outcome, reason = _region_outcome(facts, criteria, region)
    return CriterionResult(id="region", outcome=outcome, observed=facts.country, threshold=region, reason=reason)


def _region_outcome(facts: EligibilityFacts, criteria: EligibilityCriteria, region: str) -> Judged:
    if criteria.in_region(facts.country):
        return "pass", f"The country lies in {region}."
    if facts.country in criteria.countries.territories:
        return "needs_review", "The program's staff look at each city of a territory."
    return "fail", f"The country does not lie in {region}."


def _judge_legal_check(facts: EligibilityFacts, criteria: EligibilityCriteria) -> CriterionResult:
    listed = facts.country in criteria.legal_check
    return CriterionResult(
        id="legal_check",
        outcome="needs_review" if listed else "pass",
        observed=facts.country,
        threshold=", ".join(criteria.legal_check) or None,
        reason=(
            "The program's counsel looks first at applications from this country."
            if listed
            else "No legal check is needed for this country."
        ),
    )


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


def _population_outcome(facts: EligibilityFacts, criteria: EligibilityCriteria, places: Sequence[Place]) -> Judged:
    claim, threshold = facts.residents, criteria.population_threshold
    enough = claim > threshold
    if places and all((place.population > threshold) is not enough for place in places):
        side = "at or below" if enough else "above"
        return "needs_review", f"You state {claim:,} residents; our city reference stands {side} {threshold:,}."
    if not enough:
        return "fail", f"The municipality must have more than {threshold:,} residents; you state {claim:,}."
    near = claim * 100 <= threshold * (100 + criteria.near_claim_percent)
    if near and not facts.population_official:
        return "needs_review", (
            f"{claim:,} residents are within {criteria.near_claim_percent} % above {threshold:,}: "
            "staff need the latest census or an official estimate as the source."
        )
    return "pass", f"The municipality has more than {threshold:,} residents."


def _judge_mayor_term(facts: EligibilityFacts, criteria: EligibilityCriteria, as_of: date) -> CriterionResult:
    needed = as_of + relativedelta(years=criteria.mayor_term_years)  # 29 February takes the 28th
    outcome, reason = _term_outcome(facts, as_of, needed, f"at least {criteria.mayor_term_years} years after {as_of}")
    ends_on = facts.mayor_term_ends_on
    return CriterionResult(
        id="mayor_term",
        outcome=outcome,
        observed=None if ends_on is None else ends_on.isoformat(),
        threshold=needed.isoformat(),
        reason=reason,
    )


def _term_outcome(facts: EligibilityFacts, as_of: date, needed: date, until: str) -> Judged:
    starts_on, ends_on = facts.mayor_term_starts_on, facts.mayor_term_ends_on
    if ends_on is not None and ends_on < needed:
        return "fail", f"The mayor's term must run until {until}, that is {needed}; it ends on {ends_on}."
    if starts_on is not None and starts_on > as_of:
        return "needs_review", f"The mayor takes office on {starts_on}, after {as_of}: staff look at this."
    if ends_on is None:
        return "needs_review", f"The end of the mayor's term is not known; it must run until {until}."
    return "pass", f"The mayor's term runs until {until}."


def _for_reviewers(criterion: str, qualification: str) -> CriterionResult:
    return CriterionResult(
        id=criterion,
        outcome="for_reviewers",
        observed=None,
        threshold=None,
        reason=f"Reviewers read what the city writes about its {qualification}.",
    )
