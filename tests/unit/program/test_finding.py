"""Words as people type them: folded, begun, one letter off; and nothing that is further away."""

from __future__ import annotations

import pytest

from shared.program.finding import beginning, is_near, kept_parts, kept_words, nearly, shortened, typed_words, within
from shared.program.nearness import is_one_off


@pytest.mark.parametrize("typed", ["bogota", "bogotá", "bogta", "bogotta", "bogotaa", "vogota", "bgoota", "bogoat"])
def test_one_letter_off_has_a_form_in_common(typed: str) -> None:
    kept = set(kept_words("Bogotá", "Cundinamarca", code="K7M2P9XH4T"))
    (word,) = typed_words(typed)
    forms = {form.strip("'") for form in nearly([word]).strip("()").replace(":*", "").split(" | ")}
    assert forms & kept
    assert is_near([word], ["bogota"])


@pytest.mark.parametrize("typed", ["bgta", "bogtoaa", "vogotta", "cali"])
def test_two_letters_off_is_another_word(typed: str) -> None:
    assert not is_one_off(typed, "bogota")
    assert not is_one_off("bogota", typed)


def test_short_words_are_found_as_they_are_alone() -> None:
    assert shortened("leo") == set()
    assert nearly(["leo"]) == "('leo':*)"


def test_every_word_is_to_be_found() -> None:
    assert is_near(["san", "pedro"], ["san", "pedro", "sula"])
    assert not is_near(["san", "lucas"], ["san", "pedro", "sula"])


def test_what_is_typed_is_folded_and_holds_no_sign() -> None:
    assert typed_words("Ciudad de  MÉXICO!! '|&:*") == ["mexico"]
    assert typed_words("' | & ! () :* ~") == []
    assert beginning(typed_words("São Lu")) == "'sao':* & 'lu':*"
    assert len(typed_words("a " * 100)) == 8


def test_what_stands_anywhere_has_its_parts_there() -> None:
    kept = kept_parts("puerto nuevo|magdalena|k7m2p9xh4t")
    for text in ("erto nue", "7m2", "puerto nuevo"):
        query = within([text])
        assert query is not None
        assert {part.strip("'") for part in query.strip("()").split(" & ")} <= set(kept)
    assert within(["nuevo", "bogota"]) == "('=nue' & '=uev' & '=evo') | ('=bog' & '=ogo' & '=got' & '=ota')"


def test_what_is_short_may_stand_anywhere() -> None:
    assert within(["pu"]) is None
    assert within(["puerto", "to"]) is None
    assert kept_parts("|a") == []
