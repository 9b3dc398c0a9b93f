"""Names made comparable: when two spellings name the same city or area. Pure; keeps no list of names.

The rule is the program's (spec §2): outer space trimmed, runs of space and punctuation become one space, then case,
accents and the ways of saying "City of" go. Stored keys depend on it: a change needs a migration of those keys and
`python -m shared.program.make_places`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: Folded; a name that consists of nothing else is kept as it is.
CITY_PREFIXES = (
    "city of ",
    "town of ",
    "municipality of ",
    "ciudad de ",
    "municipio de ",  # Spanish, and Portuguese without its accent
    "municipalidad de ",
    "alcaldia de ",
    "ayuntamiento de ",
    "prefeitura de ",
    "prefeitura municipal de ",
    "ville de ",
    "mairie de ",
)

#: Letters that Unicode does not take apart into a base letter and an accent.
_WHOLE_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})

_SEPARATORS = ("Z", "P", "S", "Cc")  # Unicode categories: space, punctuation, signs such as ´ and `, control characters
_DROPPED = ("M", "Cf")  # accents; invisible characters such as the soft hyphen


@lru_cache(maxsize=4096)  # an import folds the same areas and sources again and again
def fold(name: str) -> str:
    """The comparable form of a name: lower-case words of bare letters and digits, one space between them.

    Idempotent; the same for any case, accent and punctuation of the same words; empty if there is no letter or digit.
    """
    bare = _without_marks(_without_marks(name).casefold()).translate(_WHOLE_LETTERS)
    return " ".join("".join(" " if _is(char, _SEPARATORS) else char for char in bare).split())


def fold_city(name: str) -> str:
    """The comparable form of a city's name: folded, without "City of" in the four languages, however often repeated."""
    folded = fold(name)
    while prefix := next((prefix for prefix in CITY_PREFIXES if folded.startswith(prefix)), None):
        folded = folded.removeprefix(prefix)
    return folded


def _without_marks(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not _is(char, _DROPPED))


def _is(char: str, categories: tuple[str, ...]) -> bool:
    return unicodedata.category(char).startswith(categories)
