"""Tracking codes: what an application is called between people. Ten random characters of Crockford's alphabet."""

from __future__ import annotations

import secrets
from typing import Annotated

from pydantic import BeforeValidator

from shared.contracts.field_types import Text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def new_code() -> str:
    """50 random bits: not to be guessed, short enough to be read out."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: object) -> object:
    """As people type it: any case, spaces and hyphens, O for 0, I and L for 1. What is no text stays as it is."""
    return text.strip().upper().translate(_READ_AS) if isinstance(text, str) else text


def is_code(text: str) -> bool:
    """Whether it has the form of one, as people type it."""
    read = str(read_code(text))
    return len(read) == LENGTH and set(read) <= set(ALPHABET)


Code = Annotated[str, Text(1, 20), BeforeValidator(read_code)]
