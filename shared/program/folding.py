"""Names made comparable: when two spellings name the same city or area. Pure; keeps no list of names.

The rule is the program's (program.md §2): outer space trimmed, runs of space and punctuation become one space, then
case, accents and the ways of saying "City of" go. Stored keys depend on it: a change needs a migration of those keys
and `python -m shared.program.make_places`.
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


@lru_cache(maxsize=4096)  # an import folds the same areas and sources again and again
def fold(name: str) -> str:
    """The comparable form of a name: lower-case words of bare letters and digits, one space between them.

    Idempotent; the same for any case, accent and punctuation of the same words; empty if there is no letter or digit.
    """
    bare = _without_marks(_without_marks(name).casefold()).translate(_WHOLE_LETTERS)
    return " ".join(bare.translate(_SPACED).split())


def fold_city(name: str) -> str:
    """The comparable form of a city's name: folded, without "City of" in the four languages, however often repeated."""
    folded = fold(name)
    while prefix := next((prefix for prefix in CITY_PREFIXES if folded.startswith(prefix)), None):
        folded = folded.removeprefix(prefix)
    return folded


def fold_address(email: str) -> str:
    """The comparable form of an e-mail address: two spellings of it are one person's."""
    return email.strip().casefold()


def _without_marks(text: str) -> str:
    return unicodedata.normalize("NFKD", text).translate(_WITHOUT_MARKS)


class _Replaced(dict[int, str]):
    """For str.translate: characters of these categories become something else; others stay.

    Those of the languages that are usual here are kept in the table; any other is looked up each time.
    """

    def __init__(self, categories: tuple[str, ...], by: str) -> None:
        super().__init__()
        self._categories, self._by = categories, by

    def __missing__(self, code: int) -> str:
        char = chr(code)
        replaced = self._by if unicodedata.category(char).startswith(self._categories) else char
        if code < _USUAL:
            self[code] = replaced
        return replaced


_USUAL = 0x370  # Latin letters and their accents
_SPACED = _Replaced(("Z", "P", "S", "Cc"), " ")  # space, punctuation, signs such as ´ and `, control characters
_WITHOUT_MARKS = _Replaced(("M", "Cf"), "")  # accents; invisible characters such as the soft hyphen
