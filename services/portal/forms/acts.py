"""Verbs as their page shows them: each form as its reader may send it, and as it was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.portal.forms.filled import Filled
from services.portal.forms.posted import VERSION, Posted
from services.portal.forms.verbs import OVERRIDE, SEEN, Fields, Place, Verb
from shared.contracts.errors import OVERRIDABLE

#: Names of a form's own, beside its fields.
NEVER_HANDED_OVER = (VERSION, SEEN, "command_id", "known")


@dataclass(frozen=True)
class Placed(Filled):
    """A form among others of its page: its fields are found by a name of their own."""

    prefix: str = ""

    def id(self, path: str) -> str:
        return f"{self.prefix}{path}"

    def lines(self, path: str) -> str:
        """Texts of a list, a line each."""
        return self.value(path) if self.posted else "\n".join(texts_at(self.document, path))


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
        return self.form.refusal is not None or self.looked_at

    @property
    def looked_at(self) -> bool:
        """What was typed is shown once more, with its mail, before it is sent."""
        return self.verb.seen is not None and self.form.posted is not None and self.form.refusal is None


class Acts:
    """The verbs of a page for its reader. Which form was refused is known by its verb and what was handed over."""

    def __init__(
        self, place: Place, address: str, verbs: tuple[Verb[Any], ...],
        refused: tuple[Verb[Any], Filled] | None = None, wanted: str | None = None, apart: bool = False,
    ) -> None:  # fmt: skip
        self._place, self._address, self._refused, self._apart = place, address, refused, apart
        self._verbs = {verb.name: verb for verb in verbs}
        self.wanted = wanted  # its form is open at once

    def may(self, name: str) -> bool:
        return self._place.may(self._verbs[name].request)

    @property
    def offered(self) -> list[Verb[Any]]:
        """For links to verbs that have pages of their own."""
        return [verb for verb in self._verbs.values() if self.may(verb.name) and verb.offered(self._place)]

    def act(self, name: str, /, known: Any = None, **handed: Any) -> Act | None:
        """None where the reader may not."""
        return self._act(name, known, {key: str(value) for key, value in handed.items()})

    def _act(self, name: str, known: Any, hidden: Mapping[str, str]) -> Act | None:
        if not self.may(name):
            return None
        verb = self._verbs[name]
        filled = self._filled(verb, hidden) or Filled(document=plain(known or {}))
        fields = tuple(one.with_options(self._place) for one in verb.fields_in(self._place))
        if self._place.leads and verb.overridable and ruled_out(filled):
            fields = (*fields, OVERRIDE)
        prefix = "" if self._apart else "-".join([name, *(text for key, text in hidden.items() if key != VERSION), ""])
        placed = Placed(filled.document, filled.posted, filled.refusal, filled.command_id, prefix)
        version = {VERSION: str(self._place.version)} if verb.versioned and self._place.version is not None else {}
        return Act(verb, placed, fields, f"{self._address}/{name}", {**version, **hidden})

    @property
    def refused(self) -> Act | None:
        """For the summary at the top of the page. What was handed over may have any name."""
        if self._refused is None:
            return None
        verb, filled = self._refused
        assert filled.posted is not None, "a form is refused that somebody sent"
        known = {one.name for one in verb.fields_in(self._place)} | {*NEVER_HANDED_OVER, OVERRIDE.name}
        handed = {name: filled.posted.text(name) for name, _ in filled.posted.pairs() if name not in known}
        return self._act(verb.name, None, handed)

    @property
    def one(self) -> Act | None:
        """Where it has the page to itself."""
        return self.refused or (self.act(self.wanted, self._linked) if self.wanted else None)

    @property
    def _linked(self) -> dict[str, str]:
        """What the link to its form has filled in."""
        said = self._place.page.request.query_params
        return {name: said[name] for name in self._verbs[self.wanted or ""].by_address if name in said}

    def _filled(self, verb: Verb[Any], hidden: Mapping[str, str]) -> Filled | None:
        if self._refused is None or self._refused[0] is not verb:
            return None
        posted = self._refused[1].posted
        assert posted is not None, "a form is refused that somebody sent"
        return self._refused[1] if same(posted, hidden) else None


def ruled_out(form: Filled) -> bool:
    """By a rule that a lead may override; whoever overrides goes on seeing it."""
    refused = form.refusal is not None and form.refusal.code in OVERRIDABLE
    return refused or (form.posted is not None and OVERRIDE.name in form.posted)


def texts_at(document: Any, path: str) -> list[str]:
    for part in path.split("."):
        document = document.get(part) if isinstance(document, Mapping) else None
    return [str(one) for one in document] if isinstance(document, list) else []


def same(posted: Posted, hidden: Mapping[str, str]) -> bool:
    """Whether it is the form that was sent, of whichever version."""
    return all(posted.text(name) == text for name, text in hidden.items() if name != VERSION)


def plain(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is known before anybody types, as texts; lists of texts a line each."""
    return {name: written(value) for name, value in known.items() if value is not None}


def written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    return value if isinstance(value, str | int | bool) else str(value)
