"""What comes after a proof of who somebody is: the page that they wanted, or the form that waits to be sent there."""

from __future__ import annotations

import json
from dataclasses import dataclass

from services.portal.forms.multipart import MOST_FIELDS
from services.portal.forms.posted import Posted
from services.portal.web.page import own_path

MINE = "/my"
SECRETS = ("password", "repeated", "second")  # what is typed in these no page repeats

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Onward:
    """`kept`: what was typed in the form that waits, None where none does; `again`: who is signed in proves it anew."""

    next: str = MINE
    kept: Pairs | None = None
    again: bool = False

    @property
    def kept_text(self) -> str:
        """As it travels in a hidden field, from one page of signing in to the next."""
        return "" if self.kept is None else json.dumps(self.kept)


def onward_to(next_: str | None) -> Onward:
    return Onward(own_path(next_ or MINE))


def onward_of(posted: Posted) -> Onward:
    return Onward(own_path(posted.text("next") or MINE), pairs_of(posted.text("kept")), bool(posted.text("again")))


def pairs_of(text: str) -> Pairs | None:
    """None for what no page of ours wrote."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, list) or len(read) > MOST_FIELDS or not all(map(is_pair, read)):
        return None
    return tuple((name, value) for name, value in read)


def is_pair(one: object) -> bool:
    return isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)


def digits(posted: Posted) -> str:
    """A code of the device however it is grouped; a recovery code as it is."""
    typed = posted.text("second").strip()
    plain = "".join(typed.split())
    return plain if plain.isdecimal() else typed
