"""One question asked many times at once by a service: one message, one transaction, and each its own answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from shared.contracts.errors import Refusal
from shared.messaging.line import Line
from shared.messaging.message import Message
from shared.messaging.plural import MOST, MOST_BYTES, gathered
from shared.storage.database import Transaction
from tests.messaging.parcels import CountParcels, Parcel, ReadLabel
from tests.messaging.services import Parcels
from tests.messaging.world import World

LABELS = [ReadLabel(parcel_id=UUID(int=number)) for number in range(MOST + 20)]
ANSWERS = [Parcel(parcel_id=one.parcel_id, packed=0) for one in LABELS]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """The messages that go out."""
    messages: list[Message] = []
    publish = Line._publish

    def noting(line: Line, message: Message, give_up_at: float) -> str:
        messages.append(message)
        return publish(line, message, give_up_at)

    monkeypatch.setattr(Line, "_publish", noting)
    return messages


def test_those_of_one_kind_go_in_one_message_and_are_answered_in_their_order(world: World, sent: list[Message]) -> None:
    world.start(Parcels)
    found = world.client("depot").ask_many([LABELS[0], CountParcels(), *LABELS[1:]], limit_s=5)
    assert found == [ANSWERS[0], Parcel(parcel_id=UUID(int=0), packed=0), *ANSWERS[1:]]
    assert [len(one.arguments.get("bodies", "1")) for one in sent] == [MOST, 1, 20]
    assert world.client("depot").ask_many([]) == []


def test_what_is_wrong_with_one_is_no_others_trouble(world: World, sent: list[Message]) -> None:
    """A refusal leaves the transaction as it is; an error of the database ends it, and each is asked anew."""

    def act(request: Any, tx: Transaction) -> None:
        if request.parcel_id == UUID(int=1):
            raise Refusal("not_found", reason="parcel")
        if request.parcel_id == UUID(int=3) and broken:
            tx.execute("select 1 / 0")

    world.start(Parcels)
    world.stage.on("read_label", act)
    for broken in (False, True):
        found = world.client("depot").ask_many(LABELS[:5], limit_s=5)
        assert [getattr(one, "code", "answered") for one in found] == [
            "answered", "not_found", "answered", "internal_error" if broken else "answered", "answered",
        ]  # fmt: skip
    assert len(sent) == 2


def test_what_people_ask_is_one_question_a_message(world: World, sent: list[Message]) -> None:
    """Their client asks again one by one, as of a service that knows no message of many."""
    world.start(Parcels)
    assert world.client().ask_many(LABELS[:3], limit_s=5) == ANSWERS[:3]
    assert [len(one.arguments.get("bodies", "1")) for one in sent] == [3, 1, 1, 1]


@pytest.mark.parametrize("bodies", [[], "all", {"parcel_id": 1}, [{}] * (MOST + 1)])
def test_what_is_no_list_of_questions_is_refused(world: World, bodies: Any) -> None:
    world.start(Parcels)
    token = world.sign("depot", (), "parcels", "read_label")
    assert world.ask("read_label", token=token, bodies=bodies)["error"]["exc_type"] == "invalid"


def test_a_body_that_is_none_is_refused_for_itself(world: World) -> None:
    world.start(Parcels)
    token = world.sign("depot", (), "parcels", "read_label")
    bodies: list[Any] = [{"parcel_id": str(UUID(int=1))}, {"parcel": 1}, None, "x"]
    found = world.ask("read_label", token=token, bodies=bodies)["result"]
    assert [one["error"] and one["error"]["exc_type"] for one in found] == [None, "invalid", "invalid", "invalid"]


def test_a_message_holds_no_more_bytes_than_a_service_reads() -> None:
    large = [{"text": "x" * (MOST_BYTES // 2)}] * 3
    assert gathered(LABELS[:3], large) == [[0], [1], [2]]
    assert gathered(LABELS[:3], [{}, {}, {}]) == [[0, 1, 2]]
