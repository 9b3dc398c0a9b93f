"""What is found when people type: folded words, their beginnings, and words that are one letter off.

A word of four letters or more is kept with each of its letters left out in turn. Two words that differ by one letter,
one more, one less, or two neighbors changed over have one of these in common; what has one in common and differs by
more is sorted out afterward. No extension of PostgreSQL is needed: the embedded one has none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from shared.contracts.codes import read_code
from shared.program.folding import fold, fold_city
from shared.program.nearness import is_one_off

LEAST = 4  # letters of a word that may be one letter off
PART = 3  # letters of the parts of what is found wherever it stands
INSIDE = "="  # before such a part; no folded word holds it
OFF = "~"  # before what a word is without one of its letters; no folded word holds it
MOST_WORDS = 8  # of what is typed
LONGEST = 40  # letters of a word that is kept with its letters left out
LOOKED_AT = 5  # times as many as are asked for: what shares letters alone is sorted out

One = TypeVar("One")


def kept_words(*texts: str | None, code: str | None = None) -> list[str]:
    """A code is kept as it is."""
    words = {word for text in texts for word in fold(text or "").split()}
    codes = {code.lower()} if code else set()
    return sorted(words | codes | {OFF + short for word in words for short in shortened(word)})


def kept_parts(folded: str) -> list[str]:
    """By which `within` finds what stands anywhere in a folded text."""
    return sorted({INSIDE + part for part in parts_of(folded)})


def parts_of(text: str) -> list[str]:
    return [text[place : place + PART] for place in range(len(text) - PART + 1)]


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


def within(texts: Iterable[str]) -> str | None:
    """Where one of several folded texts may stand; what has the same parts elsewhere is to be sorted out. None where
    one of them is too short to tell."""
    found = [parts_of(text) for text in texts]
    return " | ".join(f"({exactly(INSIDE + part for part in parts)})" for parts in found) if all(found) else None


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


def find_closest(
    text: str,
    limit: int,
    find: Callable[[str, int], Iterable[One]],
    words_of: Callable[[One], Sequence[str]],
    key: Callable[[One], Hashable],
) -> list[One]:
    """Whole words, then words that begin so, then words that are one letter off. `find`: of a text search, some."""
    words = typed_words(text)
    found: dict[Hashable, One] = {}
    for query in (exactly(words), beginning(words)) if words else ():
        if len(found) < limit:
            found |= {key(one): one for one in find(query, limit) if key(one) not in found}
    if words and len(found) < limit:
        near = [one for one in find(nearly(words), limit * LOOKED_AT) if is_near(words, words_of(one))]
        found |= {key(one): one for one in near if key(one) not in found}
    return list(found.values())[:limit]
