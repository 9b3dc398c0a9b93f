"""Offers: confirmed or declined once, until their day ends in the call's zone; later only by a program lead."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.eligibility.handlers.status import get_selection_status
from shared.contracts.eligibility import GetSelectionStatus, Offer, OfferConfirmed, OfferDeclined, SelectionStatus
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role
from tests.support.refused import refusal_of, refused
from tests.unit.eligibility.fake_eligibility import ANYBODY, CODE, LEAD, LEAD_REF, NOW, STAFF, Desk, application_id

KEYS = {"application_id": application_id(CODE), "code": CODE, "call": "2027"}
REPLY_BY = date(2027, 4, 24)
LAST_SECOND = datetime(2027, 4, 25, 3, 59, 59, tzinfo=UTC)  # of that day in New York
TOO_LATE = LAST_SECOND + timedelta(seconds=1)
LAPSED = "offer_lapsed: The offer was open until April 24, 2027."


def a_desk(time_zone: str = "America/New_York") -> Desk:
    """With an offer open until REPLY_BY."""
    desk = Desk(time_zone=time_zone)
    desk.offered()
    desk.outbox.events.clear()
    return desk


def test_a_confirmed_offer_is_told_with_what_the_cohort_needs_of_the_city() -> None:
    desk = a_desk()
    shown = desk.confirm()
    answer = {"mayor": "Ana Ficticia", "authorized": True}
    assert shown.state is State.CONFIRMED
    assert shown.offer == Offer(state="confirmed", reply_by=REPLY_BY, answered_at=NOW, **answer)
    assert desk.repository.answers == [("Ana Ficticia", STAFF.actor)]
    assert desk.outbox.events == [
        OfferConfirmed(
            **KEYS,
            state=State.CONFIRMED,
            cohort="cohort-2027",
            city="Puerto Ejemplo",
            admin_area="Magdalena",
            country="CO",
            time_zone="America/Bogota",
            language="es",
            team_lead_ref=LEAD_REF,
            confirmed_at=NOW,
        )
    ]


def test_confirming_twice_gives_the_same_answer_even_late() -> None:
    desk = a_desk()
    first = desk.confirm()
    assert desk.confirm(now=TOO_LATE) == first
    assert len(desk.outbox.events) == 1


def test_an_offer_is_confirmed_through_its_last_second() -> None:
    assert a_desk().confirm(now=LAST_SECOND).state is State.CONFIRMED


def test_an_offer_past_its_day_is_confirmed_only_by_a_lead() -> None:
    desk = a_desk()
    assert refused(lambda: desk.confirm(now=TOO_LATE)) == LAPSED
    assert refused(lambda: desk.confirm(now=TOO_LATE, override="their post was late")) == (
        "forbidden: Only a program lead may override a rule of the program."
    )
    assert desk.confirm(now=TOO_LATE, caller=LEAD, override="their post was late").state is State.CONFIRMED


def test_the_last_day_is_the_calls_not_the_worlds() -> None:
    tokyo = a_desk("Asia/Tokyo")  # 24 April ends there at 15:00 UTC
    assert refused(lambda: tokyo.confirm(now=datetime(2027, 4, 24, 15, tzinfo=UTC))) == LAPSED
    assert tokyo.confirm(now=datetime(2027, 4, 24, 14, 59, 59, tzinfo=UTC)).state is State.CONFIRMED


@pytest.mark.parametrize("caller", [STAFF, Caller("local-admin", frozenset({Role.ADMINISTRATOR}))])
def test_what_was_not_offered_is_neither_confirmed_nor_declined(caller: Caller) -> None:
    desk = Desk()
    desk.check()
    assert refused(lambda: desk.confirm(caller=caller)) == (
        "illegal_transition: An application that is checked cannot become confirmed."
    )
    assert refused(desk.decline) == (
        "illegal_transition: An application that is checked cannot become declined by the city."
    )
    missing = "not_found: There is no checked application 0000000000."
    assert refused(lambda: desk.confirm("0000000000")) == missing
    assert refused(lambda: desk.decline("0000000000")) == missing


def test_a_declined_offer_is_told_once_and_answered_alike() -> None:
    desk = a_desk()
    later = NOW + timedelta(hours=1)
    first = desk.decline(now=later)
    assert desk.decline(now=TOO_LATE) == first
    assert first.offer == Offer(state="declined_by_city", reply_by=REPLY_BY, answered_at=later)
    assert desk.outbox.events == [OfferDeclined(**KEYS, state=State.DECLINED_BY_CITY, declined_at=later)]


def test_why_a_city_declines_is_kept_with_its_offer_and_in_no_event() -> None:
    desk = a_desk()
    assert desk.decline(reason="A new mayor\ntakes office").offer.reason == "A new mayor\ntakes office"
    assert "mayor" not in desk.outbox.events[0].model_dump_json()


def test_an_offer_may_be_declined_after_its_day() -> None:
    assert a_desk().decline(now=TOO_LATE).state is State.DECLINED_BY_CITY


def test_what_was_confirmed_is_not_declined_and_the_other_way_round() -> None:
    desk = a_desk()
    desk.confirm()
    refusal = refusal_of(desk.decline)
    assert refusal.reason == "decline_confirmed"
    assert f"alliance status-change {CODE} withdrawn --reason" in refusal.message
    desk = a_desk()
    desk.decline()
    said = "illegal_transition: An application that is declined by the city cannot become confirmed."
    assert refused(desk.confirm) == said


def test_an_offer_that_needs_its_call_waits_for_it() -> None:
    desk = a_desk()
    desk.repository.calls.clear()
    assert refused(desk.confirm) == "unavailable: The call 2027 has not arrived here yet; try again."


# -- what a code alone shows -------------------------------------------------------------------------------------------


def status(desk: Desk, caller: Caller = ANYBODY, code: str = CODE, now: datetime = NOW) -> SelectionStatus:
    request = GetSelectionStatus(code=code)
    return get_selection_status(request, desk.seen(request, caller), caller, now)


def test_a_code_alone_shows_the_day_to_reply_while_the_offer_is_open() -> None:
    desk = a_desk()
    assert status(desk) == SelectionStatus(state=State.OFFERED, reply_by=REPLY_BY)
    desk.confirm()
    assert status(desk) == SelectionStatus(state=State.CONFIRMED, reply_by=None)


def test_a_code_alone_shows_that_the_city_has_left_until_it_is_back() -> None:
    desk = a_desk()
    desk.confirm()
    desk.status("withdrawn")
    assert status(desk) == SelectionStatus(state=State.CONFIRMED, reply_by=None, left=True)
    desk.status("active", from_status="withdrawn")
    assert not status(desk).left


def test_a_code_alone_does_not_show_a_pending_decision() -> None:
    desk = Desk()
    desk.check()
    desk.decide("declined")
    assert status(desk) == SelectionStatus(state=State.CHECKED, reply_by=None)
    assert refused(lambda: status(desk, code="X")) == "not_found: There is no checked application X."
