"""What pages and commands deny or take out by themselves: told to identity for the audit trail, once a minute."""

from __future__ import annotations

from typing import ClassVar, Literal

from shared.contracts.kernel import OfAPlace
from shared.contracts.requests import Nothing, Query

__all__ = ["NoteDenied", "NoteListTaken"]


class NoteDenied(OfAPlace, Query[Nothing]):
    """A page was not opened to whoever asks: their role may not use it."""

    audited: ClassVar[Literal["denied"]] = "denied"


class NoteListTaken(OfAPlace, Query[Nothing]):
    """A list or a report was taken out as a file. Asked before it is given out."""

    audited: ClassVar[Literal["export"]] = "export"
