"""Limits that slow strangers and never stop an owner. The attacks are made anew, by the clock of a fake desk."""

from datetime import datetime, timedelta

import pytest

from services.identity.domain.patience import OF_ADDRESS, Patience, Tally
from shared.contracts.errors import Refusal
from shared.contracts.identity import SignInFailed
from tests.unit.identity.desk import ANA, HOME, MINUTE, NOBODYS, NOW, STRANGER, Desk

HOUR = 60 * MINUTE
MONTH = timedelta(days=30)


@pytest.fixture
def desk() -> Desk:
    return Desk()


# -- waiting -----------------------------------------------------------------------------------------------------------


def test_a_wait_doubles_up_to_its_longest() -> None:
    rule = Patience(free=2, longest=timedelta(minutes=5), window=MONTH)
    waits = [rule.wait(Tally(count, NOW), NOW) for count in range(7)]
    assert waits == [n * MINUTE for n in (0, 0, 1, 2, 4, 5, 5)]
    assert rule.wait(Tally(4, NOW), NOW + 3 * MINUTE) == MINUTE
    assert rule.wait(Tally(4, NOW), NOW + 9 * MINUTE) == 0 * MINUTE
    assert rule.wait(Tally(10_000, NOW), NOW) == 5 * MINUTE
    assert rule.wait(Tally(0, None), NOW) == 0 * MINUTE


def test_guessing_for_months_succeeds_less_than_once_in_ten_thousand_months() -> None:
    """Each guess at the first moment that it is taken; one code is good at a time, of a million."""
    guesses: list[datetime] = []
    now = NOW
    while now < NOW + 6 * MONTH:
        counted_ = [one for one in guesses if one > now - OF_ADDRESS.window]
        wait = OF_ADDRESS.wait(Tally(len(counted_), max(counted_, default=None)), now)
        if not wait:
            guesses.append(now)
        now += wait or timedelta(microseconds=1)
    most = max(sum(start <= one < start + MONTH for one in guesses) for start in guesses)
    assert most == 73
    assert most / 1_000_000 < 1 / 10_000


# -- guessing ----------------------------------------------------------------------------------------------------------


def test_guesses_from_many_sources_are_slowed_for_them_all(desk: Desk) -> None:
    mail = desk.mail()
    for n in range(5):
        desk.guess(1, source=f"198.51.100.{n}")
    refusal = desk.refused(source="192.0.2.1", email=ANA.email, code=mail.code)
    assert (refusal.code, refusal.values, refusal.keep) == ("too_many_tries", {"seconds": 60}, False)
    assert desk.confirm(NOW + MINUTE, "192.0.2.1", email=ANA.email, code=mail.code)


def test_a_try_while_one_must_wait_is_not_counted(desk: Desk) -> None:
    desk.guess(5)
    for _ in range(50):
        assert desk.refused(source=STRANGER, email=ANA.email, code="123456").values == {"seconds": 60}
    assert len(desk.repository.tries) == 5


def test_known_and_unknown_addresses_wait_alike(desk: Desk) -> None:
    desk.ask()
    waits = []
    for email in (ANA.email, NOBODYS):
        desk.guess(5, email=email)
        waits.append(desk.refused(source=STRANGER, email=email, code="123456"))
    assert waits[0] == waits[1] == Refusal("too_many_tries", seconds=60)


def test_a_source_that_fails_at_many_addresses_is_slowed_at_all(desk: Desk) -> None:
    for n in range(20):
        desk.guess(1, email=f"p{n}@city.example")
    assert desk.refused(source=STRANGER, email=NOBODYS, code="123456").code == "too_many_tries"
    desk.guess(1, source="192.0.2.1", email=NOBODYS)  # others are not


def test_whoever_has_one_address_of_ipv6_has_them_all(desk: Desk) -> None:
    for n in range(20):
        desk.guess(1, source=f"2001:db8:1:2::{n + 1:x}", email=f"p{n}@city.example")
    assert desk.refused(source="2001:db8:1:2:ffff::1", email=NOBODYS, code="123456").code == "too_many_tries"
    desk.guess(1, source="2001:db8:1:3::1", email=NOBODYS)


