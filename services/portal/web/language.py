"""In which language somebody reads: what their browser asks for, as far as we write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.wording import LANGUAGES
from shared.wording.language import FALLBACK


def language_of(headers: Mapping[str, str]) -> str:
    """By Accept-Language: of our languages the one that is liked best, English where none is named."""
    wanted = [_weighed(part) for part in headers.get("accept-language", "").split(",")]
    known = [(weight, -place, tag) for place, (tag, weight) in enumerate(wanted) if weight > 0 and tag in LANGUAGES]
    return max(known, default=(0.0, 0, FALLBACK))[2]


def language_among(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The same, of the headers of an ASGI scope."""
    return language_of({name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers})


def _weighed(part: str) -> tuple[str, float]:
    """`es-MX;q=0.8`: a language without its region, and how much it is liked."""
    tag, _, weight = part.strip().lower().partition(";")
    try:
        liked = float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        liked = 0.0
    return tag.strip().partition("-")[0], liked
