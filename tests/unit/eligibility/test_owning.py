"""Whose a selection is: its city acts on what it was told, and takes no part in judging itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from services.eligibility.domain.audience import EVERYTHING, NOBODY, PUBLIC, REVIEWED, Audience, audience_of
from services.eligibility.handlers import offering
from services.eligibility.handlers.status import get_selection_status
from shared.contracts import eligibility, registry
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.unit.eligibility.fake_eligibility import (
    ANYBODY,
    CODE,
    LEAD,
    NOW,
    REVIEWERS,
    STAFF,
    Desk,
    reviewer,
)

OTHER = "AAAAAAAAAA"
REPLY_BY = date(2027, 4, 24)
OWN = "conflict_of_interest: This application names the reviewer as a contact: nobody reviews their own."
LUZ = Caller(f"person:{UUID(int=51)}", frozenset({Role.APPLICANT, Role.CITY_MEMBER}))
STRANGER = Caller(f"person:{UUID(int=52)}", frozenset({Role.APPLICANT, Role.COACH, Role.REVIEWER}))


def a_desk() -> Desk:
    """Two offers, one of them Luz's, which was reviewed."""
    desk = Desk()
    for code in (CODE, OTHER):
        desk.check(code)
        desk.assign(code=code)
        desk.review(code=code)
        desk.decide(code=code)
        desk.send(code=code)
    desk.own(UUID(LUZ.id))
    desk.own(UUID(int=59), code=OTHER)
    desk.outbox.events.clear()
    return desk


def status(desk: Desk, caller: Caller) -> eligibility.SelectionStatus:
    request = eligibility.GetSelectionStatus(code=CODE)
    return get_selection_status(request, desk.seen(request, caller), caller, NOW)


# -- offers ------------------------------------------------------------------------------------------------------------


def test_whoever_confirms_for_their_city_says_that_its_mayor_has_authorized_them() -> None:
    desk = a_desk()
    refusal = refusal_of(lambda: desk.confirm(caller=LUZ, authorized=False))
    assert [(one.field, one.code) for one in refusal.details] == [("authorized", "must_be_true")]
    assert desk.outbox.events == []
    assert desk.confirm(caller=STAFF, authorized=False).state is State.CONFIRMED  # they record what they were told


@pytest.mark.parametrize("act", [Desk.confirm, Desk.decline])
def test_an_offer_is_answered_by_those_whose_application_it_is(act: Callable[..., eligibility.Selection]) -> None:
    desk = a_desk()
    for who in (STRANGER, reviewer(0)):
        said = refusal_of(lambda who=who: act(desk, caller=who))
        unknown = refusal_of(lambda who=who: act(desk, "BBBBBBBBBB", caller=who))
        assert (said.code, said.reason) == (unknown.code, unknown.reason)
        assert said.code == "not_found"
    shown = act(desk, caller=LUZ)
    assert shown.state in (State.CONFIRMED, State.DECLINED_BY_CITY)
    assert act(desk, caller=LUZ) == shown
    assert desk.repository.answers[0][1] == LUZ.actor


def test_a_city_does_not_override() -> None:
    desk = a_desk()
    late = NOW.replace(year=2028)
    assert refused(lambda: desk.confirm(caller=LUZ, now=late, override="please")).startswith("forbidden")


def test_a_city_reads_of_its_selection_what_it_was_told() -> None:
    desk = a_desk()
    shown, whole = desk.confirm(caller=LUZ), desk.show()
    assert (shown.offer, shown.state) == (whole.offer, State.CONFIRMED)
    assert whole.decision
    assert whole.assessment.assigned
    assert (shown.decision, shown.assessment.reviews, shown.assessment.assigned) == (None, (), 0)
    assert (shown.overrides, shown.warnings, shown.interviews, shown.shortlisted) == ((), (), (), False)
    assert "weak team" not in shown.model_dump_json()


def test_everybody_lists_their_own_offers() -> None:
    desk = a_desk()

    def listed(who: Caller, call: str | None = None) -> tuple[list[str], int]:
        request = eligibility.ListOffers(call=call)
        page = offering.list_offers(request, desk.seen(request, who), NOW, FakeOwners())
        return [one.code for one in page.items], page.total

    assert (listed(LUZ), listed(LUZ, "2027"), listed(STRANGER)) == (([CODE], 1), ([CODE], 1), ([], 0))
    assert listed(STAFF)[1] == 2


# -- what a city was told ----------------------------------------------------------------------------------------------


