"""A small contract for the tests of the kernel: the service `parcels`, its events and requests.

It is no part of the public language: `registered` adds it for a test run and takes it away again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.events import REGISTERED, Event
from shared.contracts.people import Role
from shared.contracts.registry import EVENTS
from shared.contracts.requests import Command, Model, Outcomes, Query, Request
from shared.security.permissions import ALLOWED, NOBODY, STAFF


class ParcelEvent(Event, aggregate="parcel"):
    parcel_id: UUID


class ParcelPacked(ParcelEvent):
    grams: int


class ParcelSent(ParcelEvent):
    carrier: str


class ParcelLost(ParcelEvent):
    """The depot follows parcels, but has no method for this one."""


class Parcel(Model):
    parcel_id: UUID
    packed: int  # how often


class PackParcel(Command[Parcel]):
    parcel_id: UUID
    grams: int = Field(ge=1)


class PackParcels(Command[Outcomes[Parcel]]):
    """Each by itself."""

    in_parts: ClassVar[bool] = True

    parcel_ids: tuple[UUID, ...]


class PeekParcel(Command[Parcel]):
    """A command whose reply is not remembered."""

    remembered: ClassVar[bool] = False

    parcel_id: UUID


class FindParcel(Query[Parcel]):
    parcel_id: UUID


class ReadLabel(Query[Parcel]):
    """Names who sent it: audited."""

    audited: ClassVar[Literal["read", "export", "erase"] | None] = "read"

    parcel_id: UUID
    words: str = ""


class BurnParcel(Command[Parcel]):
    """In nobody's hands: the permission table does not list it."""

    parcel_id: UUID


class SealParcel(Command[Parcel]):
    """Asks people again who they are."""

    sensitive: ClassVar[bool] = True

    parcel_id: UUID


class CountParcels(Query[Parcel]):
    """Only the service `depot` may ask."""


_EVENTS = (ParcelPacked, ParcelSent, ParcelLost)
_ALLOWED = {
    PackParcel: (STAFF | {Role.CITY_MEMBER}, frozenset({"depot"})),  # what the team alone may change is recorded
    PackParcels: (STAFF, frozenset[str]()),
    PeekParcel: (STAFF, frozenset[str]()),
    FindParcel: (STAFF | {Role.APPLICANT}, frozenset[str]()),
    SealParcel: (STAFF, frozenset({"depot"})),
    ReadLabel: (STAFF | {Role.APPLICANT}, frozenset({"depot"})),
    CountParcels: (NOBODY, frozenset({"depot"})),
}


@contextmanager
def registered() -> Iterator[None]:
    for event in _EVENTS:
        EVENTS[event.producer, event.type] = {event.schema_version: event}
    ALLOWED.update(_ALLOWED)
    try:
        yield
    finally:
        for event in _EVENTS:
            REGISTERED.remove(event)
            del EVENTS[event.producer, event.type]
        for request in (*_ALLOWED, BurnParcel):
            Request.registered.remove(request)
            ALLOWED.pop(request, None)
