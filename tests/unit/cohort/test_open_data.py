"""What anybody may read: only what nothing holds at the moment, as it was launched, without the names of people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.cohort.domain.commitments import mayor_id, shared_id
from services.cohort.handlers import open_data, publishing
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.privacy.declared import ERASED
from tests.unit.cohort.fake_city import OTHER, CityDesk
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, LEAD, NOW
from tests.unit.cohort.fake_strategies import VISION

TODAY = date(2027, 5, 20)
UNTIL = datetime(2027, 6, 10, 12, tzinfo=UTC)
ANYWAY = "the council asked for it"


def opened(desk: CityDesk, now: datetime = NOW) -> contract.OpenData:
    return open_data.get_open_data(desk.repository, now)


def strategy_of(desk: CityDesk, now: datetime = NOW) -> contract.OpenStrategy:
    return open_data.get_open_strategy(contract.GetOpenStrategy(id=APPLICATION_ID), desk.repository, now)


def commitment_of(desk: CityDesk, id_: UUID, now: datetime = NOW) -> contract.OpenCommitment:
    return open_data.get_open_commitment(contract.GetOpenCommitment(id=id_), desk.repository, now)


def launched(**changes: object) -> CityDesk:
    desk = CityDesk()
    desk.approve_all()
    desk.launch(TODAY, **changes)  # type: ignore[arg-type]
    return desk


def published() -> CityDesk:
    """A mayor's commitment."""
    desk = CityDesk()
    desk.named()
    desk.sign("mayor")
    desk.publish("mayor")
    return desk


def names(found: contract.OpenData) -> list[UUID]:
    return [one.id for one in found.cities]


# -- who takes part ----------------------------------------------------------------------------------------------------


def test_a_city_is_named_under_its_consent_and_counted_without() -> None:
    desk = CityDesk()
    desk.consent(OTHER, given=False)
    found = opened(desk)
    assert names(found) == [APPLICATION_ID]
    assert [(one.cities, one.named) for one in found.cohorts] == [(2, 1)]


def test_a_city_that_was_never_asked_is_not_named() -> None:
    desk = CityDesk()
    desk.repository.publishing.clear()
    assert opened(desk).cities == ()


def test_a_city_in_its_silence_is_not_named_and_is_again_afterwards() -> None:
    desk = CityDesk()
    desk.silence("2027-05-20", "2027-05-31")
    assert APPLICATION_ID not in names(opened(desk))
    assert APPLICATION_ID in names(opened(desk, datetime(2027, 6, 1, 5, tzinfo=UTC)))


def test_a_city_that_left_or_was_erased_is_not_there() -> None:
    desk = CityDesk()
    desk.put(status="withdrawn")
    assert APPLICATION_ID not in names(opened(desk))
    assert opened(desk).cohorts[0].cities == 1
    desk.put(status="active", city=ERASED)
    assert APPLICATION_ID not in names(opened(desk))


# -- strategies --------------------------------------------------------------------------------------------------------


def silent(desk: CityDesk) -> None:
    desk.silence("2027-05-20", "2027-05-31")


def without_consent(desk: CityDesk) -> None:
    desk.consent(given=False)


def erased(desk: CityDesk) -> None:
    desk.put(city=ERASED)


@pytest.mark.parametrize("hold", [silent, without_consent, erased])
def test_a_strategy_that_is_held_is_neither_shown_nor_counted(hold: Callable[[CityDesk], None]) -> None:
    desk = launched()
    assert strategy_of(desk).vision == VISION
    assert opened(desk).cohorts[0].strategies == 1
    hold(desk)
    assert not [one for one in opened(desk).cities if one.strategy_launched_on]
    assert opened(desk).cohorts[0].strategies == 0
    with pytest.raises(Refusal, match="not open to the public"):
        strategy_of(desk)


def test_an_embargo_holds_a_strategy_until_its_moment_and_not_the_citys_name() -> None:
    desk = launched(embargo_until=UNTIL)
    assert APPLICATION_ID in names(opened(desk))
    assert not [one for one in opened(desk).cities if one.strategy_launched_on]
    with pytest.raises(Refusal, match="not open to the public"):
        strategy_of(desk, UNTIL - timedelta(seconds=1))
    assert strategy_of(desk, UNTIL).launched_on == TODAY


