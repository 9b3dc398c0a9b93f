"""`alliance colleagues remove`: whom an address means."""

from __future__ import annotations

from uuid import UUID

import pytest

from alliance.output import CommandError, answer_in_json
from alliance.selection import colleagues
from shared.contracts.intake import Colleague, Colleagues, RemoveColleague
from tests.support.fake_client import FakeClient

CODE = "JK2MPJ4V23"
EVA = Colleague(id=UUID(int=7), name="Eva Ríos", email="eva@city.example", language="es", joined=False)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    fake = FakeClient(list_colleagues=Colleagues(items=(EVA,)), remove_colleague=Colleagues(items=()))
    monkeypatch.setattr(colleagues, "connect", lambda: fake)
    return fake


def test_somebody_is_taken_out_by_their_address(client: FakeClient) -> None:
    answer_in_json(True)
    colleagues.remove(CODE, " Eva@City.example")
    assert client.asked[-1].request == RemoveColleague(code=CODE, id=EVA.id)


def test_an_address_of_nobody_takes_nobody_out(client: FakeClient) -> None:
    with pytest.raises(CommandError):
        colleagues.remove(CODE, "luz@city.example")
    assert client.methods == ["list_colleagues"]
