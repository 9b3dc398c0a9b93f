"""What a stranger reads, on a real database: every statement of queries/open_data.sql, under the audience of nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.cohort.domain.commitments import mayor_id, shared_id
from services.cohort.entrypoints.base import repository_for
from services.cohort.handlers import open_data
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.contracts.requests import Query
from shared.security.tokens import ANONYMOUS
from shared.storage.database import Transaction
from tests.integration.cohort.test_city_sql import RealCityDesk
from tests.unit.cohort.fake_city import OTHER
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, PROGRAM
from tests.unit.cohort.fake_strategies import VISION

TODAY = date(2027, 5, 20)
AFTERWARDS = datetime(2027, 6, 1, 5, tzinfo=UTC)


def as_stranger(tx: Transaction, request: Query[Any]) -> Repository:
    return repository_for(tx, PROGRAM, ANONYMOUS, request)


def opened(tx: Transaction, now: datetime = NOW) -> contract.OpenData:
    return open_data.get_open_data(as_stranger(tx, contract.GetOpenData()), now)


def strategy_of(tx: Transaction, now: datetime = NOW) -> contract.OpenStrategy:
    request = contract.GetOpenStrategy(id=APPLICATION_ID)
    return open_data.get_open_strategy(request, as_stranger(tx, request), now)


def test_a_stranger_reads_what_nothing_holds_and_it_is_back_after_a_silence(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.approve_all()
    desk.launch(TODAY)
    found = opened(tx)
    assert [one.strategy_launched_on for one in found.cities if one.id == APPLICATION_ID] == [TODAY]
    assert [(one.cities, one.named, one.strategies) for one in found.cohorts] == [(2, 2, 1)]
    desk.return_("use", feedback="Name an owner.")
    desk.save("use", {"cadence": "a draft that nobody has judged"})
    assert "a draft that nobody has judged" not in strategy_of(tx).model_dump_json()
    desk.silence("2027-05-20", "2027-05-31")
    assert [(one.cities, one.named, one.strategies) for one in opened(tx).cohorts] == [(2, 1, 0)]
    with pytest.raises(Refusal, match="not open to the public"):
        strategy_of(tx)
    assert strategy_of(tx, AFTERWARDS).vision == VISION
    desk.consent(given=False)
    with pytest.raises(Refusal, match="not open to the public"):
        strategy_of(tx, AFTERWARDS)


def test_a_stranger_reads_published_commitments_with_those_who_may_be_named(tx: Transaction) -> None:
    desk = RealCityDesk(tx)
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared")
    desk.sign("shared", OTHER)
    assert opened(tx).commitments == ()
    desk.publish("shared")
    desk.named()
    desk.sign("mayor")
    desk.publish("mayor")
    heads = {one.kind: one.id for one in opened(tx).commitments}
    assert heads == {"shared": shared_id("cohort-2027"), "mayor": mayor_id(APPLICATION_ID)}
    desk.silence("2027-05-20", "2027-05-31", code=CODE)
    assert [one.kind for one in opened(tx).commitments] == ["shared"]
    request = contract.GetOpenCommitment(id=heads["shared"])
    shown = open_data.get_open_commitment(request, as_stranger(tx, request), NOW)
    assert (len(shown.signatures), shown.unnamed) == (1, 1)