@pytest.mark.parametrize("known", [True, False])
def test_the_owner_signs_in_while_a_stranger_keeps_at_it(desk: Desk, known: bool) -> None:
    """Attack: five asks and five wrong codes an hour kept any staff member out."""
    if known:
        desk.confirm(key=desk.mail().key)
    now, mails = NOW + HOUR, []
    for hour in range(12):
        for minute in range(5):
            mails += [desk.read(told, now) for told in desk.ask(now=now + minute * MINUTE, source=STRANGER)]
        with pytest.raises(Refusal, match="too_many_tries"):
            for _ in range(30):
                desk.confirm_wrongly(now + 5 * MINUTE)
        assert hour == 0 or mails, "the stranger's own asking brings mails to the owner"
        now += HOUR
    link = desk.read(desk.ask(now=now)[0], now)
    if known:  # from where they have signed in before: the code, too, at once
        assert desk.confirm(now, HOME, email=ANA.email, code=link.code)
        link = desk.read(desk.ask(now=now)[0], now)
    assert desk.confirm(now, "192.0.2.200", key=link.key).person_id == ANA.id


def test_an_owner_who_mistypes_waits_as_well(desk: Desk) -> None:
    desk.confirm(key=desk.mail().key)
    mail = desk.mail()
    desk.guess(5, source=HOME)
    assert desk.refused(email=ANA.email, code=mail.code).code == "too_many_tries"
    assert desk.confirm(NOW + MINUTE, email=ANA.email, code=mail.code)


def test_a_failure_is_told_by_reference_and_keyed_source(desk: Desk) -> None:
    desk.guess(1)
    desk.guess(1, email=NOBODYS)
    known, unknown = (event for event in desk.told if isinstance(event, SignInFailed))
    assert (known.person_id, unknown.person_id, known.proof) == (ANA.id, None, "mailed_code")
    assert known.source == unknown.source
    assert not {STRANGER, ANA.email, NOBODYS} & set(known.model_dump_json().split('"'))


# -- mails -------------------------------------------------------------------------------------------------------------


def test_a_person_gets_five_mails_in_an_hour(desk: Desk) -> None:
    told = [desk.ask(now=NOW + n * MINUTE) for n in range(6)]
    assert [len(one) for one in told] == [1, 1, 1, 1, 1, 0]
    assert desk.confirm(NOW + 6 * MINUTE, key=desk.read(told[0][0], NOW + 6 * MINUTE).key)
    assert len(desk.ask(now=NOW + HOUR)) == 1


def test_an_address_that_nobody_has_proven_gets_one_mail_a_day(desk: Desk) -> None:
    """Attack: 100 mails to one victim."""
    mails = [desk.ask(NOBODYS, NOW + n * 20 * MINUTE, source=f"198.51.100.{n}") for n in range(72)]
    assert [len(told) for told in mails] == [1] + [0] * 71
    assert len(desk.ask(NOBODYS, NOW + timedelta(days=1))) == 1


def test_the_one_mail_works_though_more_were_asked_for(desk: Desk) -> None:
    mail = desk.mail(NOBODYS)
    desk.ask(NOBODYS, NOW + MINUTE)
    desk.ask(NOBODYS, NOW + HOUR)
    assert desk.confirm(NOW + HOUR, email=NOBODYS, code=mail.code)


def test_addresses_that_nobody_has_proven_share_what_goes_out_in_an_hour(desk: Desk) -> None:
    mailed = [len(desk.ask(f"p{n}@city.example", source=f"10.0.{n // 50}.1")) for n in range(510)]
    assert mailed == [1] * 500 + [0] * 10
    assert len(desk.ask()) == 1  # people who have proven theirs are mailed
    assert len(desk.ask("p509@city.example", NOW + HOUR)) == 1


def test_a_source_asks_sixty_times_an_hour(desk: Desk) -> None:
    for n in range(60):
        desk.request(f"p{n}@city.example", source=STRANGER)
    with pytest.raises(Refusal) as refused:
        desk.request(source=STRANGER)
    assert (refused.value.code, refused.value.reason) == ("too_many_tries", "asked")
    desk.request(source=HOME)
    desk.request(now=NOW + HOUR, source=STRANGER)
