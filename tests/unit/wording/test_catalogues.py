"""The catalogues say the same in each language."""

from __future__ import annotations

import re

import pytest

from shared.contracts import errors
from shared.contracts.errors import CODES, OVERRIDABLE, Refusal
from shared.contracts.field_codes import DETAIL_CODES
from shared.wording import LANGUAGES, say
from shared.wording.catalogue import catalogue_of
from shared.wording.phrases import placeholders

VALUE = re.compile(r"\{[^}]*\}")
OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_each_catalogue_holds_the_same_keys(language: str) -> None:
    assert sorted(catalogue_of("en").keys() ^ catalogue_of(language).keys()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_each_message_names_the_same_values(language: str) -> None:
    here, there = catalogue_of("en"), catalogue_of(language)

    assert [key for key in here.keys() & there.keys() if values_of(here, key) != values_of(there, key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_or_half_plural(language: str) -> None:
    assert [key for key, one in catalogue_of(language).items() if not all(one.forms) or len(one.forms) > 2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotes_and_apostrophes_are_curly(language: str) -> None:
    straight = [key for key, one in catalogue_of(language).items() if any({"'", '"'} & set(form) for form in one.forms)]

    assert straight == []


def test_no_line_breaks_before_a_french_mark() -> None:
    """Values are left out: how one is written has a colon, too."""
    plain = re.compile(r" [:;?!»%]|« |[^\s\u00a0][;?!»%]")
    words = {key: " ".join(VALUE.sub("0", form) for form in one.forms) for key, one in catalogue_of("fr").items()}

    assert [key for key, form in words.items() if plain.search(form)] == []


def test_every_code_has_its_words() -> None:
    wanted = {f"codes.{code}" for code in CODES - OVERRIDABLE} | {f"details.{code}" for code in DETAIL_CODES}

    assert sorted(wanted - catalogue_of("en").keys()) == []


def test_each_rule_that_a_lead_may_override_has_a_name() -> None:
    """By which a city's history and the audit trail say what was overridden."""
    missing = [f"rules.{code}" for code in sorted(OVERRIDABLE) if f"rules.{code}" not in catalogue_of("en")]

    assert missing == [], "write these in names.po, as what the rule protects"


def test_a_rule_without_words_of_its_own_is_said_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "OVERRIDABLE", OVERRIDABLE | {"leads_waive"})
    monkeypatch.setattr(errors, "CODES", CODES | {"leads_waive"})

    said = errors.meaning("leads_waive", "fr")

    assert said == f"Une règle du programme n’est pas respectée\u00a0: {say('fr', 'rules.leads_waive')}."
    assert Refusal("leads_waive", count=2).said("pt").startswith("Uma regra do programa não é cumprida: ")
    assert errors.meaning("cohort_full") == say("en", "codes.cohort_full")


def test_no_detail_has_words_and_is_not_documented() -> None:
    worded = {key.removeprefix("details.") for key in catalogue_of("en") if key.startswith("details.")}

    assert sorted(worded - DETAIL_CODES) == []


def test_a_count_chooses_the_form() -> None:
    said = [say("en", "refusals.invalid", count=count) for count in (1, 2, 1_000)]

    assert said == ["1 field must be corrected.", "2 fields must be corrected.", "1,000 fields must be corrected."]


def test_a_key_of_another_version_speaks_for_itself() -> None:
    assert say("es", "refusals.forbidden.only_on_sundays") == "only on sundays"


def values_of(catalogue: object, key: str) -> set[str]:
    return set().union(*(placeholders(form) for form in catalogue[key].forms))  # type: ignore[index]
