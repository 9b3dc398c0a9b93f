"""Requests over the broker: who may, in which form, at most once, and what a caller learns when it goes wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import eventlet
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg2.errors import DeadlockDetected, LockNotAvailable, UniqueViolation

from shared.contracts.errors import Refusal
from shared.contracts.kernel import Backlog, GetBacklog
from shared.contracts.people import PERSON_ROLES, Role
from shared.contracts.requests import Request
from shared.messaging import names
from shared.messaging.publisher import Outgoing
from shared.messaging.rpc import CONCURRENCY, RpcServer
from shared.security.binding import bound_to
from shared.security.tokens import Signer
from shared.storage.database import TRANSACTION_LIMIT_S, Database, Transaction
from tests.messaging.parcels import BurnParcel, CountParcels, FindParcel, PackParcel, Parcel, PeekParcel
from tests.messaging.services import Parcels
from tests.messaging.world import ALWAYS, Gate, World, fail_times, wait_for


def refusal_of(call: Any) -> str:
    """The code of the refusal that the call ends with; empty when it is answered."""
    try:
        call()
    except Refusal as refusal:
        return refusal.code
    return ""


def frame(seconds: float = 9, command_id: UUID | None = None) -> dict[str, str]:
    deadline = datetime.now(UTC) + timedelta(seconds=seconds)
    return {"id": str(command_id or uuid4()), "deadline": deadline.isoformat()}


# -- who -------------------------------------------------------------------------------------------------------------


def test_a_command_is_carried_out_and_answered(world: World) -> None:
    world.start(Parcels)
    parcel = uuid4()
    reply = world.client().call(PackParcel(parcel_id=parcel, grams=5))
    assert reply == Parcel(parcel_id=parcel, packed=1)
    assert world.shelf("parcels") == [(parcel, "packed")]
    (row,) = world.rows("parcels", "select actor, aggregate_id from outbox")
    assert row == {"actor": "person:7", "aggregate_id": parcel}


def test_a_bad_token_is_refused(world: World) -> None:
    """Whatever is wrong with it; also none, where the request is not for everybody."""
    world.start(Parcels)
    body: dict[str, Any] = {"parcel_id": str(uuid4()), "grams": 5}
    command = frame()
    bound = bound_to(UUID(command["id"]), body)
    mine = partial(Signer("identity", world.keys).sign, subject="7", roles=("staff",))
    good = mine("parcels", "pack_parcel", bound)
    claims = jwt.decode(good, options={"verify_signature": False})
    key = (world.keys / "identity.key").read_text()
    forge = partial(jwt.encode, algorithm="EdDSA", headers=jwt.get_unverified_header(good))
    forge_at = partial(jwt.encode, claims, key, algorithm="EdDSA")
    tokens = {
        "none": "",
        "no token": "abc",
        "another audience": mine("depot", "pack_parcel", bound),
        "another method": mine("parcels", "find_parcel", bound),
        "another body": mine("parcels", "pack_parcel", bound_to(bound.command_id, body | {"grams": 6})),
        "another command": mine("parcels", "pack_parcel", bound_to(uuid4(), body)),
        "bound to nothing": mine("parcels", "pack_parcel"),
        "expired": forge(claims | {"exp": datetime.now(UTC) - timedelta(minutes=1)}, key),
        "without an end": forge({name: claims[name] for name in claims if name != "exp"}, key),
        "forged": forge(claims, Ed25519PrivateKey.generate()),
        "unsigned": jwt.encode(claims, None, algorithm="none"),
        "signed by a service as identity": forge(claims, (world.keys / "depot.key").read_text()),
        "of an unknown issuer": forge(claims | {"iss": "nobody"}, key),
        "of an issuer that is a path": forge(claims | {"iss": "../keys/identity"}, key),
        "without a kid": forge_at(headers={}),
        "of an unknown kid": forge_at(headers={"kid": "0123456789abcdef"}),
        "of a kid that is a path": forge_at(headers={"kid": "../identity.key"}),
    }
    codes = {
        name: world.ask("pack_parcel", token=token, body=body, command=command)["error"]["exc_type"]
        for name, token in tokens.items()
    }
    assert codes == dict.fromkeys(tokens, "unauthenticated")
    assert world.shelf("parcels") == []
    assert world.ask("pack_parcel", token=good, body=body, command=command)["error"] is None


def test_a_token_that_was_stolen_with_its_message_opens_nothing_else(world: World) -> None:
    """A command's: the same message again has one effect, and with another body or id none. A query's reads on."""
    world.start(Parcels)
    body: dict[str, Any] = {"parcel_id": str(uuid4()), "grams": 5}
    command = frame()
    token = world.token("parcels", "pack_parcel", bound_to(UUID(command["id"]), body))
    changes: list[Any] = [({}, {}), ({}, {}), ({"grams": 7}, {}), ({}, {"id": str(uuid4())})]
    outcomes = [
        world.ask("pack_parcel", token=token, body=body | change, command=command | other) for change, other in changes
    ]
    codes = [outcome["error"] and outcome["error"]["exc_type"] for outcome in outcomes]
    assert codes == [None, None, "unauthenticated", "unauthenticated"]
    assert len(world.shelf("parcels")) == 1
    query = world.token("parcels", "find_parcel")
    for _ in range(2):
        assert world.ask("find_parcel", token=query, body={"parcel_id": str(uuid4())})["error"] is None


def test_a_request_without_a_token_field_is_refused(world: World) -> None:
    world.start(Parcels)
    outcome = world.reply(world.send_request("find_parcel", body={"parcel_id": str(uuid4())}))
    assert outcome["error"]["exc_type"] == "unauthenticated"


def test_roles_and_services_get_what_the_table_says(world: World) -> None:
    """Nobody may what it does not list; a service may not what people may, nor the other way round."""
    world.start(Parcels)
    pack, find, count = PackParcel(parcel_id=uuid4(), grams=5), FindParcel(parcel_id=uuid4()), CountParcels()
    burn = BurnParcel(parcel_id=uuid4())
    everybody = tuple(PERSON_ROLES)

    def ask(request: Request[Any], issuer: str, *roles: str) -> str:
        return refusal_of(lambda: world.client(issuer, roles).call(request))

    assert {
        "staff pack": ask(pack, "identity", "staff"),
        "applicants pack": ask(pack, "identity", "applicant"),
        "applicants find": ask(find, "identity", "applicant"),
        "people without a role find": ask(find, "identity"),
        "all roles count": ask(count, "identity", *everybody),
        "all roles burn": ask(burn, "identity", *everybody),
        "the administrator of the machine burns": ask(burn, "local-admin"),
        "the depot packs": ask(pack, "depot"),
        "the depot counts": ask(count, "depot"),
        "the depot finds": ask(find, "depot"),
        "a service that claims to be staff finds": ask(find, "stranger", "staff"),
    } == {
        "staff pack": "",
        "applicants pack": "forbidden",
        "applicants find": "",
        "people without a role find": "forbidden",
        "all roles count": "forbidden",
        "all roles burn": "forbidden",
        "the administrator of the machine burns": "forbidden",
        "the depot packs": "",
        "the depot counts": "",
        "the depot finds": "forbidden",
        "a service that claims to be staff finds": "forbidden",
    }


def test_what_is_sensitive_asks_people_again_who_they_are(world: World) -> None:
    """Their last proof counts for fifteen minutes; services have none to give."""
    world.start(Parcels)

    def ask(minutes_ago: float | None, issuer: str = "identity") -> str:
        proven = None if minutes_ago is None else datetime.now(UTC) - timedelta(minutes=minutes_ago)
        signer, subject = Signer(issuer, world.keys), "7" if issuer == "identity" else None
        body, command = {"parcel_id": str(uuid4())}, frame()
        bound = bound_to(UUID(command["id"]), body)
        token = signer.sign(
            "parcels", "seal_parcel", bound, subject=subject, roles=(Role.STAFF,), authenticated_at=proven
        )
        outcome = world.ask("seal_parcel", token=token, body=body, command=command)
        return "" if outcome["error"] is None else str(outcome["error"]["exc_type"])

    assert (ask(14), ask(15.1), ask(None)) == ("", "reauthenticate", "reauthenticate")
    assert ask(None, "depot") == ""


# -- form ------------------------------------------------------------------------------------------------------------


def test_an_unknown_field_is_named(world: World) -> None:
    world.start(Parcels)
    body = {"parcel_id": str(uuid4()), "grams": 0, "colour": "red"}
    outcome = world.ask("pack_parcel", body=body, command=frame())
    (refusal,) = outcome["error"]["exc_args"]
    assert outcome["error"]["exc_type"] == refusal["code"] == "invalid"
    assert {detail["field"] for detail in refusal["details"]} == {"grams", "colour"}
    assert "red" not in str(outcome)


def test_a_command_without_its_frame_is_invalid(world: World) -> None:
    world.start(Parcels)
    token, body = world.token("parcels", "pack_parcel"), {"parcel_id": str(uuid4()), "grams": 5}
    frames = {
        "none": None,
        "no id": {"deadline": frame()["deadline"]},
        "no deadline": {"id": str(uuid4())},
        "a deadline in no zone": frame() | {"deadline": "2100-01-01T00:00:00"},
        "no object": "now",
    }
    codes = {
        name: world.ask("pack_parcel", token=token, body=body, command=command)["error"]["exc_type"]
        for name, command in frames.items()
    }
    assert codes == dict.fromkeys(frames, "invalid")


def test_an_unknown_method_is_not_found(world: World) -> None:
    world.start(Parcels)
    assert world.ask("fly", token="", body={})["error"]["exc_type"] == "not_found"


def test_a_trace_that_is_none_is_replaced(world: World) -> None:
    """It is kept for ever, with each event: one of 100 kB, or with a NUL, would be too."""
    world.start(Parcels)
    said = (f"00-{'a' * 32}-{'b' * 16}-01", "\0", "0" * 100_000, 7)
    for trace in said:
        body = {"parcel_id": str(uuid4()), "grams": 5}
        outcome = world.ask("pack_parcel", body=body, command=frame(), traceparent=trace)
        assert outcome["error"] is None
    kept = [row["traceparent"] for row in world.rows("parcels", "select traceparent from outbox order by seq")]
    assert kept[0] == said[0]
    assert [len(trace) for trace in kept] == [55] * len(said)


def test_half_a_surrogate_pair_harms_nothing(world: World) -> None:
    """JSON can carry one, UTF-8 cannot."""
    world.start(Parcels)
    token = world.token("parcels", "find_parcel")
    assert world.ask(token=token, body={"parcel_id": "\ud800"})["error"]["exc_type"] == "invalid"


UNREADABLE = {
    "no body": b"",
    "bad JSON": b"{",
    "no text": b"\xff\xfe",
    "no object": b"[]",
    "positional arguments": b'{"args": [1], "kwargs": {}}',
    "no arguments": b'{"args": [], "kwargs": 5}',
    "nested 100000 deep": b"[" * 100_000,
    "nested 33 deep": b'{"kwargs": {"body": ' + b"[" * 31 + b"]" * 31 + b"}}",
    "300 kB": b'{"kwargs": {"token": "", "body": {"parcel_id": "' + b"a" * 300_000 + b'"}}}',
}


def test_what_cannot_be_read_is_answered_as_invalid(world: World) -> None:
    """Whoever waits learns at once, and nothing of it is kept."""
    container = world.start(Parcels)
    queues = {name: world.send_bytes(body) for name, body in UNREADABLE.items()}
    codes = {name: world.reply(queue)["error"]["exc_type"] for name, queue in queues.items()}
    assert codes == dict.fromkeys(UNREADABLE, "invalid")
    container.stop()
    container.wait()
    assert [world.ready(queue) for queue in ("rpc-parcels", "dead")] == [0, 0]


def test_a_deadline_without_a_zone_is_invalid_and_an_odd_trace_is_replaced(world: World) -> None:
    world.start(Parcels)
    body = {"parcel_id": str(uuid4()), "grams": 5}
    naive = frame() | {"deadline": "2099-01-01T00:00:00"}
    assert world.ask("pack_parcel", body=body, command=naive)["error"]["exc_type"] == "invalid"
    for odd in ("a\0b", "a" * 100_000, 5, {"a": 1}):
        assert world.ask("pack_parcel", body=body, command=frame(), traceparent=odd)["error"] is None
    kept = [row["traceparent"] for row in world.rows("parcels", "select traceparent from outbox")]
    assert {len(one) for one in kept} == {55}


WITHOUT_ADDRESS: dict[str, dict[str, Any]] = {
    "no reply_to": {"correlation_id": "1"},
    "no correlation_id": {"reply_to": f"reply.x.{uuid4()}"},
    "an address where a request would go": {"reply_to": "depot.find_parcel", "correlation_id": "1"},
    "an address of any kind": {"reply_to": "reply.x", "correlation_id": "1"},
}


def test_what_cannot_be_answered_becomes_a_dead_letter_that_keeps_the_method_alone(world: World) -> None:
    """No token, and nothing that people wrote; the service goes on."""
    container = world.start(Parcels)
    body = b'{"args": [], "kwargs": {"token": "a-token", "body": {"name": "Ana Marker"}}}'
    for properties in WITHOUT_ADDRESS.values():
        world.send(body, exchange=names.RPC_EXCHANGE, key="parcels.find_parcel", headers={"note": "Ana"}, **properties)
    for letter in world.take_all("dead", len(WITHOUT_ADDRESS)):
        assert (letter.headers["x-queue"], letter.headers["x-reason"]) == (
            "rpc-parcels", "a request without reply_to or correlation_id",
        )  # fmt: skip
        assert json.loads(letter.body) == {"request": "parcels.find_parcel", "sha256": sha256(body).hexdigest()}
        assert "Ana" not in str(letter)
    assert world.client().call(FindParcel(parcel_id=UUID(int=1))).packed == 0
    container.stop()
    container.wait()
    assert world.ready("rpc-parcels") == 0


def test_odd_headers_of_a_request_harm_nothing(world: World) -> None:
    world.start(Parcels)
    headers = {"nameko.call_id_stack": 5, "x-attempt": "many", "a": {"b": [None]}}
    world.send(b"{}", exchange=names.RPC_EXCHANGE, key="parcels.find_parcel", headers=headers)
    assert world.dead() == [("rpc-parcels", "a request without reply_to or correlation_id")]
    assert world.client().call(FindParcel(parcel_id=UUID(int=1))).packed == 0


# -- at most once ----------------------------------------------------------------------------------------------------


def test_a_repeated_command_gets_the_first_answer(world: World) -> None:
    world.start(Parcels)
    client, parcel, key = world.client(), uuid4(), uuid4()
    pack = PackParcel(parcel_id=parcel, grams=5)
    first = client.call(pack, command_id=key)
    client.call(pack)  # another one, so that an answer made anew would differ
    assert client.call(pack, command_id=key) == first == Parcel(parcel_id=parcel, packed=1)
    assert len(world.shelf("parcels")) == world.count("parcels", "outbox") == 2


def test_a_used_command_id_with_another_body_is_a_conflict(world: World) -> None:
    world.start(Parcels)
    client, parcel, key = world.client(), uuid4(), uuid4()
    client.call(PackParcel(parcel_id=parcel, grams=5), command_id=key)
    assert refusal_of(lambda: client.call(PackParcel(parcel_id=parcel, grams=6), command_id=key)) == (
        "idempotency_conflict"
    )
    assert world.shelf("parcels") == [(parcel, "packed")]


def test_another_caller_may_use_the_same_command_id(world: World) -> None:
    """Whoever guesses an id does not read the answer."""
    world.start(Parcels)
    parcel, key = uuid4(), uuid4()
    pack = PackParcel(parcel_id=parcel, grams=5)
    assert world.client().call(pack, command_id=key).packed == 1
    assert world.client("depot", ()).call(pack, command_id=key).packed == 2


def test_twenty_copies_at_once_have_one_effect(world: World) -> None:
    world.start(Parcels)
    client, parcel, key = world.client(), uuid4(), uuid4()
    pool = eventlet.GreenPool(20)
    calls = [pool.spawn(client.call, PackParcel(parcel_id=parcel, grams=5), command_id=key) for _ in range(20)]
    assert [call.wait() for call in calls] == [Parcel(parcel_id=parcel, packed=1)] * 20
    assert world.shelf("parcels") == [(parcel, "packed")]
    assert [world.count("parcels", table) for table in ("outbox", "command_log")] == [1, 1]
    assert world.stage.count("pack_parcel") == 1


def test_a_refusal_is_not_stored(world: World) -> None:
    """Nothing of the refused command stays, and the same one is judged anew."""
    world.start(Parcels)
    world.stage.on("pack_parcel", fail_times(1, Refusal("ineligible")))
    client, parcel, key = world.client(), uuid4(), uuid4()
    pack = PackParcel(parcel_id=parcel, grams=5)
    assert refusal_of(lambda: client.call(pack, command_id=key)) == "ineligible"
    assert [world.count("parcels", table) for table in ("shelf", "outbox", "command_log")] == [0, 0, 0]
    assert client.call(pack, command_id=key) == Parcel(parcel_id=parcel, packed=1)


def test_a_refusal_may_keep_what_was_written(world: World) -> None:
    """Such as a count of wrong codes; the command itself is not remembered."""
    world.start(Parcels)
    world.stage.on("pack_parcel", fail_times(1, Refusal("sign_in_failed", keep=True)))
    client, parcel, key = world.client(), uuid4(), uuid4()
    pack = PackParcel(parcel_id=parcel, grams=5)
    assert refusal_of(lambda: client.call(pack, command_id=key)) == "sign_in_failed"
    assert [world.count("parcels", table) for table in ("shelf", "command_log")] == [1, 0]
    assert client.call(pack, command_id=key) == Parcel(parcel_id=parcel, packed=2)


def test_a_command_whose_reply_is_secret_is_not_remembered(world: World) -> None:
    world.start(Parcels)
    client, key = world.client(), uuid4()
    for _ in range(2):
        client.call(PeekParcel(parcel_id=UUID(int=1)), command_id=key)
    assert [world.count("parcels", table) for table in ("shelf", "command_log")] == [2, 0]


def test_a_command_that_comes_late_is_not_run(world: World) -> None:
    world.start(Parcels)
    body = {"parcel_id": str(uuid4()), "grams": 5}
    outcome = world.ask("pack_parcel", body=body, command=frame(seconds=-1))
    assert outcome["error"]["exc_type"] == "deadline_passed"
    assert [world.count("parcels", table) for table in ("shelf", "command_log")] == [0, 0]


def test_a_command_that_its_caller_gave_up_is_never_run(world: World) -> None:
    """It expires in the queue while no service is there to take it."""
    parcel, marker = uuid4(), uuid4()
    assert refusal_of(lambda: world.client().call(PackParcel(parcel_id=parcel, grams=5), limit_s=0.3)) == "unavailable"
    world.start(Parcels)
    world.client().call(PackParcel(parcel_id=marker, grams=5))
    assert world.shelf("parcels") == [(marker, "packed")]


# -- faults ----------------------------------------------------------------------------------------------------------


def test_an_exception_is_an_internal_error_without_its_text(world: World) -> None:
    world.start(Parcels)
    world.stage.on("find_parcel", fail_times(1, RuntimeError("mayor@city.example")))
    token = world.token("parcels", "find_parcel")
    outcome = world.ask(token=token, body={"parcel_id": str(uuid4())})
    fault = "Something went wrong on our side; it was logged."
    refusal = {"code": "internal_error", "reason": None, "values": {}, "message": fault, "details": []}
    assert outcome == {
        "result": None,
        "error": {
            "exc_type": "internal_error",
            "exc_path": "alliance.internal_error",
            "exc_args": [refusal],
            "value": fault,
        },
    }


@pytest.mark.parametrize(
    ("error", "code"), [(LockNotAvailable(), "unavailable"), (UniqueViolation(), "internal_error")]
)
def test_a_database_error_has_a_code(world: World, error: Exception, code: str) -> None:
    """Others held the data too long, each time: repeat with the same key. Any other is a fault."""
    world.start(Parcels)
    world.stage.on("pack_parcel", fail_times(ALWAYS, error))
    assert refusal_of(lambda: world.client().call(PackParcel(parcel_id=uuid4(), grams=5))) == code


def test_two_in_each_others_way_are_both_done(world: World) -> None:
    """The one whom the database stops is tried again at once; its caller does not notice."""
    world.start(Parcels)
    world.stage.on("pack_parcel", fail_times(2, DeadlockDetected()))
    world.client().call(PackParcel(parcel_id=uuid4(), grams=5))
    assert len(world.shelf("parcels")) == 1


def test_a_query_cannot_write(world: World) -> None:
    world.start(Parcels)

    def write(_request: FindParcel, tx: Transaction) -> None:
        tx.execute("insert into shelf (parcel_id, what) values (%s, 'packed')", (UUID(int=1),))

    world.stage.on("find_parcel", write)
    assert refusal_of(lambda: world.client().call(FindParcel(parcel_id=uuid4()))) != ""
    assert world.shelf("parcels") == []


def test_while_the_database_is_away_requests_are_unavailable(world: World) -> None:
    """Within ten seconds; nothing becomes a dead letter; afterwards the same command is carried out."""
    world.start(Parcels)
    client, parcel, key = world.client(), uuid4(), uuid4()
    pack = PackParcel(parcel_id=parcel, grams=5)
    client.call(FindParcel(parcel_id=parcel))
    with world.database_down("parcels"):
        started = monotonic()
        assert refusal_of(lambda: client.call(pack, command_id=key)) == "unavailable"
        assert monotonic() - started < 10
    assert client.call(pack, command_id=key) == Parcel(parcel_id=parcel, packed=1)
    assert world.ready("dead") == 0


def test_an_outage_costs_one_request_not_one_for_each_connection(world: World) -> None:
    """All of the pool's connections are dead by then; a job of the service may find it out before any request does."""
    world.start(Parcels)
    client, gate = world.client(), Gate()
    world.stage.on("find_parcel", gate.wait)
    pool = eventlet.GreenPool()
    calls = [pool.spawn(client.call, FindParcel(parcel_id=UUID(int=1))) for _ in range(8)]
    wait_for(lambda: world.stage.count("find_parcel") == 8, "eight at once")
    gate.open()
    assert {call.wait().packed for call in calls} == {0}
    assert world.kill_sessions("parcels") >= 8
    codes = [refusal_of(lambda: client.call(FindParcel(parcel_id=UUID(int=1)))) for _ in range(3)]
    assert codes in (["unavailable", "", ""], ["", "", ""])  # the pool is let go of whole


