"""The order of names in a list, as their reader looks for them: one key for every list of names.

    sorted(cities, key=lambda one: order_of(one.city, "es"))      # Canoas, Cañas, Córdoba, Cuenca

Case, accents and punctuation count only between names that are else the same; in Spanish ñ comes after n. PostgreSQL
orders by bytes here (its embedded build has no ICU): what it reads is ordered by this key afterwards, and a list that
is read in pages goes by another column, such as the code.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from shared.program.folding import fold
from shared.wording.language import FALLBACK

_AFTER_Z = "\ue000"  # a character that no name holds

#: Letters that follow another, as words of the language are ordered.
_OWN_LETTERS: dict[str, dict[int, str]] = {"es": {ord("ñ"): f"n{_AFTER_Z}", ord("Ñ"): f"N{_AFTER_Z}"}}


@lru_cache(maxsize=4096)  # a list is ordered anew each time that it is shown
def order_of(name: str, language: str = FALLBACK) -> tuple[str, str]:
    """By which names are compared in that language; the name itself decides between those that look alike."""
    composed = unicodedata.normalize("NFC", name)
    return fold(composed.translate(_OWN_LETTERS.get(language, {}))), composed
