"""What is found when people type: folded words, their beginnings, and words that are one letter off.

A word of four letters or more is kept with each of its letters left out in turn. Two words that differ by one letter,
one more, one less, or two neighbors changed over have one of these in common; what has one in common and differs by
more is sorted out afterward. No extension of PostgreSQL is needed: the embedded one has none.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.contracts.codes import read_code
from shared.program.folding import fold, fold_city
from shared.program.nearness import is_one_off

LEAST = 4  # letters of a word that may be one letter off
OFF = "~"  # before what a word is without one of its letters; no folded word holds it
MOST_WORDS = 8  # of what is typed
LONGEST = 40  # letters of a word that is kept with its letters left out


def kept_words(city: str | None, area: str | None, code: str) -> list[str]:
    words = {*fold(city or "").split(), *fold(area or "").split()}
    return sorted(words | {code.lower()} | {OFF + short for word in words for short in shortened(word)})


def shortened(word: str) -> set[str]:
    """Without one of its letters; of a short or a very long word none."""
    if not LEAST <= len(word) <= LONGEST:
        return set()
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def typed_words(text: str) -> list[str]:
    """Without "City of", unless that is all; a code as it is read out."""
    return (fold_city(text) or fold(text)).split()[:MOST_WORDS]


def as_code(text: str) -> str:
    return str(read_code(text)).lower()


def exactly(words: Iterable[str]) -> str:
    return " & ".join(f"'{word}'" for word in words)


def beginning(words: Iterable[str]) -> str:
    return " & ".join(f"'{word}':*" for word in words)


def nearly(words: Iterable[str]) -> str:
    """Each as it begins, or one letter off."""
    return " & ".join(f"({' | '.join(forms_of(word))})" for word in words)


def forms_of(word: str) -> list[str]:
    short = sorted(shortened(word))
    off = [f"'{OFF}{word}'", *(f"'{one}'" for one in short), *(f"'{OFF}{one}'" for one in short)] if short else []
    return [f"'{word}':*", *off]


def is_near(typed: Iterable[str], known: Iterable[str]) -> bool:
    """Whether each typed word begins one that is known, or is one letter off from it."""
    kept = list(known)
    return all(any(word.startswith(one) or is_one_off(one, word) for word in kept) for one in typed)