def test_the_detail_of_what_was_told_is_for_owners_and_staff() -> None:
    desk = a_desk()
    bare = eligibility.SelectionStatus(state=State.OFFERED, reply_by=REPLY_BY)
    assert [status(desk, who) for who in (ANYBODY, STRANGER)] == [bare, bare]
    told = bare.model_copy(update={"overdue": False, "feedback": "try again next year"})
    assert [status(desk, who) for who in (LUZ, STAFF)] == [told, told]


@pytest.mark.parametrize("who", [ANYBODY, LUZ, STAFF])
def test_what_is_decided_and_not_sent_shows_to_nobody_by_the_code(who: Caller) -> None:
    desk = Desk()
    desk.check()
    desk.own(UUID(LUZ.id))
    desk.assign()
    desk.decide("more_info", due_on=date(2027, 5, 1))
    assert (status(desk, who).state, status(desk, who).answer_by) == (State.IN_REVIEW, None)
    desk.send()
    assert status(desk, who).state is State.MORE_INFO
    assert status(desk, who).answer_by == (None if who is ANYBODY else date(2027, 5, 1))
    desk.decide("declined")
    assert status(desk, who).state is State.MORE_INFO
    desk.check(version=2)
    assert (status(desk, who).state, status(desk, who).answer_by) == (State.IN_REVIEW, None)


def test_who_waits_on_the_list_reads_so_until_told_otherwise() -> None:
    desk = Desk()
    desk.check()
    desk.decide("waitlisted")
    desk.send()
    desk.decide("declined")
    assert status(desk, ANYBODY).state is State.WAITLISTED


# -- reviewers ---------------------------------------------------------------------------------------------------------


def test_a_reviewer_finds_only_what_they_were_asked_to_review() -> None:
    desk = Desk()
    desk.check()
    desk.check(OTHER)
    desk.assign(0)
    desk.assign(1, OTHER)
    for act in (desk.declare, desk.review, desk.read):
        said = refusal_of(lambda act=act: act(number=0, code=OTHER))
        unknown = refusal_of(lambda act=act: act(number=0, code="BBBBBBBBBB"))
        assert (said.code, said.reason) == (unknown.code, unknown.reason)
        assert said.code == "not_found"
    assert refused(lambda: desk.read(number=1, code=OTHER, caller=reviewer(0))).startswith("not_found")
    desk.declare(number=0)
    assert desk.read(number=0).code == CODE


def test_nobody_is_asked_to_review_their_own_application() -> None:
    desk = Desk()
    desk.check()
    desk.own(REVIEWERS[0])
    assert refused(lambda: desk.assign(0)) == OWN
    assert {one.reviewer_id for one in desk.balance().assigned} == set(REVIEWERS[1:])


def test_a_reviewer_whose_address_is_a_contacts_is_out() -> None:
    desk = Desk()
    desk.check()
    for number in range(3):
        desk.assign(number)
    desk.declare(number=0)
    desk.review(1)
    desk.outbox.events.clear()
    desk.own(REVIEWERS[0], REVIEWERS[1])
    desk.own(REVIEWERS[0], REVIEWERS[1])
    told = [one for one in desk.outbox.events if isinstance(one, eligibility.ReviewDeclared)]
    assert [(one.reviewer_id, one.conflict) for one in told] == [(one, "declared") for one in REVIEWERS[:2]]
    states = {one.reviewer_id: one.state for one in desk.show().assessment.reviews}
    assert states == dict(zip(REVIEWERS, ["recused", "recused", "assigned"], strict=True))
    assert refused(lambda: desk.read(0)).startswith("conflict_of_interest")


def test_what_was_decided_stays_when_its_reviewer_turns_out_to_be_a_contact() -> None:
    desk = Desk()
    desk.check()
    desk.assign(0)
    desk.review(0)
    desk.decide()
    desk.own(REVIEWERS[0])
    assert [one.state for one in desk.show().assessment.reviews] == ["submitted"]
    assert refused(lambda: desk.read(0)) == OWN


# -- whose eyes a request has ------------------------------------------------------------------------------------------


def test_default_deny() -> None:
    service = Caller("service:notifications", frozenset({Role.SERVICE}))
    for request in registry.REQUESTS.values():
        if request.service != "eligibility":
            continue
        assert {audience_of(request, who) for who in (STAFF, LEAD, service)} == {EVERYTHING}
        if request not in PUBLIC:
            assert audience_of(request, ANYBODY) == Audience(NOBODY)
            assert audience_of(request, STRANGER) == Audience(UUID(int=52), reviewing=request in REVIEWED)