def test_what_is_not_launched_or_not_there_is_refused_alike() -> None:
    desk = CityDesk()
    desk.approve_all()
    with pytest.raises(Refusal) as not_launched:
        strategy_of(desk)
    with pytest.raises(Refusal) as nowhere:
        open_data.get_open_strategy(contract.GetOpenStrategy(id=UUID(int=9)), desk.repository, NOW)
    assert str(not_launched.value) == str(nowhere.value)


def test_what_was_saved_since_the_launch_is_not_shown() -> None:
    desk = launched()
    desk.return_("use", feedback="Name an owner.")
    desk.save("use", {"cadence": "a draft that nobody has judged"})
    use = next(one for one in strategy_of(desk).components if one.component == "use")
    assert use.document == {"decisions": ["Where clinics open"], "cadence": "monthly"}


def test_an_open_strategy_names_nobody() -> None:
    text = strategy_of(launched()).model_dump_json()
    assert "Data council" in text
    for name in ("The deputy mayor", "Chief Data Officer", "Data office", "senior_sponsor", "owner"):
        assert name not in text


def test_a_lead_lets_a_strategy_through_a_silence_with_the_name_of_its_city() -> None:
    desk = launched()
    silent(desk)
    request = contract.OverrideSilence(code=CODE, about="strategy", reason=ANYWAY)
    publishing.override_silence(request, desk.repository, desk.outbox, LEAD, NOW)
    assert strategy_of(desk).vision == VISION
    assert APPLICATION_ID in names(opened(desk))


# -- commitments -------------------------------------------------------------------------------------------------------


def test_a_mayors_commitment_says_who_signed_it() -> None:
    desk = published()
    (head,) = opened(desk).commitments
    assert (head.id, head.kind) == (mayor_id(APPLICATION_ID), "mayor")
    shown = commitment_of(desk, head.id)
    assert [(one.name, one.title, one.signed_on) for one in shown.signatures] == [
        ("Marta Inventada", "Alcaldesa", date(2027, 5, 19))
    ]
    assert [one.commitment_published_at for one in opened(desk).cities if one.id == APPLICATION_ID] == [NOW]


@pytest.mark.parametrize("hold", [silent, without_consent, erased])
def test_a_mayors_commitment_that_is_held_is_not_shown(hold: Callable[[CityDesk], None]) -> None:
    desk = published()
    hold(desk)
    assert (opened(desk).commitments, opened(desk).cohorts[0].commitments) == ((), 0)
    with pytest.raises(Refusal, match="not open to the public"):
        commitment_of(desk, mayor_id(APPLICATION_ID))


def test_a_commitment_that_is_signed_and_not_published_is_not_shown() -> None:
    desk = CityDesk()
    desk.named()
    desk.sign("mayor")
    assert opened(desk).commitments == ()
    with pytest.raises(Refusal, match="not open to the public"):
        commitment_of(desk, mayor_id(APPLICATION_ID))


def test_a_shared_commitment_counts_the_cities_that_it_does_not_name() -> None:
    desk = CityDesk()
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared")
    desk.sign("shared", OTHER)
    desk.publish("shared")
    shown = commitment_of(desk, shared_id("cohort-2027"))
    assert (len(shown.signatures), shown.unnamed, shown.city) == (2, 0, None)
    assert {(one.name, one.title) for one in shown.signatures} == {(None, None)}
    silent(desk)
    shown = commitment_of(desk, shared_id("cohort-2027"))
    assert (len(shown.signatures), shown.unnamed) == (1, 1)


def test_a_city_that_left_is_named_on_what_it_signed_only_under_its_consent() -> None:
    desk = CityDesk()
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared")
    desk.sign("shared", OTHER)
    desk.publish("shared")
    desk.put(status="withdrawn")
    desk.consent(given=False)
    shown = commitment_of(desk, shared_id("cohort-2027"))
    assert (len(shown.signatures), shown.unnamed) == (1, 1)
