"""Entrypoints of one line: what their handlers are handed, and what is refused when the class is created."""

from __future__ import annotations

import warnings
from contextlib import nullcontext
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from shared.contracts.identity import GetPerson, Person, PersonAdded, RequestSignIn, SignOut
from shared.contracts.intake import CallClosed
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing
from shared.messaging.outbox import Outbox
from shared.storage.database import Transaction

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet's advice to leave it
    from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR, DependencyProvider

    from shared.messaging.entrypoints import answers, every, hears
    from shared.messaging.supplies import Supplies
    from shared.runtime.service import ServiceBase

if TYPE_CHECKING:
    from shared.contracts import identity
    from shared.contracts.identity import GetPerson as Asked

CALLER = Caller("person:1", frozenset())
TX: Any = SimpleNamespace()
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


class Shelf:
    """A repository."""

    def __init__(self, tx: Transaction, caller: Caller | None = None) -> None:
        self.tx, self.caller = tx, caller


class Strict:
    def __init__(self, tx: Transaction, caller: Caller) -> None:
        self.caller = caller


class Files(DependencyProvider):  # type: ignore[misc]
    def get_dependency(self, _worker_ctx: object) -> bytes:
        raise NotImplementedError


def half(files: bytes) -> int:
    return len(files) // 2


def circle(square: int) -> int:
    return square


class Base(ServiceBase):
    files = Files()
    supplies = Supplies(
        "files", repository=Shelf, strict=Strict, half=half, circle=circle, square=lambda circle: circle
    )


def service(**lines: Any) -> Any:
    """One of a service class with these entrypoints, as nameko makes it for a worker."""
    one = type("Service", (Base,), lines)()
    one.files, one.clock, one.program = b"1234", SimpleNamespace(now=lambda: NOW), None
    return one


def refused(**lines: Any) -> str:
    with pytest.raises(TypeError) as caught:
        service(**lines)
    return str(caught.value)


def heard(event: PersonAdded) -> None: ...


# -- what they are handed ----------------------------------------------------------------------------------------------


def test_a_handler_is_handed_what_it_names() -> None:
    handed: dict[str, Any] = {}

    def request_sign_in(
        outbox: Outbox, now: datetime, request: RequestSignIn, repository: Shelf, caller: Caller, half: int
    ) -> Nothing:
        handed.update(locals())
        return Nothing()

    one = service(request_sign_in=answers(RequestSignIn, request_sign_in))
    request = RequestSignIn(email="ana@city.example")

    assert one.request_sign_in(request, TX, CALLER) == Nothing()
    assert handed["request"] is request
    assert (handed["now"], handed["caller"], handed["half"]) == (NOW, CALLER, 2)
    assert (handed["repository"].tx, handed["repository"].caller) == (TX, CALLER)
    assert isinstance(handed["outbox"], Outbox)


def test_the_handlers_of_an_event_run_in_order_on_the_same_supplies() -> None:
    seen: list[Any] = []

    def first(event: PersonAdded, repository: Shelf) -> None:
        seen.append((event, repository))

    def second(event: PersonAdded | CallClosed, repository: Shelf) -> None:
        seen.append((event, repository))

    event: Any = SimpleNamespace()
    service(on_person_added=hears(PersonAdded, first, second)).on_person_added(event, TX)

    assert len(seen) == 2 and seen[0] == seen[1]
    assert seen[0][1].caller is None  # an event has none: the parameter's default


def test_nameko_finds_the_method_under_its_name() -> None:
    method = type(service(on_person_added=hears(PersonAdded, heard))).on_person_added

    (entrypoint,) = getattr(method, ENTRYPOINT_EXTENSIONS_ATTR)
    assert (entrypoint.event, method.__name__) == (PersonAdded, "on_person_added")


def test_types_that_only_a_type_checker_imports_are_compared_by_name() -> None:
    def get_person(request: Asked | identity.ListPeople, repository: Shelf) -> identity.Person: ...  # type: ignore[empty-body]

    # `Asked` is no class here, and its name is no class's: it cannot be told from a fault
    assert "takes 'request' as Asked | ListPeople; supplied is GetPerson" in refused(
        get_person=answers(GetPerson, get_person)
    )

    def get_one(request: identity.GetPerson, repository: Shelf) -> identity.Person: ...  # type: ignore[empty-body]

    service(get_person=answers(GetPerson, get_one))


class OneTurn:
    """All in one transaction."""

    def begin(self) -> Any:
        return nullcontext(self)

    read = begin

    def now(self) -> datetime:
        return NOW

    def each(self, ones: list[Any], work: Any) -> None:
        for one in ones:
            work(one, self)


