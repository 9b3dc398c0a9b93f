"""Which passwords are taken: long, and more than what others choose or what everybody knows of a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from importlib import resources

from shared.program.folding import fold

LEAST_OWN = 6  # characters that are left without common words, digits in a row, and what names the person
LEAST_DIFFERENT = 5  # characters
PIECE = 4  # shorter parts of a name are no part of a pattern
ROWS = ("01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "azertyuiop", "asdfghjkl", "zxcvbnm")
COMMON = tuple(
    sorted(
        resources.files("services.identity.domain").joinpath("common_words.txt").read_text(encoding="utf-8").split(),
        key=len,
        reverse=True,
    )
)
LEET = str.maketrans("013457@$!", "oleastasi")


def normalized(password: str) -> str:
    """The same text however a keyboard composes it."""
    return unicodedata.normalize("NFKC", password)


def is_easily_guessed(password: str, about: Iterable[str]) -> bool:
    """`about`: the person's name and address."""
    plain = fold(normalized(password)).replace(" ", "")
    names = [piece for text in about for piece in fold(text).split() if len(piece) >= PIECE]
    left = min(len(own_part(text, names)) for text in (plain, plain.translate(LEET)))
    return left < LEAST_OWN or len(set(password.casefold())) < LEAST_DIFFERENT


def own_part(text: str, names: Iterable[str]) -> str:
    """What is left of a text without the pieces that a guesser puts together."""
    for piece in (*names, *COMMON):
        text = text.replace(piece, "")
    return without_rows(text)


def without_rows(text: str) -> str:
    """Without years, keys beside each other and characters again and again, from three on."""
    kept, start = "", 0
    while start < len(text):
        end = start + 1
        while end < len(text) and in_a_row(text[start : end + 1]):
            end += 1
        kept += text[start:end] if end - start < 3 else ""
        start = end
    return kept


def in_a_row(piece: str) -> bool:
    return len(set(piece)) == 1 or any(piece in row for row in ROWS)
