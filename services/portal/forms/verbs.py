"""Verbs of a page: a request, its fields, what is said when it is done. One mechanism for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from services.portal.forms.fields import Field, read_fields
from services.portal.forms.filled import Filled
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import VERSION, Posted
from services.portal.web.page import Page
from shared.contracts.errors import OVERRIDABLE, Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.requests import Model, Request

Fields = tuple[Field, ...]
MOST_DIGITS = 9  # of a version or a number; Python takes its time over thousands
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


@dataclass(frozen=True)
class Verb(Generic[P]):
    """`name` is the last part of its address. `fields` may depend on the place. `inside`: the request carries what was
    typed as this one field, whole. `shape`: what was typed as the request has it. `look`: the button's. `says`: whose
    words it has, where several verbs share them. A request with an expected version has the place's, unless the
    template hands over another, or it is not `of_the_place`."""

    name: str
    request: type[Request[Any]]
    fields: Fields | Callable[[P], Fields] = ()
    fixed: Mapping[str, Any] | Callable[[P], Mapping[str, Any]] = field(default_factory=dict)
    inside: str | None = None
    shape: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    look: Literal["plain", "main", "stop"] = "plain"
    of_the_place: bool = True
    says: str | None = None

    @property
    def key(self) -> str:
        return (self.says or self.name).replace("-", "_")

    @property
    def versioned(self) -> bool:
        return self.of_the_place and VERSION in self.request.model_fields

    def fields_in(self, place: P) -> Fields:
        return self.fields(place) if callable(self.fields) else self.fields

    def send(self, place: P, posted: Posted) -> Filled | Model:
        """The reply, or the form to be shown again. Raises Refusal: what no field can mend."""
        try:
            request = self._request(place, posted)
            how = {"command_id": posted.command_id} if request.is_command else {}
            reply: Model = place.page.call(request, **how)
        except Refusal as refusal:
            if refusal.code in ELSEWHERE:
                raise
            return Filled(posted=posted, refusal=refusal, command_id=posted.command_id)
        return reply

    def _request(self, place: P, posted: Posted) -> Request[Any]:
        """Raises Refusal for what nobody can read, and what the contract does not take."""
        own = (OVERRIDE,) if OVERRIDE.name in self.request.model_fields else ()
        typed, faults = read_fields((*self.fields_in(place), *own), posted, place.page.language, place.zone)
        if faults:
            raise Refusal("invalid", *faults)
        return request_of(self.request, **self._body(place, posted, typed))

    def _body(self, place: P, posted: Posted, typed: dict[str, Any]) -> dict[str, Any]:
        """What is fixed by the page cannot be typed over."""
        shaped = self.shape(typed) if self.shape else typed
        own = {OVERRIDE.name: shaped.pop(OVERRIDE.name)} if OVERRIDE.name in shaped else {}
        body = {self.inside: shaped} if self.inside else shaped
        known = {one.name for one in self.fields_in(place)} | {OVERRIDE.name, VERSION, "command_id"}
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


@dataclass(frozen=True)
class Placed(Filled):
    """A form among others of its page: its fields are found by a name of their own."""

    prefix: str = ""
    names: tuple[str, ...] = ()

    def id(self, path: str) -> str:
        return f"{self.prefix}{path}"

    def lines(self, path: str) -> str:
        """Texts of a list, a line each."""
        return self.value(path) if self.posted else "\n".join(texts_at(self.document, path))

    def problems(self, path: str) -> list[Detail]:
        """Those of a field's parts too, where they have none of their own."""
        return [one for one in self._details() if self.owner_of(one.field) == path]

    def owner_of(self, path: str) -> str:
        while path and path not in self.names and "." in path:
            path = path.rpartition(".")[0]
        return path

    def all_problems(self) -> list[Detail]:
        return [Detail(self.owner_of(one.field), one.code, **one.values) for one in self._details()]


@dataclass(frozen=True)
class Act:
    """A verb's form as it is shown."""

    verb: Verb[Any]
    form: Placed
    fields: Fields
    address: str
    hidden: Mapping[str, str]

    @property
    def open(self) -> bool:
        return self.form.refusal is not None


class Acts:
    """The verbs of a page for its reader. Which form was refused is known by its verb and what was handed over."""

    def __init__(
        self, place: Place, address: str, verbs: tuple[Verb[Any], ...],
        refused: tuple[Verb[Any], Filled] | None = None, wanted: str | None = None,
    ) -> None:  # fmt: skip
        self._place, self._address, self._refused = place, address, refused
        self._verbs = {verb.name: verb for verb in verbs}
        self.wanted = wanted  # its form is open at once

    def may(self, name: str) -> bool:
        return self._place.may(self._verbs[name].request)

    def act(self, name: str, known: Any = None, **handed: Any) -> Act | None:
        """None where the reader may not."""
        if not self.may(name):
            return None
        verb = self._verbs[name]
        hidden = {key: str(value) for key, value in handed.items()}
        fields = verb.fields_in(self._place)
        filled = self._filled(verb, hidden) or Filled(document=plain(known or {}))
        if self._place.leads and filled.refusal and filled.refusal.code in OVERRIDABLE and may_override(verb):
            fields = (*fields, OVERRIDE)
        prefix = "-".join([name, *(text for key, text in hidden.items() if key != VERSION), ""])
        names = tuple(one.name for one in fields)
        placed = Placed(filled.document, filled.posted, filled.refusal, filled.command_id, prefix, names)
        version = {VERSION: str(self._place.version)} if verb.versioned else {}
        return Act(verb, placed, fields, f"{self._address}/{name}", version | hidden)

    @property
    def refused(self) -> Act | None:
        """For the summary at the top of the page."""
        if self._refused is None:
            return None
        verb, filled = self._refused
        assert filled.posted is not None, "a form is refused that somebody sent"
        known = {one.name for one in verb.fields_in(self._place)} | {VERSION, "command_id", OVERRIDE.name}
        handed = {name: filled.posted.text(name) for name, _ in filled.posted.pairs() if name not in known}
        return self.act(verb.name, **handed)

    def _filled(self, verb: Verb[Any], hidden: Mapping[str, str]) -> Filled | None:
        if self._refused is None or self._refused[0] is not verb:
            return None
        posted = self._refused[1].posted
        assert posted is not None, "a form is refused that somebody sent"
        return self._refused[1] if same(posted, hidden) else None


def texts_at(document: Any, path: str) -> list[str]:
    for part in path.split("."):
        document = document.get(part) if isinstance(document, Mapping) else None
    return [str(one) for one in document] if isinstance(document, list) else []


def same(posted: Posted, hidden: Mapping[str, str]) -> bool:
    """Whether it is the form that was sent, of whichever version."""
    return all(posted.text(name) == text for name, text in hidden.items() if name != VERSION)


def may_override(verb: Verb[Any]) -> bool:
    return OVERRIDE.name in verb.request.model_fields


def plain(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is known before anybody types, as texts; lists of texts a line each."""
    return {name: written(value) for name, value in known.items() if value is not None}


def written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    return value if isinstance(value, str | int | bool) else str(value)
