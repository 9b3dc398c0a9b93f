"""Verbs of a page: a request, its fields, what is said when it is done. One mechanism for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from services.portal.forms.fields import Field, read_fields
from services.portal.forms.filled import Filled
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import VERSION, Posted
from services.portal.forms.told import told
from services.portal.web.page import Page
from shared.contracts.countries import is_time_zone
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.requests import Model, Request

Fields = tuple[Field, ...]
MOST_DIGITS = 9  # of a version or a number; Python takes its time over thousands
SEEN = "seen"  # of the button that sends what was shown once more
OVERRIDE = Field("override", "long", rows=2, hint="override")


class Place(Protocol):
    """What a page is about, for its reader."""

    page: Page

    @property
    def zone(self) -> str:
        """By whose clock a moment is typed."""

    @property
    def own(self) -> Mapping[str, Any]:
        """What names it in requests, by their fields."""

    @property
    def version(self) -> int | None:
        """Of what the page is about, where it has one."""

    @property
    def leads(self) -> bool:
        """Whether its reader may override a rule of the program."""

    def may(self, request: type[Request[Any]]) -> bool:
        """Whether a verb is shown. Its service judges again."""


P = TypeVar("P", bound=Place)


def always(_place: Place) -> bool:
    return True


@dataclass(frozen=True)
class Verb(Generic[P]):
    """`name` is the last part of its address. `fields` may depend on the place. `inside`: the request carries what was
    typed as this one field, whole. `shape`: what was typed as the request has it. `look`: the button's. `offered`:
    whether the place leads to it now; its service judges. `mends`: codes that another entry in its fields may help
    against, where other forms leave for a page. `says`: whose words it has, where several verbs share them. A request
    with an expected version has the place's, unless the template hands over another, or it is not `of_the_place`.
    `clock`: the field that says by whose clock its moments are typed, where that is not the place's. `by_address`:
    fields that a link to its form may fill. `seen`: the field whose value is shown once more, with the mail that it
    leads to, before anything is sent."""

    name: str
    request: type[Request[Any]]
    fields: Fields | Callable[[P], Fields] = ()
    fixed: Mapping[str, Any] | Callable[[P], Mapping[str, Any]] = field(default_factory=dict)
    inside: str | None = None
    shape: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    look: Literal["plain", "main", "stop"] = "plain"
    offered: Callable[[P], bool] = always
    mends: frozenset[str] = frozenset()
    of_the_place: bool = True
    says: str | None = None
    clock: str | None = None
    by_address: tuple[str, ...] = ()
    seen: str | None = None

    @property
    def key(self) -> str:
        return (self.says or self.name).replace("-", "_")

    @property
    def versioned(self) -> bool:
        return self.of_the_place and VERSION in self.request.model_fields

    @property
    def overridable(self) -> bool:
        return OVERRIDE.name in self.request.model_fields

    def fields_in(self, place: P) -> Fields:
        return self.fields(place) if callable(self.fields) else self.fields

    def send(self, place: P, posted: Posted) -> Filled | Model:
        """The reply; or the form to be shown again, refused or to be looked at first. Raises Refusal: what no field
        can mend."""
        try:
            request = self._request(place, posted)
            if self.seen and posted.text(SEEN) != posted.text(self.seen):
                return Filled(posted=posted, command_id=posted.command_id)
            how = {"command_id": posted.command_id} if request.is_command else {}
            reply: Model = place.page.call(request, **how)
        except Refusal as refusal:
            if refusal.code in ELSEWHERE - self.mends:
                raise
            shown = told(refusal, self.fields_in(place), self.inside)
            return Filled(posted=posted, refusal=shown, command_id=posted.command_id)
        return reply

    def _request(self, place: P, posted: Posted) -> Request[Any]:
        """Raises Refusal for what nobody can read, and what the contract does not take."""
        own = (OVERRIDE,) if self.overridable else ()
        zone = self._zone(place, posted)
        typed, faults = read_fields((*self.fields_in(place), *own), posted, place.page.language, zone)
        if faults:
            raise Refusal("invalid", *faults)
        return request_of(self.request, **self._body(place, posted, typed))

    def _zone(self, place: P, posted: Posted) -> str:
        """The service says of a zone that it is none."""
        typed = posted.text(self.clock) if self.clock else ""
        return typed if is_time_zone(typed) else place.zone

    def _body(self, place: P, posted: Posted, typed: dict[str, Any]) -> dict[str, Any]:
        """What is fixed by the page cannot be typed over."""
        shaped = self.shape(typed) if self.shape else typed
        own = {OVERRIDE.name: shaped.pop(OVERRIDE.name)} if OVERRIDE.name in shaped else {}
        body = {self.inside: shaped} if self.inside else shaped
        known = {one.name for one in self.fields_in(place)} | {OVERRIDE.name, VERSION, SEEN, "command_id"}
        handed = {
            name: handed_over(self.request, name, text)
            for name, text in posted.pairs()
            if name in self.request.model_fields and name not in known
        }
        version = {VERSION: version_of(posted)} if posted.text(VERSION) else {}
        named = {name: value for name, value in place.own.items() if name in self.request.model_fields}
        fixed = self.fixed(place) if callable(self.fixed) else self.fixed
        return handed | body | own | version | named | dict(fixed)


def handed_over(request: type[Request[Any]], name: str, text: str) -> int | str:
    """Numbers are numbers in a request, also where it is strict."""
    counts = request.model_fields[name].annotation is int
    return int(text) if counts and text.isdecimal() and len(text) <= MOST_DIGITS else text


def version_of(posted: Posted) -> int | str:
    text = posted.text(VERSION)
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else text
