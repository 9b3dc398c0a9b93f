"""The check: of each version, as a self-check, and its end by a withdrawal."""

from datetime import date

import pytest

from services.eligibility.handlers import checking
from services.eligibility.repository import Repository
from shared.contracts.eligibility import (
    CheckEligibility,
    EligibilityChecked,
    OfferDeclined,
    SelectionEnded,
    WithdrawalOvertaken,
)
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.mirror import differences
from tests.support.refused import refusal_of
from tests.unit.eligibility.fake_eligibility import (
    CODE,
    LEAD_REF,
    NOW,
    PROGRAM,
    Desk,
    FakeRepository,
    application_id,
    call_opened,
    submitted,
)

KEYS = {"application_id": application_id(CODE), "code": CODE, "call": "2027"}


def test_the_fake_repository_has_the_methods_of_the_real_one() -> None:
    assert differences(Repository, FakeRepository) == []


def test_a_submitted_version_is_judged_and_told() -> None:
    desk = Desk()
    desk.check()
    assert desk.outbox.events == [
        EligibilityChecked(
            **KEYS,
            state=State.CHECKED,
            application_version=1,
            outcome="eligible",
            criteria={
                "region": "pass",
                "legal_check": "pass",
                "population": "pass",
                "mayor_term": "pass",
                "ambition": "for_reviewers",
                "foundations": "for_reviewers",
            },
            criteria_version=PROGRAM.eligibility.version,
        )
    ]
    assert list(desk.repository.facts.values()) == [submitted().facts.model_dump(mode="json")]
    assert desk.record().team_lead_ref == LEAD_REF


def test_a_later_version_makes_a_new_result_and_leaves_the_old() -> None:
    desk = Desk()
    desk.check()
    desk.check(version=2, residents=99_000)
    results = {version: result.outcome for (_, version, _), result in desk.repository.checks.items()}
    assert results == {1: "eligible", 2: "ineligible"}
    shown = desk.show()
    assert shown.eligibility is not None
    assert (shown.eligibility.outcome, shown.eligibility.as_of, shown.version) == ("ineligible", date(2027, 3, 31), 2)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.DECIDED, State.WAITLISTED, State.CONFIRMED])
def test_a_later_version_leaves_the_state_where_people_put_it(state: State) -> None:
    desk = Desk()
    desk.reach(state)
    desk.check(version=2)
    told = desk.outbox.events[-1]
    assert isinstance(told, EligibilityChecked)
    assert (desk.state(), told.state, told.application_version) == (state, state, 2)


def test_a_later_version_marks_older_reviews_stale() -> None:
    desk = Desk()
    desk.check()
    desk.assign()
    assert [one.stale for one in desk.review().reviews] == [False]
    desk.check(version=2)
    assert [one.stale for one in desk.show().assessment.reviews] == [True]
    assert [one.stale for one in desk.review().reviews] == [False]


def test_a_call_that_opens_again_keeps_its_zone_and_takes_the_new_capacity() -> None:
    desk = Desk(capacity=1)
    checking.record_call(call_opened(capacity=5, time_zone="Asia/Tokyo"), desk.repository)
    call = desk.repository.calls["2027"]
    assert (call.capacity, call.time_zone, call.cohort) == (5, "America/New_York", "cohort-2027")


# -- withdrawal --------------------------------------------------------------------------------------------------------


def test_a_withdrawal_ends_the_selection() -> None:
    desk = Desk()
    desk.check()
    desk.withdraw()
    assert desk.outbox.events[1:] == [SelectionEnded(**KEYS, state=State.WITHDRAWN)]


@pytest.mark.parametrize(("reviewed", "back"), [(False, State.CHECKED), (True, State.IN_REVIEW)])
def test_a_withdrawal_that_was_taken_back_leaves_the_selection_where_its_reviews_are(
    reviewed: bool, back: State
) -> None:
    desk = Desk()
    desk.check()
    if reviewed:
        desk.assign()
    desk.withdraw()
    desk.check(version=2)
    told = desk.outbox.events[-1]
    assert isinstance(told, EligibilityChecked)
    assert (desk.state(), told.state, told.application_version) == (back, back, 2)


def test_what_was_pending_at_the_withdrawal_is_rescinded_and_the_city_can_be_decided_on_anew() -> None:
    desk = Desk(capacity=1)
    desk.check()
    desk.decide("admitted")
    desk.withdraw()
    desk.check(version=2)
    assert desk.repository.count_places_taken("2027") == 0
    desk.decide("admitted")
    assert [one["state"] for one in desk.repository.list_decisions(application_id(CODE))] == ["rescinded", "pending"]


