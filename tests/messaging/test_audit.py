"""Accesses: what is read of people, and what is denied to whom, is recorded before the caller learns anything."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, Role
from shared.messaging.auditing import Audit
from shared.messaging.client import Client
from shared.security.permissions import insist_on_override
from shared.security.tokens import Signer
from shared.storage.database import DatabaseDown
from tests.messaging.parcels import BurnParcel, FindParcel, PackParcel, PackParcels, PeekParcel, ReadLabel
from tests.messaging.services import Parcels
from tests.messaging.world import World, wait_for

PERSON = UUID("22222222-2222-4222-8222-222222222222")


def caller(world: World, *roles: str, issuer: str = "identity", source: str | None = "203.0.113.7") -> Client:
    subject = str(PERSON) if issuer == "identity" else None
    signer = Signer(issuer, world.keys)
    return Client(world.uri, "tester", partial(signer.sign, subject=subject, roles=roles), source)


def accesses(world: World) -> list[dict[str, Any]]:
    rows = world.rows(
        "parcels", "select actor, aggregate_id, payload from outbox where type = 'access_recorded' order by seq"
    )
    return [row["payload"] | {"actor": row["actor"]} for row in rows]


def test_a_personal_read_by_the_team_is_recorded(world: World) -> None:
    world.start(Parcels)
    parcel = uuid4()
    caller(world, "staff").call(ReadLabel(parcel_id=parcel, words="Ana Example"))
    (access,) = accesses(world)
    assert access == {
        "actor": f"person:{PERSON}",
        "accessor_id": str(PERSON),
        "kind": "read",
        "method": "read_label",
        "result": "done",
        "code": None,
        "about": {"parcel_id": str(parcel)},
        "overridden": [],
        "origin": "203.0.113.0/24",
        "place": None,
    }
    wait_for(lambda: world.count("parcels", "outbox where published_at is null") == 0, "publishing")


def test_reading_ones_own_or_what_is_not_personal_is_no_access(world: World) -> None:
    world.start(Parcels)
    caller(world, "staff").call(FindParcel(parcel_id=uuid4()))
    caller(world, "staff").call(ReadLabel(parcel_id=PERSON))  # about oneself
    caller(world, "applicant").call(ReadLabel(parcel_id=uuid4()))  # whose own it is, the service says
    caller(world, issuer="depot").call(ReadLabel(parcel_id=uuid4()))
    assert accesses(world) == []


def test_a_read_that_fails_or_is_not_recorded_tells_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.start(Parcels)

    def refuse(*_: Any) -> None:
        raise Refusal("not_found", reason="parcel")

    world.stage.on("read_label", refuse)
    with pytest.raises(Refusal, match="not_found"):
        caller(world, "staff").call(ReadLabel(parcel_id=uuid4()))
    assert accesses(world) == []

    def no_database(*_: Any) -> None:
        raise DatabaseDown("the test's")

    world.stage.forget("read_label")
    monkeypatch.setattr(Audit, "_record", no_database)
    with pytest.raises(Refusal, match="unavailable"):
        caller(world, "staff").call(ReadLabel(parcel_id=uuid4()))


def test_a_script_that_reads_the_same_again_and_again_is_one_row_a_minute(world: World) -> None:
    world.start(Parcels)
    parcel, other = uuid4(), uuid4()
    staff = caller(world, "staff")
    for _ in range(5):
        staff.call(ReadLabel(parcel_id=parcel))
    staff.call(ReadLabel(parcel_id=other))
    assert [access["about"]["parcel_id"] for access in accesses(world)] == [str(parcel), str(other)]


def test_what_a_known_caller_is_denied_is_recorded_without_their_words(world: World) -> None:
    world.start(Parcels)
    parcel = uuid4()
    denied = [
        (caller(world, "applicant", source="2001:db8:1:2::7"), PackParcel(parcel_id=parcel, grams=1)),
        (caller(world, "staff", source="cli"), BurnParcel(parcel_id=parcel)),
        (caller(world, issuer="depot", source=None), FindParcel(parcel_id=parcel)),
    ]
    for client, request in denied * 2:
        with pytest.raises(Refusal, match="forbidden"):
            client.call(request)
    assert [(one["actor"], one["kind"], one["method"], one["result"], one["origin"]) for one in accesses(world)] == [
        (f"person:{PERSON}", "denied", "pack_parcel", "forbidden", "2001:db8:1::/48"),
        (f"person:{PERSON}", "denied", "burn_parcel", "forbidden", "cli"),
        ("service:depot", "denied", "find_parcel", "forbidden", None),
    ]
    assert accesses(world)[0]["about"] == {"parcel_id": str(parcel)}


def test_what_an_access_token_leaves_out_is_recorded_as_its_persons(world: World) -> None:
    """Whoever found the token tries what it opens: its owner should see that somebody did."""
    world.start(Parcels)
    signer, parcel = Signer("identity", world.keys), uuid4()
    sign = partial(signer.sign, subject=str(PERSON), roles=("staff",), left_out=True)
    with pytest.raises(Refusal, match="forbidden") as said:
        Client(world.uri, "tester", sign, "203.0.113.7").call(FindParcel(parcel_id=parcel))
    assert said.value.reason == "scopes"
    (access,) = accesses(world)
    assert (access["actor"], access["kind"], access["method"], access["origin"]) == (
        f"person:{PERSON}", "denied", "find_parcel", "203.0.113.0/24",
    )  # fmt: skip


def test_a_stranger_leaves_no_row(world: World) -> None:
    """Else whoever can send a request could fill the log."""
    world.start(Parcels)
    for token in ("", "no token"):
        outcome = world.ask("pack_parcel", token=token, body={}, command=None)
        assert outcome["error"]["exc_type"] == "unauthenticated"
    assert accesses(world) == []


def test_words_of_a_denied_caller_are_not_kept(world: World) -> None:
    world.start(Parcels)
    token = Signer("identity", world.keys).sign("parcels", "pack_parcel", subject=str(PERSON), roles=("applicant",))
    bodies: list[Any] = [
        {"parcel_id": "Ana Example", "code": "Christophe", "ana@example.org": str(uuid4())},
        "Ana",
        None,
    ]
    for body in bodies:
        world.ask("pack_parcel", token=token, body=body)
    (access,) = accesses(world)
    assert (access["code"], access["about"]) == (None, {})


def test_a_rule_that_was_overridden_is_recorded_with_what_was_done(world: World) -> None:
    world.start(Parcels)
    parcel = uuid4()

    def override(*_: Any) -> None:
        lead = Caller(f"person:{PERSON}", frozenset({Role.PROGRAM_LEAD}))
        insist_on_override("they asked in time", lead, Refusal("cohort_full", capacity=20))

    world.stage.on("pack_parcel", override)
    caller(world, "staff").call(PackParcel(parcel_id=parcel, grams=1))
    (access,) = accesses(world)
    assert (access["kind"], access["method"], access["overridden"]) == ("override", "pack_parcel", ["cohort_full"])
    assert access["about"] == {"parcel_id": str(parcel)}

    world.stage.on("pack_parcels", override)
    caller(world, "staff").call(PackParcels(parcel_ids=(uuid4(), uuid4())))
    assert [access["method"] for access in accesses(world)] == ["pack_parcel", "pack_parcels", "pack_parcels"]


def test_a_change_that_the_team_alone_may_make_is_recorded_in_the_transaction_of_the_change(world: World) -> None:
    """Repeated under its id it was done once; of many each by itself."""
    world.start(Parcels)
    staff, same, many = caller(world, "staff", source="203.0.113.7"), uuid4(), (uuid4(), uuid4())
    staff.call(PackParcel(parcel_id=uuid4(), grams=1))  # a city's people may do so, too
    for _ in range(2):
        staff.call(PackParcels(parcel_ids=many), command_id=same)
    told = accesses(world)
    assert [(one["actor"], one["kind"], one["method"], one["origin"]) for one in told] == [
        (f"person:{PERSON}", "change", "pack_parcels", "203.0.113.0/24")
    ] * len(many)

    def refuse(*_: Any) -> None:
        raise Refusal("not_found", reason="parcel")

    world.stage.on("peek_parcel", refuse)
    with pytest.raises(Refusal, match="not_found"):
        staff.call(PeekParcel(parcel_id=uuid4()))
    world.stage.forget("peek_parcel")
    parcel = uuid4()
    staff.call(PeekParcel(parcel_id=parcel))
    assert [(one["method"], one["about"]) for one in accesses(world)[2:]] == [
        ("peek_parcel", {"parcel_id": str(parcel)})
    ]


def test_what_was_not_done_overrode_nothing(world: World) -> None:
    world.start(Parcels)

    def fail(*_: Any) -> None:
        lead = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))
        insist_on_override("they asked in time", lead, Refusal("cohort_full", capacity=20))
        raise Refusal("not_found", reason="parcel")

    world.stage.on("pack_parcel", fail)
    with pytest.raises(Refusal, match="not_found"):
        caller(world, "staff").call(PackParcel(parcel_id=uuid4(), grams=1))
    assert accesses(world) == []