def test_periodic_work_is_handed_one_after_the_other_of_many_by_the_clock_of_the_database() -> None:
    done: list[Any] = []

    def list_codes(repository: Shelf) -> list[str]:
        return ["A", "B"]

    def remind(code: str, repository: Shelf, now: datetime) -> None:
        done.append((code, now))

    def forget(now: datetime) -> None:
        done.append(now)

    one = service(remind_all=every(60, remind, of=list_codes), forget_all=every(60, forget))
    one.clock = None
    one.remind_all(OneTurn())
    one.forget_all(OneTurn())
    assert done == [("A", NOW), ("B", NOW), NOW]


# -- what is refused ---------------------------------------------------------------------------------------------------


def unknown(request: GetPerson, repositry: Shelf) -> Person: ...  # type: ignore[empty-body]
def unknown_with_default(request: GetPerson, limit: int = 5) -> Person: ...  # type: ignore[empty-body]
def all_of_it(request: GetPerson, **others: Any) -> Person: ...  # type: ignore[empty-body]
def transaction(request: GetPerson, tx: Transaction) -> Person: ...  # type: ignore[empty-body]
def writing_query(request: GetPerson, outbox: Outbox) -> Person: ...  # type: ignore[empty-body]
def other_model(request: SignOut) -> Person: ...  # type: ignore[empty-body]
def other_reply(request: GetPerson) -> Nothing: ...  # type: ignore[empty-body]
def perhaps(request: GetPerson) -> Person | None: ...
def silent(request: GetPerson): ...  # type: ignore[no-untyped-def]
def other_type(request: GetPerson, now: date) -> Person: ...  # type: ignore[empty-body]
def untyped(request: GetPerson, now) -> Person: ...  # type: ignore[no-untyped-def,empty-body]
def for_events(event: PersonAdded) -> Person: ...  # type: ignore[empty-body]
def round_and_round(request: GetPerson, circle: int) -> Person: ...  # type: ignore[empty-body]


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (unknown, "takes 'repositry', which nothing supplies"),
        (unknown_with_default, "takes 'limit', which nothing supplies"),
        (all_of_it, "takes 'others', which has no name to be handed by"),
        (transaction, "takes 'tx', which nothing supplies"),
        (writing_query, "takes 'outbox', which no query supplies"),
        (other_model, "takes 'request' as SignOut; supplied is GetPerson"),
        (other_reply, "gives Nothing, not Person"),
        (perhaps, "gives Person | None, not Person"),
        (silent, "gives nothing said, not Person"),
        (other_type, "takes 'now' as date; supplied is datetime"),
        (untyped, "takes 'now' as nothing said; supplied is datetime"),
        (for_events, "takes 'event', which no query supplies"),
        (round_and_round, "takes 'circle', which needs itself"),
    ],
)
def test_a_handler_that_does_not_fit_its_query_is_refused(handler: Any, said: str) -> None:
    message = refused(get_person=answers(GetPerson, handler))

    assert said in message
    assert said.endswith("needs itself") or handler.__name__ in message


def with_caller(event: PersonAdded, caller: Caller) -> None: ...
def with_strict(event: PersonAdded, strict: Strict) -> None: ...
def other_event(event: CallClosed) -> None: ...
def telling(event: PersonAdded) -> int: ...  # type: ignore[empty-body]
def for_requests(request: GetPerson) -> None: ...


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (with_caller, "takes 'caller', which no event supplies"),
        (with_strict, "Strict takes 'caller', which no event supplies"),
        (other_event, "takes 'event' as CallClosed; supplied is PersonAdded"),
        (telling, "gives int, not None"),
        (for_requests, "takes 'request', which no event supplies"),
    ],
)
def test_a_handler_that_does_not_fit_its_event_is_refused(handler: Any, said: str) -> None:
    assert said in refused(on_person_added=hears(PersonAdded, heard, handler))


def list_codes(now: datetime) -> list[str]: ...  # type: ignore[empty-body]
def list_nothing(outbox: Outbox) -> list[str]: ...  # type: ignore[empty-body]
def one_code(now: datetime) -> str: ...  # type: ignore[empty-body]
def remind(code: str) -> None: ...
def of_caller(code: str, caller: Caller) -> None: ...
def of_day(day: date) -> None: ...
def of_none(code: str, now: datetime) -> str: ...  # type: ignore[empty-body]


@pytest.mark.parametrize(
    ("handler", "of", "said"),
    [
        (of_caller, list_codes, "takes 'caller', which no periodic work supplies"),
        (of_day, list_codes, "takes 'day' as date; supplied is str"),
        (of_none, list_codes, "gives str, not None"),
        (remind, list_nothing, "takes 'outbox', which no search supplies"),
        (remind, one_code, "str is no list of one kind"),
        (remind, None, "takes 'code', which nothing supplies"),
    ],
)
def test_a_handler_that_does_not_fit_its_periodic_work_is_refused(handler: Any, of: Any, said: str) -> None:
    assert said in refused(remind_all=every(60, handler, of=of))


def test_an_entrypoint_is_named_as_what_it_answers_or_hears() -> None:
    assert "'on_person' must be named 'on_person_added'" in refused(on_person=hears(PersonAdded, heard))