def test_a_withdrawal_declines_an_open_offer() -> None:
    desk = Desk()
    desk.offered()
    desk.withdraw()
    assert desk.outbox.events[-2:] == [
        OfferDeclined(**KEYS, state=State.DECLINED_BY_CITY, declined_at=NOW),
        WithdrawalOvertaken(**KEYS, state=State.DECLINED_BY_CITY),
    ]
    assert desk.repository.answers == [(None, "withdrawal")]


@pytest.mark.parametrize("state", [State.CONFIRMED, State.DECLINED, State.DECLINED_BY_CITY, State.LAPSED])
def test_a_withdrawal_leaves_what_the_city_was_told_and_intake_hears_so(state: State) -> None:
    desk = Desk()
    desk.reach(state)
    desk.outbox.events.clear()
    desk.withdraw()
    assert (desk.state(), desk.outbox.events) == (state, [WithdrawalOvertaken(**KEYS, state=state)])


def test_a_second_withdrawal_changes_nothing() -> None:
    desk = Desk()
    desk.reach(State.WITHDRAWN)
    told = list(desk.outbox.events)
    desk.withdraw()
    assert (desk.state(), desk.outbox.events) == (State.WITHDRAWN, told)


def test_a_withdrawal_of_what_was_never_checked_changes_nothing() -> None:
    desk = Desk()
    desk.withdraw()
    assert (desk.repository.selections, desk.outbox.events) == ({}, [])


def test_a_withdrawal_frees_the_place_of_a_pending_decision() -> None:
    desk = Desk(capacity=1)
    desk.check("AAAAAAAAAA")
    desk.decide(code="AAAAAAAAAA")
    desk.withdraw("AAAAAAAAAA")
    desk.check()
    assert desk.decide().state is State.DECIDED


# -- the self-check ----------------------------------------------------------------------------------------------------


def test_a_self_check_judges_as_of_today() -> None:
    document = {"country": "CO", "residents": 512_300, "population_year": 2025, "mayor": {"term_ends_on": "2029-04-09"}}
    request = CheckEligibility(document=document)
    last_good, too_late = date(2027, 4, 9), date(2027, 4, 10)
    assert checking.check_eligibility(request, Desk().repository, PROGRAM, last_good).outcome == "eligible"
    result = checking.check_eligibility(request, Desk().repository, PROGRAM, too_late)
    assert (result.outcome, result.as_of) == ("ineligible", too_late)


def test_a_self_check_names_its_wrong_fields() -> None:
    request = CheckEligibility(document={"country": "co", "residents": 1, "population_year": 2028, "mayor": {}})
    refusal = refusal_of(lambda: checking.check_eligibility(request, Desk().repository, PROGRAM, date(2027, 4, 9)))
    assert str(refusal) == "invalid: 2 fields must be corrected."
    assert [(one.field, one.code) for one in refusal.details] == [
        ("country", "not_a_country"),
        ("population_year", "in_the_future"),
    ]


def test_a_self_check_asks_the_city_reference_when_the_city_is_named() -> None:
    document = {"country": "CO", "city": "Manizales", "residents": 90_000, "population_year": 2025, "mayor": {}}
    result = checking.check_eligibility(
        CheckEligibility(document=document), Desk().repository, PROGRAM, date(2027, 4, 9)
    )
    population = next(one for one in result.criteria if one.id == "population")
    assert (population.outcome, population.reason) == (
        "needs_review",
        "You state 90,000 residents; our reference data show more than 100,000.",
    )


def test_a_self_check_for_a_call_is_judged_on_the_calls_day() -> None:
    document = {"country": "CO", "residents": 512_300, "population_year": 2025, "mayor": {"term_ends_on": "2029-03-30"}}
    day = date(2027, 1, 20)

    def judged(**fields: object) -> tuple[str, date]:
        request = CheckEligibility(document=document | fields)
        result = checking.check_eligibility(request, Desk().repository, PROGRAM, day)
        return result.outcome, result.as_of

    assert judged() == ("eligible", day)
    assert judged(call="2027") == ("ineligible", date(2027, 3, 31))
    assert judged(call="2031") == ("eligible", day)  # a call that nobody knows says nothing
