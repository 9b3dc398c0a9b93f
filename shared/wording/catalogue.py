"""The catalogues: from a key to the message of a language, and from a message and its values to a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from gettext import c2py
from importlib import resources
from types import MappingProxyType
from typing import Any

from babel.messages.pofile import read_po

from shared.wording.language import FALLBACK, known
from shared.wording.phrases import Writer, as_words, placeholders
from shared.wording.spacing import kept_together

COUNT = "count"  # the value that chooses between the forms of a message
number_of_form = cache(c2py)  # expressions are few, and take long to read


@dataclass(frozen=True)
class Message:
    """One message of a language: a form for each number that its grammar tells apart, often one alone."""

    forms: tuple[str, ...]
    plural: str  # gettext's expression, from the file's head

    def form(self, values: Mapping[str, Any]) -> str:
        if len(self.forms) == 1:
            return self.forms[0]
        return self.forms[number_of_form(self.plural)(int(values.get(COUNT) or 0))]


@cache
def catalogue_of(language: str) -> Mapping[str, Message]:
    """Raises ValueError for a key that two files of the language hold."""
    folder = resources.files(__package__).joinpath(language)
    messages: dict[str, Message] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".po"):
            for key, message in _messages(language, file.read_text(encoding="utf-8")):
                if key in messages:
                    raise ValueError(f"{language}/{file.name}: {key} stands in another file, too")
                messages[key] = message
    return messages


def _messages(language: str, text: str) -> Iterator[tuple[str, Message]]:
    catalog = read_po(text.splitlines(keepends=True), abort_invalid=True)
    for message in catalog:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            yield key, Message(tuple(kept_together(language, form) for form in forms), catalog.plural_expr)


def has(key: str) -> bool:
    return key in catalogue_of(FALLBACK)


def say(language: str, key: str, /, **values: Any) -> str:
    """The sentence. In English where the language is none of ours; a key that no catalogue holds speaks for itself,
    since what another version of a service says must still reach its reader."""
    return _said(language, key, values) if values else _said_alone(language, key)


def _said(language: str, key: str, values: Mapping[str, Any]) -> str:
    message = find(language, key)
    if message is None:
        return as_words(key.rpartition(".")[2])
    return writer_of(language).write(message.form(values), values)


@lru_cache(maxsize=64)
def writer_of(language: str) -> Writer:
    return Writer(known(language), partial(name_of, language))


@lru_cache(maxsize=8192)  # a page says the same words for each of its rows
def _said_alone(language: str, key: str) -> str:
    return _said(language, key, {})


def find(language: str, key: str) -> Message | None:
    return catalogue_of(known(language)).get(key) or catalogue_of(FALLBACK).get(key)


@cache
def named_in(key: str) -> frozenset[str]:
    """The values that a message names; none where there is no such message."""
    message = find(FALLBACK, key)
    return frozenset().union(*(placeholders(form) for form in message.forms)) if message else frozenset()


def name_of(language: str, key: str, values: Mapping[str, Any] = MappingProxyType({})) -> str | None:
    """A message as it stands, in the form for these values."""
    message = find(language, key)
    return None if message is None else message.form(values)
