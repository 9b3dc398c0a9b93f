"""Likely matches: one city under another spelling of its area (program.md §2). They are flagged for people, never
refused, so that a needless flag costs a glance, and homonyms in other states stay unflagged."""

from __future__ import annotations

from difflib import SequenceMatcher

#: Folded words that say what an area is and not which.
_KINDS = frozenset({
    "state", "estado", "etat", "province", "provincia", "department", "departamento", "departement", "region",
    "of", "de", "del", "da", "do", "the", "el", "la", "le",
})  # fmt: skip
_CLOSE = 0.8  # of 1, as difflib measures likeness
_LONGEST_SHORT_FORM = 4  # letters: IL, DF, Qc, CDMX


def likely_same_area(one: str, other: str) -> bool:
    """Whether two folded names of areas, which differ, may be the same area's."""
    bare, bare_other = _bare(one), _bare(other)
    if set(bare) <= set(bare_other) or set(bare_other) <= set(bare):
        return True
    if _is_short_form(bare, bare_other) or _is_short_form(bare_other, bare):
        return True
    texts = " ".join(bare), " ".join(bare_other)
    return max(_likeness(*texts), _likeness(*reversed(texts))) >= _CLOSE


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; difflib's depends on who comes first."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _bare(name: str) -> list[str]:
    return [word for word in name.split() if word not in _KINDS] or name.split()


def _is_short_form(short: list[str], words: list[str]) -> bool:
    """Initials, or letters of the name in their order from its first: BC, NL, IL, Qc."""
    letters, rest = "".join(short), iter("".join(words))
    if not letters or len(letters) > _LONGEST_SHORT_FORM or letters[0] != words[0][0]:
        return False
    return all(letter in rest for letter in letters)
