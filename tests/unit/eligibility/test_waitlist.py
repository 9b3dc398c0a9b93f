"""The waitlist: ranks, proposals when a place is freed, and its end when the cohort starts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eligibility.domain.pool import City, band_names, compose, size_band
from services.eligibility.handlers import deciding, judging, offering, proposing, waitlisting
from shared.contracts import eligibility
from shared.contracts.eligibility import PlaceProposed, ProposalClosed, WaitlistClosed, WaitlistMoved
from shared.contracts.lifecycle import ApplicationState as State
from shared.program.regions import region_of
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.unit.eligibility.fake_eligibility import DUE_ON, LEAD, NOW, PROGRAM, STAFF, Desk, application_id

FIRST, SECOND, THIRD, GIVER = "AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC", "GGGGGGGGGG"
STARTED = datetime(2027, 6, 1, 4, tzinfo=UTC)  # midnight in New York on the cohort's first day


def a_list(*codes: str, sent: bool = True) -> Desk:
    """Cities on the waitlist, in that order, and one place, taken by another."""
    desk = Desk(capacity=1)
    desk.check(GIVER)
    desk.decide("admitted", GIVER)
    desk.send(GIVER)
    for code in codes or (FIRST, SECOND, THIRD):
        desk.check(code)
        desk.decide("waitlisted", code)
        if sent:
            desk.send(code)
    desk.outbox.events.clear()
    return desk


def events(desk: Desk, *kinds: type) -> list[Any]:
    return [event for event in desk.outbox.events if isinstance(event, kinds)]


# -- ranks -------------------------------------------------------------------------------------------------------------


def test_cities_wait_in_the_order_in_which_they_were_decided() -> None:
    assert a_list().waitlist() == [FIRST, SECOND, THIRD]


def test_a_city_may_be_put_in_before_others() -> None:
    desk = a_list(FIRST, SECOND)
    desk.check(THIRD)
    shown = desk.decide("waitlisted", THIRD, rank=1)
    assert (shown.waitlist_rank, desk.waitlist()) == (1, [THIRD, FIRST, SECOND])


@pytest.mark.parametrize(
    ("code", "rank", "order"),
    [
        (THIRD, 1, [THIRD, FIRST, SECOND]),
        (FIRST, 3, [SECOND, THIRD, FIRST]),
        (FIRST, 99, [SECOND, THIRD, FIRST]),
        (SECOND, 1, [SECOND, FIRST, THIRD]),
    ],
)
def test_staff_move_a_city_on_the_list(code: str, rank: int, order: list[str]) -> None:
    desk = a_list()
    assert desk.rank(rank, code) == order == desk.waitlist()
    (moved,) = desk.outbox.events
    assert isinstance(moved, WaitlistMoved)
    assert (moved.code, moved.rank, moved.state) == (code, order.index(code) + 1, State.WAITLISTED)


def test_the_same_rank_again_tells_nothing() -> None:
    desk = a_list()
    desk.rank(2, SECOND)
    assert desk.outbox.events == []


def test_a_rank_is_only_for_the_waitlist() -> None:
    desk = a_list()
    assert refused(lambda: desk.rank(1, GIVER)) == (
        "illegal_transition: An application that is offered a place is not on the waitlist."
    )
    desk.check("DDDDDDDDDD")
    refusal = refusal_of(lambda: desk.decide("declined", "DDDDDDDDDD", rank=1))
    assert [(one.field, one.code) for one in refusal.details] == [("rank", "not_allowed")]


def test_a_rescinded_waitlisting_leaves_the_list() -> None:
    desk = a_list(sent=False)
    desk.rescind(SECOND)
    assert desk.waitlist() == [FIRST, THIRD]


@pytest.mark.parametrize("second", ["waitlisted", "declined", "admitted"])
def test_a_decision_about_a_waiting_city_may_be_rescinded_without_losing_its_place(second: str) -> None:
    desk = a_list()
    desk.decline(GIVER)
    desk.decide(second, SECOND)
    desk.rescind(SECOND)
    assert (desk.state(SECOND), desk.waitlist()) == (State.WAITLISTED, [FIRST, SECOND, THIRD])


def test_a_waiting_city_that_is_asked_waits_on_with_its_answer() -> None:
    desk = a_list()
    desk.decide("more_info", SECOND, due_on=DUE_ON)
    desk.send(SECOND)
    desk.check(SECOND, version=2)
    assert (desk.state(SECOND), desk.waitlist()) == (State.WAITLISTED, [FIRST, SECOND, THIRD])


@pytest.mark.parametrize("outcome", ["admitted", "declined"])
def test_a_city_leaves_the_list_when_it_is_told_otherwise(outcome: str) -> None:
    desk = a_list()
    desk.decline(GIVER)
    desk.decide(outcome, SECOND)
    assert desk.waitlist() == [FIRST, SECOND, THIRD]
    desk.send(SECOND)
    assert desk.waitlist() == [FIRST, THIRD]


def test_a_withdrawn_city_leaves_the_list() -> None:
    desk = a_list()
    desk.withdraw(FIRST)
    assert desk.waitlist() == [SECOND, THIRD]


def test_a_waitlist_needs_a_call() -> None:
    desk = Desk()
    listing = eligibility.ListWaitlist(call="2031")
    assert refused(lambda: waitlisting.list_waitlist(listing, desk.repository, PROGRAM, FakeOwners())) == (
        "not_found: There is no call 2031."
    )
    proposals = eligibility.ListProposals(call="2031")
    assert refused(lambda: proposing.list_proposals(proposals, desk.repository, PROGRAM, FakeOwners())) == (
        "not_found: There is no call 2031."
    )


# -- proposals ---------------------------------------------------------------------------------------------------------

WAYS_TO_FREE = {
    "declined_by_city": lambda desk: desk.decline(GIVER),
    "lapsed": lambda desk: desk.lapse(GIVER),
    "corrected": lambda desk: desk.correct("declined", GIVER),
}


@pytest.mark.parametrize("how", WAYS_TO_FREE)
def test_a_freed_place_is_proposed_to_the_next_and_not_offered(how: str) -> None:
    desk = a_list()
    WAYS_TO_FREE[how](desk)
    desk.propose()
    (proposal,) = desk.proposals()
    assert (proposal.code, proposal.rank, proposal.freed_by, proposal.freed_how) == (FIRST, 1, GIVER, how)
    assert desk.state(FIRST) is State.WAITLISTED
    assert [event.code for event in events(desk, PlaceProposed)] == [FIRST]
    desk.propose()
    assert len(desk.proposals()) == 1


def test_a_withdrawal_or_a_rescinded_admission_frees_its_place_too() -> None:
    for free in (Desk.withdraw, Desk.rescind):
        desk = Desk(capacity=1)
        desk.check(GIVER)
        desk.decide("admitted", GIVER)
        desk.check(FIRST)
        desk.decide("waitlisted", FIRST)
        desk.send(FIRST)
        free(desk, GIVER)
        desk.propose()
        assert [one.code for one in desk.proposals()] == [FIRST]


def test_nothing_is_proposed_while_no_place_was_freed() -> None:
    desk = Desk(capacity=5)
    desk.check(FIRST)
    desk.decide("waitlisted", FIRST)
    desk.send(FIRST)
    desk.propose()
    assert desk.proposals() == []


def test_only_who_was_told_of_the_waitlist_is_proposed() -> None:
    desk = a_list(FIRST, sent=False)
    desk.decline(GIVER)
    desk.propose()
    assert desk.proposals() == []
    desk.send(FIRST)
    desk.propose()
    assert [one.code for one in desk.proposals()] == [FIRST]


def test_an_accepted_proposal_is_a_pending_admission_until_it_is_sent() -> None:
    desk = a_list()
    desk.decline(GIVER)
    desk.propose()
    shown = desk.accept(FIRST, reason="the next")
    assert shown.decision is not None
    assert (shown.state, shown.decision.outcome, shown.decision.state) == (State.DECIDED, "admitted", "pending")
    assert [event.outcome for event in events(desk, ProposalClosed)] == ["accepted"]
    assert desk.send(FIRST).state is State.OFFERED
    sent = desk.outbox.events[-1]
    assert (sent.from_waitlist, sent.outcome) == (True, "admitted")
    desk.propose()
    assert desk.proposals() == []


def test_an_admission_of_the_proposed_city_accepts_the_proposal() -> None:
    desk = a_list()
    desk.decline(GIVER)
    desk.propose()
    desk.decide("admitted", FIRST)
    assert [one.state for one in desk.proposals(None)] == ["accepted"]


def test_a_dismissed_proposal_goes_to_the_next_but_one() -> None:
    desk = a_list()
    desk.decline(GIVER)
    desk.propose()
    assert desk.dismiss(FIRST).state is State.WAITLISTED
    desk.propose()
    assert [one.code for one in desk.proposals()] == [SECOND]
    assert [(one.code, one.state, one.reason) for one in desk.proposals("dismissed")] == [
        (FIRST, "dismissed", "another region first")
    ]
    desk.dismiss(SECOND)
    desk.propose()
    desk.dismiss(THIRD)
    desk.propose()
    assert desk.proposals() == []


def test_a_proposal_goes_on_when_its_city_goes_elsewhere() -> None:
    desk = a_list()
    desk.decline(GIVER)
    desk.propose()
    desk.withdraw(FIRST)
    desk.propose()
    assert [one.code for one in desk.proposals()] == [SECOND]
    desk.decide("declined", SECOND)
    desk.propose()
    assert [one.code for one in desk.proposals()] == [THIRD]
    desk.correct("declined", THIRD)
    desk.propose()
    assert desk.proposals() == []


def test_a_place_that_was_given_to_another_city_is_proposed_no_more() -> None:
    desk = a_list()
    desk.decline(GIVER)
    desk.propose()
    desk.decide("admitted", SECOND)
    desk.propose()
    assert [(one.code, one.state) for one in desk.proposals(None)] == [(FIRST, "superseded")]
    desk.propose()
    assert desk.proposals() == []


def test_a_place_that_was_listed_twice_is_proposed_once_and_stays_free() -> None:
    desk = a_list()
    desk.decline(GIVER)
    (freed,) = proposing.list_freed(desk.repository)
    for _ in range(2):
        proposing.propose_place(freed, desk.repository, desk.outbox, NOW)
    desk.propose()
    assert [(one.code, one.state) for one in desk.proposals(None)] == [(FIRST, "open")]


def test_two_freed_places_go_to_two_cities() -> None:
    desk = Desk(capacity=2)
    for code in (GIVER, "HHHHHHHHHH"):
        desk.check(code)
        desk.decide("admitted", code)
        desk.send(code)
    for code in (FIRST, SECOND):
        desk.check(code)
        desk.decide("waitlisted", code)
        desk.send(code)
    desk.decline(GIVER)
    desk.decline("HHHHHHHHHH")
    desk.propose()
    assert [one.code for one in desk.proposals()] == [FIRST, SECOND]


def test_what_was_not_proposed_is_neither_accepted_nor_dismissed() -> None:
    desk = a_list()
    nothing = f"not_found: There is no open proposal for {FIRST}."
    assert refused(lambda: desk.accept(FIRST)) == nothing
    assert refused(lambda: desk.dismiss(FIRST)) == nothing


def test_a_proposal_shows_the_balance_before_and_after() -> None:
    desk = Desk(capacity=2)
    desk.check(GIVER)
    desk.decide("admitted", GIVER)
    desk.check("HHHHHHHHHH", residents=2_000_000)
    desk.decide("admitted", "HHHHHHHHHH")
    desk.send("HHHHHHHHHH")
    desk.check(FIRST, residents=120_000)
    desk.decide("waitlisted", FIRST)
    desk.send(FIRST)
    desk.decline("HHHHHHHHHH")
    desk.propose()
    (proposal,) = desk.proposals()
    assert (proposal.capacity, proposal.taken) == (2, 1)
    assert proposal.before == {
        "region": {"south_america": 1},
        "size": {"500001-1000000": 1},
        "language": {"es": 1},
        "resident_outcome": {"affordable_housing": 1},
    }
    assert proposal.after["size"] == {"up_to_250000": 1, "500001-1000000": 1}
    assert proposal.after["region"] == {"south_america": 2}


# -- its end -----------------------------------------------------------------------------------------------------------


def test_the_list_closes_on_the_first_day_of_the_cohort_in_the_calls_zone() -> None:
    desk = a_list(FIRST, SECOND)
    assert desk.close_waitlists(STARTED.replace(hour=3, minute=59)) == 0
    assert desk.close_waitlists(STARTED) == 2
    assert (desk.state(FIRST), desk.waitlist()) == (State.DECLINED, [])
    assert [type(event) for event in desk.outbox.events] == [WaitlistClosed, WaitlistClosed]
    assert desk.close_waitlists(STARTED) == 0


def test_the_end_of_the_list_ends_its_proposals() -> None:
    desk = a_list(FIRST, SECOND)
    desk.decline(GIVER)
    desk.propose()
    desk.close_waitlists(STARTED)
    desk.propose(STARTED)
    assert [(one.code, one.state) for one in desk.proposals(None)] == [(FIRST, "superseded")]


def test_a_pending_admission_outlives_the_list() -> None:
    desk = a_list(FIRST)
    desk.decline(GIVER)
    desk.decide("admitted", FIRST)
    assert desk.close_waitlists(STARTED) == 0
    desk.rescind(FIRST)
    assert desk.close_waitlists(STARTED) == 1


def test_nobody_is_waitlisted_once_the_cohort_has_started() -> None:
    desk = Desk()
    desk.check()
    request = eligibility.Decide(code="K7Q2M9X4TB", outcome="waitlisted")
    assert (
        refused(lambda: deciding.decide(request, desk.repository, desk.outbox, PROGRAM, LEAD, STARTED))
        == "waitlist_closed: The waitlist closed on June 1, 2027, when the cohort started."
    )
    assert desk.outbox.events[1:] == []


def test_a_program_lead_puts_a_city_on_a_closed_list_and_there_it_stays() -> None:
    desk = a_list(FIRST)
    desk.check(SECOND)
    request = eligibility.Decide(code=SECOND, outcome="waitlisted", override="entered after the fact")
    deciding.decide(request, desk.repository, desk.outbox, PROGRAM, LEAD, STARTED)
    desk.send(SECOND, STARTED)
    assert [(o.rule, o.reason) for o in desk.show(SECOND).overrides] == [("waitlist_closed", "entered after the fact")]
    assert events(desk, eligibility.DecisionMade)[-1].overridden == ("waitlist_closed",)
    assert desk.close_waitlists(STARTED) == 1
    assert [desk.show(code).state for code in (FIRST, SECOND)] == [State.DECLINED, State.WAITLISTED]
    desk.decline(GIVER)
    desk.propose(STARTED)
    assert [one.code for one in desk.proposals()] == [SECOND]


def test_staff_alone_cannot_open_a_closed_list() -> None:
    desk = Desk()
    desk.check()
    request = eligibility.Decide(code="K7Q2M9X4TB", outcome="waitlisted", override="why not")
    decided = refused(lambda: deciding.decide(request, desk.repository, desk.outbox, PROGRAM, STAFF, STARTED))
    assert decided.startswith("forbidden")


# -- how a pool is composed --------------------------------------------------------------------------------------------

COUNTRIES = PROGRAM.eligibility.countries


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("MX", "north_america"),
        ("HN", "central_america"),
        ("BR", "south_america"),
        ("JM", "caribbean"),
        ("PR", "territories"),
        ("ES", "elsewhere"),
    ],
)
def test_the_region_of_a_country(country: str, region: str) -> None:
    assert region_of(country, COUNTRIES) == region


@pytest.mark.parametrize(
    ("residents", "band"),
    [
        (1, "up_to_250000"),
        (250_000, "up_to_250000"),
        (250_001, "250001-500000"),
        (500_000, "250001-500000"),
        (1_000_000, "500001-1000000"),
        (1_000_001, "over_1000000"),
    ],
)
def test_the_size_band_of_a_city(residents: int, band: str) -> None:
    assert size_band(residents, PROGRAM.selection.size_bands) == band


CITIES = st.builds(
    City,
    st.sampled_from(["MX", "BR", "JM", "PR", "ES"]),
    st.integers(1, 30_000_000),
    st.sampled_from(["en", "es", "pt", "fr"]),
    st.lists(st.sampled_from(["mobility", "climate"]), max_size=2, unique=True).map(tuple),
)


@given(
    st.lists(CITIES, max_size=10), st.lists(st.integers(1, 5_000_000), min_size=1, max_size=4, unique=True).map(sorted)
)
def test_every_city_is_in_one_group_of_each_kind(cities: list[City], bands: list[int]) -> None:
    composed = compose(cities, COUNTRIES, bands)
    for kind in ("region", "size", "language"):
        assert sum(composed[kind].values()) == len(cities)
    assert sum(composed["resident_outcome"].values()) == sum(len(city.resident_outcomes) for city in cities)
    assert set(composed["size"]) <= set(band_names(bands))
    assert len(band_names(bands)) == len(bands) + 1


def test_a_place_keeps_its_number_of_the_list_for_the_record() -> None:
    desk = a_list()
    desk.decline(GIVER)
    desk.propose()
    desk.rank(3, FIRST)
    assert [(one.code, one.rank) for one in desk.proposals()] == [(FIRST, 1)]
    assert application_id(FIRST) in desk.repository.selections
    assert date(2027, 6, 1) == desk.repository.calls["2027"].starts_on


def test_a_call_opened_a_moment_ago_has_empty_lists() -> None:
    """intake knows it; nothing of it was told here yet."""
    desk, owners = Desk(), FakeOwners(known=("2031",))
    listed = eligibility.ListWaitlist(call="2031"), eligibility.ListProposals(call="2031")
    assert waitlisting.list_waitlist(listed[0], desk.repository, PROGRAM, owners).total == 0
    assert proposing.list_proposals(listed[1], desk.repository, PROGRAM, owners).total == 0
    assert offering.list_offers(eligibility.ListOffers(call="2031"), desk.repository, NOW, owners).total == 0
    assert judging.what_if(eligibility.WhatIf(call="2031", changes={}), desk.repository, PROGRAM, owners).total == 0
    assert owners.asked == ["2031"] * 4
