"""A verb of a page has its words, on its button and above its form, and so have its fields."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import services.portal.pages
from services.portal.forms.verbs import Verb
from shared.wording import has

#: Whose page says it otherwise.
OTHERWISE = {"new": "pages.calls.new"}


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(services.portal.pages.__path__, "services.portal.pages."):
        yield importlib.import_module(found.name)


def verbs_in(value: Any) -> Iterator[Verb[Any]]:
    """In a constant of a module, or in a list of them."""
    if isinstance(value, Verb):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from verbs_in(one)
    elif isinstance(value, dict):
        yield from verbs_in(tuple(value.values()))


VERBS = {verb.key: verb for module in modules() for value in vars(module).values() for verb in verbs_in(value)}


def test_each_verb_has_its_words() -> None:
    assert len(VERBS) > 100  # else this looks at nothing
    assert {key for key in VERBS if not has(OTHERWISE.get(key, f"pages.verb.{key}"))} == set()


def test_each_field_of_a_verb_has_its_words() -> None:
    """Of those whose fields do not depend on the place."""
    fixed = {key: verb.fields for key, verb in VERBS.items() if not callable(verb.fields)}
    assert len(fixed) > 60
    unnamed = {(key, one.key) for key, fields in fixed.items() for one in fields if not one.words}
    assert {(key, name) for key, name in unnamed if not has(f"pages.field.{name}")} == set()
