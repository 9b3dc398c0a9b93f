"""How many mails a minute go to a domain: who waits, for how long, and that nobody waits twice."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from services.notifications.sending.rates import MalformedRates, Rates, read_rates

NOW = 1000.0


def test_a_domain_that_nothing_is_said_of_has_no_limit() -> None:
    rates = Rates(read_rates("big.example=60"))
    assert [rates.wait(uuid4(), "a@other.example", NOW) for _ in range(5)] == [0.0] * 5


def test_each_mail_to_a_domain_waits_for_those_before_it_whatever_its_case() -> None:
    rates = Rates(read_rates("Big.example=60, *=120"))
    to = ["a@big.example", "b@BIG.example", "c@big.example", "d@small.example", "e@small.example"]
    assert [rates.wait(uuid4(), one, NOW) for one in to] == [0.0, 1.0, 2.0, 0.0, 0.5]


def test_a_mail_that_waited_goes_when_its_moment_has_come_and_counts_once() -> None:
    rates, late = Rates(read_rates("*=60")), UUID(int=1)
    rates.wait(uuid4(), "a@big.example", NOW)
    assert rates.wait(late, "b@big.example", NOW) == 1.0
    assert rates.wait(late, "b@big.example", NOW + 0.25) == 0.75
    assert rates.wait(late, "b@big.example", NOW + 1) == 0.0
    assert rates.wait(uuid4(), "c@big.example", NOW + 1) == 1.0


def test_a_quiet_minute_saves_nothing_up() -> None:
    rates = Rates(read_rates("*=60"))
    rates.wait(uuid4(), "a@big.example", NOW)
    assert [rates.wait(uuid4(), "a@big.example", NOW + 600) for _ in range(2)] == [0.0, 1.0]


@pytest.mark.parametrize("text", ["big.example", "big.example=0", "big.example=-1", "=5", "*=many", "a b=1"])
def test_what_is_no_rate_is_named(text: str) -> None:
    with pytest.raises(MalformedRates, match=text.replace("*", r"\*")):
        read_rates(f"*=10,{text}")
