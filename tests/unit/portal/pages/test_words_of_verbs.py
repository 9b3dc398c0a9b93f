"""A verb of a page has its words, on its button and above its form, and so have its fields."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import services.portal.pages
from services.portal.forms.verbs import Verb
from services.portal.pages.staff import application
from shared.wording import has

#: Whose page says it otherwise.
OTHERWISE = {"new": "pages.calls.new"}


IN_A_CATALOGUE = "write each in pages_*.po, in every language"


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
    wanted = {OTHERWISE.get(key, f"pages.verb.{key}") for key in VERBS}
    assert sorted(key for key in wanted if not has(key)) == [], IN_A_CATALOGUE


def test_each_field_of_a_verb_has_its_words() -> None:
    """Of those whose fields do not depend on the place."""
    fixed = {key: verb.fields for key, verb in VERBS.items() if not callable(verb.fields)}
    assert len(fixed) > 60
    unnamed = {(key, one.key) for key, fields in fixed.items() for one in fields if not one.words}
    assert sorted({f"pages.field.{name}" for _, name in unnamed if not has(f"pages.field.{name}")}) == [], (
        IN_A_CATALOGUE
    )


def test_each_verb_says_what_was_done() -> None:
    """On the page of one application one sentence is for all of them, and a call that is opened has one of its own."""
    otherwise = {verb.key for verb in verbs_in(application.VERBS)} | {"new"}
    assert sorted(f"flash.{key}" for key in VERBS.keys() - otherwise if not has(f"flash.{key}")) == [], IN_A_CATALOGUE
