"""Publishing: electoral silence holds it until it is over, a city's media consent comes before."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.cohort.handlers import commitments, publishing, strategy
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_city import OTHER, CityDesk
from tests.unit.cohort.fake_cohort import CODE, LEAD, NOW, STAFF

TODAY = date(2027, 5, 20)
ENDS = datetime(2027, 6, 1, 4, 59, 59, tzinfo=UTC)  # the last second of 31 May in Bogotá
ANYWAY = "the council asked for it"


def shown(desk: CityDesk, now: datetime = NOW) -> contract.Strategy:
    return strategy.get_strategy(contract.GetStrategy(code=CODE), desk.repository, now)


def message(desk: CityDesk, now: datetime = NOW) -> contract.Commitment:
    return commitments.get_mayor(contract.GetMayorCommitment(code=CODE), desk.repository, now)


def override(desk: CityDesk, about: str, caller: Caller = LEAD, now: datetime = NOW) -> contract.Publishing:
    request = contract.OverrideSilence.model_validate({"code": CODE, "about": about, "reason": ANYWAY})
    return publishing.override_silence(request, desk.repository, desk.outbox, caller, now)


def take_back(desk: CityDesk, found: contract.Publishing, now: datetime = NOW) -> contract.Publishing:
    request = contract.TakeBackSilence(code=CODE, id=found.silences[0].id, reason="the wrong election")
    return publishing.take_back_silence(request, desk.repository, desk.outbox, STAFF, now)


def launched() -> CityDesk:
    desk = CityDesk()
    desk.approve_all()
    desk.launch(TODAY)
    return desk


def signed() -> CityDesk:
    desk = CityDesk()
    desk.named()
    desk.sign("mayor")
    return desk


# -- silence -----------------------------------------------------------------------------------------------------------


def test_what_is_public_is_not_in_a_silence_and_is_again_when_it_is_over() -> None:
    desk = launched()
    assert shown(desk).public is True
    found = desk.silence("2027-05-20", "2027-05-31")
    assert [(one.starts_on, one.ends_on, one.holds) for one in found.silences] == [(TODAY, date(2027, 5, 31), True)]
    assert desk.events(contract.SilenceRecorded)[0].ends_on == date(2027, 5, 31)
    for moment, public in (
        (datetime(2027, 5, 20, 4, 59, 59, tzinfo=UTC), True), (NOW, False), (ENDS, False),
        (ENDS + timedelta(seconds=1), True),
    ):  # fmt: skip
        assert shown(desk, moment).public is public
    (hold,) = shown(desk).held
    assert (hold.rule, hold.until) == ("electoral_silence", ENDS)
    assert hold.said("en", "America/Bogota").startswith("electoral silence until Monday, May 31, 2027")


def test_a_launch_in_a_silence_is_refused_with_its_end_and_a_lead_overrides() -> None:
    desk = CityDesk()
    desk.approve_all()
    desk.silence("2027-05-25", "2027-05-31")
    for day in (date(2027, 5, 25), date(2027, 5, 31)):
        refusal = refusal_of(lambda day=day: desk.launch(day))
        assert (refusal.code, refusal.values) == (
            "electoral_silence",
            {"city": "Puerto Ejemplo", "ends_on": "2027-05-31"},
        )
    assert refused(lambda: desk.launch(date(2027, 5, 25), override=ANYWAY)).startswith("forbidden")
    assert desk.launch(date(2027, 6, 1)).state == "launch_planned"
    during = datetime(2027, 5, 26, 12, tzinfo=UTC)
    assert desk.launch(date(2027, 5, 26), LEAD, during, override=ANYWAY).public is True
    assert desk.events(contract.SilenceOverridden)[0].about == "strategy"
    assert desk.events(contract.StrategyLaunched)[0].override is True


def test_a_planned_launch_waits_for_the_end_of_a_silence_that_was_recorded_later() -> None:
    desk = CityDesk()
    desk.approve_all()
    desk.launch(date(2027, 5, 25))
    desk.silence("2027-05-24", "2027-05-31")
    desk.tick(ENDS)
    assert desk.strategy.state == "launch_planned"
    desk.tick(ENDS + timedelta(seconds=1))
    assert (desk.strategy.state, shown(desk, ENDS + timedelta(seconds=1)).public) == ("launched", True)


def test_a_mayors_commitment_with_its_message_is_not_published_in_a_silence() -> None:
    desk = signed()
    desk.silence("2027-05-20", "2027-05-31")
    refusal = refusal_of(lambda: desk.publish("mayor"))
    assert (refusal.code, refusal.values["ends_on"]) == ("electoral_silence", "2027-05-31")
    assert refused(lambda: desk.publish("mayor", override=ANYWAY)).startswith("forbidden")
    published = desk.publish("mayor", LEAD, override=ANYWAY)
    assert (published.state, published.public, published.held) == ("published", True, ())
    assert desk.events(contract.CommitmentPublished)[0].override is True
    assert desk.events(contract.SilenceOverridden)[0].about == "mayor"


def test_a_silence_that_is_recorded_after_an_override_holds_anew() -> None:
    desk = launched()
    desk.silence("2027-05-20", "2027-05-31")
    assert refused(lambda: override(desk, "strategy", STAFF)).startswith("forbidden")
    let = override(desk, "strategy")
    assert (let.strategy, [one.rule for one in let.commitment]) == ((), ["electoral_silence"])
    assert shown(desk).public is True
    later = NOW + timedelta(hours=1)
    desk.silence("2027-05-19", "2027-05-22", now=later)
    assert shown(desk, later).public is False


def test_a_silence_that_was_recorded_wrongly_is_taken_back() -> None:
    desk = launched()
    found = desk.silence("2027-05-20", "2027-05-31")
    back = take_back(desk, found)
    assert (shown(desk).public, back.silences[0].taken_back_because) == (True, "the wrong election")
    assert (
        refused(lambda: take_back(desk, found)) == "illegal_transition: This electoral silence is over, or was lifted."
    )
    assert refused(lambda: override(desk, "strategy")).startswith("illegal_transition")
    again = desk.silence("2027-05-20", "2027-05-31")
    over = ENDS + timedelta(seconds=1)
    other = again.model_copy(update={"silences": again.silences[1:]})
    assert refused(lambda: take_back(desk, other, over)).startswith("illegal_transition")
    unknown = contract.TakeBackSilence(code=CODE, id=UUID(int=9), reason="no such")
    assert refused(lambda: publishing.take_back_silence(unknown, desk.repository, desk.outbox, STAFF, NOW)).startswith(
        "not_found"
    )


def test_the_same_silence_again_is_one() -> None:
    desk = CityDesk()
    desk.silence("2027-05-20", "2027-05-31")
    assert len(desk.silence("2027-05-20", "2027-05-31").silences) == 1
    assert len(desk.events(contract.SilenceRecorded)) == 1


@pytest.mark.parametrize(
    ("days", "fault"),
    [(("2027-06-02", "2027-06-01"), "end_before_start"), (("2027-05-01", "2027-05-19"), "before_today")],
)
def test_days_that_hold_nothing_are_refused(days: tuple[str, str], fault: str) -> None:
    desk = CityDesk()
    refusal = refusal_of(lambda: desk.silence(*days))
    assert [(one.field, one.code) for one in refusal.details] == [("ends_on", fault)]
    assert desk.outbox.events == []


# -- media consent -----------------------------------------------------------------------------------------------------


def test_nothing_of_a_city_is_public_before_it_has_consented() -> None:
    desk = launched()
    desk.consent(given=False)
    assert [(one.rule, one.until) for one in shown(desk).held] == [("media_consent", None)]
    assert shown(desk).public is False
    assert desk.consent().strategy == ()
    assert shown(desk).public is True
    assert [event.given for event in desk.events(contract.MediaConsentRecorded)] == [False, True]
    assert "Ana Ficticia" not in "".join(event.model_dump_json() for event in desk.outbox.events)


def test_a_mayors_commitment_is_not_published_without_consent_which_nobody_overrides() -> None:
    desk = signed()
    desk.consent(given=False)
    assert refused(lambda: desk.publish("mayor", LEAD, override=ANYWAY)).startswith("media_consent_missing: Puerto")
    desk.consent()
    assert desk.publish("mayor").public is True
    desk.consent(given=False)
    assert (message(desk).state, message(desk).public) == ("published", False)


def test_a_shared_commitment_names_no_city_that_is_held() -> None:
    desk = CityDesk()
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared")
    desk.sign("shared", OTHER)
    desk.consent(OTHER, given=False)
    refusal = refusal_of(lambda: desk.publish("shared"))
    assert (refusal.code, [one.message for one in refusal.details]) == (
        "media_consent_missing", ["Puerto Ejemplo has not consented to being named in public."],
    )  # fmt: skip
    desk.silence("2027-05-20", "2027-05-31")
    silent = refusal_of(lambda: desk.publish("shared"))
    assert (silent.code, [one.message for one in silent.details]) == (
        "electoral_silence", ["Puerto Ejemplo is in electoral silence through May 31, 2027."],
    )  # fmt: skip
    published = desk.publish("shared", LEAD, override=ANYWAY)
    assert (published.public, published.unnamed) == (True, (CODE, OTHER))


def test_consent_is_of_a_day_that_has_come() -> None:
    desk = CityDesk()
    request = contract.RecordMediaConsent.model_validate(
        {"code": CODE, "given": True, "said_on": "2027-05-21", "name": "Ana Ficticia", "title": "Press officer"}
    )
    refusal = refusal_of(lambda: publishing.record_consent(request, desk.repository, desk.outbox, STAFF, NOW))
    assert [(one.field, one.code) for one in refusal.details] == [("said_on", "after_today")]


def test_what_may_be_published_is_read_with_what_holds_it() -> None:
    desk = launched()
    silenced = desk.silence("2027-05-20", "2027-05-31")
    assert publishing.get_publishing(contract.GetPublishing(code=CODE), desk.repository, NOW) == silenced