def test_a_blackholed_database_is_unavailable_within_its_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sessions neither answer nor close. The limit is a tenth of the real one."""
    monkeypatch.setitem(Database.transaction.__wrapped__.__kwdefaults__, "seconds", TRANSACTION_LIMIT_S / 10)  # type: ignore[attr-defined]
    world.start(Parcels)
    parcel = uuid4()
    with world.frozen("parcels") as frozen:
        world.stage.on("find_parcel", frozen)
        token = world.token("parcels", "find_parcel")
        started = monotonic()
        assert world.ask(token=token, body={"parcel_id": str(parcel)})["error"]["exc_type"] == "unavailable"
        assert monotonic() - started < 10
    world.stage.forget("find_parcel")
    assert world.client().call(FindParcel(parcel_id=parcel)).packed == 0


def test_the_backlog_tells_what_is_not_published_and_what_waits(world: World) -> None:
    world.start(Parcels)
    world.channel.queue_unbind("depot.parcels", "parcels.events", "parcel_packed")
    world.client().call(PackParcel(parcel_id=uuid4(), grams=5))
    (row,) = world.rows("parcels", "select created_at from outbox")
    backlog = world.client("local-admin").call(GetBacklog(), of="parcels")
    assert backlog.started_at is not None and backlog.started_at < row["created_at"]
    known: dict[str, Any] = {"version": backlog.version, "started_at": backlog.started_at}
    assert backlog == Backlog(unpublished=1, oldest_unpublished_at=row["created_at"], waiting=0, **known)


def test_replies_that_cannot_be_sent_take_no_place_of_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the library raises over a connection that breaks: their requests are acked, and asked for again."""
    container = world.start(Parcels)
    (server,) = {each for each in container.extensions if isinstance(each, RpcServer)}
    broken: list[str] = []
    too_many = 2 * CONCURRENCY  # for the places that there are, and those of the reader before all are given
    publish = server._replies.publish

    def break_at_first(messages: Sequence[Outgoing]) -> set[str]:
        if len(broken) < too_many:
            broken.extend(message.id for message in messages)
            raise AttributeError("a connection that is gone has no such thing")
        return publish(messages)

    monkeypatch.setattr(server._replies, "publish", break_at_first)
    client = world.client()
    ask = partial(client.call, FindParcel(parcel_id=uuid4()))
    pool = eventlet.GreenPool(too_many)
    asked = [pool.spawn(refusal_of, partial(ask, limit_s=3)) for _ in range(too_many)]
    assert [one.wait() for one in asked] == ["unavailable"] * too_many
    assert refusal_of(ask) != "unavailable"
